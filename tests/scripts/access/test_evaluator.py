"""An evaluator at the command line is answered by the gate that remembers; whoever owns the files, without accounts, is not."""

from pathlib import Path

from tests.scripts.command_line import lines_of, rodtrad, write_lines

MEASURE = ("measure", "OUT-0.kas", "--as-of", "2024-06-30")


def test_an_evaluator_is_told_which_release_stands_in_the_way(tmp_path: Path) -> None:
    """Sixty-three exits in a year of which sixty in the first quarter: after the year, the quarter tells of three."""
    story = ""
    for n in range(63):
        story += f"2010-01-01 p{n} participant_registered sex={'KM'[n % 2]} born_on=1990-01-01\n"
        story += f"2022-01-10 p{n} enrolled enrolment_id=e{n} unit=AME\n"
        story += f"2023-0{2 if n < 60 else 5}-01 p{n} exited enrolment_id=e{n} reason={('A1', 'E9')[n % 3 == 0]}\n"
    store = ("--store", tmp_path / "store")
    assert rodtrad("import", write_lines(tmp_path / "lives.ndjson", lines_of(story)), *store).code == 0
    assert "40" in rodtrad(*MEASURE, "-p", "2023-Q1", *store).out, "nobody remembers what the owner was shown"
    assert rodtrad("users", "add", "ada", "--role", "administrator", *store).code == 0
    assert rodtrad("users", "add", "eva", "--role", "evaluator", "--operator", "ada", *store).code == 0
    asking = ("--operator", "eva", *store)
    assert "42" in rodtrad(*MEASURE, "-p", "2023", *asking).out
    quarter = rodtrad(*MEASURE, "-p", "2023-Q1", *asking)
    assert "66,7" not in quarter.out
    assert "OUT-0.kas, 2023 redan har lämnats ut" in " ".join(quarter.out.split())
    refused = rodtrad(*MEASURE, "-p", "2023-01..2023-08", *asking)
    assert refused.code == 2
    assert "2023-01..2023-06" in refused.err
