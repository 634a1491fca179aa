"""What a refusal says is true of what is on the screen, and names what stands in the way."""

from datetime import UTC, date, datetime

import pytest

from domain.participant.decisions.commands import Command, Correct, Merge, meaning
from domain.participant.decisions.decide import admit, decide
from domain.participant.decisions.refused import Refused
from projections.measuring.examples import events_of
from tests.domain.participant.test_names import SPELLS, imported
from tests.scenario import ANNA, BERIT

NOW = datetime(2024, 6, 3, 12, tzinfo=UTC)
DAY = date(2024, 6, 1)
BACK = "2024-06-01 anna retracted event=s source=lifecare id=back reason=fel"


def says(history: str, line: str) -> str:
    """Why a line is refused: the same whether it is a command's or a file's."""
    known = events_of(history)
    new = events_of(f"{history}\n{line}")[len(known) :]
    with pytest.raises(Refused) as refusal:
        decide(known, new)
    ((_, finding),) = admit(known, new).refused
    assert finding.text == refusal.value.text
    return refusal.value.text.sv


def meant(history: str, command: Command) -> str:
    with pytest.raises(Refused) as refusal:
        decide(events_of(history), [meaning(command, events_of(history), NOW)])
    return refusal.value.text.sv


@pytest.mark.parametrize("kind", SPELLS)
def test_a_start_that_something_belongs_to_cannot_be_retracted_and_the_refusal_names_what_does(kind: str) -> None:
    start, end = SPELLS[kind]
    history = f"{imported(start)}\n2024-03-01 anna {end} source=lifecare id=e"
    (word,) = (event.text.sv for event in events_of(history) if event.id == "e")
    assert says(history, BACK) == f"s kan inte makuleras: ”{word}” 2024-03-01 hör till den."


@pytest.mark.parametrize("kind", SPELLS)
def test_what_another_source_has_is_not_reported_as_never_begun(kind: str) -> None:
    start, end = SPELLS[kind]
    line = f"2024-06-01 anna {end} source=extens id=e"
    (word,) = (event.text.sv for event in events_of(f"{imported(start)}\n{line}") if event.id == "e")
    expected = f"”{word}” 2024-06-01 gäller x, som finns men hos en annan källa: {{}}. Ange den källan (of_source)."
    assert says(imported(start), line) == expected.format("lifecare")
    assert says(imported(start), f"{line} of_source=web") == expected.format("lifecare")
    both = f"{imported(start)}\n2024-02-01 anna {start} source=web id=w"
    assert says(both, line) == expected.format("lifecare, web")
    taken_back = f"{imported(start)}\n2024-02-02 anna retracted event=s source=lifecare id=u reason=fel"
    assert "annan källa" not in says(taken_back, line)
    decide(events_of(imported(start)), events_of(f"{imported(start)}\n{line} of_source=lifecare")[-1:])


def test_a_merge_on_which_an_end_rests_cannot_be_undone_and_the_refusal_names_it() -> None:
    start, end = SPELLS["insats"]
    merged = "2024-02-02 anna participants_merged absorbed=berit source=egen id=m"
    own = f"2024-02-01 berit {start} source=lifecare id=s\n{merged}\n2024-03-01 anna {end} source=lifecare id=e"
    sentence = says(f"{ANNA}\n{BERIT}\n{own}", "2024-04-01 anna merge_undone absorbed=berit source=egen id=u")
    assert sentence == "Sammanföringen med berit kan inte hävas: ”insats avslutad” 2024-03-01 bygger på den."


def test_a_start_under_another_key_of_one_who_is_merged_already_is_no_refused_merge() -> None:
    start, _ = SPELLS["insats"]
    merged = f"{imported(start)}\n{BERIT}\n2024-02-02 anna participants_merged absorbed=berit source=egen id=m"
    sentence = says(merged, f"2024-03-01 berit {start} source=lifecare id=s2")
    assert sentence == "x finns under två nycklar, och en deltagare kan inte ha båda."


def test_what_has_been_replaced_is_corrected_where_it_stands_now() -> None:
    start, _ = SPELLS["insats"]
    anew = f"2024-06-02 anna {start} source=web id=w replaces=s of_source=lifecare"
    sentence = says(f"{imported(start)}\n{anew}", anew.replace("id=w", "id=w2"))
    assert sentence == "s är redan rättad; det som kan rättas är det som står i dess ställe."


def test_a_correction_of_what_several_sources_have_speaks_of_no_retraction() -> None:
    both = f"{imported(SPELLS['insats'][0])}\n2024-02-05 anna moved_out source=extens id=s"
    sentence = meant(both, Correct(participant="anna", on=DAY, id="w", corrects="s", changes={}))
    assert sentence == "Flera källor har det som nämns: s (extens, lifecare). Ange vilken källa som menas (of_source)."


@pytest.mark.parametrize(
    ("absorbed", "why"),
    [
        ("anna", "anna är deltagaren själv eller redan sammanförd med någon."),
        ("cilla", "Nyckeln som skulle gå upp i deltagaren är inte registrerad, så det finns inget att sammanföra."),
    ],
)
def test_a_merge_with_oneself_or_with_nobody_says_so(absorbed: str, why: str) -> None:
    assert meant(ANNA, Merge(participant="anna", on=DAY, id="m", absorbed=absorbed)) == why
