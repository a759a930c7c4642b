"""Retention: what was replaced long enough ago goes, what holds stays provable."""

from datetime import timedelta

from sqlalchemy import func, select

from api.erasure.retention import Expired, RetentionSettings, delete_expired
from api.pilot import Pilot
from api.store.engine import reading
from api.store.proposals import ProposalFilter
from api.store.tables import committed_records, record_versions, salts
from node.verification import verify_proof
from tests.api.erasure.conftest import Registered, register_all
from tests.api.erasure.people import PERSONS
from tests.api.extracts import ALL, write_extract


def counts(pilot: Pilot) -> tuple[int, int, int]:
    with reading(pilot.engine) as connection:
        tables = (record_versions, committed_records, salts)
        return tuple(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)  # type: ignore[return-value]


def test_replaced_versions_and_commitments_go_after_their_days(registered: Registered) -> None:
    pilot = registered.pilot
    register_all(pilot)
    versions, committed, _ = counts(pilot)
    moved = [row.replace("Riyadh", "Jeddah") for row in PERSONS]
    pilot.import_extract(write_extract(registered.extract, *ALL, *moved))
    pilot.propose()
    waiting = pilot.proposal_page(ProposalFilter(states=("proposed",)), limit=50).items
    pilot.judge_all([each.id for each in waiting], "approve", by="clerk")
    assert pilot.anchor().amended == 1
    assert counts(pilot) == (versions + 1, committed + 1, committed + 1)
    settings = RetentionSettings(earlier_days=30)
    assert delete_expired(pilot.engine, RetentionSettings(), pilot.clock) == Expired(0, 0)
    assert delete_expired(pilot.engine, settings, pilot.clock) == Expired(0, 0)
    pilot.clock.now += timedelta(days=31)  # type: ignore[attr-defined]
    assert delete_expired(pilot.engine, settings, pilot.clock) == Expired(1, 1)
    assert counts(pilot) == (versions, committed, committed)
    assert delete_expired(pilot.engine, settings, pilot.clock) == Expired(0, 0)
    for gid in pilot.registered_gids():
        assert verify_proof(pilot.proof(gid), pilot.chain.rpc_url).ok
    assert pilot.trail.first_broken() is None
