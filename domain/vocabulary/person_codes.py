"""The closed lists about the person: each list's codes, as a type, and its labels, under its name in snake case."""

from collections.abc import Mapping
from typing import Literal

from domain.vocabulary.text import Text

Sex = Literal["K", "M", "U"]
NumberType = Literal["personnummer", "samordningsnummer", "reservnummer"]
HouseholdType = Literal["1", "3", "4", "5", "6", "7", "8", "9"]
AreaClass = Literal["1", "2", "3", "4", "5"]
Education = Literal["none", "compulsory", "upper_secondary", "post_secondary", "unknown"]
Ability = Literal["none", "reduced", "full"]
Obstacle = Literal[
    "unemployed_no_benefit",
    "unemployed_insufficient",
    "unemployed_waiting",
    "establishment_insufficient",
    "establishment_waiting",
    "establishment_low_capacity",
    "sick_certified_no_benefit",
    "sick_certified_insufficient",
    "sick_certified_waiting",
    "sickness_compensation_insufficient",
    "sickness_compensation_waiting",
    "pension_insufficient",
    "pension_waiting",
    "social_reasons",
    "youth_in_upper_secondary",
    "lacks_childcare",
    "parental_insufficient",
    "parental_waiting",
    "works_full_time_insufficient",
    "works_full_time_waiting",
    "works_part_time_insufficient",
    "works_part_time_waiting",
    "none",
    "missing",
]
ObstacleGroup = Literal[
    "unemployed",
    "establishment",
    "sick_certified",
    "sickness_compensation",
    "pension",
    "social",
    "parental",
    "works_full_time",
    "works_part_time",
    "none",
    "missing",
]
Level = Literal["A1", "A2", "B1", "B2", "C1", "C2"]
ProtectionLevel = Literal["none", "marked", "protected"]
ErasureBasis = Literal["retention", "request", "error"]

