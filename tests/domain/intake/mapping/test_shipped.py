"""The shipped mappings give lines that all stand."""

from pathlib import Path
from typing import Any

from tests.domain.intake.mapping.desk import Desk, number, stand, values_of

MVAD = """person,state,from,to
p1,training,1993-07-01,1993-08-31
p1,employment,1993-09-01,1993-12-31
p1,training,1994-01-01,1994-02-28
p1,joblessness,1994-03-01,1999-06-30
p2,joblessness,1993-07-01,1993-08-31
p2,FE,1993-09-01,1995-08-31
p2,training,1995-09-01,1995-12-31
p2,HE,1996-01-01,1999-06-30
p3,joblessness,1993-07-01,1999-06-30
p4,training,1993-07-01,1999-06-30
"""


def test_mvad_spells_end_by_what_follows_and_stay_open_at_the_tables_end(desk: Desk) -> None:
    lines = desk.read(MVAD, "mvad", persons="person,sex\np1,K\np2,M\n")
    assert stand(lines)
    by_kind = {kind: [(n, o) for n, o in lines if o["kind"] == kind] for _, o in lines for kind in [o["kind"]]}
    assert values_of(by_kind["participant_registered"], "participant", "sex", "on", "recorded_at") == [
        (row, person, sex, "1993-07-01", "1993-07-01T12:00:00+02:00")
        for row, person, sex in ((2, "p1", "K"), (6, "p2", "M"), (10, "p3", "U"), (11, "p4", "U"))
    ]
    assert values_of(by_kind["exited"], "on", "reason", "recorded_at") == [
        (2, "1993-08-31", "A2", "1993-09-01T12:00:00+02:00"),
        (4, "1994-02-28", "E9", "1994-03-01T12:00:00+01:00"),
        (8, "1995-12-31", "B6", "1996-01-01T12:00:00+01:00"),
    ]
    assert values_of(by_kind["insats_ended"], "on") == values_of(by_kind["exited"], "on")
    assert values_of(by_kind["insats_started"], "on", "enrolment_id") == values_of(by_kind["enrolled"], "on", "enrolment_id")
    assert values_of(by_kind["study_started"], "programme", "student_aid") == [(7, "komvux_gymn", True), (9, "hogskola", True)]
    assert values_of(by_kind["study_ended"], "on") == [(7, "1995-08-31")]
    assert values_of(by_kind["employment_started"], "form") == [(3, "permanent")]
    assert len(lines) == 4 + 4 * 2 + 3 * 2 + 3 + 2


def test_a_spells_table_gives_spells_of_each_type(desk: Desk) -> None:
    table = "person;typ;from;to\n" + "".join(
        f"a;{name};2024-01-0{day};{to}\n"
        for day, (name, to) in enumerate(
            [("Inskriven", ""), ("Praktik", "31.01.2024"), ("Kurs", "20240131"), ("Sfi", "9999-12-31"),
             ("Visstid", "2024-06-30"), ("Arbetslös", "")], start=1)
    )  # fmt: skip
    lines = desk.read(table, "spells")
    assert stand(lines)
    assert values_of(lines, "kind") == [
        (2, "participant_registered"),
        (2, "enrolled"),
        (3, "placement_started"),
        (3, "placement_ended"),
        (4, "insats_started"),
        (4, "insats_ended"),
        (5, "study_started"),
        (6, "employment_started"),
        (6, "employment_ended"),
    ]
    assert desk.refused(table.replace("Kurs", "Segling"), "spells") == [(4, "typ", "unmapped_row")]


def kinds(lines: list[tuple[int, Any]], kind: str) -> list[tuple[int, Any]]:
    return [(n, line) for n, line in lines if line["kind"] == kind]


FIRST, SECOND, THIRD, FOURTH = number(100), number(101), number(120), number(131, coordination=True)


def test_lifecare_cases_tell_the_way_in_and_out(desk: Desk) -> None:
    lines = desk.read(
        "Ärendenr;Personnr;Enhet;Anvisad av;Anvisad;Inskriven;Avslutad;Avslutsorsak\n"
        f"1;{FIRST};AME;Arbetsförmedlingen;2024-01-02;2024-01-10;20240601;Visstidsanställning\n"
        f"2;{SECOND};AME;Socialtjänsten;2024-01-03;;2024-01-20;Tackat nej\n"
        f"3;{THIRD};AME;;;2024-02-01;;\n"
        f"4;{FOURTH};AME;;;;;\n"
        f"5;{FIRST};AME;;;2024-08-01;2024-09-01;\n",
        "lifecare-arenden",
    )
    assert stand(lines)
    assert values_of(kinds(lines, "referred"), "participant", "referral_id", "from_party") == [
        (2, "p1", "1", "af"),
        (3, "p2", "2", "socialtjanst"),
    ]
    assert values_of(kinds(lines, "referral_closed"), "on", "outcome") == [(3, "2024-01-20", "declined")]
    assert values_of(kinds(lines, "enrolled"), "participant", "referral_id", "enrolment_id") == [
        (2, "p1", "1", "1"),
        (4, "p3", None, "3"),
        (6, "p1", None, "5"),
    ]
    assert values_of(kinds(lines, "exited"), "on", "reason") == [(2, "2024-06-01", "A2"), (6, "2024-09-01", None)]
    assert values_of(kinds(lines, "participant_registered"), "sex") == [(2, "K"), (3, "M"), (4, "K"), (5, "M")]


