"""The commands `users …`: accounts, roles, assignments, purposes, passwords and tokens. Each change is in the access log."""

import sys
from datetime import datetime
from getpass import getpass
from typing import Annotated, Any, get_args

from domain.access.accounts import LOCAL, Account, Accounts, named
from domain.access.passwords import Passwords
from domain.access.roles import LABELS, AccessAction, Role
from domain.access.tokens import Tokens
from domain.calendar import end_of_day, in_stockholm
from domain.errors import Unknown
from domain.events.repeating import repeatable_id
from domain.vocabulary.text import Text
from scripts.cli.console.coordinates import day
from scripts.cli.console.declarations import CommandGroup, argument, command, option
from scripts.cli.console.directory import COMMANDS
from scripts.cli.console.option_groups import AnswerOptions
from scripts.cli.console.rendering import Column, Grid, write_text
from scripts.cli.console.session import Session, now

Name = Annotated[str, argument(metavar=Text("NAMN", "NAME"), help=Text("Kontots namn.", "The account's name."))]
Issuer = Annotated[
    str,
    option(
        "--issuer",
        metavar=Text.same("URL"),
        help=Text("Utfärdaren, för ett konto hos kommunens inloggning.", "The issuer, for an account of an identity provider."),
    ),
]
RoleOption = Annotated[
    Role, option("--role", help=Text("Rollen; innehavare är ingen att ge.", "The role; owner is none to give."))
]
Units = Annotated[
    list[str] | None,
    option("--unit", metavar=Text("ENHET", "UNIT"), help=Text("En egen enhet; kan upprepas.", "An own unit; may be repeated.")),
]
FullName = Annotated[
    str,
    option("--full-name", metavar=Text("NAMN", "NAME"), help=Text("Vad personen heter.", "What the person is called.")),
]
Until = Annotated[
    str, option("--until", metavar=Text("DATUM", "DATE"), help=Text("Till och med dagen.", "Up to and including the day."))
]
Ending = Annotated[bool, option("--end", help=Text("Tar bort i stället.", "Takes away instead."))]
_COLUMNS = (
    Column("name", Text("Konto", "Account"), whole=True),
    Column("issuer", Text("Utfärdare", "Issuer")),
    Column("full_name", Text("Heter", "Called")),
    Column("role", Text("Roll", "Role")),
    Column("units", Text("Enheter", "Units")),
    Column("ended", Text("Avslutat", "Ended"), whole=True),
)


@command(Text("Lägger till ett konto. Det första är en administratörs.", "Adds an account. The first is an administrator's."))
def add(
    session: Session, name: Name, role: RoleOption, unit: Units = None, full_name: FullName = "", issuer: Issuer = LOCAL
) -> None:
    with session.log():
        permit = session.permit
        Accounts(permit.store).add(permit.context, now(), name, role, unit or (), issuer, full_name)
    session.say(Text(f"{name} är tillagd: {LABELS[role].sv}.", f"{name} is added: {LABELS[role].en}."))


@command(Text("Kontona, med roll och enheter.", "The accounts, with role and units."))
def list_(session: Session, output: AnswerOptions) -> None:
    with session.log():
        records = [_record(account) for account in Accounts(session.permit.store)]
    rows = [record | {"role": LABELS[record["role"]][session.lang]} for record in records]
    output.write(session, records, [Grid(_COLUMNS, rows)])


def _record(account: Account) -> dict[str, Any]:
    return {
        "name": account.sub,
        "issuer": account.issuer,
        "full_name": account.name,
        "role": account.role,
        "units": sorted(account.units),
        "ended": account.ended_at and in_stockholm(account.ended_at).date(),
    }


@command(
    Text(
        "Byter roll och enheter. Det som är inloggat loggas ut, och nycklar för program upphör.",
        "Changes role and units. What is signed in is signed out, and tokens end.",
    )
)
def role(session: Session, name: Name, role: RoleOption, unit: Units = None, issuer: Issuer = LOCAL) -> None:
    with session.log():
        accounts = Accounts(session.permit.store)
        accounts.set_role(session.permit.context, now(), named(accounts, name, issuer), role, unit or ())
    session.say(Text(f"{name}: {LABELS[role].sv}.", f"{name}: {LABELS[role].en}."))


@command(Text("Avslutar ett konto för gott.", "Ends an account for good."))
def end(session: Session, name: Name, issuer: Issuer = LOCAL) -> None:
    with session.log():
        accounts = Accounts(session.permit.store)
        accounts.end(session.permit.context, now(), named(accounts, name, issuer))
    session.say(Text(f"{name} är avslutad.", f"{name} has ended."))


