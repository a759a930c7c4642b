"""The commands for accounts, trail, erasure and backup, as an administrator types them."""

import io
import json
from pathlib import Path

import pytest

from api.cli import run
from api.pilot import open_pilot
from api.settings import Settings
from tests.api.extracts import ALL, write_extract

PERSON = "SA,5009,سلمى القنديلية,ar,,person,SA,Riyadh,,,"


@pytest.fixture
def home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GID_HOME", str(settings.home))
    monkeypatch.setenv("GID_DATABASE_URL", settings.database_url)
    with open_pilot(settings) as pilot:
        pilot.import_extract(write_extract(tmp_path / "all.csv", *ALL, PERSON))
        pilot.propose()
    return settings.home


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def add_boss(monkeypatch: pytest.MonkeyPatch) -> int:
    typed(monkeypatch, "correct horse battery\n")
    return run(["accounts", "add", "boss", "--role", "administrator", "--password-stdin"])


def test_accounts_from_the_first_to_a_revoked_key(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["accounts", "add", "feed", "--role", "submitter", "--program"]) == 1
    assert "first account must be a person" in capsys.readouterr().err
    assert add_boss(monkeypatch) == 0
    assert run(["accounts", "add", "feed", "--role", "submitter", "--program", "--office", "jp", "--json"]) == 0
    feed = json.loads(capsys.readouterr().out.split("\n", 1)[1])
    assert (feed["office"], feed["roles"], feed["key"][:4]) == ("JP", ["submitter"], "gid_")
    assert run(["accounts", "key", "feed", "--days", "7", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["key"] != feed["key"]
    assert run(["accounts", "key", "feed"]) == 1
    assert run(["accounts", "key", "feed", "--revoke", feed["keys"][0]["id"]]) == 0
    assert run(["accounts", "disable", "feed"]) == 0
    assert run(["accounts", "disable", "boss"]) == 1
    assert run(["accounts", "change", "nobody", "--role", "reader"]) == 1
    assert run(["accounts", "list"]) == 0
    listed = capsys.readouterr().out
    assert "feed" in listed
    assert "disabled" in listed


def test_password_is_never_taken_from_the_command_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "")
    assert run(["accounts", "add", "boss", "--role", "administrator"]) == 1
    assert "--password-stdin" in capsys.readouterr().err
    assert run(["accounts", "add", "boss", "--role", "administrator", "--password", "secret"]) == 2


def test_server_refuses_the_network_while_nobody_has_to_sign_in(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GID_SERVER__HOST", "0.0.0.0")
    assert run(["serve"]) == 1
    assert "refusing to listen on 0.0.0.0: there is no account" in capsys.readouterr().err


def test_trail_is_shown_exported_and_checked(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_boss(monkeypatch)
    capsys.readouterr()
    assert run(["trail", "--action", "account_added"]) == 0
    assert "1 of 1" in capsys.readouterr().out
    assert run(["trail", "--csv"]) == 0
    assert capsys.readouterr().out.startswith("sequence,at,actor,action,subject,detail,previous,digest")
    assert run(["trail", "--check"]) == 0
    head = capsys.readouterr().out.split()[-1]
    assert run(["trail", "--check", "--head", head]) == 0
    assert run(["trail", "--check", "--head", "99:" + "0" * 64]) == 1
    assert "entry 4 of the audit trail" in capsys.readouterr().err
    assert run(["trail", "--check", "--head", "x"]) == 1


def test_erase_backup_and_restore(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup, certificate = tmp_path / "pilot.backup", tmp_path / "certificate.json"
    assert run(["backup", str(backup)]) == 0
    assert run(["backup", str(backup)]) == 1
    capsys.readouterr()
    assert run(["erase", "SA:5009", "--yes", "--out", str(certificate)]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(certificate.read_text())
    assert run(["restore", str(backup), "--yes"]) == 0
    assert "restored: 5 records" in capsys.readouterr().out
    assert run(["erase", "JP:1001", "--yes"]) == 1
    assert "only natural persons" in capsys.readouterr().err
    assert run(["erase"]) == 1
    assert run(["erase", "--expired"]) == 0
    assert run(["restore", str(certificate), "--yes"]) == 1
