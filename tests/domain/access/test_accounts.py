"""Accounts, sign-in, sessions and tokens: what ends them, what is stored of them, and that every change is logged."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from domain.access.access_log import AccessLog
from domain.access.accounts import Account, Accounts
from domain.access.lockout import MOST, WAIT
from domain.access.operators import operator
from domain.access.passwords import Passwords
from domain.access.sessions import IDLE, LONGEST, Sessions
from domain.access.store import AccessStore
from domain.access.tables import accounts as account_rows
from domain.access.tables import attempts, sessions, tokens
from domain.access.tokens import Tokens
from domain.errors import BadOption, NotPermitted, NotSignedIn, PartForeign
from domain.log.application import Log
from tests.domain.access.conftest import BY, NOW
from tests.stores import Shop

PASSWORD = "häst batteri häftstift"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def known(access: AccessStore) -> Accounts:
    """With an administrator, without whom there is nobody else."""
    accounts = Accounts(access)
    accounts.add(BY, NOW, "ada", "administrator")
    return accounts


@pytest.fixture
def kim(known: Accounts, access: AccessStore) -> Account:
    account = known.add(BY, NOW, "kim", "caseworker", ["UJC-A"])
    Passwords(access).set_password(BY, NOW, account, PASSWORD)
    return account


def test_the_first_account_is_an_administrator_and_the_last_one_stays(access: AccessStore) -> None:
    accounts = Accounts(access)
    with pytest.raises(BadOption):
        accounts.add(BY, NOW, "kim", "caseworker")
    ada = accounts.add(BY, NOW, "ada", "administrator")
    with pytest.raises(BadOption):
        accounts.end(BY, NOW, ada)
    with pytest.raises(BadOption):
        accounts.set_role(BY, NOW, ada, "caseworker", ())
    with pytest.raises(BadOption):
        accounts.add(BY, NOW, "ada", "auditor")
    with pytest.raises(BadOption):
        accounts.add(BY, NOW, "root", "owner")


def test_role_units_assignments_and_purpose_are_those_of_now(known: Accounts, kim: Account) -> None:
    known.assign(BY, NOW, kim, bytes(15) + b"\x07")
    known.add_purpose(BY, NOW, kim, "uppföljning 2026", NOW + MINUTE)
    known.set_known_as(BY, NOW, kim, ["hl-6"])
    known.set_known_as(BY, NOW, kim, ["hl-7", "hl-8"])
    assert known.subject(kim.id, NOW).known_as == {"hl-7", "hl-8"}
    subject = known.subject(kim.id, NOW)
    assert (subject.role, subject.units, subject.purpose) == ("caseworker", {"UJC-A"}, "uppföljning 2026")
    assert subject.assigned == {"00000000000000000000000000000007"}
    known.assign(BY, NOW, kim, bytes(15) + b"\x07", is_assigned=False)
    known.end(BY, NOW, kim)
    later = known.subject(kim.id, NOW + MINUTE)
    assert (later.assigned, later.purpose, later.is_ended) == (frozenset(), None, True)


def test_a_change_of_role_ends_sessions_and_tokens_and_is_logged(known: Accounts, kim: Account, access: AccessStore) -> None:
    value = Sessions(access).begin(kim.id, "10.0.0.1", NOW)
    token = Tokens(access).issue(BY, NOW, kim, "bi", ["figures"], NOW + MINUTE)
    assert Sessions(access).find(value, NOW)
    assert Tokens(access).find(token, NOW)
    known.set_role(BY, NOW, kim, "unit_manager", ["UJC-A", "UJC-B"])
    assert Sessions(access).find(value, NOW) is None
    assert Tokens(access).find(token, NOW) is None
    last = list(AccessLog(access).entries())[-1]
    assert (last.action, last.what, last.sub) == ("accounts", 'local kim: caseworker → unit_manager ["UJC-A","UJC-B"]', "root")


def test_a_session_ends_by_rest_by_age_and_by_its_owner(access: AccessStore, kim: Account) -> None:
    kept = Sessions(access)
    value = kept.begin(kim.id, "10.0.0.1", NOW)
    used, at = kept.find(value, NOW), NOW
    assert used is not None
    assert value not in str(used)
    assert kept.find(value, NOW + IDLE) is None
    while at + IDLE - MINUTE < NOW + LONGEST:
        at += IDLE - MINUTE
        assert kept.find(value, at) is not None
    assert kept.find(value, NOW + LONGEST) is None
    other = kept.begin(kim.id, "10.0.0.2", NOW)
    (name, *_) = (session.name for session in kept.of(kim.id, NOW) if session.client == "10.0.0.2")
    assert not kept.end(kim.id + 1, name)
    assert kept.end(kim.id, name)
    assert kept.find(other, NOW) is None


def test_a_password_opens_and_nothing_else_does(access: AccessStore, kim: Account) -> None:
    passwords = Passwords(access)
    assert passwords.verify("kim", PASSWORD, "", "10.0.0.1", NOW) == kim.id
    for sub, password in (("kim", PASSWORD[:-1]), ("ada", PASSWORD), ("nobody", PASSWORD)):
        with pytest.raises(NotSignedIn):
            passwords.verify(sub, password, "", "10.0.0.1", NOW)
    with pytest.raises(BadOption):
        passwords.set_password(BY, NOW, kim, "kort")


def test_a_code_is_used_once(access: AccessStore, kim: Account) -> None:
    passwords = Passwords(access)
    totp = pyotp.parse_uri(passwords.set_totp(BY, NOW, kim))
    assert isinstance(totp, pyotp.TOTP)
    code = totp.at(NOW)
    assert passwords.verify("kim", PASSWORD, code, "10.0.0.1", NOW) == kim.id
    for again in (code, "", totp.at(NOW + 10 * MINUTE)):
        with pytest.raises(NotSignedIn):
            passwords.verify("kim", PASSWORD, again, "10.0.0.1", NOW)
    assert passwords.verify("kim", PASSWORD, totp.at(NOW + MINUTE), "10.0.0.1", NOW + MINUTE) == kim.id


@pytest.mark.parametrize("sub", ["kim", "nobody"])
def test_too_many_attempts_lock_the_account_for_a_while(access: AccessStore, kim: Account, sub: str) -> None:
    passwords = Passwords(access)
    for nr in range(MOST["account"]):
        with pytest.raises(NotSignedIn):
            passwords.verify(sub, "fel", "", f"10.0.0.{nr}", NOW)
    with pytest.raises(NotSignedIn):
        passwords.verify(sub, PASSWORD, "", "10.0.1.1", NOW)
    if sub == "kim":
        assert passwords.verify(sub, PASSWORD, "", "10.0.1.1", NOW + WAIT) == kim.id


def test_too_many_attempts_lock_the_address(access: AccessStore, kim: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST, "address", 2)  # type: ignore[arg-type]
    passwords = Passwords(access)
    for sub in ("bo", "dan"):
        with pytest.raises(NotSignedIn):
            passwords.verify(sub, "fel", "", "10.0.0.1", NOW)
    with pytest.raises(NotSignedIn):
        passwords.verify("kim", PASSWORD, "", "10.0.0.1", NOW)
    assert passwords.verify("kim", PASSWORD, "", "10.0.0.2", NOW) == kim.id


def test_a_token_is_for_what_it_was_issued_for_until_its_day(access: AccessStore, known: Accounts, kim: Account) -> None:
    issued = Tokens(access)
    value = issued.issue(BY, NOW, kim, "bi", ["figures"], NOW + MINUTE)
    token = issued.find(value, NOW)
    assert token is not None
    assert known.subject(token.account, NOW, token.scope).scope == {"figures"}
    assert issued.find(value, NOW + MINUTE) is None
    for scope, until in ((["import"], NOW + MINUTE), ([], NOW + MINUTE), (["figures"], NOW + 367 * 24 * 60 * MINUTE)):
        with pytest.raises(BadOption):
            issued.issue(BY, NOW, kim, "bi", scope, until)  # type: ignore[arg-type]
    assert issued.end(BY, NOW, kim, "bi") == 1
    assert issued.find(value, NOW) is None


def test_no_secret_is_stored(access: AccessStore, kim: Account) -> None:
    value = Sessions(access).begin(kim.id, "10.0.0.1", NOW)
    token = Tokens(access).issue(BY, NOW, kim, "bi", ["figures"], NOW + MINUTE)
    secret = str(pyotp.parse_uri(Passwords(access).set_totp(BY, NOW, kim)).secret)
    with pytest.raises(NotSignedIn):
        Passwords(access).verify("some-name", PASSWORD, "", "192.0.2.77", NOW)
    with access.reading() as connection:
        rows = [tuple(row) for table in (sessions, tokens, account_rows, attempts) for row in connection.execute(select(table))]
    stored = repr(rows) + repr([entry.what for entry in AccessLog(access).entries()])
    for hidden in (PASSWORD, value, token, secret, "some-name", "192.0.2.77"):
        assert hidden not in stored


def test_the_operator_is_the_owner_until_there_are_accounts_and_then_one_of_them(access: AccessStore) -> None:
    accounts = Accounts(access)
    assert operator(accounts, "root", None, NOW).subject.role == "owner"
    accounts.add(BY, NOW, "ada", "administrator")
    with pytest.raises(NotPermitted):
        operator(accounts, "root", None, NOW)
    for user, name in (("ada", None), ("root", "ada")):
        acting = operator(accounts, user, name, NOW)
        assert (acting.subject.sub, acting.subject.role, acting.client) == ("ada", "administrator", user)


def test_an_access_part_of_another_store_is_refused(access: AccessStore, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop.log, "id", bytes(16))
    with pytest.raises(PartForeign):
        AccessStore(shop.log)
    assert isinstance(shop.log, Log)
