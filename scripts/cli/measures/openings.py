"""How the command line releases figures: through the disclosure gate, or bypassing it, which is recorded; lists the record."""

from contextlib import closing
from dataclasses import dataclass

from domain.calendar import in_stockholm
from domain.log.application import Log
from domain.log.openings import Opening, Openings, recorded
from domain.vocabulary.text import Text
from projections.measures.questions import Question
from projections.measuring.figures import ComputeFigures, Figure, figures
from projections.worlds.world import World
from scripts.cli.console.declarations import command
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.gates import gate_of
from scripts.cli.console.option_groups import AnswerOptions
from scripts.cli.console.rendering import Column, Grid
from scripts.cli.console.session import Session, current_user, now

_COLUMNS = (
    Column("at", Text("När", "When"), whole=True),
    Column("who", Text("Vem", "Who"), whole=True),
    Column("command", Text("Kommando", "Command"), whole=True),
    Column("what", Text("Vad", "What")),
)


@dataclass(frozen=True)
class Release:
    """How a command releases figures: through the gate, or openly, which is recorded before the answer is written."""

    session: Session
    command: str
    is_open: bool

    def computed_by(self, log: Log) -> ComputeFigures:
        if self.is_open:
            self.session.permit.require("small_counts")
        return figures if self.is_open else gate_of(self.session, log).figures

    def answers(self, log: Log, world: World, request: Question) -> list[Figure]:
        """Returns the figures of a question; records it if they are open."""
        figures = [figure for _, figure in request.answers(world, self.computed_by(log))]
        self.record(what_of(request))
        return figures

    def record(self, what: str) -> None:
        """If figures are open, records that the current user is about to see them without suppression."""
        if self.is_open:
            with closing(Openings(self.session.store)) as openings:
                openings.record(Opening(now(), current_user(), self.command, what))


def what_of(question: Question) -> str:
    """Describes a question's definitions, periods and parts."""
    definitions = ", ".join(ask.definition for ask in question.asks())
    periods = ", ".join(period.label for period in question.periods)
    return "; ".join(part for part in (definitions, periods, ", ".join(question.by)) if part)


@command(COMMANDS["openings"].help)
def openings(session: Session, output: AnswerOptions) -> None:
    with session.log() as log:
        entries = [(in_stockholm(opening.at), opening) for opening in recorded(session.store, log.keys.engine)]
    records = [{"at": at, "who": opening.who, "command": opening.command, "what": opening.what} for at, opening in entries]
    rows = [row | {"at": f"{row['at']:%Y-%m-%d %H:%M:%S}"} for row in records]
    output.write(session, records, [Grid(_COLUMNS, rows)])
