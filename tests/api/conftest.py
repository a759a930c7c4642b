"""Strategy: a real store per test, of either kind, real matching on a handful of records, a real chain where needed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from starlette.testclient import TestClient

from api.app import create_app
from api.pilot import Pilot, open_pilot
from api.settings import Settings
from devnet.network import running_devnet
from tests.api.extracts import ALL, Clock, write_extract
from tests.stores import NewStore


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own GID_... variables must not decide a test."""
    for name in [name for name in os.environ if name.startswith("GID_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_log_of_an_earlier_test() -> Iterator[None]:
    """A log that was bound to one test's captured stream must not be written to by the next."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def settings(tmp_path: Path, new_store: NewStore) -> Settings:
    return Settings(home=tmp_path / "home", database_url=new_store())


@pytest.fixture
def pilot(settings: Settings) -> Iterator[Pilot]:
    with open_pilot(settings, clock=Clock()) as opened:
        yield opened


@pytest.fixture
def extract_path(tmp_path: Path) -> Path:
    return write_extract(tmp_path / "all.csv", *ALL)


@pytest.fixture
def proposed(pilot: Pilot, extract_path: Path) -> Pilot:
    """A pilot with five records in three proposals."""
    pilot.import_extract(extract_path)
    pilot.propose()
    return pilot


@pytest.fixture
def on_chain(settings: Settings, extract_path: Path) -> Iterator[Pilot]:
    """As `proposed`, with a chain of its own: a store belongs to one chain for life."""
    with running_devnet(settings.home / "devnet"), open_pilot(settings, clock=Clock()) as opened:
        opened.import_extract(extract_path)
        opened.propose()
        yield opened


@pytest.fixture
def client(proposed: Pilot) -> Iterator[TestClient]:
    """The API over `proposed`, without a chain."""
    with TestClient(create_app(proposed), base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened
