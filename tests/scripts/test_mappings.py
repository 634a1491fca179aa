"""The shipped mappings give lines that all stand."""

from tests.scripts.desk import Desk, said, stand

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
    assert said(by_kind["participant_registered"], "participant", "sex", "on", "recorded_at") == [
        (row, person, sex, "1993-07-01", "1993-07-01T12:00:00+02:00")
        for row, person, sex in ((2, "p1", "K"), (6, "p2", "M"), (10, "p3", "U"), (11, "p4", "U"))
    ]
    assert said(by_kind["exited"], "on", "reason", "recorded_at") == [
        (2, "1993-08-31", "A2", "1993-09-01T12:00:00+02:00"),
        (4, "1994-02-28", "E9", "1994-03-01T12:00:00+01:00"),
        (8, "1995-12-31", "B6", "1996-01-01T12:00:00+01:00"),
    ]
    assert said(by_kind["insats_ended"], "on") == said(by_kind["exited"], "on")
    assert said(by_kind["insats_started"], "on", "enrolment_id") == said(by_kind["enrolled"], "on", "enrolment_id")
    assert said(by_kind["study_started"], "programme", "student_aid") == [(7, "komvux_gymn", True), (9, "hogskola", True)]
    assert said(by_kind["study_ended"], "on") == [(7, "1995-08-31")]
    assert said(by_kind["employment_started"], "form") == [(3, "permanent")]
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
    assert said(lines, "kind") == [
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
