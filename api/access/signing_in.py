"""Signing in and out: a password once, then a cookie whose hash the server knows until it ends."""

from dataclasses import dataclass
from datetime import timedelta

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from sqlalchemy import Engine

from api.access.credentials import digest, draw_session_token, password_fits
from api.access.spending import Quota, Spending
from api.clock import Clock, stamp
from api.errors import SignInRefusedError
from api.store.accounts import account_named, begin_session, end_session
from api.store.audit import note
from api.store.engine import reading, writing

FAILURES_PER_MINUTE, FAILURES_PER_HOUR = 5, 100
"""Wrong passwords for one account: a minute from one address, an hour in all (NIST SP 800-63B: at most 100)."""

FAILURES_PER_ADDRESS = 30
"""Wrong passwords or keys an address may send a minute, whatever the account."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session just begun; `token` is what the cookie holds."""

    token: str
    seconds: int


class SignIn:
    """The door for people of one pilot."""

    def __init__(self, engine: Engine, clock: Clock, *, session_hours: int) -> None:
        self._engine = engine
        self._clock = clock
        self._seconds = session_hours * 3_600
        self._from_there = Spending(Quota("minute", RateLimitItemPerMinute(FAILURES_PER_MINUTE)))
        self._in_all = Spending(Quota("hour", RateLimitItemPerHour(FAILURES_PER_HOUR)))
        self.strangers = Spending(Quota("minute", RateLimitItemPerMinute(FAILURES_PER_ADDRESS)))

    def open(self, name: str, password: str, *, address: str) -> Session:
        """Begin a session.

        An attempt counts before the password is looked at, so that many at once cannot slip through; a right one
        is taken back.

        Raises:
            SignInRefusedError: no such account, wrong password, a program's account, or disabled: all look alike.
            TooManyRequestsError: too many wrong attempts for this account or from this address.
        """
        self.strangers.spend(address, 1)
        self._from_there.spend(f"{address} {name}", 1)
        self._in_all.spend(name, 1)
        with reading(self._engine) as connection:
            account = account_named(connection, name)
        usable = account is not None and account.disabled_at is None and account.password_hash is not None
        if not password_fits(password, account.password_hash if account and usable else None) or account is None:
            raise SignInRefusedError
        self._from_there.forget(f"{address} {name}")
        self._in_all.forget(name)
        token, now = draw_session_token(), self._clock()
        at, until = stamp(now), stamp(now + timedelta(seconds=self._seconds))
        with writing(self._engine) as connection:
            begin_session(connection, digest(token), account.id, at=at, until=until)
            note(connection, "session_opened", account.name, actor=account.name, at=at, detail={"until": until})
        return Session(token, self._seconds)

    def close(self, token: str, *, name: str) -> None:
        """End a session; one that is over already is fine."""
        with writing(self._engine) as connection:
            end_session(connection, digest(token))
            note(connection, "session_closed", name, actor=name, at=stamp(self._clock()))
