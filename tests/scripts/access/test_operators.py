"""The command line acts as a named operator with a role, from the same decision and into the same log as the server."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from domain.access.access_log import AccessEntry, AccessLog
from domain.access.accounts import Accounts
from domain.access.decisions import decide
from domain.access.operators import owner
from domain.access.roles import AccessAction, Role
from domain.access.store import AccessStore
from domain.log.application import Log
from scripts.cli.app import COMMANDS as LISTED
from scripts.cli.app import declared
from scripts.cli.console.declarations import CommandGroup
from scripts.cli.console.leave import LEAVE
from scripts.cli.console.session import current_user, now
from tests.domain.access.test_decisions import CELLS
from tests.scripts.command_line import THREE_LIVES, CommandResult, lines_of, rodtrad, write_lines

STAFF: Mapping[str, tuple[Role, tuple[str, ...]]] = {
    "ada": ("administrator", ()),
    "kim": ("caseworker", ("AME",)),
    "bea": ("unit_manager", ("AME",)),
    "eva": ("evaluator", ()),
    "ali": ("auditor", ()),
    "dag": ("data_protection_officer", ()),
    "sys": ("service", ()),
}
Run = Callable[..., CommandResult]


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three lives, Bo's in a unit of its own, and one account of each role."""
    directory = tmp_path_factory.mktemp("staffed")
    lives = write_lines(directory / "lives.ndjson", lines_of(THREE_LIVES))
    assert rodtrad("import", lives, "--store", directory / "store").code == 0
    for name, (role, units) in STAFF.items():
        more = [word for unit in units for word in ("--unit", unit)]
        by = () if name == "ada" else ("--operator", "ada")
        added = rodtrad("users", "add", name, "--role", role, *more, *by, "--store", directory / "store")
        assert added.code == 0, added.err
    return directory / "store"


@pytest.fixture
def run(staffed: Path) -> Run:
    return lambda operator, *words: rodtrad(*words, "--operator", operator, "--store", staffed)


def entries(store: Path) -> list[AccessEntry]:
    log = Log(str(store), Path(f"{store}.key"))
    access = AccessStore(log)
    try:
        return list(AccessLog(access).entries())
    finally:
        access.close()
        log.close()


def names() -> Iterator[str]:
    for name in LISTED:
        command = declared(name)
        yield from (f"{name} {under}" for under in command.commands) if isinstance(command, CommandGroup) else [name]


def test_every_command_is_in_the_table_and_the_table_has_no_other() -> None:
    assert {*LEAVE} == {*names(), "notebook"}


@pytest.mark.parametrize("name", STAFF)
def test_a_command_is_refused_to_a_role_that_does_not_have_it(run: Run, name: str, tmp_path: Path) -> None:
    """One command of each action: the rest are refused by the same line."""
    tried: Mapping[AccessAction, tuple[str, ...]] = {
        "figures": ("measure", "R4", "-p", "2022"),
        "small_counts": ("movements", "flows"),
        "cases": ("participants",),
        "thread": ("timeline", "anna"),
        "export": ("export", "--out", str(tmp_path / "all.ndjson")),
        "audit": ("openings",),
        "operate": ("status",),
        "accounts": ("users", "list"),
        "review": ("looks", "verify"),
        "extract": ("looks", "extract", "anna"),
    }
    for action, words in tried.items():
        answer = run(name, *words)
        granted = CELLS[STAFF[name][0], action] not in ("-", "p")
        assert ("Det får du inte" not in answer.err) == granted, (action, answer.err)
        assert granted or answer.code == 1


def test_who_is_no_account_does_nothing_once_there_are_accounts(staffed: Path) -> None:
    assert current_user() not in STAFF
    refused = rodtrad("measure", "R4", "-p", "2022", "--store", staffed)
    assert (refused.code, "RODTRAD_OPERATOR" in refused.err) == (1, True)
    by_name = rodtrad("measure", "R4", "-p", "2022", "--store", staffed, env={"RODTRAD_OPERATOR": "eva"})
    assert by_name.code == 0


