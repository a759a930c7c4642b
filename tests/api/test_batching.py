"""A batch goes when it is full or old enough; nothing waits longer than it was promised."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.clock import stamp
from api.pilot import Pilot
from api.proposals.batching import due
from api.proposals.model import ProposalKind, ProposalState, ProposalSummary
from devnet.chain import stop_chain
from devnet.network import open_devnet
from tests.api.extracts import Clock

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
GID = Path(sys.executable).parent / "gid"


def waiting(office: str, number: int, kind: ProposalKind = ProposalKind.REGISTER) -> ProposalSummary:
    return ProposalSummary(
        id=f"{office}-{kind}-{number}", kind=kind, state=ProposalState.APPROVED, probability=1.0, impact=1,
        office=office, offices=(office,), record_count=1, gid=None, other_gid=None, standard_name={}, reasons=(),
        failure="", created_at=stamp(NOW), version=1,
    )  # fmt: skip


def sent(ages_s: dict[int, float], proposals: list[ProposalSummary], *, size: int) -> list[str]:
    at = {each.id: stamp(NOW - timedelta(seconds=ages_s.get(number, 0.0))) for number, each in enumerate(proposals)}
    return [each.id for each in due(proposals, at, size=size, age_s=60.0, now=NOW)]


def test_a_small_batch_waits_for_company_until_its_oldest_is_old_enough() -> None:
    proposals = [waiting("JP", 0), waiting("JP", 1)]
    assert sent({0: 59.0}, proposals, size=10) == []
    assert sent({0: 60.0}, proposals, size=10) == ["JP-register-0", "JP-register-1"]


def test_a_full_batch_goes_at_once_and_the_rest_waits() -> None:
    proposals = [waiting("JP", number) for number in range(7)]
    assert sent({6: 9.0}, proposals, size=3) == [f"JP-register-{number}" for number in (6, 0, 1, 2, 3, 4)]


def test_one_offices_age_does_not_send_anothers_batch() -> None:
    proposals = [waiting("JP", 0), waiting("KR", 0)]
    assert sent({0: 100.0}, proposals, size=10) == ["JP-register-0"]


def test_links_wait_as_registrations_do_and_do_not_fill_their_batch() -> None:
    proposals = [waiting("JP", 0), *(waiting("JP", number, ProposalKind.LINK) for number in range(4))]
    assert sent({}, proposals, size=3) == []
    assert len(sent({2: 61.0}, proposals, size=3)) == 5


def test_what_has_no_time_of_approval_is_sent() -> None:
    assert due([waiting("JP", 0)], {}, size=10, age_s=60.0, now=NOW) == [waiting("JP", 0)]


def test_anchoring_that_waits_sends_when_the_time_has_come(on_chain: Pilot) -> None:
    clock = on_chain.clock
    assert isinstance(clock, Clock)
    on_chain.accept_by_policy()
    assert on_chain.anchor(wait=True).transactions == 0
    assert on_chain.summary().proposals["approved"] == 2
    clock.now += timedelta(seconds=on_chain.settings.policy.batch_age_s)
    assert on_chain.anchor(wait=True).registered == 2


def test_watching_waits_for_the_chain_sends_what_is_due_and_ends_on_ctrl_c(on_chain: Pilot) -> None:
    home = on_chain.settings.home
    on_chain.accept_by_policy()
    stop_chain(home / "devnet")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GID_")}
    with subprocess.Popen(
        [GID, "anchor", "--watch"],
        env=clean | {"GID_HOME": str(home), "GID_DATABASE_URL": on_chain.settings.database_url},
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as watcher:  # fmt: skip
        assert watcher.stdout is not None
        assert watcher.stderr is not None
        try:
            assert "the local chain does not run" in watcher.stderr.readline()
            open_devnet(home / "devnet")
            assert "2 GIDs registered in 2 batches" in watcher.stdout.readline()
            watcher.send_signal(signal.SIGINT)
            assert watcher.wait(60) == 0
        finally:
            watcher.kill()
            stop_chain(home / "devnet")
