"""The commands `backup` and `restore`: a verified copy while others write; a store from it, checked by what is kept outside."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

from sqlalchemy import select

from domain.access.tables import access
from domain.errors import StoreBusy
from domain.log.application import Log
from domain.log.backups.copying import Parts, copy_from
from domain.log.backups.describing import Description, describe, described
from domain.log.backups.evidence import Evidence
from domain.log.backups.recounting import recounted
from domain.log.backups.restoring import appearing, opened, refuse_store, restored
from domain.log.storage import schema
from domain.log.storage.faults import PATIENCE
from domain.log.storage.reach import SYSTEM
from domain.vocabulary.text import Text
from projections.erasure.erasing import Order, erase
from projections.worlds.store import Worlds
from scripts.cli.console.declarations import argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.session import Session, current_user, now

PARTS: Parts = {
    "keys": schema.keys,
    "log": schema.log,
    "openings": schema.opened,
    "access": access,
    "releases": schema.released,
}
Folder = Annotated[Path, argument(metavar=Text("KATALOG", "FOLDER"), help=Text("Säkerhetskopian.", "The back-up."))]
Outside = Annotated[
    list[Path] | None,
    option(
        "--checkpoint",
        metavar=Text("FIL", "FILE"),
        help=Text(
            "En kontrollpunkt eller ett gallringskvitto som finns utanför: visar om kopian är äldre. Kan anges flera gånger.",
            "A checkpoint or an erasure's receipt from outside: tells whether the copy is older. May be given several times.",
        ),
    ),
]
AcceptLoss = Annotated[
    bool,
    option(
        "--accept-loss",
        help=Text("Återställer också en kopia som är äldre än så.", "Restores also a copy that is older than that."),
    ),
]
_BACKED_UP = Text(
    "Säkerhetskopierat och kontrollerat: {folder}, till position {position}, {participants} deltagare. Förvara keys/ åtskilt "
    "från log/, och nyckelfilen åtskilt från båda. Kopian öppnas med huvudnyckel nr {epoch}.",
    "Backed up and verified: {folder}, up to position {position}, {participants} participants. Keep keys/ apart from log/, "
    "and the key file apart from both. The copy opens with master key no. {epoch}.",
)
_RESTORED = Text(
    "Återställt och kontrollerat till position {position}, ur kopian från {made_at}. Gallringar som gjordes om: {erased}.",
    "Restored and verified up to position {position}, from the copy of {made_at}. Erasures that were done again: {erased}.",
)


@command(COMMANDS["backup"].help)
def backup(session: Session, folder: Folder) -> None:
    with session.log() as log:
        if not log.finish_erasures():
            raise StoreBusy(where=log.where, seconds=PATIENCE)
    with appearing(folder.absolute()) as draft:
        copy_from(session.store, PARTS, draft)
        with opened(draft, PARTS, session.key) as log:
            description = _description(log)
        describe(draft, description)
    session.say(
        _BACKED_UP.format(
            folder=folder,
            position=description.position,
            participants=description.participants,
            epoch=description.key_epoch,
        )
    )


def _description(log: Log) -> Description:
    """Counts everything again."""
    participants, (position, root) = recounted(log), log.rows.head()
    with log.keys.engine.connect() as connection:
        of = select(schema.subjects.c.epoch).where(schema.subjects.c.stream == SYSTEM)
        epoch = int(connection.execute(of).scalar_one())
    made_at = now().isoformat(timespec="seconds")
    return Description(made_at, current_user(), log.id.hex() if log.id else "", position, root.hex(), participants, epoch)


@command(COMMANDS["restore"].help)
def restore(session: Session, folder: Folder, checkpoint: Outside = None, accept_loss: AcceptLoss = False) -> None:
    evidence = [Evidence.read(path) for path in checkpoint or []]
    description = described(folder)
    refuse_store(session.store)
    with restored(folder, PARTS, session.store, session.key) as log:
        recounted(log)
        for each in evidence:
            each.check(log, accept_loss=accept_loss)
        erased = _erase_again(session, log, evidence)
    position, made_at = description.position, description.made_at
    session.say(_RESTORED.format(position=position, made_at=made_at, erased=erased))


def _erase_again(session: Session, log: Log, evidence: Sequence[Evidence]) -> int:
    """Erases those whose erasure the copy is too old to know of, before anybody can use the store; returns how many keys."""
    erased = 0
    with closing(Worlds(log, session.processes)) as worlds:
        for each in evidence:
            names = [subject.name for subject in log.keys.by_stream(stream for _, stream in each.erased).values()]
            if names:
                order = Order(each.basis, current_user(), now(), days_kept=0)
                erased += erase(worlds, names, order, held=True).effect.keys  # a hold that the copy has was lifted since
    return erased
