"""Accounts of people and programs: add, change, disable; keys issued and revoked. Every change is in the trail."""

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from api.access.credentials import draw_api_key, hash_password, password_fits
from api.access.roles import Acting, Role
from api.clock import Clock, stamp
from api.errors import (
    AccountConflictError,
    AccountNameError,
    FirstAccountError,
    OperationForbiddenError,
    SignInRefusedError,
    UnknownAccountError,
    UsageError,
)
from api.intake.st3 import is_office_code
from api.store import accounts as stored
from api.store.accounts import Account, StoredKey
from api.store.audit import note
from api.store.engine import reading, writing
from node.errors import OfficeCodeError

MOST_KEY_DAYS = 90
MOST_LIVING_KEYS = 2
"""One in use and the one that follows it."""

RESERVED_NAMES = frozenset({"policy", "matching", "anchor", "local", "cli", "api", "retention"})
"""What the audit trail calls those who act without an account."""

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as it is asked for; a person has a password, a program gets a key for `key_days`."""

    name: str
    kind: str
    roles: frozenset[Role]
    office: str = ""
    password: str = ""
    key_days: int = MOST_KEY_DAYS


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What is to be different; None leaves a thing as it is.

    Attributes:
        password: A new one; `present_password` must be given by whoever changes their own.
        new_key_days: Issue a key for so many days, with `key_scopes` or all of the account's roles.
        revoke_key: Id of a key that ends now.
    """

    roles: frozenset[Role] | None = None
    office: str | None = None
    disabled: bool | None = None
    password: str | None = None
    present_password: str | None = None
    new_key_days: int | None = None
    key_scopes: frozenset[Role] | None = None
    revoke_key: str | None = None

    def only_password(self) -> bool:
        """Whether nothing but the password changes."""
        return self.password is not None and replace(self, password=None, present_password=None) == AccountChange()


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account with its keys; `secret` is a key just issued, which nobody can be told again."""

    account: Account
    keys: tuple[StoredKey, ...]
    secret: str = ""


class Accounts:
    """The accounts of one pilot."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def all(self) -> list[AccountView]:
        """Every account, by name."""
        with reading(self._engine) as connection:
            found = stored.all_accounts(connection)
            keys = stored.keys_of(connection, [account.id for account in found])
            return [AccountView(account, tuple(keys.get(account.id, ()))) for account in found]

    def add(self, new: NewAccount, *, by: str) -> AccountView:
        """Add an account.

        Raises:
            AccountNameError: the name has not the form of one, or stands for something else.
            AccountConflictError: there is an account of this name.
            FirstAccountError: it would be the first, and is no administrator who can sign in.
            WeakPasswordError: a person's password is too easy.
        """
        if not _NAME.fullmatch(new.name) or new.name in RESERVED_NAMES:
            raise AccountNameError
        if not new.roles:
            raise UsageError("an account needs at least one role")
        office = _office(new.office)
        hashed = hash_password(new.password) if new.kind == "person" else None
        at = stamp(self._clock())
        account = Account(secrets.token_hex(8), new.name, new.kind, _sorted(new.roles), office, hashed, at)
        with writing(self._engine) as connection:
            if not stored.any_account(connection) and (new.kind != "person" or Role.ADMINISTRATOR not in new.roles):
                raise FirstAccountError
            if stored.account_named(connection, new.name):
                raise AccountConflictError("there is an account of this name")
            stored.add_account(connection, account)
            detail = {"account": account.id, "kind": new.kind, "roles": list(account.roles), "office": office}
            note(connection, "account_added", account.name, actor=by, at=at, detail=detail)
            secret = self._issue(connection, account, new.key_days, new.roles, by=by) if new.kind == "program" else ""
            return _view(connection, account, secret)

    def change(self, account_id: str, change: AccountChange, acting: Acting) -> AccountView:
        """Change an account; its sessions end when what it may do, or how it signs in, changed.

        Raises:
            UnknownAccountError: there is none with this id.
            OperationForbiddenError: somebody who is no administrator asks for more than another password of their own.
            AccountConflictError: it is the last administrator, has two keys already, or the key is not its own.
        """
        administrator = Role.ADMINISTRATOR in acting.roles
        if not administrator and not (account_id == acting.id and not acting.key_id and change.only_password()):
            raise OperationForbiddenError("change_account")
        with writing(self._engine) as connection:
            account = stored.account_of(connection, account_id)
            if account is None:
                raise UnknownAccountError(account_id)
            if account_id == acting.id and change.password is not None:
                _require_present_password(account, change)
            values = _new_values(account, change, stamp(self._clock()))
            self._write(connection, account, values, by=acting.name)
            changed = stored.account_of(connection, account_id) or account
            if change.revoke_key is not None:
                self._revoke(connection, changed, change.revoke_key, by=acting.name)
            secret = ""
            if change.new_key_days is not None:
                scopes = change.key_scopes or frozenset(Role(role) for role in changed.roles)
                secret = self._issue(connection, changed, change.new_key_days, scopes, by=acting.name)
            return _view(connection, changed, secret)

    def _write(self, connection: Connection, account: Account, values: dict[str, object], *, by: str) -> None:
        if not values:
            return
        stored.change_account(connection, account.id, **values)
        if not _administrators(stored.all_accounts(connection)):
            raise AccountConflictError("this is the last administrator who can sign in")
        stored.end_sessions_of(connection, account.id)
        shown = {name: value for name, value in values.items() if name != "password_hash"}
        detail = {"account": account.id, "changed": sorted(values), **shown}
        note(connection, "account_changed", account.name, actor=by, at=stamp(self._clock()), detail=detail)

    def _issue(self, connection: Connection, account: Account, days: int, scopes: Collection[Role], *, by: str) -> str:
        now = self._clock()
        at = stamp(now)
        living = [key for key in stored.keys_of(connection, [account.id]).get(account.id, ()) if key.lives(at)]
        if account.kind != "program":
            raise AccountConflictError("people sign in; only programs have keys")
        if len(living) >= MOST_LIVING_KEYS:
            raise AccountConflictError(f"it has {MOST_LIVING_KEYS} living keys; revoke one first")
        if not 1 <= days <= MOST_KEY_DAYS or not set(scopes) <= set(account.roles):
            raise UsageError(f"a key lives 1 to {MOST_KEY_DAYS} days and has no more scopes than its account has roles")
        key = draw_api_key()
        until = stamp(_later(now, days))
        entry = StoredKey(key.id, account.id, key.digest, _sorted(scopes), at, until)
        stored.add_key(connection, entry)
        detail = {"account": account.id, "key": key.id, "scopes": list(entry.scopes), "expiresAt": until}
        note(connection, "key_issued", account.name, actor=by, at=at, detail=detail)
        return str(key)

    def _revoke(self, connection: Connection, account: Account, key_id: str, *, by: str) -> None:
        key = stored.find_key(connection, key_id)
        if key is None or key.account_id != account.id:
            raise AccountConflictError("the account has no key of this id")
        if key.revoked_at is None:
            at = stamp(self._clock())
            stored.change_key(connection, key_id, revoked_at=at)
            detail = {"account": account.id, "key": key_id}
            note(connection, "key_revoked", account.name, actor=by, at=at, detail=detail)