def test_lifecare_insatser_placements_and_payments_stand_with_the_cases(desk: Desk) -> None:
    """Each table is sent by itself, in any order; who is there already is not registered again."""
    insatser = desk.read(
        "Insatsnr;Personnr;Ärendenr;Insats;Enhet;Start;Slut;Avslut;Som väntat\n"
        f"11;{FIRST};1;Coachning;AME;2024-01-15;2024-02-15;Genomförd;Ja\n12;{FIRST};1;Arbetsträning;;2024-02-20;;;\n",
        "lifecare-insatser",
    )
    placements = desk.read(
        "Placeringsnr;Personnr;Ärendenr;Placering;Sektor;Arbetsgivare;Arbetsplats;Timmar per vecka;Start;Slut;Avslut\n"
        f"21;{FIRST};1;Praktik;Privat;Bagaren AB;Bageriet;37,5;2024-03-01;2024-03-29;Avbruten\n",
        "lifecare-placeringar",
    )
    paid = desk.read(
        "Utbetalningsnr;Personnr;Avser månad;Utbetald;Belopp;Roll;Försörjningshinder\n"
        f"31;{FIRST};2024-01;2024-01-25;8 421,50;Sökande;Arbetslös - ingen ersättning\n"
        f"32;{FIRST};2024-02;2024-02-25;0;Sökande;\n",
        "lifecare-bistand",
    )
    everything = [line for n, line in [*insatser, *placements, *paid]]
    once = list({line["id"]: (0, line) for line in everything}.values())
    assert len([line for line in everything if line["kind"] == "participant_registered"]) == 3
    assert stand(once)
    assert values_of(kinds(insatser, "insats_started"), "insats", "enrolment_id", "unit") == [
        (2, "coaching", "1", "AME"),
        (3, "work_training", "1", None),
    ]
    assert values_of(kinds(insatser, "insats_ended"), "result", "as_expected") == [(2, "completed", True)]
    assert values_of(kinds(placements, "placement_started"), "form", "sector", "hours_per_week") == [
        (2, "praktik", "private", 37.5)
    ]
    assert values_of(kinds(placements, "placement_ended"), "result") == [(2, "interrupted")]
    assert values_of(kinds(paid, "support_paid"), "month", "amount", "role") == [(2, "2024-01", 8421.5, "applicant")]
    assert values_of(kinds(paid, "obstacle_recorded"), "obstacle") == [(2, "unemployed_no_benefit")]


def test_extens_studies_are_admitted_started_and_ended_with_their_track_and_course(desk: Desk) -> None:
    lines = desk.read(
        "Studienr;Personnr;Skolform;Studieväg;Kurs;Antagen;Start;Planerat slut;Slut;Resultat;Bristyrke;Studiemedel\n"
        f"1;{FIRST};Sfi;2;C;2024-01-02;2024-01-15;2024-06-15;2024-05-30;Godkänt;;Nej\n"
        f"1;{FIRST};Sfi;2;D;;2024-06-01;2024-12-01;2024-08-01;Avbrott;;\n"
        f"2;{SECOND};Yrkesutbildning;;Undersköterska;2024-01-02;2024-02-01;2025-01-31;2025-01-31;;Ja;Ja\n"
        f"3;{THIRD};Gymnasial;;Matematik 1;;;;;;;\n",
        "extens",
    )
    assert stand(lines)
    assert values_of(kinds(lines, "study_admitted"), "study_id", "shortage_occupation") == [
        (2, "1-C", None),
        (4, "2-Undersköterska", True),
    ]
    assert values_of(kinds(lines, "study_started"), "programme", "track", "student_aid") == [
        (2, "sfi", "2", False),
        (3, "sfi", "2", None),
        (4, "yrkes", None, True),
    ]
    assert values_of(kinds(lines, "study_ended"), "on", "result") == [
        (2, "2024-05-30", "completed"),
        (3, "2024-08-01", "interrupted"),
    ]


