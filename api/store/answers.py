"""Answers already given, by Idempotency-Key; kept for a day, and wiped whenever somebody is erased."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from api.store.access_tables import given_answers


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The first request with a key, and its answer; `status` is None while it is under way.

    Attributes:
        request: SHA-256 over method, path, query and body.
    """

    request: str
    begun_at: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes


def find_answer(connection: Connection, account: str, key: str) -> GivenAnswer | None:
    """What was answered to this key."""
    table = given_answers.c
    query = select(given_answers).where(table.account == account, table.key == key)
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    headers = tuple((str(name), str(value)) for name, value in row["headers"] or ())
    return GivenAnswer(row["request"], row["begun_at"], row["status"], headers, bytes(row["body"] or b""))


def begin_answer(connection: Connection, account: str, key: str, request: str, *, at: str, forget_before: str) -> None:
    """Note that a request is under way; answers from before a moment are forgotten."""
    table = given_answers.c
    connection.execute(delete(given_answers).where(table.begun_at < forget_before))
    connection.execute(insert(given_answers).values(account=account, key=key, request=request, begun_at=at))


def keep_answer(connection: Connection, account: str, key: str, answer: GivenAnswer) -> None:
    """Keep what was answered."""
    table = given_answers.c
    connection.execute(
        update(given_answers)
        .where(table.account == account, table.key == key)
        .values(status=answer.status, headers=[list(pair) for pair in answer.headers], body=answer.body)
    )


def drop_answer(connection: Connection, account: str, key: str) -> None:
    """Forget a request that failed, so that it can be tried again."""
    table = given_answers.c
    connection.execute(delete(given_answers).where(table.account == account, table.key == key))


def wipe_answers(connection: Connection) -> int:
    """Forget all answers; returns how many there were."""
    return connection.execute(delete(given_answers)).rowcount
