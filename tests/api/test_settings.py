"""Settings come from GID_ variables, are refused by name, and are never changed by the program."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.chain import ChainSettings, chain_config
from api.errors import SettingsError
from api.ranges import ALLOWED, require_ranges
from api.settings import Settings, read_settings, settings_table
from node.errors import ChainUnavailableError, WrongChainError


def test_every_section_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    values = {
        "GID_HOME": str(tmp_path),
        "GID_MATCH__REVIEW_FROM": "0.4",
        "GID_POLICY__ACCEPT_PERSONS": "false",
        "GID_INTAKE__MAX_ROWS": "7",
        "GID_SERVER__PORT": "8123",
        "GID_CHAIN__RPC_URL": "http://127.0.0.1:1",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert (settings.home, settings.match.review_from, settings.policy.accept_persons) == (tmp_path, 0.4, False)
    assert (settings.intake.max_rows, settings.server.port) == (7, 8123)
    assert settings.chain.rpc_url == "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("name", "value"),
    [("GID_MATCH__REVIEW_FROM", "much"), ("GID_SERVER__PORT", "x"), ("GID_POLICY__ACCEPT_LINK", "perhaps")],
)
def test_wrong_value_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        read_settings()
    assert value not in str(caught.value).replace(name, "")


def test_value_outside_its_range_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GID_MATCH__REVIEW_FROM", "4")
    with pytest.raises(SettingsError, match="review_from must be between 0 and 1"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GID_SERVER__PORT", "99999"),
        ("GID_SERVER__PORT", "-1"),
        ("GID_SERVER__HOST", " "),
        ("GID_SERVER__MAX_BODY_BYTES", "-5"),
        ("GID_INTAKE__MAX_FILE_BYTES", "0"),
        ("GID_INTAKE__MAX_ROWS", "-1"),
        ("GID_INTAKE__MAX_NAME_CHARS", "600"),
        ("GID_POLICY__BATCH_SIZE", "0"),
        ("GID_POLICY__BATCH_SIZE", "1001"),
        ("GID_CHAIN__CHAIN_ID", "-4"),
        ("GID_CHAIN__TIMEOUT_S", "nan"),
        ("GID_CHAIN__RPC_URL", "localhost:8545"),
        ("GID_CHAIN__REGISTRY", "0x12"),
        ("GID_LOG_LEVEL", "loud"),
    ],
)
def test_number_or_address_that_makes_no_sense_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{name}: expected "):
        read_settings()


def test_every_range_is_of_a_setting_and_holds_for_its_default() -> None:
    defaults = dict(settings_table(Settings()))
    assert set(ALLOWED) <= set(defaults)
    require_ranges(defaults)


@pytest.mark.parametrize("name", ["GID_HOEM", "GID_MATCH__REVIEW", "GID_SERVER", "GID_X"])
def test_variable_that_is_no_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError, match=f"^{name} is not a setting$"):
        read_settings()


def test_variables_of_the_tests_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GID_TEST_KILLS", "400")
    read_settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().home = Path("/")  # type: ignore[misc]


def test_database_is_sqlite_at_home_unless_told() -> None:
    assert Settings(home=Path("/x")).store_url == "sqlite:////x/gid.db"
    assert Settings(database_url="postgresql+psycopg://h/d").store_url == "postgresql+psycopg://h/d"


def test_table_hides_the_database_password() -> None:
    table = dict(settings_table(Settings(database_url="postgresql+psycopg://me:secret@host/db")))
    assert table["GID_DATABASE_URL"] == "host/db"


def test_chain_without_devnet_or_url_is_away(tmp_path: Path) -> None:
    with pytest.raises(ChainUnavailableError, match="does not run"):
        chain_config(ChainSettings(), tmp_path)


def test_url_alone_does_not_name_a_registry(tmp_path: Path) -> None:
    with pytest.raises(WrongChainError, match="GID_CHAIN__REGISTRY"):
        chain_config(ChainSettings(rpc_url="http://127.0.0.1:1"), tmp_path)


def test_settings_name_a_chain_of_their_own(tmp_path: Path) -> None:
    stated = ChainSettings("http://127.0.0.1:1", 7, "0x" + "11" * 20, "0x" + "22" * 20, finality_depth=3)
    config = chain_config(stated, tmp_path)
    assert (config.chain_id, config.registry, config.finality_depth) == (7, "0x" + "11" * 20, 3)
