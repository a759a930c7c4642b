"""Send thousands of broken files of every format to the real application; none may end in a 500, a hang or more memory.

.venv/bin/python -m benchmarks.malformed_uploads --files 10000 --seed 1
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from starlette.testclient import TestClient

from api.app import create_app
from api.logs import configure_logs
from api.pilot import open_pilot
from api.settings import Settings
from benchmarks.harness.mutations import broken_file
from benchmarks.harness.sending import Outcome, send_files

CORPUS = Path(__file__).parents[1] / "tests" / "api" / "documents"
FILES_PER_PILOT = 500
"""After so many files a new pilot begins, so that the disk stays empty."""
MEMORY_MIB = 128


def corpus() -> list[bytes]:
    """Whole files of every format."""
    return [path.read_bytes() for path in sorted(CORPUS.iterdir()) if path.suffix in (".xml", ".json", ".csv")]


def main() -> None:
    """Send, count, print; exit 1 when one was not refused as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--confirm-every", type=int, default=10, help="take every so manieth of those that can be taken"
    )
    asked = parser.parse_args()
    configure_logs("error")
    whole, outcome, begun = corpus(), Outcome(), time.perf_counter()
    for start in range(0, asked.files, FILES_PER_PILOT):
        numbers = range(start, min(start + FILES_PER_PILOT, asked.files))
        with tempfile.TemporaryDirectory() as home, open_pilot(Settings(home=Path(home) / "home")) as pilot:
            application = create_app(pilot)
            with TestClient(application, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
                files = ((number, broken_file(asked.seed, number, whole)) for number in numbers)
                send_files(client, files, outcome, confirm_every=asked.confirm_every)
        print(f"{numbers.stop:,} sent", file=sys.stderr)
    figures = {
        "files": asked.files,
        "seed": asked.seed,
        "states": dict(outcome.states.most_common()),
        "failures": outcome.failures,
        "hangs": outcome.hangs,
        "waitedOnce": outcome.waited,
        "confirmed": outcome.confirmed,
        "slowestSeconds": round(outcome.slowest, 2),
        "memoryRiseMiB": round(outcome.memory_rise / 2**20, 1),
        "seconds": round(time.perf_counter() - begun, 1),
    }
    print(json.dumps(figures, indent=2))
    sys.exit(bool(outcome.failures or outcome.hangs or outcome.memory_rise > MEMORY_MIB * 2**20))


if __name__ == "__main__":
    main()
