"""A simulated town's events as the rows of the shipped tables: each event where a provider's system would have it.

The mappings are read backwards: a code becomes a word that the mapping translates to it. What no table can say is left out.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain.intake.mapping import load_mapping
from scripts.simulator.identity import Numbers

Line = Mapping[str, Any]
Row = dict[str, str]
JA_NEJ: Mapping[Any, str] = {True: "Ja", False: "Nej"}


class TownRows:
    """The rows of every table, by its mapping's name."""

    def __init__(self, lines: Sequence[Line], numbers: Mapping[str, str]) -> None:
        """`numbers`: everybody's identity number."""
        self.rows: dict[str, dict[str, Row]] = {}
        self._numbers = numbers
        self._codes = load_mapping("lifecare-arenden").codes
        self._referrals: dict[tuple[str, str], str] = {}
        for line in sorted(lines, key=lambda line: (line.get("on", ""), line["kind"] != "referred")):
            take = getattr(self, f"_{line['kind']}", None)
            if take is not None:
                take(line)

    def _row(self, table: str, name: str, line: Line, **cells: Any) -> Row:
        """Returns a row by the name of what it is about, with these cells added."""
        row = self.rows.setdefault(table, {}).setdefault(name, {})
        if "participant" in line:
            row["Personnr"] = self._numbers[line["participant"]]
        row.update({column.replace("_", " "): str(value) for column, value in cells.items() if value is not None})
        return row

    def _word(self, table: str, code: Any) -> str | None:
        return next((word for word, of in self._codes[table].items() if of == code), None)

    def _words(self, table: str, codes: Sequence[Any] | None) -> str | None:
        return ",".join(word for code in codes if (word := self._word(table, code))) if codes else None

    def _own(self, line: Line, name: str) -> str | None:
        """Returns an id that is unique in the whole source, not only for its participant."""
        given = line.get(name)
        return None if given is None else f"{line['participant']}-{given}"

    def _ending(self, line: Line) -> dict[str, object]:
        """Returns the cells of how an insats or a placement ended."""
        return {
            "Slut": line["on"],
            "Avslut": self._word("avslut", line["result"]),
            "Som väntat": JA_NEJ.get(line.get("as_expected")),
            "Avbrottsorsak": line.get("reason"),
        }

    def _participant_registered(self, line: Line) -> None:
        sex = self._word("kön", line["sex"])
        self._row("lifecare-personer", line["participant"], line, Kön=sex, Född=line.get("born_on"), Skydd="", Skydd_från="")
        if line.get("protected"):
            self._protection_set({**line, "level": "protected"})

    def _particulars_recorded(self, line: Line) -> None:
        self._row("lifecare-personer", line["participant"], line, Född=line.get("born_on"))

    def _protection_set(self, line: Line) -> None:
        level = self._word("skydd", line["level"])
        self._row("lifecare-personer", f"{line['participant']}-{line['on']}", line, Skydd=level, Skydd_från=line["on"])

    def _circumstances_recorded(self, line: Line) -> None:
        words = {
            "Hushållsnr": line.get("household"),
            "Hushållstyp": self._word("hushållstyp", line.get("household_type")),
            "Antal barn": line.get("children"),
            "Yngsta barnet fött": line.get("youngest_child_born_on"),
            "Områdestyp": self._word("områdestyp", line.get("area_class")),
            "Utrikes född": JA_NEJ.get(line.get("foreign_born")),
            "Utbildning": self._word("utbildning", line.get("education")),
            "Prioriterade grupper": self._words("grupp", line.get("priority_groups")),
            "Etablering från": line.get("establishment_from"),
            "Etablering till": line.get("establishment_to"),
            "Utbildningsplikt": JA_NEJ.get(line.get("education_duty")),
        }
        if any(value is not None for value in words.values()):
            self._row("lifecare-hushall", f"{line['participant']}-{line['on']}", line, **{"Gäller från": line["on"]} | words)

    def _support_paid(self, line: Line) -> None:
        name = line["id"]
        role = self._word("roll", line.get("role"))
        month = {"Avser månad": line["month"], "Utbetald": line["on"], "Roll": role}
        self._row("lifecare-bistand", name, line, Utbetalningsnr=name, Belopp=decimal(line["amount"]), **month)

    def _support_applied(self, line: Line) -> None:
        name = self._own(line, "application_id")
        new = JA_NEJ.get(line.get("new_visit"))
        self._row("lifecare-ansokningar", str(name), line, Ansökningsnr=name, Ansökt=line["on"], Nybesök=new)

    def _support_decided(self, line: Line) -> None:
        outcome = self._word("beslut", line["outcome"])
        name = str(self._own(line, "application_id"))
        self._row("lifecare-ansokningar", name, line, Beslutad=line["on"], Beslut=outcome, Lagrum=line.get("ground"))

    def _application_withdrawn(self, line: Line) -> None:
        self._row("lifecare-ansokningar", str(self._own(line, "application_id")), line, Återtagen=line["on"])

    def _referred(self, line: Line) -> None:
        name = f"{self._own(line, 'referral_id')}-r"
        self._referrals[line["participant"], line["referral_id"]] = name
        party = self._word("anvisare", line["from_party"])
        cells = {"Ärendenr": name, "Enhet": line["to_unit"], "Anvisad av": party, "Anvisad": line["on"]}
        self._row("lifecare-arenden", name, line, **cells, Anvisningsorsak=line.get("reason"))

    def _referral_closed(self, line: Line) -> None:
        name = self._referrals.get((line["participant"], line["referral_id"]))
        if name is not None and "Inskriven" not in self.rows["lifecare-arenden"][name]:
            outcome = self._word("anvisningens_slut", line["outcome"])
            self._row("lifecare-arenden", name, line, Avslutad=line["on"], Avslutsorsak=outcome)

    def _enrolled(self, line: Line) -> None:
        """An enrolment stands in its referral's row, if the row is not taken: all that names it then names the row."""
        own = self._referrals.pop((line["participant"], line.get("referral_id", "")), None)
        name = own or str(self._own(line, "enrolment_id"))
        self._referrals[line["participant"], f"enrolment {line['enrolment_id']}"] = name
        self._row("lifecare-arenden", name, line, Ärendenr=name, Enhet=line["unit"], Inskriven=line["on"])

    _re_entered = _enrolled

    def _case(self, line: Line) -> str | None:
        enrolment = line.get("enrolment_id")
        return None if enrolment is None else self._referrals.get((line["participant"], f"enrolment {enrolment}"))

    def _exited(self, line: Line) -> None:
        if (name := self._case(line)) is not None:
            reason = self._word("avslutsorsak", line.get("reason"))
            employment = self._own(line, "employment_id")
            self._row("lifecare-arenden", name, line, Avslutad=line["on"], Avslutsorsak=reason, Anställningsnr=employment)

    def _insats_started(self, line: Line) -> None:
        cells = {
            "Insatsnr": self._own(line, "insats_id"), "Ärendenr": self._case(line), "Start": line["on"],
            "Insats": self._word("insats", line["insats"]), "Enhet": line.get("unit"), "Utförare": line.get("provider"),
            "Finansiär": line.get("funder"), "Syfte": line.get("purpose"), "Förväntat resultat": line.get("expected_outcome"),
            "Timmar per vecka": decimal(line.get("hours_per_week")), "Trappa": self._word("trappa", line.get("ladder")),
            "Steg": line.get("step"), "Arbetsplats": line.get("workplace"),
            "Språkstöd": JA_NEJ[line.get("language_support", False)],
        }  # fmt: skip
        self._row("lifecare-insatser", str(cells["Insatsnr"]), line, **cells)

    def _insats_ended(self, line: Line) -> None:
        self._row("lifecare-insatser", str(self._own(line, "insats_id")), line, **self._ending(line))

    def _language_assessed(self, line: Line) -> None:
        name = f"{line['participant']}-{line['on']}"
        self._row("lifecare-formagor", name, line, Bedömd=line["on"], Språknivå=line["level"])

    def _work_ability_assessed(self, line: Line) -> None:
        ability = self._word("arbetsförmåga", line["ability"])
        self._row("lifecare-formagor", f"{line['participant']}-{line['on']}", line, Bedömd=line["on"], Arbetsförmåga=ability)

    def _employment_started(self, line: Line) -> None:
        cells = {
            "Anställningsnr": self._own(line, "employment_id"), "Start": line["on"], "Yrke": line.get("occupation"),
            "Anställningsform": self._word("anställningsform", line["form"]), "Omfattning": decimal(line.get("extent")),
            "Sektor": self._word("sektor", line.get("sector")), "Avtal": line.get("contract"),
        }  # fmt: skip
        self._row("lifecare-anstallningar", str(cells["Anställningsnr"]), line, **cells)

    def _employment_ended(self, line: Line) -> None:
        name = str(self._own(line, "employment_id"))
        self._row("lifecare-anstallningar", name, line, Slut=line["on"], Slutorsak=line.get("reason"))

    def _followed_up(self, line: Line) -> None:
        cells = {"Avser dag": line["on"], "Status": self._word("uppföljning", line["status"])}
        form = self._word("uppföljd_form", line.get("form"))
        self._row("lifecare-uppfoljningar", line["id"], line, Uppföljningsnr=line["id"], Form=form, **cells)

    def _moved(self, line: Line) -> None:
        word = {"moved_in": "Inflyttad", "moved_out": "Utflyttad", "deceased": "Avliden"}[line["kind"]]
        self._row("folkbokforing", line["id"], line, Datum=line["on"], Händelse=word)

    _moved_in = _moved_out = _deceased = _moved


def identity_numbers(lines: Sequence[Line]) -> Mapping[str, str]:
    """Returns an identity number for everybody: what the tables know a person by, also where the town has none."""
    numbers, born = Numbers(), {line["participant"]: line["born_on"] for line in lines if line.get("born_on")}
    return {
        line["participant"]: numbers.next(
            date.fromisoformat(born.get(line["participant"], "1980-01-01")), woman=line["sex"] != "M", coordination=False
        )[0]
        for line in lines
        if line["kind"] == "participant_registered"
    }


def decimal(value: float | None) -> str | None:
    """Returns a number as a Swedish table has it."""
    return None if value is None else f"{value:g}".replace(".", ",") if value < 1e5 else f"{value:.2f}".replace(".", ",")
