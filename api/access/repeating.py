"""Idempotency-Key: the same request sent again gets the answer it got the first time, and has no second effect."""

import hashlib
from datetime import timedelta

from sqlalchemy import Engine

from api.clock import Clock, stamp
from api.errors import KeyReusedError, RepeatUnderWayError
from api.store.answers import GivenAnswer, begin_answer, drop_answer, find_answer, keep_answer
from api.store.engine import writing
from node.errors import InvalidInputError

MOST_KEY_CHARS = 255

GIVEN_UP_AFTER = timedelta(minutes=10)
"""A first request without an answer for so long was cut off; the operations themselves bear being repeated."""

LARGEST_KEPT = 1024 * 1024
"""Bytes of an answer that are kept; none of ours comes near."""


def request_digest(method: str, path: str, query: bytes, body: bytes) -> str:
    """What makes two requests the same."""
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), query, body))).hexdigest()


class Repeats:
    """Remembers answers for one pilot."""

    def __init__(self, engine: Engine, clock: Clock, *, kept_hours: int) -> None:
        self._engine = engine
        self._clock = clock
        self._kept = timedelta(hours=kept_hours)

    def earlier(self, account: str, key: str, request: str) -> GivenAnswer | None:
        """The answer of an earlier request; None when this is the first, which is then under way.

        Raises:
            InvalidInputError: the key is too long or not printable ASCII.
            KeyReusedError: the earlier request was another one.
            RepeatUnderWayError: the earlier request has no answer yet.
        """
        if not (1 <= len(key) <= MOST_KEY_CHARS and key.isascii() and key.isprintable()):
            raise InvalidInputError(f"an Idempotency-Key has 1 to {MOST_KEY_CHARS} printable ASCII characters")
        now, name = self._clock(), _hashed(key)
        with writing(self._engine) as connection:
            found = find_answer(connection, account, name)
            if found and found.begun_at < stamp(now - self._kept):
                found = None
            if found and found.status is None and found.begun_at < stamp(now - GIVEN_UP_AFTER):
                found = None
            if found is None:
                drop_answer(connection, account, name)
                forget_before = stamp(now - self._kept)
                begin_answer(connection, account, name, request, at=stamp(now), forget_before=forget_before)
                return None
        if found.request != request:
            raise KeyReusedError
        if found.status is None:
            raise RepeatUnderWayError
        return found

    def keep(self, account: str, key: str, answer: GivenAnswer) -> None:
        """Keep an answer; that of a failure of ours is not kept, so that the request can be tried again."""
        with writing(self._engine) as connection:
            if answer.status is None or answer.status >= 500 or len(answer.body) > LARGEST_KEPT:
                drop_answer(connection, account, _hashed(key))
            else:
                keep_answer(connection, account, _hashed(key), answer)

    def drop(self, account: str, key: str) -> None:
        """Forget a request that ended without an answer."""
        with writing(self._engine) as connection:
            drop_answer(connection, account, _hashed(key))


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
