"""Participants' ids in URLs: the random id of their stream, never a source's key or an identity number.

URLs are kept in histories and logs; a random id reveals nothing there.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Path
from pydantic import StringConstraints

from api.http.store import Store
from domain.errors import ParticipantErased, Unknown
from domain.events.repeating import repeatable_id
from domain.vocabulary.text import Text
from projections.worlds.world import World

EXAMPLE = "3f2a9c0e5b7d4e1f8a6b0c9d2e4f6a8b"
ParticipantId = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{32}$"),
    Path(description="Deltagarens slumpmässiga id, som `lookup` ger.", examples=[EXAMPLE]),
]


def id_of(store: Store, name: str) -> str:
    """Returns the id of the participant with this key.

    Raises `Unknown` for a key that does not exist, `ParticipantErased` for an erased participant.
    """
    subject = store.log.keys.find([name]).get(name, ...)
    if subject is ...:
        raise unknown(name)
    if subject is None:
        raise ParticipantErased
    return subject.stream.hex()


def name_of(store: Store, participant: str) -> str:
    """Returns the key of the participant with this id. Raises as `id_of`."""
    stream = bytes.fromhex(participant)
    if (subject := store.log.keys.by_stream([stream]).get(stream)) is not None:
        return subject.name
    if any(fence.stream == stream for fence in store.log.rows.fences()):
        raise ParticipantErased
    raise unknown(participant)


def ids(world: World) -> Mapping[str, str]:
    """Returns the id of every key in a World."""
    return world.once("ids", lambda: dict(world["keys"].select("key", "stream").iter_rows()))


def unknown(name: str) -> Unknown:
    return Unknown(
        what=Text("Deltagaren", "participant"),
        name=repeatable_id(name),
        hint=Text("Hen är inte registrerad, eller var inte känd då.", "They are not registered, or were not known then."),
    )
