"""Sessions, accounts and the audit trail on the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.access.accounts import MOST_KEY_DAYS, AccountView
from api.access.policy import allowed_operations
from api.access.roles import Acting, Role
from api.schemas.wire import Wire
from api.store.accounts import StoredKey
from api.store.audit import Entry

Name = Annotated[str, Field(min_length=1, max_length=40)]
Password = Annotated[str, Field(min_length=1, max_length=200)]
Office = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]
Roles = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
KeyDays = Annotated[int, Field(ge=1, le=MOST_KEY_DAYS)]


class SignInIn(Wire):
    """Name and password of a person."""

    name: Name
    password: Password


class SessionOut(Wire):
    """Who acts, and what they may do; a client shows nothing that is not in `operations`.

    `open`: the pilot has no accounts, everybody is the local administrator and states a name with each judgement.
    `office`: the only office the account acts for, "" when it is not bound.
    """

    open: bool
    signed_in: bool
    account_id: str
    name: str
    roles: list[Role]
    office: str
    operations: list[str]
    expires_at: str | None

    @classmethod
    def of(cls, acting: Acting) -> "SessionOut":
        """What the gate found."""
        return cls(
            open=acting.open,
            signed_in=acting.signed_in,
            account_id=acting.id,
            name=acting.name,
            roles=sorted(acting.roles),
            office="" if acting.for_all_offices else acting.office,
            operations=allowed_operations(acting.roles),
            expires_at=acting.expires_at or None,
        )


class AccountIn(Wire):
    """A new account: a person with a password, or a program, which gets a key."""

    name: Name
    kind: Literal["person", "program"] = "person"
    roles: Roles
    office: Office = ""
    password: Password | None = None
    key_days: KeyDays = MOST_KEY_DAYS


class AccountChangeIn(Wire):
    """What is to be different; a field left out stays as it is. `presentPassword` goes with one's own new password."""

    roles: Roles | None = None
    office: Office | None = None
    disabled: bool | None = None
    password: Password | None = None
    present_password: Password | None = None
    new_key_days: KeyDays | None = None
    key_scopes: Roles | None = None
    revoke_key: Annotated[str, Field(max_length=12)] | None = None


class KeyOut(Wire):
    """An API key without its secret."""

    id: str
    scopes: list[Role]
    created_at: str
    expires_at: str
    last_used_at: str | None
    revoked_at: str | None

    @classmethod
    def of(cls, key: StoredKey) -> "KeyOut":
        """From the store."""
        return cls(
            id=key.id,
            scopes=[Role(scope) for scope in key.scopes],
            created_at=key.created_at,
            expires_at=key.expires_at,
            last_used_at=key.last_used_at,
            revoked_at=key.revoked_at,
        )


class AccountOut(Wire):
    """An account. `key` is one that was just issued: shown this once, never again."""

    id: str
    name: str
    kind: Literal["person", "program"]
    roles: list[Role]
    office: str
    created_at: str
    disabled_at: str | None
    keys: list[KeyOut]
    key: str | None = None

    @classmethod
    def of(cls, view: AccountView) -> "AccountOut":
        """From the store."""
        account = view.account
        return cls(
            id=account.id,
            name=account.name,
            kind="person" if account.kind == "person" else "program",
            roles=[Role(role) for role in account.roles],
            office=account.office,
            created_at=account.created_at,
            disabled_at=account.disabled_at,
            keys=[KeyOut.of(key) for key in view.keys],
            key=view.secret or None,
        )


class AccountsOut(Wire):
    """All accounts."""

    items: list[AccountOut]
    total: int
    next_cursor: None = None


class AuditEntryOut(Wire):
    """One entry of the audit trail; `digest` seals it with the one before."""

    sequence: int
    at: str
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    digest: str

    @classmethod
    def of(cls, entry: Entry) -> "AuditEntryOut":
        """From the store."""
        return cls(
            sequence=entry.sequence,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
            detail=entry.detail,
            digest=entry.digest,
        )


class AuditOut(Wire):
    """A stretch of the trail, the newest first. `firstBroken`, where `check` was asked for: null when all holds."""

    items: list[AuditEntryOut]
    total: int
    next_cursor: str | None
    checked: bool = False
    first_broken: int | None = None


class ErasureIn(Wire):
    """Whom to erase: an applicant by GID, or one office record that has none; and on what ground."""

    gid: Annotated[str, Field(max_length=24)] = ""
    record_id: Annotated[str, Field(max_length=160)] = ""
    ground: Literal["request", "objection", "unlawful", "retention"] = "request"
