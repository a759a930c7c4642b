"""`gid anchor` and the chain's own process are killed by SIGKILL at chosen moments; then `gid anchor` is run again.

Strategy: real processes, seen from outside only. The database says how far the work has come, and there the kill falls.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Select, select

from api.pilot import open_pilot
from api.settings import Settings
from api.store.engine import open_engine, reading
from api.store.tables import applicants, proposals, record_heads
from devnet.chain import stop_chain
from devnet.network import open_devnet
from node.tables import entries, operations
from node.verification import verify_proof
from tests.api.extracts import HEADER

GID = Path(sys.executable).parent / "gid"
RECORDS = 30
"""Each is a transaction of its own here."""
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta", "ve")
PATIENCE_S = 180.0
"""For machines that do ten other things."""
OFFICES = ("JP", "KR", "SA", "EA", "WO")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the outbox has come, in operations."""

    composed: int
    signed: int
    final: int
    taken: int
    indexed: int


@dataclass(frozen=True, slots=True)
class Desk:
    """One pilot, worked on by commands only."""

    settings: Settings
    engine: Engine

    @property
    def home(self) -> Path:
        return self.settings.home

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        clean = {key: value for key, value in os.environ.items() if not key.startswith("GID_")}
        own = {"GID_HOME": str(self.home), "GID_DATABASE_URL": self.settings.database_url}
        own |= {"GID_POLICY__BATCH_SIZE": "1", "NO_COLOR": "1"}
        return subprocess.Popen(
            [GID, *arguments], env=clean | own, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def gid(self, *arguments: str, code: int = 0) -> str:
        process = self.start(*arguments)
        out, error = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == code, (arguments, error)
        return out

    def ask(self, *queries: Select[Any]) -> list[list[tuple[Any, ...]]]:
        """The rows of each query, all of one moment."""
        with reading(self.engine) as connection:
            return [[tuple(row) for row in connection.execute(query)] for query in queries]

    def progress(self) -> Progress:
        how_far, index = self.ask(select(operations.c.state, operations.c.taken), select(entries.c.gid))
        states = Counter(state for state, _ in how_far)
        return Progress(
            composed=len(how_far),
            signed=len(how_far) - states["intended"],
            final=states["final"],
            taken=sum(taken for _, taken in how_far),
            indexed=len(index),
        )

    def chain_pid(self) -> int:
        return int(json.loads((self.home / "devnet" / "anvil.pid").read_text())["pid"])


def made_up_name(number: int) -> str:
    """Three words that resemble those of no other number."""
    drawn = hashlib.sha256(str(number).encode()).digest()
    letters = [SYLLABLES[byte % len(SYLLABLES)] for byte in drawn[:9]]
    return " ".join("".join(letters[start : start + 3]).title() for start in (0, 3, 6))


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Iterator[Desk]:
    """Applicants of five offices, all accepted and none sent; the chain runs."""
    made = Desk(settings, open_engine(settings.store_url))
    rows = [
        f"{OFFICES[number % 5]},{number},{made_up_name(number)},en,,organisation,JP,,,," for number in range(RECORDS)
    ]
    extract = tmp_path / "all.csv"
    extract.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    folder = made.home / "devnet"
    open_devnet(folder)
    try:
        with open_pilot(settings) as pilot:
            pilot.import_extract(extract)
            pilot.propose()
            assert pilot.accept_by_policy().accepted == RECORDS
        yield made
    finally:
        made.engine.dispose()
        stop_chain(folder)


Moment = Callable[[Progress], bool]


def anchor_until(desk: Desk, reached: Moment, kill: Callable[["subprocess.Popen[str]"], None]) -> int:
    """Run `gid anchor`, kill when the moment has come, and return its exit code."""
    process = desk.start("anchor")
    deadline = time.monotonic() + PATIENCE_S
    try:
        while process.poll() is None and not reached(desk.progress()):
            assert time.monotonic() < deadline, desk.progress()
            time.sleep(0.001)
        if process.poll() is None:
            kill(process)
        process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    return process.returncode


def assert_every_applicant_is_registered_once(desk: Desk) -> None:
    """The chain, the index folded from it anew, and the desk's own records tell the same story."""
    assert json.loads(desk.gid("anchor", "--json"))["transactions"] == 0
    assert desk.progress() == Progress(RECORDS, RECORDS, RECORDS, RECORDS, RECORDS)
    states, index, registered, heads = desk.ask(
        select(proposals.c.state),
        select(entries.c.gid, entries.c.commitment),
        select(applicants.c.gid, applicants.c.commitment),
        select(record_heads.c.gid),
    )
    assert states == [("anchored",)] * RECORDS
    held = {gid: commitment.hex() for gid, commitment in index}
    assert len(set(held.values())) == RECORDS
    assert dict(registered) == held
    assert sorted(gid for (gid,) in heads) == sorted(held)
    with open_pilot(desk.settings) as pilot:
        for gid in pilot.registered_gids():
            assert verify_proof(pilot.proof(gid), pilot.chain.rpc_url).ok


def test_anchoring_killed_again_and_again_loses_and_doubles_nothing(desk: Desk) -> None:
    moments: list[Moment] = [
        lambda seen: seen.composed > 0,
        lambda seen: seen.signed >= RECORDS // 3,
        lambda seen: seen.final >= RECORDS // 2,
        lambda seen: seen.taken > 0,
        lambda seen: seen.indexed > 0,
    ]
    codes = [anchor_until(desk, moment, lambda process: process.kill()) for moment in moments]
    assert codes.count(-signal.SIGKILL) >= 4, "most of the kills must have met a living process"
    desk.gid("anchor")
    assert_every_applicant_is_registered_once(desk)


def test_a_chain_killed_while_anchoring_loses_and_doubles_nothing(desk: Desk) -> None:
    """The chain writes its state once a second, so it comes back without its last blocks."""
    for share in (0.2, 0.7):
        moment: Moment = lambda seen, share=share: seen.final >= share * RECORDS  # noqa: E731
        code = anchor_until(desk, moment, lambda _process: os.kill(desk.chain_pid(), signal.SIGKILL))
        assert code == 3
        desk.gid("anchor", code=3)
        desk.gid("devnet", "start")
    desk.gid("anchor")
    assert_every_applicant_is_registered_once(desk)
