"""The bundle's README: what it is, how to verify it, and what it does not show; in Swedish, then in English."""

from typing import Final

GUIDE: Final = """\
RÖDA TRÅDEN: HÄRLEDNINGSBUNT
============================

Den här filen visar hur en publicerad siffra har räknats fram, och låter den som har filen räkna fram den på nytt, utan
kommunens databas och utan kommunens nycklar.

HANTERA FILEN SOM PERSONUPPGIFTER. Här finns inga namn, inga identitetsnummer och ingen fritext. Men här finns varje steg,
dag för dag, för alla som räknas in i siffran, och en resa kan i sig själv avslöja vem det är. Lämna inte filen vidare, och
radera den när granskningen är klar.

Så här verifieras den, på en dator där Röda tråden är installerat:

    rodtrad verify-bundle FIL
    rodtrad verify-bundle FIL --log-key NYCKEL --witness NYCKEL     med loggens och vittnens öppna nycklar, från dem själva

Delarna
  figure.json         siffran som den publicerades, med allt som stod bredvid den
  definition.json     måttet: vad som räknas, steg för steg, på svenska och engelska
  rows.tsv.xz         en eller flera rader per deltagare i loggen: med eller inte, varför, utfall. Deltagarna heter något
                      som bara gäller den här publiceringen. Packa upp med xz; då ger sha256sum cases_digest i figure.json
  entries.json.xz     loggens poster om alla i siffran, så långt siffran kände dem: en lista per kolumn
  seals.bin           det som behövs för att ge varje post exakt de byte som står i loggen
  keys.bin            nyckeln till varje posts datadel, och bara den
  streams.json        vilken ström i loggen som är vems
  erased.json         vilka i siffran som har gallrats sedan dess
  environment.json    vad bunten är gjord med
  checkpoint          loggens läge efter publiceringen: namn, antal poster, trädets rot, och vilka som har signerat (C2SP)
  proofs.bin          de hashar som leder från posternas löv till roten, var och en 32 byte, i trädets ordning
  manifest.json       kontrollsumman för varje del; manifest.sha256 är manifestets egen (sha256sum -c manifest.sha256)

En post i loggen har en datadel (koder, dagar, tal) och en persondel (namn, nummer, fritext), förseglade var för sig med
AES-256-GCM. Här står datadelen öppen i entries.json.xz. Förseglad igen med sin nyckel och sitt nonce (i seals.bin) blir
den de byte som loggen har; deras löv (RFC 6962) ska ge summan i streams.json. Persondelen ligger förseglad i seals.bin, så
att lövet kan räknas. Ingen nyckel här öppnar den.

Vad bunten inte visar
  - Att loggen själv är sann, om inget vittne har signerat checkpoint, eller om den delen saknas. Den som har loggens
    nycklar kan då göra en annan bunt där en händelse är utelämnad. Det syns om raderna, siffran eller numreringen i
    strömmen inte går ihop, men inte om allt har gjorts om. Verifieringen säger om bunten är förankrad.
  - Något om dem som inte räknas in i siffran, mer än deras rad. Att ingen av dem skulle ha räknats syns inte här.
  - Den som har gallrats. Där finns bara den sparade raden, och verifieringen säger hur många de är.
  - Om siffran gäller vad som var känt en viss dag: att inget som var känt då är utelämnat.
Mått på hushåll har också händelserna för andra i hushållet, som inte själva räknas in.
Den som känner källsystemets id:n kan pröva vilka av dem raderna gäller: nyckeln i streams.json gör samma pseudonymer.


RÖDA TRÅDEN: DERIVATION BUNDLE
==============================

This file shows how a published figure was reckoned, and lets whoever has the file reckon it again, without the
municipality's database and without its keys.

HANDLE THE FILE AS PERSONAL DATA. It holds no names, no identity numbers and no free text. But it holds every step, day by
day, of everybody who is counted in the figure, and a journey can by itself tell who it is. Do not pass the file on, and
delete it when the audit is done.

It is verified like this, on a computer with Röda tråden installed:

    rodtrad --lang en verify-bundle FILE
    rodtrad --lang en verify-bundle FILE --log-key KEY --witness KEY     with the log's and witnesses' public keys, from them

The members
  figure.json         the figure as it was published, with all that stood beside it
  definition.json     the measure: what is counted, step by step, in Swedish and English
  rows.tsv.xz         one or more rows for each participant in the log: in or not, why, the outcome. Participants are called
                      by names that hold for this publication only. Unpacked with xz, sha256sum gives figure.json's cases_digest
  entries.json.xz     the log's entries about everybody in the figure, as far as the figure knew them: a list for each column
  seals.bin           what it takes to give each entry exactly the bytes that stand in the log
  keys.bin            the key of each entry's data part, and of nothing else
  streams.json        which stream of the log is whose
  erased.json         who in the figure has been erased since
  environment.json    what the bundle was made with
  checkpoint          the log's head after the publication: name, number of entries, the tree's root, and who has signed (C2SP)
  proofs.bin          the hashes that lead from the entries' leaves to the root, 32 bytes each, in the order of the tree
  manifest.json       the digest of each member; manifest.sha256 is the manifest's own (sha256sum -c manifest.sha256)

An entry of the log has a data part (codes, days, numbers) and a person part (names, numbers, free text), each sealed by
itself with AES-256-GCM. Here the data part stands open in entries.json.xz. Sealed again by its key and its nonce (in
seals.bin) it is the bytes that the log has; their leaves (RFC 6962) must give the digest in streams.json. The person part
lies sealed in seals.bin, so that the leaf can be reckoned. No key here opens it.

What the bundle does not show
  - That the log itself is true, if no witness has signed checkpoint, or that member is not there. Whoever has the log's
    keys can then make another bundle in which an event is left out. It is seen if the rows, the figure or the numbering of
    the stream do not agree, but not if all of it has been made anew. The verification says whether the bundle is anchored.
  - Anything about those who are not counted in the figure, but their row. That none of them ought to have been counted
    cannot be seen here.
  - Whoever has been erased. There is only the row that was kept, and the verification says how many they are.
  - If the figure is of what was known on some day: that nothing known then is left out.
Measures of households also hold the events of others in the household, who are not counted themselves.
Whoever knows the source system's ids can try which of them the rows are about: the key in streams.json makes the same
pseudonyms.
"""