@command(
    Text("Tilldelar någon en deltagare, var hen än är inskriven.", "Assigns a participant to somebody, wherever enrolled.")
)
def assign(
    session: Session,
    name: Name,
    participant: Annotated[
        str, argument(metavar=Text("DELTAGARE", "PARTICIPANT"), help=Text("Deltagarens nyckel.", "The participant's key."))
    ],
    end: Ending = False,
    issuer: Issuer = LOCAL,
) -> None:
    with session.log() as log:
        subject = log.keys.find([participant]).get(participant)
        if subject is None:
            raise Unknown(what=Text("Deltagaren", "participant"), name=repeatable_id(participant), hint=Text.same(""))
        accounts = Accounts(session.permit.store)
        accounts.assign(session.permit.context, now(), named(accounts, name, issuer), subject.stream, not end)
    session.say(Text("Tilldelningen är ändrad.", "The assignment is changed."))


@command(
    Text(
        "Vad källorna kallar någon, där de nämner en deltagares handläggare eller coach.",
        "What the sources call somebody, where they name a participant's caseworker or coach.",
    )
)
def known_as(
    session: Session,
    name: Name,
    keys: Annotated[
        list[str] | None,
        argument(
            metavar=Text("[NYCKEL…]", "[KEY…]"),
            help=Text("Källornas nycklar; utan: inga.", "The sources' keys; without: none."),
        ),
    ] = None,
    issuer: Issuer = LOCAL,
) -> None:
    with session.log():
        accounts = Accounts(session.permit.store)
        accounts.set_known_as(session.permit.context, now(), named(accounts, name, issuer), keys or ())
    session.say(Text(f"Antecknat för {name}.", f"Recorded for {name}."))


@command(
    Text(
        "Antecknar ändamålet för vilket någon får se listor av deltagare, under pseudonymer.",
        "Records the purpose for which somebody may see lists of participants, under pseudonyms.",
    )
)
def purpose(
    session: Session,
    name: Name,
    purpose: Annotated[str, argument(metavar=Text("ÄNDAMÅL", "PURPOSE"), help=Text("Ändamålet.", "The purpose."))],
    until: Until,
    issuer: Issuer = LOCAL,
) -> None:
    with session.log():
        accounts = Accounts(session.permit.store)
        accounts.add_purpose(session.permit.context, now(), named(accounts, name, issuer), purpose, _end(until))
    session.say(Text(f"Antecknat för {name}.", f"Recorded for {name}."))


@command(Text("Sätter ett lösenord, som skrivs in eller läses från stdin.", "Sets a password, typed or read from stdin."))
def password(session: Session, name: Name) -> None:
    with session.log():
        permit = session.permit
        account, typed = named(Accounts(permit.store), name), _typed(session)
        Passwords(permit.store).set_password(permit.context, now(), account, typed)
    session.say(Text(f"{name} har ett nytt lösenord.", f"{name} has a new password."))


def _typed(session: Session) -> str:
    if sys.stdin.isatty():
        return getpass(Text("Lösenord: ", "Password: ")[session.lang])
    return sys.stdin.readline().rstrip("\n")


@command(Text("Ger en ny hemlighet för engångskoder; den visas en gång.", "Gives a new secret for one-time codes, shown once."))
def totp(session: Session, name: Name) -> None:
    with session.log():
        permit = session.permit
        address = Passwords(permit.store).set_totp(permit.context, now(), named(Accounts(permit.store), name))
    write_text(session, f"{address}\n")


@command(Text("Ger en nyckel för ett program; den visas en gång.", "Issues a token for a program; it is shown once."))
def token(
    session: Session,
    name: Name,
    program: Annotated[str, argument(metavar=Text("PROGRAM", "PROGRAM"), help=Text("Vad den är för.", "What it is for."))],
    scope: Annotated[
        list[str] | None,
        option("--scope", metavar=Text("RÄTT", "ACTION"), help=Text("Vad den får; upprepas.", "What it may; repeated.")),
    ] = None,
    until: Until = "",
    end: Ending = False,
    issuer: Issuer = LOCAL,
) -> None:
    with session.log():
        permit = session.permit
        account, tokens = named(Accounts(permit.store), name, issuer), Tokens(permit.store)
        if end:
            tokens.end(permit.context, now(), account, program)
        else:
            value = tokens.issue(permit.context, now(), account, program, _scope(scope), _end(until))
            write_text(session, f"{value}\n")


def _scope(words: list[str] | None) -> list[AccessAction]:
    known: tuple[AccessAction, ...] = get_args(AccessAction)
    return [action for action in known if action in (words or ())]


def _end(text: str) -> datetime:
    return end_of_day(day(text, "until"))


users = CommandGroup(
    COMMANDS["users"].help,
    {
        "add": add,
        "list": list_,
        "role": role,
        "end": end,
        "assign": assign,
        "known-as": known_as,
        "purpose": purpose,
        "password": password,
        "totp": totp,
        "token": token,
    },
)
