"""A simulated town's plans, placements, studies and what is recorded along the way, as the rows of the shipped tables."""

from scripts.simulator.table_rows import JA_NEJ, Line, TownRows, decimal


class TownOfTables(TownRows):
    """The rows of every shipped table."""

    def _reference_value_set(self, line: Line) -> None:
        sex = self._word("kön", line.get("breakdown", {}).get("sex"))
        cells = {"Serie": self._word("serie", line["series"]), "Period": line["period"], "Kön": sex or ""}
        cells |= {"Värde": decimal(line["value"]), "Registrerat": line["recorded_at"][:10]}
        self._row("referensvarden", line["id"], line, **cells)

    def _obstacle_recorded(self, line: Line) -> None:
        obstacle = self._word("hinder", line["obstacle"])
        name = f"{line['participant']}-{line['on']}"
        self._row("lifecare-formagor", name, line, Bedömd=line["on"], Försörjningshinder=obstacle)

    def _support_ended(self, line: Line) -> None:
        """The end stands in the row of the person's latest application that has none; without one no table has it."""
        reason = self._word("avslutsorsak", line.get("reason"))
        for row in reversed(self.rows.get("lifecare-ansokningar", {}).values()):
            if row["Personnr"] == self._numbers[line["participant"]] and "Stödet avslutat" not in row:
                row |= {"Stödet avslutat": line["on"], "Avslutsorsak": reason or ""}
                return

    def _happened(self, line: Line, word: str, **cells: object) -> None:
        cells = {"Radnr": line["id"], "Ärendenr": self._case(line), "Datum": line["on"], "Händelse": word, **cells}
        self._row("lifecare-arendehandelser", line["id"], line, **cells)

    def _mapping_completed(self, line: Line) -> None:
        self._happened(line, "Kartläggning klar")

    def _paused(self, line: Line) -> None:
        self._happened(line, "Paus", Orsak=line.get("reason"))

    def _resumed(self, line: Line) -> None:
        self._happened(line, "Återupptagen", Orsak=line.get("reason"))

    def _insats_offered(self, line: Line) -> None:
        self._happened(line, "Insats erbjuden", Insats=self._word("insats", line["insats"]))

    def _preventive_agreement(self, line: Line) -> None:
        self._happened(line, "Förebyggande överenskommelse", Med=self._word("anvisare", line["with_party"]))

    def _assigned(self, line: Line) -> None:
        role = "Jobbcoach" if line["kind"] == "coach_assigned" else "Handläggare"
        cells = {"Från": line["on"], "Roll": role, "Signatur": line.get("coach") or line.get("caseworker")}
        self._row("lifecare-handlaggare", line["id"], line, **cells, Enhet=line.get("unit"))

    _caseworker_assigned = _coach_assigned = _assigned

    def _placement_started(self, line: Line) -> None:
        cells = {
            "Placeringsnr": self._own(line, "placement_id"), "Ärendenr": self._case(line), "Start": line["on"],
            "Placering": self._word("placering", line["form"]), "Sektor": self._word("sektor", line["sector"]),
            "Arbetsgivare": line.get("employer"), "Arbetsplats": line.get("workplace"), "Enhet": line.get("unit"),
            "Timmar per vecka": decimal(line.get("hours_per_week")), "Avtal": line.get("contract"),
            "Finansiär": line.get("funder"), "Syfte": line.get("purpose"), "Behov": self._word("behov", line.get("need")),
            "Förväntat resultat": line.get("expected_outcome"), "Trappa": self._word("trappa", line.get("ladder")),
            "Utbildad handledare": JA_NEJ.get(line.get("supervisor_trained")), "Steg": line.get("step"),
            "Språkstöd": JA_NEJ[line.get("language_support", False)], "Registrerad": line["recorded_at"],
        }  # fmt: skip
        self._row("lifecare-placeringar", str(cells["Placeringsnr"]), line, **cells)

    def _placement_ended(self, line: Line) -> None:
        self._row("lifecare-placeringar", str(self._own(line, "placement_id")), line, **self._ending(line))

    def _study_admitted(self, line: Line) -> None:
        self._study(line, Antagen=line["on"])

    def _study_started(self, line: Line) -> None:
        aid = JA_NEJ[line.get("student_aid", False)]
        cells = {"Start": line["on"], "Planerat slut": line.get("planned_end_on"), "Studieväg": line.get("track")}
        self._study(line, **cells, Studiemedel=aid, Yrke=line.get("occupation"))

    def _study(self, line: Line, **cells: object) -> None:
        name = self._own(line, "study_id")
        shortage = JA_NEJ.get(line.get("shortage_occupation"))
        words = {"Studienr": name, "Kurs": "1", "Skolform": self._word("skolform", line["programme"]), "Bristyrke": shortage}
        self._row("extens", str(name), line, **words, **cells)

    def _study_ended(self, line: Line) -> None:
        result = {"completed": "Slutförd", "interrupted": "Avbrott"}[line["result"]]
        self._row("extens", str(self._own(line, "study_id")), line, Slut=line["on"], Resultat=result)

    def _plan_decided(self, line: Line) -> None:
        plan = self._plan(line)
        for milestone in line.get("milestones", ()):
            self._milestone(line, plan, {**milestone, "on": line["on"]})

    def _plan(self, line: Line) -> dict[str, str]:
        cells = {"Plannr": self._own(line, "plan_id"), "Mål": self._word("planmål", line["goal"]), "Beslutad": line["on"]}
        cells |= {"Ärendenr": self._case(line), "Gäller till": line.get("valid_until")}
        return self._row("lifecare-planer", str(cells["Plannr"]), line, **cells)

    def _milestone(self, line: Line, plan: dict[str, str], milestone: Line) -> None:
        """A plan's first row is its own; each milestone has a row with the plan's cells again."""
        cells = {"Delmålsnr": milestone["milestone_id"], "Tillagt": milestone["on"], "Klart senast": milestone["due_on"]}
        own = {column: cell for column, cell in plan.items() if column != "Personnr"}
        name = f"{plan['Plannr']}/{milestone['milestone_id']}"
        self._row("lifecare-planer", name, line, **own, **cells, Delmål=milestone.get("title"))

    def _milestone_added(self, line: Line) -> None:
        if (plan := self.rows.get("lifecare-planer", {}).get(str(self._own(line, "plan_id")))) is not None:
            self._milestone(line, plan, line)

    def _of_milestone(self, line: Line, **cells: object) -> None:
        name = f"{self._own(line, 'plan_id')}/{line['milestone_id']}"
        if name in self.rows.get("lifecare-planer", {}):
            self._row("lifecare-planer", name, line, **cells)

    def _milestone_redated(self, line: Line) -> None:
        self._of_milestone(line, Omdaterat=line["on"], **{"Ny sista dag": line["due_on"]})

    def _milestone_reached(self, line: Line) -> None:
        self._of_milestone(line, Nått=line["on"])

    def _plan_followed_up(self, line: Line) -> None:
        """Each follow-up has a row of its own, with the plan's cells again."""
        if (plan := self.rows.get("lifecare-planer", {}).get(str(self._own(line, "plan_id")))) is not None:
            own = {column: cell for column, cell in plan.items() if column != "Personnr"}
            self._row("lifecare-planer", f"{plan['Plannr']}/{line['on']}", line, **own, Uppföljd=line["on"])

    def _plan_ended(self, line: Line) -> None:
        self._row("lifecare-planer", str(self._own(line, "plan_id")), line, Avslutad=line["on"])

    def _appointment(self, line: Line) -> None:
        name = self._own(line, "appointment_id") or ""
        cells = {
            "appointment_booked": {"Bokat": line["on"]},
            "appointment_held": {"Besöksdag": line["on"], "Utfall": "Genomfört"},
            "appointment_missed": {"Besöksdag": line["on"], "Utfall": "Uteblev"},
        }[line["kind"]]
        self._row("lifecare-besok", name, line, Besöksnr=name, **cells, Syfte=line.get("purpose"))

    _appointment_booked = _appointment_held = _appointment_missed = _appointment

    def _attendance(self, line: Line) -> None:
        week = {"Vecka": line.get("week"), "Planerade timmar": decimal(line.get("planned_hours"))}
        words = {"Frånvaro": self._word("frånvaro", line.get("valid")), "Följd": self._word("följd", line.get("effect"))}
        cells = {**week, **words, "Närvarotimmar": decimal(line.get("attended_hours"))}
        self._row("lifecare-narvaro", line["id"], line, Radnr=line["id"], Datum=line["on"], **cells)

    _attendance_recorded = _absence_recorded = _support_restricted = _attendance

    def _circumstances_recorded(self, line: Line) -> None:
        super()._circumstances_recorded(line)
        if line.get("in_kaa") is True:
            self._row("kaa", line["participant"], line, **{"I KAA från": line["on"]})
        elif line.get("in_kaa") is False and line["participant"] in self.rows.get("kaa", {}):
            self._row("kaa", line["participant"], line, **{"I KAA till": line["on"]})

    def _youth_talk_offered(self, line: Line) -> None:
        self._talk(line, "Samtal erbjudet")

    def _youth_talk_held(self, line: Line) -> None:
        self._talk(line, "Samtal genomfört")

    def _talk(self, line: Line, column: str) -> None:
        """A talk stands in the row of the person's time within KAA, or in one of its own."""
        row = self.rows.get("kaa", {}).get(line["participant"], {column: ""})
        name = line["participant"] if column not in row else f"{line['participant']}-{line['on']}"
        self._row("kaa", name, line, **{column: line["on"]})
