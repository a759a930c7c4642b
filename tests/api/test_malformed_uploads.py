"""Broken files of every format, sent to the real application: none makes it fail, hang or grow.

`python -m benchmarks.malformed_uploads` sends ten thousand of them by the same rules.
"""

from pathlib import Path

from starlette.testclient import TestClient

from api.app import create_app
from api.pilot import Pilot
from benchmarks.harness.mutations import broken_file
from benchmarks.harness.sending import Outcome, send_files
from benchmarks.malformed_uploads import MEMORY_MIB, corpus

FILES = 200
SEED = 20261128


def test_broken_files_are_refused_or_read_and_nothing_else(pilot: Pilot) -> None:
    whole, outcome = corpus(), Outcome()
    files = ((number, broken_file(SEED, number, whole)) for number in range(FILES))
    with TestClient(create_app(pilot), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        send_files(client, files, outcome, confirm_every=FILES)
    assert (outcome.failures, outcome.hangs) == ([], [])
    assert outcome.memory_rise < MEMORY_MIB * 2**20
    assert set(outcome.states) <= {"checked", "unreadable"}
    assert min(outcome.states.values()) > 0


def test_broken_file_can_be_made_again_from_its_number() -> None:
    whole = corpus()
    assert len(whole) == len(list((Path(__file__).parent / "documents").iterdir())) - 1
    assert [broken_file(3, number, whole) for number in range(20)] == [
        broken_file(3, number, whole) for number in range(20)
    ]
