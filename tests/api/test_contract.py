"""Requests made up from the contract itself, by schemathesis with all its checks, against the application over HTTP.

Strategy: a pilot in which everything has happened once, served on a port; the tool is a process of its own, as an
office's would be. `GID_TEST_EXAMPLES=200 pytest tests/api/test_contract.py` makes up more, each time others.
"""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from api.access.accounts import NewAccount
from api.access.limits import AccessSettings
from api.access.roles import Role
from api.access.spending import Spending
from api.cli.serve import http_server
from api.logs import configure_logs
from api.pilot import Pilot
from tests.api.outside_world import outside_world
from tests.stores import NewStore

CONFIG = Path(__file__).with_name("schemathesis.toml")
TOOL = Path(sys.executable).with_name("schemathesis")
EXAMPLES = int(os.environ.get("GID_TEST_EXAMPLES", "0"))
"""Made up for each operation, besides those that cover every keyword of its schema; 0: a few, always the same."""

PLENTY = 10**9


@dataclass(frozen=True, slots=True)
class Served:
    """The application at its address, with the key of an administrator."""

    url: str
    key: str
    folder: Path


@contextmanager
def listening(server: uvicorn.Server) -> Iterator[str]:
    """Let a server run in a thread; gives its address."""
    server.config.port = 0
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        (socket,) = server.servers[0].sockets
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, lasting_store: NewStore) -> Iterator[Served]:
    """With quotas that nobody uses up: a refusal for that alone says nothing about the rest."""
    with outside_world(tmp_path_factory.mktemp("contract"), database_url=lasting_store()) as world:
        plenty = AccessSettings(cost_per_minute=PLENTY, cost_per_day=PLENTY)
        pilot = Pilot(world.pilot.settings.model_copy(update={"access": plenty}), world.pilot.engine)
        everything = frozenset({Role.ADMINISTRATOR})
        pilot.accounts.add(NewAccount("boss", "person", everything, password="correct horse battery"), by="local")
        key = pilot.accounts.add(NewAccount("tool", "program", everything), by="boss").secret
        server = http_server(pilot)
        strangers = Spending.of_accounts(per_minute=PLENTY, per_day=PLENTY)
        server.config.app.state.doorkeeper.sign_in.strangers = strangers  # type: ignore[union-attr]
        configure_logs("error")
        with listening(server) as url:
            yield Served(url, key, world.pilot.settings.home)
        pilot.close()


def fuzz(served: Served, *selection: str) -> "subprocess.CompletedProcess[str]":
    """Run the tool over a selection of operations."""
    chosen = ["--max-examples", str(EXAMPLES or 3), *([] if EXAMPLES else ["--seed", "1"])]
    return subprocess.run(
        [
            TOOL, "--config-file", CONFIG, "run", f"{served.url}/openapi.json",
            "--header", f"Authorization: Bearer {served.key}", "--checks", "all", "--continue-on-failure",
            "--warnings", "off", "--no-color", *chosen, *selection,
        ],
        capture_output=True, text=True, check=False, timeout=3_600, cwd=served.folder,
    )  # fmt: skip


def test_every_operation_answers_as_the_contract_says(served: Served) -> None:
    done = fuzz(served, "--exclude-operation-id", "change_account")
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-1_000:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested
    assert int(tested[1]) >= 43
    last = fuzz(served, "--include-operation-id", "change_account")  # for it may disable the account that asks
    assert last.returncode == 0, last.stdout[-8_000:] + last.stderr[-1_000:]