def _require_present_password(account: Account, change: AccountChange) -> None:
    if not password_fits(change.present_password or "", account.password_hash):
        raise SignInRefusedError


def _new_values(account: Account, change: AccountChange, at: str) -> dict[str, object]:
    values: dict[str, object] = {}
    if change.roles is not None and _sorted(change.roles) != account.roles:
        if not change.roles:
            raise UsageError("an account needs at least one role")
        values["roles"] = list(_sorted(change.roles))
    if change.office is not None and change.office != account.office:
        values["office"] = _office(change.office)
    if change.disabled is not None and change.disabled != (account.disabled_at is not None):
        values["disabled_at"] = at if change.disabled else None
    if change.password is not None:
        if account.kind != "person":
            raise AccountConflictError("a program has keys and no password")
        values["password_hash"] = hash_password(change.password)
    return values


def _office(code: str) -> str:
    if code and not is_office_code(code):
        raise OfficeCodeError(code)
    return code


def _administrators(accounts: Sequence[Account]) -> list[str]:
    return [
        each.name
        for each in accounts
        if each.kind == "person" and each.disabled_at is None and Role.ADMINISTRATOR in each.roles
    ]


def _view(connection: Connection, account: Account, secret: str) -> AccountView:
    return AccountView(account, tuple(stored.keys_of(connection, [account.id]).get(account.id, ())), secret)


def _sorted(roles: Collection[Role]) -> tuple[str, ...]:
    return tuple(sorted(map(str, roles)))


def _later(moment: datetime, days: int) -> datetime:
    return moment + timedelta(days=days)
