"""The commands about participants: one person's timeline, the list of all participants, and findings."""

from typing import Annotated, Literal

from domain.errors import Unknown
from domain.events.repeating import repeatable_id
from domain.intake.joining import merge as joined
from domain.vocabulary.text import Text
from projections.timelines.timeline import thread_of
from projections.timelines.timeline import timeline as laid_out
from projections.worlds.all_findings import all_findings
from scripts.cli.console import options
from scripts.cli.console.coordinates import coordinates, world_at
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import AnswerOptions, DayOptions
from scripts.cli.console.rendering import as_json, write_text
from scripts.cli.console.session import Session, now
from scripts.cli.participants import tables
from scripts.cli.participants.drawing import as_text


@command(COMMANDS["timeline"].help)
def timeline(
    session: Session,
    participant: Annotated[
        str, argument(metavar=Text("DELTAGARE", "PARTICIPANT"), help=Text("Deltagarens nyckel.", "The participant's key."))
    ],
    when: DayOptions,
    form: Annotated[Literal["text", "json"], options.FORM] = "text",
) -> None:
    at = when.coordinates()
    with session.log() as log:
        session.permit.check(participant)
        thread = thread_of(participant, log.history(participant), at)
        erased = log.keys.find([participant]).get(participant, ...) is None
    if thread is None:
        raise _unknown(participant, erased)
    timeline = laid_out(thread, at, session.lang)
    write_text(session, as_json(timeline) if form == "json" else as_text(timeline, session.lang))


def _unknown(participant: str, erased: bool) -> Unknown:
    return Unknown(
        what=Text("Deltagaren", "participant"),
        name=repeatable_id(participant),
        hint=Text(
            "Hen är gallrad." if erased else "Hen är inte registrerad, eller var inte känd då.",
            "They have been erased." if erased else "They are not registered, or were not known then.",
        ),
    )


@command(COMMANDS["participants"].help)
def participants(
    session: Session,
    when: DayOptions,
    output: AnswerOptions,
) -> None:
    with session.worlds() as worlds:
        records = session.permit.listed(tables.participants(world_at(worlds, when.coordinates())))
    output.write(session, records, [tables.participants_grid(records, session.lang)])


KindOption = Annotated[
    str | None,
    option(
        "--kind",
        metavar=Text("SLAG", "KIND"),
        help=Text("Bara ett slag, till exempel exit_without_reason.", "Only one kind, for example exit_without_reason."),
    ),
]
OneParticipant = Annotated[
    str | None,
    option(
        "--participant",
        metavar=Text("DELTAGARE", "PARTICIPANT"),
        help=Text("Bara en deltagares.", "Only one participant's."),
    ),
]


@command(COMMANDS["findings"].help)
def findings(
    session: Session,
    *,
    kind: KindOption = None,
    participant: OneParticipant = None,
    when: DayOptions,
    output: AnswerOptions,
) -> None:
    with session.worlds() as worlds:
        world = world_at(worlds, when.coordinates())
        everyones = tables.findings(world, all_findings(worlds.log, world), session.lang, kind, participant)
        records = session.permit.listed(everyones)
    output.write(session, records, [tables.findings_grid(records, session.lang)])


@command(COMMANDS["merge"].help)
def merge(
    session: Session,
    survivor: Annotated[
        str,
        argument(
            metavar=Text.same("KVARSTÅR"),
            help=Text("Nyckeln som står kvar; dess registrering gäller.", "The key that stands; its registration holds."),
        ),
    ],
    absorbed: Annotated[
        str, argument(metavar=Text.same("UPPGÅR"), help=Text("Nyckeln som går upp i den.", "The key that is absorbed in it."))
    ],
    on: Annotated[
        str | None,
        option("--on", metavar=Text("DATUM", "DATE"), help=Text("Dagen. Förval: i dag.", "The day. Default: today.")),
    ] = None,
) -> None:
    with session.log() as log:
        for key in (survivor, absorbed):
            session.permit.check(key)
        joined(log, survivor, absorbed, coordinates(on).as_of, now())
    session.say(Text(f"{absorbed} hör nu till {survivor}.", f"{absorbed} is now part of {survivor}."))
