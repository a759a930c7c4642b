"""Strategy: one small pilot and one server for the session; every test gets a browser context of its own."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from api.settings import Settings
from tests.stores import NewStore

from .chromium import ARGUMENTS, NAMES, find_chromium
from .small_pilot import build_small_pilot

GID = Path(sys.executable).parent / "gid"
START_S = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A served pilot; `url` is that of the API, without a slash at its end."""

    home: Path
    url: str

    @property
    def console(self) -> str:
        return f"{self.url}/console/"

    def read(self, path: str) -> Any:
        """Ask the API, past the browser."""
        with urllib.request.urlopen(f"{self.url}/v1/{path}", timeout=30) as answer:
            return json.load(answer)

    def judge(self, proposal_id: str, decision: str, reason: str = "by another reader") -> None:
        """Decide past the browser, as another reader would."""
        with urllib.request.urlopen(f"{self.url}/v1/proposals/{proposal_id}", timeout=30) as answer:
            etag = answer.headers["ETag"]
        body = json.dumps({"decision": decision, "reason": reason, "office": "JP", "by": "another reader"}).encode()
        headers = {"Content-Type": "application/json", "If-Match": etag}
        request = urllib.request.Request(f"{self.url}/v1/proposals/{proposal_id}/judgement", body, headers)
        urllib.request.urlopen(request, timeout=30).close()


@pytest.fixture(scope="session")
def chromium() -> Path:
    found = find_chromium()
    if found is None:
        pytest.skip(f"no Chromium: set GID_CHROMIUM or install one of {', '.join(NAMES)}")
    return found


@pytest.fixture(scope="session")
def server(chromium: Path, tmp_path_factory: pytest.TempPathFactory, session_store: NewStore) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("console"), build_small_pilot, session_store()) as served:
        yield served


@contextmanager
def serving(folder: Path, build: Callable[[Settings, Path], None], database_url: str) -> Iterator[Server]:
    """A pilot in `folder` with a chain of its own, filled by `build` and served."""
    home = folder / "pilot"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GID_")}
    environment |= {"GID_HOME": str(home), "GID_DATABASE_URL": database_url, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    started = subprocess.run([GID, "devnet", "start"], env=environment, capture_output=True, text=True, check=False)
    assert started.returncode == 0, started.stderr
    try:
        build(Settings(home=home, database_url=database_url), folder)
        log = folder / "server.log"
        with log.open("w") as output:
            process = subprocess.Popen([GID, "serve"], env=environment, stdout=output, stderr=output)
        try:
            yield Server(home, _address(process, log))
        finally:
            process.terminate()
            process.wait(timeout=20)
    finally:
        subprocess.run([GID, "devnet", "stop"], env=environment, capture_output=True, check=False)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """The address the server says it listens on, once it answers there."""
    for _ in range(START_S * 5):
        assert process.poll() is None, log.read_text()
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            try:
                urllib.request.urlopen(f"{found[0]}/healthz", timeout=2).close()
                return found[0]
            except OSError:
                pass
        time.sleep(0.2)
    raise AssertionError(f"the server did not start in {START_S} s: {log.read_text()}")


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page on the console's first view; whatever the browser complains about fails the test."""
    with opened(browser, server) as page:
        yield page


@contextmanager
def opened(browser: Browser, server: Server) -> Iterator[Page]:
    """As `page`, on a server of one's own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if _is_complaint(line.type, line.text) else None)
    page.goto(server.console)
    yield page
    context.close()
    assert complaints == []


def _is_complaint(kind: str, text: str) -> bool:
    """Answers of 4xx and a service that is away are part of some tests: the browser reports them, the page copes."""
    return kind in {"error", "warning"} and not re.search(r"status of 4\d\d|ERR_FAILED", text)
