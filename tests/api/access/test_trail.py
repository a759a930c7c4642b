"""The audit trail: found by who, what, about what and when; paged; exported; and nothing in it changed unseen."""

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, select, update

from api.pilot import Pilot
from api.store.audit import TrailFilter, note, seal
from api.store.engine import reading, writing
from api.store.tables import audit_events
from tests.api.access.conftest import Staffed

TABLE = audit_events.c


@pytest.fixture
def long(pilot: Pilot) -> Pilot:
    """A pilot whose trail has forty entries."""
    with writing(pilot.engine) as connection:
        for number in range(40):
            actor, action = ("one", "proposal_deferred") if number % 4 else ("=two", "proposal_rejected")
            at = f"2026-11-{number // 2 + 1:02d}T12:00:00Z"
            note(connection, action, f"p{number}", actor=actor, at=at, detail={"number": number})
    return pilot


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (TrailFilter(), 40),
        (TrailFilter(actor="one"), 30),
        (TrailFilter(action="proposal_rejected"), 10),
        (TrailFilter(subject="p7"), 1),
        (TrailFilter(since="2026-11-20"), 2),
        (TrailFilter(until="2026-11-02"), 2),
        (TrailFilter(since="2026-11-01T12:00:00Z", until="2026-11-01T12:00:01Z"), 2),
        (TrailFilter(actor="one", action="proposal_rejected"), 0),
    ],
)
def test_entries_are_found(long: Pilot, wanted: TrailFilter, count: int) -> None:
    found, total, _ = long.trail.page(wanted, limit=100)
    assert (len(found), total) == (count, count)


def test_pages_join_without_gap_or_repeat(long: Pilot) -> None:
    seen, cursor = [], ""
    while True:
        found, total, following = long.trail.page(TrailFilter(), cursor=cursor, limit=7)
        seen += [entry.sequence for entry in found]
        assert total == 40
        if following is None:
            break
        cursor = following
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 40


def test_export_holds_every_entry_and_no_formula(long: Pilot) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(long.trail.csv(TrailFilter())))))
    assert [row["subject"] for row in rows] == [f"p{number}" for number in range(40)]
    assert {row["actor"] for row in rows} == {"one", "'=two"}


def test_trail_over_http_is_searched_exported_and_checked(staffed: Staffed) -> None:
    page = staffed.ask("GET", "/v1/audit?action=account_added&limit=2", by="auditor").json()
    assert (page["total"], len(page["items"]), page["checked"], page["firstBroken"]) == (6, 2, False, None)
    rest = staffed.ask("GET", f"/v1/audit?action=account_added&cursor={page['nextCursor']}", by="auditor").json()
    assert len(rest["items"]) == 4
    exported = staffed.ask("GET", "/v1/audit", by="auditor", headers={"Accept": "text/csv"})
    assert exported.headers["content-type"].startswith("text/csv")
    assert len(exported.text.splitlines()) == staffed.ask("GET", "/v1/audit", by="auditor").json()["total"] + 1
    assert staffed.ask("GET", "/v1/audit?check=true", by="auditor").json()["checked"] is True
    with writing(staffed.pilot.engine) as connection:
        connection.execute(update(audit_events).where(TABLE.sequence == 3).values(actor="other"))
    assert staffed.ask("GET", "/v1/audit?check=true", by="auditor").json()["firstBroken"] == 3
    for wrong in ("cursor=x", "since=yesterday", "cursor=-1", "cursor=%D9%A1"):
        assert staffed.ask("GET", f"/v1/audit?{wrong}", by="auditor").status_code in (400, 422)


def flip_actor(connection: Connection, number: int) -> None:
    connection.execute(update(audit_events).where(TABLE.sequence == number).values(actor="other"))


def flip_detail(connection: Connection, number: int) -> None:
    connection.execute(update(audit_events).where(TABLE.sequence == number).values(detail={"number": -1}))


def reseal(connection: Connection, number: int) -> None:
    """Change an entry and seal it again, so that only the next one shows it."""
    row = dict(connection.execute(select(audit_events).where(TABLE.sequence == number)).mappings().one())
    row["subject"] = "other"
    statement = update(audit_events).where(TABLE.sequence == number)
    connection.execute(statement.values(subject="other", digest=seal(row)))


def remove(connection: Connection, number: int) -> None:
    connection.execute(delete(audit_events).where(TABLE.sequence == number))


def exchange(connection: Connection, number: int) -> None:
    """Exchange an entry with the one behind it."""
    for old, new in ((number, 10**6), (number + 1, number), (10**6, number + 1)):
        connection.execute(update(audit_events).where(TABLE.sequence == old).values(sequence=new))


@pytest.mark.parametrize(
    ("damage", "shift"), [(flip_actor, 0), (flip_detail, 0), (reseal, 1), (remove, 1), (exchange, 0)]
)
def test_first_bad_entry_is_named(long: Pilot, damage: Callable[[Connection, int], None], shift: int) -> None:
    assert long.trail.first_broken() is None
    for place in range(38):
        with writing(long.engine) as connection:
            numbers = connection.execute(select(TABLE.sequence).order_by(TABLE.sequence)).scalars().all()
            damage(connection, numbers[place])
        assert long.trail.first_broken() == numbers[place] + shift, (damage.__name__, place)
        _mend(long)


def _mend(pilot: Pilot) -> None:
    with writing(pilot.engine) as connection:
        connection.execute(delete(audit_events))
        for number in range(40):
            actor, action = ("one", "proposal_deferred") if number % 4 else ("=two", "proposal_rejected")
            note(connection, action, f"p{number}", actor=actor, at="2026-11-23T12:00:00Z", detail={"number": number})


def test_trail_that_was_cut_off_is_told_by_a_head_noted_before(long: Pilot) -> None:
    head = long.trail.head()
    for keep in (39, 20, 0):
        with writing(long.engine) as connection:
            connection.execute(delete(audit_events).where(TABLE.sequence > keep))
        assert long.trail.first_broken() is None, "a cut at the end does not show by itself"
        assert long.trail.first_broken(head) == keep + 1


def test_trail_that_went_on_still_holds_an_earlier_head(long: Pilot) -> None:
    head = long.trail.head()
    with writing(long.engine) as connection:
        note(connection, "proposal_deferred", "p9", actor="one", at="2026-11-23T12:00:00Z")
    assert long.trail.first_broken(head) is None


def test_signing_in_does_not_disturb_a_comparison(staffed: Staffed) -> None:
    from api.store.audit import last_change

    with reading(staffed.pilot.engine) as connection:
        before = last_change(connection)
    staffed.client.post("/v1/session", json={"name": "boss", "password": "correct horse battery"})
    with reading(staffed.pilot.engine) as connection:
        assert last_change(connection) == before
