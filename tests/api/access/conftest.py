"""A server where people sign in, over three lives in two units, and one account for each kind of staff."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.http.questions import now
from api.http.settings import Settings
from domain.access.access_log import AccessContext, AccessEntry, AccessLog
from domain.access.accounts import Accounts
from domain.access.operators import owner
from domain.access.passwords import Passwords
from domain.access.roles import GRANTS, Role
from domain.access.store import AccessStore
from domain.access.tokens import Tokens
from tests.api.desk import HERE, Desk
from tests.scripts.command_line import THREE_LIVES, lines_of
from tests.stores import Shop

BY: AccessContext = owner("root")
PASSWORD = "häst batteri häftstift"
OWN, ASSIGNED, FOREIGN = "zz-own", "zz-assigned", "zz-foreign"
NOBODY = "f" * 32
STAFF: Mapping[str, tuple[Role, tuple[str, ...]]] = {
    "administrator": ("administrator", ()),
    "caseworker": ("caseworker", ("AME",)),
    "elsewhere": ("caseworker", ("NOWHERE",)),
    "assigned": ("caseworker", ()),
    "unit_manager": ("unit_manager", ("AME",)),
    "evaluator": ("evaluator", ()),
    "evaluator_of_something": ("evaluator", ()),
    "auditor": ("auditor", ()),
    "data_protection_officer": ("data_protection_officer", ()),
    "service": ("service", ()),
}


@dataclass(frozen=True)
class Office:
    desk: Desk
    access: AccessStore
    tokens: Mapping[str, str]

    def client(self) -> TestClient:
        """A browser of its own."""
        return TestClient(self.desk.app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False)

    def bearing(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[name]}"} if name in self.tokens else {}

    def id_of(self, key: str) -> str:
        subject = self.desk.shop.log.keys.find([key])[key]
        assert subject is not None
        return subject.stream.hex()

    def entries(self) -> list[AccessEntry]:
        return list(AccessLog(self.access).entries())


def _lines() -> Iterator[dict[str, Any]]:
    """Three lives under keys that are part of no word of a page; the third in another unit than the first."""
    keys = {"anna": OWN, "bo": ASSIGNED, "cia": FOREIGN}
    for line in lines_of(THREE_LIVES):
        key = keys[line["participant"]]
        yield line | {"participant": key} | ({"unit": "UJC"} if key == FOREIGN and "unit" in line else {})


NUMBERS = {OWN: ("199005152385", "Ylva Ek-Lund"), FOREIGN: ("199001012385", "Ylva Ask")}


def _numbered() -> Iterator[dict[str, Any]]:
    for key, (number, name) in NUMBERS.items():
        fields = {"id": f"n-{key}", "source": "test", "recorded_at": "2022-01-02T12:00:00+01:00", "on": "2022-01-02"}
        about = {"kind": "identity_registered", "participant": key, "number": number, "number_type": "personnummer"}
        yield fields | about | {"name": name}


def _staffed(access: AccessStore, shop: Shop, at: datetime) -> dict[str, str]:
    accounts, tokens = Accounts(access), {}
    for name, (role, units) in STAFF.items():
        account = accounts.add(BY, at, name, role, units)
        tokens[name] = Tokens(access).issue(BY, at, account, "test", [*GRANTS[role]], at + timedelta(days=1))
        if name == "assigned":
            bo = shop.log.keys.find([ASSIGNED])[ASSIGNED]
            assert bo is not None
            accounts.assign(BY, at, account, bo.stream)
        if name == "evaluator_of_something":
            accounts.add_purpose(BY, at, account, "uppföljning", at + timedelta(days=1))
        if name == "caseworker":
            Passwords(access).set_password(BY, at, account, PASSWORD)
    return tokens


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    directory: Path = tmp_path_factory.mktemp("office")
    shop = Shop.open(str(directory / "store"), directory / "master.key")
    assert shop.take_in([*_lines(), *_numbered()]).refused == []
    access = AccessStore(shop.log)
    tokens = _staffed(access, shop, now())
    app = create_app(Settings(shop.log.where, shop.log.key_path, processes=1, sign_in=True))
    with TestClient(app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False) as client:
        yield Office(Desk(client, shop, app), access, tokens)
    access.close()
    shop.close()
