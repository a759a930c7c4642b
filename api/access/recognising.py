"""Who sends a request: read from its cookie or API key, at every request anew, so that a revocation holds at once."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie

from sqlalchemy import Engine

from api.access.credentials import digest, parse_api_key, same_digest
from api.access.roles import LOCAL, NOBODY, Acting, Role
from api.clock import Clock, stamp
from api.errors import SignInNeededError, StoreUnavailableError
from api.store.accounts import account_of, any_account, change_key, find_key, session_of
from api.store.engine import reading, writing

COOKIE = "gid-session"

USE_NOTED_AFTER = len("2026-11-23T20:25")
"""A key's last use is written once a minute: of the time stamp this many characters are compared."""


class Recogniser:
    """Tells who acts. `closed` is remembered once it is so: accounts are disabled but never deleted."""

    def __init__(self, engine: Engine, clock: Clock, *, loopback: bool) -> None:
        self._engine = engine
        self._clock = clock
        self._loopback = loopback
        self._closed = False
        self._used: dict[str, str] = {}
        self._lock = threading.Lock()

    def is_open(self) -> bool:
        """Whether no account exists yet and only this machine can ask."""
        if self._closed or not self._loopback:
            return False
        with reading(self._engine) as connection:
            self._closed = any_account(connection)
        return not self._closed

    def recognise(self, headers: Mapping[str, str]) -> Acting:
        """Who acts; NOBODY for a request without cookie and key.

        Raises:
            SignInNeededError: a cookie or key came along and does not hold.
        """
        if self.is_open():
            return LOCAL
        if authorization := headers.get("authorization"):
            return self._by_key(authorization)
        if token := session_token(headers):
            return self._by_session(token)
        return NOBODY

    def _by_session(self, token: str) -> Acting:
        with reading(self._engine) as connection:
            found = session_of(connection, digest(token), at=stamp(self._clock()))
        if found is None or found[0].disabled_at is not None:
            raise SignInNeededError
        account, until = found
        roles = frozenset(Role(role) for role in account.roles)
        return Acting(account.id, account.name, roles, account.office, expires_at=until)

    def _by_key(self, authorization: str) -> Acting:
        scheme, _, text = authorization.partition(" ")
        sent = parse_api_key(text.strip())
        if scheme.lower() != "bearer" or sent is None:
            raise SignInNeededError
        now = stamp(self._clock())
        with reading(self._engine) as connection:
            key = find_key(connection, sent.id)
            account = account_of(connection, key.account_id) if key else None
        fits = same_digest(sent.digest, key.digest if key else "")
        if not fits or key is None or account is None or not key.lives(now) or account.disabled_at is not None:
            raise SignInNeededError
        roles = frozenset(Role(role) for role in set(key.scopes) & set(account.roles))
        return Acting(account.id, account.name, roles, account.office, key_id=key.id, expires_at=key.expires_at)

    def note_use(self, acting: Acting) -> None:
        """Write down that a key was used; called when the answer is out, because writers may have to wait."""
        now = stamp(self._clock())
        with self._lock:
            known = self._used.get(acting.key_id, "")[:USE_NOTED_AFTER]
            if not acting.key_id or known == now[:USE_NOTED_AFTER]:
                return
            self._used[acting.key_id] = now
        with suppress(StoreUnavailableError), writing(self._engine) as connection:
            change_key(connection, acting.key_id, last_used_at=now)


def session_token(headers: Mapping[str, str]) -> str:
    """The session cookie's value, "" when there is none."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