SUPPORT = (
    "Ar\tManad\tKommun\tDistrikt\tBarn15\tSbel\tPersonnr1\tHhstatus1\tFlykting1\tUtlblank1\tKon1\tAlder1"
    "\tPersonnr2\tHhstatus2\tFlykting2\tUtlblank2\tKon2\tAlder2\r\n"
    f"2024\t1\t0380\t1\t2\t12345\t{FIRST}\t1\t0\t0\t2\t33\t{SECOND}\t2\t0\t0\t1\t34\r\n"
    f"2024\t01\t0380\t1\t0\t4200\t{THIRD}\t1\t0\t0\t2\t33\t\t\t\t\t\t\r\n"
    f"2024\t2\t0380\t1\t0\t0\t{THIRD}\t1\t0\t0\t2\t33\t\t\t\t\t\t\r\n"
)


def test_socialstyrelsens_month_is_each_adults_and_its_amount_is_theirs_together(desk: Desk) -> None:
    lines = desk.read(SUPPORT, "socialstyrelsen")
    assert stand(lines)
    assert values_of(kinds(lines, "support_paid"), "participant", "month", "on", "amount", "role", "recorded_at") == [
        (2, "p1", "2024-01", "2024-01-31", 6172.5, "applicant", "2024-02-15T12:00:00+01:00"),
        (2, "p2", "2024-01", "2024-01-31", 6172.5, "co_applicant", "2024-02-15T12:00:00+01:00"),
        (3, "p3", "2024-01", "2024-01-31", 4200, "applicant", "2024-02-15T12:00:00+01:00"),
    ]
    assert values_of(kinds(lines, "participant_registered"), "participant", "sex") == [
        (2, "p1", "K"),
        (2, "p2", "M"),
        (3, "p3", "K"),
    ]
    assert values_of(kinds(lines, "circumstances_recorded"), "participant", "household", "children") == [
        (2, "p1", "p1", 2),
        (2, "p2", "p1", 2),
        (3, "p3", "p3", 0),
    ]
    assert sorted(line["number"] for _, line in kinds(lines, "identity_registered")) == sorted([FIRST, SECOND, THIRD])


def test_the_same_month_as_a_workbook_gives_the_same_lines(desk: Desk) -> None:
    rows = [row.split("\t") for row in SUPPORT.splitlines()]
    typed = [[int(cell) if cell.isdecimal() and cell != "0380" else cell for cell in row] for row in rows]
    assert desk.read(desk.workbook(typed), "socialstyrelsen") == desk.read(SUPPORT, "socialstyrelsen")


def test_a_household_that_splits_within_a_month_counts_with_both_its_amounts(desk: Desk) -> None:
    table = Path(__file__).parent / "trials" / "socialstyrelsen-household-splits.txt"
    lines = desk.read(table, "socialstyrelsen")
    assert stand(lines)
    paid = kinds(lines, "support_paid")
    assert sum(line["amount"] for _, line in paid) == 50_000
    assert values_of([(n, line) for n, line in paid if line["month"] == "2023-03"], "participant", "amount", "role") == [
        (4, "p1", 4000, "applicant"),
        (4, "p2", 4000, "co_applicant"),
        (5, "p2", 5000, "applicant"),
    ]
    assert len({line["id"] for _, line in lines}) == len(lines)
    header, *rows = table.read_text("windows-1252").splitlines(keepends=True)
    again = desk.read("".join([header, *reversed(rows)]), "socialstyrelsen")
    assert sorted(line["id"] for _, line in again) == sorted(line["id"] for _, line in lines)


def test_a_household_whose_adults_change_places_in_the_row_is_the_same_household(desk: Desk) -> None:
    header, row, *_ = SUPPORT.splitlines(keepends=True)
    cells = row.rstrip("\r\n").split("\t")
    turned = "\t".join([*cells[:6], *cells[12:18], *cells[6:12]]) + "\r\n"
    ids = [sorted(line["id"] for _, line in desk.read(header + record, "socialstyrelsen")) for record in (row, turned)]
    assert ids[0] == ids[1]
    assert sum("bistånd" in name for name in ids[0]) == 2


def test_one_adult_may_be_in_a_household_of_two_and_alone_in_one_month(desk: Desk) -> None:
    alone = f"2024\t1\t0380\t1\t2\t500\t{FIRST}\t1\t0\t0\t2\t33\t\t\t\t\t\t\r\n"
    lines = desk.read(SUPPORT + alone, "socialstyrelsen")
    assert stand(lines)
    assert values_of([(n, line) for n, line in kinds(lines, "support_paid") if line["participant"] == "p1"], "amount") == [
        (2, 6172.5),
        (5, 500),
    ]
    assert len({line["id"] for _, line in lines}) == len(lines)