LABELS: Mapping[str, Mapping[str, Text]] = {
    "sex": {"K": Text("Kvinna", "Woman"), "M": Text.same("Man"), "U": Text("Uppgift saknas", "Not stated")},
    "number_type": {
        "personnummer": Text("Personnummer", "Personal identity number"),
        "samordningsnummer": Text("Samordningsnummer", "Coordination number"),
        "reservnummer": Text("Reservnummer", "Reserve number"),
    },
    "household_type": {
        "1": Text("Enbart barn", "Children only"),
        "3": Text("Ensam man utan barn", "Single man without children"),
        "4": Text("Ensam man med barn", "Single man with children"),
        "5": Text("Ensam kvinna utan barn", "Single woman without children"),
        "6": Text("Ensam kvinna med barn", "Single woman with children"),
        "7": Text("Sammanboende utan barn", "Couple without children"),
        "8": Text("Sammanboende med barn", "Couple with children"),
        "9": Text("Okänd", "Unknown"),
    },
    "area_class": {
        "1": Text("Områden med stora socioekonomiska utmaningar", "Areas with major socioeconomic challenges"),
        "2": Text("Områden med socioekonomiska utmaningar", "Areas with socioeconomic challenges"),
        "3": Text("Socioekonomiskt blandade områden", "Socioeconomically mixed areas"),
        "4": Text("Områden med goda socioekonomiska förutsättningar", "Areas with good socioeconomic conditions"),
        "5": Text(
            "Områden med mycket goda socioekonomiska förutsättningar",
            "Areas with very good socioeconomic conditions",
        ),
    },
    "education": {
        "none": Text("Ej fullgjord grundskola", "Compulsory school not completed"),
        "compulsory": Text("Grundskola", "Compulsory school"),
        "upper_secondary": Text("Gymnasial utbildning", "Upper secondary education"),
        "post_secondary": Text("Eftergymnasial utbildning", "Post-secondary education"),
        "unknown": Text("Uppgift saknas eller ej validerad", "Unknown or not validated"),
    },
    "ability": {
        "none": Text("Ingen arbetsförmåga", "No work ability"),
        "reduced": Text("Nedsatt arbetsförmåga", "Reduced work ability"),
        "full": Text("Full arbetsförmåga", "Full work ability"),
    },
    "obstacle": {
        "unemployed_no_benefit": Text("Arbetslös, ingen ersättning", "Unemployed, no benefit"),
        "unemployed_insufficient": Text("Arbetslös, otillräcklig ersättning", "Unemployed, insufficient benefit"),
        "unemployed_waiting": Text("Arbetslös, väntar på ersättning", "Unemployed, waiting for benefit"),
        "establishment_insufficient": Text(
            "Arbetslös, otillräcklig etableringsersättning",
            "Unemployed, insufficient establishment allowance",
        ),
        "establishment_waiting": Text(
            "Arbetslös, väntar på etableringsersättning",
            "Unemployed, waiting for establishment allowance",
        ),
        "establishment_low_capacity": Text(
            "Arbetslös, saknar etableringsersättning (prestationsförmåga under 25 %)",
            "Unemployed, no establishment allowance (capacity below 25 %)",
        ),
        "sick_certified_no_benefit": Text(
            "Sjukskriven med läkarintyg, ingen sjukpenning",
            "Sick with a medical certificate, no sickness benefit",
        ),
        "sick_certified_insufficient": Text(
            "Sjukskriven med läkarintyg, otillräcklig sjukpenning",
            "Sick with a medical certificate, insufficient sickness benefit",
        ),
        "sick_certified_waiting": Text(
            "Sjukskriven med läkarintyg, väntar på sjukpenning",
            "Sick with a medical certificate, waiting for sickness benefit",
        ),
        "sickness_compensation_insufficient": Text(
            "Sjuk- eller aktivitetsersättning, otillräcklig",
            "Sickness or activity compensation, insufficient",
        ),
        "sickness_compensation_waiting": Text(
            "Sjuk- eller aktivitetsersättning, väntar på",
            "Sickness or activity compensation, waiting for it",
        ),
        "pension_insufficient": Text(
            "Pension eller äldreförsörjningsstöd, otillräckligt",
            "Pension or support for the elderly, insufficient",
        ),
        "pension_waiting": Text(
            "Pension eller äldreförsörjningsstöd, väntar på",
            "Pension or support for the elderly, waiting for it",
        ),
        "social_reasons": Text("Arbetshinder, sociala skäl", "Hindered from work, social reasons"),
        "youth_in_upper_secondary": Text(
            "Ensamkommande ungdom 18–20 år, gymnasiestuderande",
            "Unaccompanied youth aged 18–20 in upper secondary school",
        ),
        "lacks_childcare": Text("Saknar barnomsorg", "Lacks childcare"),
        "parental_insufficient": Text(
            "Föräldraledig, otillräcklig föräldrapenning",
            "On parental leave, insufficient parental benefit",
        ),
        "parental_waiting": Text(
            "Föräldraledig, väntar på föräldrapenning",
            "On parental leave, waiting for parental benefit",
        ),
        "works_full_time_insufficient": Text(
            "Arbetar heltid, otillräcklig inkomst",
            "Works full time, insufficient income",
        ),
        "works_full_time_waiting": Text(
            "Arbetar heltid, väntar på inkomst",
            "Works full time, waiting for income",
        ),
        "works_part_time_insufficient": Text(
            "Arbetar deltid ofrivilligt, otillräcklig inkomst",
            "Works part time involuntarily, insufficient income",
        ),
        "works_part_time_waiting": Text(
            "Arbetar deltid ofrivilligt, väntar på inkomst",
            "Works part time involuntarily, waiting for income",
        ),
        "none": Text("Utan försörjningshinder", "No obstacle to self-support"),
        "missing": Text("Uppgift saknas", "Not stated"),
    },
    "obstacle_group": {
        "unemployed": Text("Arbetslös", "Unemployed"),
        "establishment": Text("Arbetslös med etableringsersättning", "Unemployed with establishment allowance"),
        "sick_certified": Text("Sjukskriven med läkarintyg", "Sick with a medical certificate"),
        "sickness_compensation": Text("Sjuk- eller aktivitetsersättning", "Sickness or activity compensation"),
        "pension": Text("Pension eller äldreförsörjningsstöd", "Pension or support for the elderly"),
        "social": Text("Arbetshinder, sociala skäl", "Hindered from work, social reasons"),
        "parental": Text("Föräldraledig", "On parental leave"),
        "works_full_time": Text("Arbetar heltid", "Works full time"),
        "works_part_time": Text("Arbetar deltid ofrivilligt", "Works part time involuntarily"),
        "none": Text("Utan försörjningshinder", "No obstacle to self-support"),
        "missing": Text("Uppgift saknas", "Not stated"),
    },
    "level": {level: Text(f"Nivå {level}", f"Level {level}") for level in ("A1", "A2", "B1", "B2", "C1", "C2")},
    "protection_level": {
        "none": Text("Inget skydd", "No protection"),
        "marked": Text("Sekretessmarkering", "Confidentiality marking"),
        "protected": Text("Skyddad folkbokföring", "Protected population registration"),
    },
    "erasure_basis": {
        "retention": Text("Gallringsfrist", "End of the retention period"),
        "request": Text("Begäran", "Request"),
        "error": Text("Felaktigt införd", "Entered in error"),
    },
}
