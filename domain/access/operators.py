"""Who acts where nobody signs in: the command line, and a server on the machine's own address without sign-in.

While there are no accounts, whoever holds the store's files and its key is the owner, and acts as before. Once there are, the
machine's user acts as the account of that name, or as the account that is named; the role is the table's.
"""

from datetime import datetime

from domain.access.access_log import AccessContext
from domain.access.accounts import Accounts
from domain.access.decisions import AccessSubject
from domain.errors import NotPermitted
from domain.vocabulary.text import Text

SYSTEM = "os"
"""The issuer of an owner: the operating system."""


def owner(user: str) -> AccessContext:
    return AccessContext(AccessSubject(SYSTEM, user, "owner"), client=user)


def operator(accounts: Accounts, user: str, name: str | None, now: datetime) -> AccessContext:
    """Returns who acts. Raises `NotPermitted` for a name that is no account's, once there are accounts."""
    if accounts.are_none():
        return owner(user)
    account = accounts.find(name or user)
    if account is None:
        why = Text(
            "Ange ett konto med --operator eller RODTRAD_OPERATOR.", "Name an account with --operator or RODTRAD_OPERATOR."
        )
        raise NotPermitted(why=why)
    return AccessContext(accounts.subject(account.id, now), client=user)
