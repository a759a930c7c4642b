"""Accounts, API keys and sessions in the store."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, exists, insert, select, update

from api.store.access_tables import accounts, api_keys, sessions


@dataclass(frozen=True, slots=True)
class Account:
    """A person or a program that uses the pilot.

    Attributes:
        kind: "person" or "program".
        office: The one office it is bound to, "" for none.
        password_hash: Argon2id; None for a program.
        disabled_at: Since when it may not do anything, None while it may.
    """

    id: str
    name: str
    kind: str
    roles: tuple[str, ...]
    office: str
    password_hash: str | None
    created_at: str
    disabled_at: str | None = None


@dataclass(frozen=True, slots=True)
class StoredKey:
    """An API key as it is stored; `digest` is the SHA-256 of its secret."""

    id: str
    account_id: str
    digest: str
    scopes: tuple[str, ...]
    created_at: str
    expires_at: str
    last_used_at: str | None = None
    revoked_at: str | None = None

    def lives(self, now: str) -> bool:
        """Whether it may be used at this moment."""
        return self.revoked_at is None and now < self.expires_at


def any_account(connection: Connection) -> bool:
    """Whether there is an account, a disabled one included."""
    return bool(connection.execute(select(exists().select_from(accounts))).scalar())


def add_account(connection: Connection, account: Account) -> None:
    """Enter an account; its name must be new."""
    connection.execute(insert(accounts).values(**asdict(account) | {"roles": list(account.roles)}))


def change_account(connection: Connection, account_id: str, **values: Any) -> None:
    """Change columns of one account."""
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))


def account_named(connection: Connection, name: str) -> Account | None:
    """The account with this name."""
    row = connection.execute(select(accounts).where(accounts.c.name == name)).mappings().first()
    return _account(row) if row else None


def account_of(connection: Connection, account_id: str) -> Account | None:
    """The account with this id."""
    row = connection.execute(select(accounts).where(accounts.c.id == account_id)).mappings().first()
    return _account(row) if row else None


def all_accounts(connection: Connection) -> list[Account]:
    """Every account, by name."""
    return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.name)).mappings()]


def add_key(connection: Connection, key: StoredKey) -> None:
    """Enter an API key."""
    connection.execute(insert(api_keys).values(**asdict(key) | {"scopes": list(key.scopes)}))


def find_key(connection: Connection, key_id: str) -> StoredKey | None:
    """The key with this id, whatever became of it."""
    row = connection.execute(select(api_keys).where(api_keys.c.id == key_id)).mappings().first()
    return _key(row) if row else None


def keys_of(connection: Connection, account_ids: Sequence[str]) -> dict[str, list[StoredKey]]:
    """The keys of accounts, the newest last, by account."""
    query = select(api_keys).where(api_keys.c.account_id.in_(account_ids))
    found: dict[str, list[StoredKey]] = {}
    for row in connection.execute(query.order_by(api_keys.c.created_at, api_keys.c.id)).mappings():
        found.setdefault(row["account_id"], []).append(_key(row))
    return found


def change_key(connection: Connection, key_id: str, **values: Any) -> None:
    """Change columns of one key."""
    connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(**values))


def begin_session(connection: Connection, digest: str, account_id: str, *, at: str, until: str) -> None:
    """Enter a session, and forget those that are over."""
    connection.execute(delete(sessions).where(sessions.c.expires_at <= at))
    connection.execute(insert(sessions).values(digest=digest, account_id=account_id, created_at=at, expires_at=until))


def session_of(connection: Connection, digest: str, *, at: str) -> tuple[Account, str] | None:
    """Whose living session this is, and when it ends."""
    query = (
        select(accounts, sessions.c.expires_at)
        .join_from(sessions, accounts, accounts.c.id == sessions.c.account_id)
        .where(sessions.c.digest == digest, sessions.c.expires_at > at)
    )
    row = connection.execute(query).mappings().first()
    return (_account(row), str(row["expires_at"])) if row else None


def end_session(connection: Connection, digest: str) -> None:
    """Forget one session."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest))


def end_sessions_of(connection: Connection, account_id: str) -> None:
    """Forget all sessions of an account."""
    connection.execute(delete(sessions).where(sessions.c.account_id == account_id))


def _account(row: RowMapping) -> Account:
    values = {name: row[name] for name in Account.__slots__}
    return Account(**values | {"roles": tuple(row["roles"])})


def _key(row: RowMapping) -> StoredKey:
    values = {name: row[name] for name in StoredKey.__slots__}
    return StoredKey(**values | {"scopes": tuple(row["scopes"])})