def test_a_caseworker_sees_their_own_and_of_others_as_much_as_of_nobody(run: Run) -> None:
    assert run("kim", "timeline", "anna").code == 0
    foreign, nobody = run("kim", "timeline", "bo"), run("kim", "timeline", "bu")
    assert (foreign.code, foreign.out, foreign.err.replace("bo", "bu")) == (nobody.code, nobody.out, nobody.err)
    assert {row["participant"] for row in run("kim", "participants", "-f", "json").json} == {"anna", "cia"}
    assert {row["participant"] for row in run("kim", "cases", "R4", "-p", "2022", "--everyone", "-f", "json").json} == {
        "anna",
        "cia",
    }
    assert {row["participant"] for row in run("kim", "findings", "-f", "json").json} <= {"anna", "cia"}
    assert run("kim", "explain", "R4", "-p", "2022", "--participant", "bo").code == 1
    assert run("kim", "measure", "R4", "-p", "2022", "--open-counts").code == 1
    assert run("kim", "merge", "anna", "bo").code == 1


def test_an_evaluator_sees_pseudonyms_and_those_under_a_purpose(run: Run, tmp_path: Path) -> None:
    export = ("export-cases", "R4", "-p", "2022", "--out")
    assert "ändamål" in run("eva", *export, tmp_path / "a.csv").err
    assert run("ada", "users", "purpose", "eva", "uppföljning", "--until", f"{now().year + 1}-01-01").code == 0
    assert run("eva", *export, tmp_path / "b.csv").code == 0
    assert "anna" not in (tmp_path / "b.csv").read_text("utf-8")
    assert run("eva", *export, tmp_path / "c.csv", "--keys").code == 1
    assert run("eva", "participants").code == run("eva", "cases", "R4", "-p", "2022").code == 1
    assert run("eva", "movements", "flows").code == 0


def test_everybody_shown_is_logged_with_operator_and_user_of_the_machine(run: Run, staffed: Path) -> None:
    before = len(entries(staffed))
    run("kim", "timeline", "anna")
    run("kim", "timeline", "bo")
    run("kim", "participants")
    run("ali", "timeline", "anna")
    look, foreign, listing, refused = entries(staffed)[before:]
    assert (look.sub, look.client, look.what, len(look.persons)) == ("kim", current_user(), "rodtrad timeline", 1)
    assert (foreign.persons, foreign.outcome) == ((), "refused")
    assert len(listing.persons) == 2
    assert (refused.sub, refused.outcome, refused.action) == ("ali", "refused", "thread")


def test_without_accounts_the_owner_acts_as_before_and_is_logged(tmp_path: Path) -> None:
    lives = write_lines(tmp_path / "lives.ndjson", lines_of(THREE_LIVES))
    store = tmp_path / "store"
    assert rodtrad("import", lives, "--store", store).code == 0
    assert rodtrad("timeline", "anna", "--store", store).code == 0
    (look,) = entries(store)
    assert (look.sub, look.role, len(look.persons)) == (current_user(), "owner", 1)


def test_what_cannot_be_logged_is_not_shown(run: Run, staffed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(AccessLog, "record", full)
    for words in (("timeline", "anna"), ("participants",), ("cases", "R4", "-p", "2022", "--everyone")):
        answer = run("kim", *words)
        assert (answer.code, answer.out) == (1, "")


def test_the_operator_is_decided_about_as_the_server_decides(staffed: Path) -> None:
    log = Log(str(staffed), Path(f"{staffed}.key"))
    access = AccessStore(log)
    accounts = Accounts(access)
    kim = accounts.find("kim")
    assert kim is not None
    assert decide(accounts.subject(kim.id, now()), "thread").rows.units == {"AME"}
    assert owner("root").subject.role == "owner"
    access.close()
    log.close()
