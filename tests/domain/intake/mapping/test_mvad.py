"""The wide table, a column a month, becomes a row for each run of months in one state."""

from pathlib import Path

from domain.intake.mapping.mvad import persons_from_wide, spells_from_wide

WIDE = """"id","weight","male","Nov.93","Dec.93","Jan.94","Feb.94"
1,0.33,"no","school","school","FE","school"
12,2,"yes","HE","HE","HE","HE"
"""


def test_a_run_of_months_is_one_spell_with_its_first_and_last_day(tmp_path: Path) -> None:
    wide, out = tmp_path / "wide.csv", tmp_path / "out.csv"
    wide.write_text(WIDE, "utf-8")
    spells_from_wide(wide, out)
    assert out.read_text("utf-8").splitlines() == [
        "person,state,from,to",
        "MV0001,school,1993-11-01,1993-12-31",
        "MV0001,FE,1994-01-01,1994-01-31",
        "MV0001,school,1994-02-01,1994-02-28",
        "MV0012,HE,1993-11-01,1994-02-28",
    ]


def test_persons_have_their_weight_and_sex(tmp_path: Path) -> None:
    wide, out = tmp_path / "wide.csv", tmp_path / "out.csv"
    wide.write_text(WIDE, "utf-8")
    persons_from_wide(wide, out)
    assert out.read_text("utf-8").splitlines() == ["person,weight,sex", "MV0001,0.33,K", "MV0012,2,M"]
