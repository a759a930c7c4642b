"""Changes by people from the command line: shown first, proposed, approved, consented to, undone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import run
from tests.api.extracts import ALL, write_extract
from tests.stores import NewStore


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_store: NewStore) -> None:
    monkeypatch.setenv("GID_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GID_DATABASE_URL", new_store())


@pytest.fixture
def registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Every record of the small extract registered, the doubtful two apart."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "home").mkdir()
    assert run(["devnet", "start"]) == 0
    try:
        assert run(["import", str(write_extract(tmp_path / "all.csv", *ALL))]) == 0
        assert run(["proposals", "raise"]) == 0
        capsys.readouterr()
        assert run(["relate", waiting(capsys), "--reason", "one group"]) == 0
        assert run(["anchor"]) == 0
        capsys.readouterr()
        yield
    finally:
        run(["devnet", "stop"])


def waiting(capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["proposals", "list", "--json"]) == 0
    return str(json.loads(capsys.readouterr().out)["items"][0]["id"])


def gid_of(record: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["search", record, "--json"]) == 0
    return str(json.loads(capsys.readouterr().out)["items"][0]["gid"])


def proposed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert run([*arguments, "--reason", "seen in the file"]) == 0
    found = re.search(r"gid approve (p[0-9a-f]+)", capsys.readouterr().out)
    assert found
    return found[1]


def test_merge_and_split_word_by_word(registered: None, capsys: pytest.CaptureFixture[str]) -> None:
    left, right = gid_of("KR:3001", capsys), gid_of("WO:IB2002", capsys)
    assert run(["merge", left, right, "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "active, 1 records (WO) -> merged, 0 records (-)" in shown
    assert "undone by: split" in shown
    assert "nothing was kept" in shown
    name = proposed(["merge", left, right], capsys)
    assert run(["approve", name, "--anchor"]) == 0
    capsys.readouterr()
    assert run(["proposals", "show", name]) == 0
    assert "consent missing" in capsys.readouterr().out
    office = "WO"
    assert run(["consent", name, "--office", "SA"]) == 1
    assert "not asked for" in capsys.readouterr().err
    assert run(["consent", name, "--office", office]) == 0
    assert f"{name} anchored" in capsys.readouterr().out
    assert gid_of("KR:3001", capsys) == gid_of("WO:IB2002", capsys) == min(left, right)
    split = proposed(["split", max(left, right)], capsys)
    assert run(["approve", split]) == 0
    capsys.readouterr()
    assert run(["proposals", "show", split, "--json"]) == 0
    (missing,) = json.loads(capsys.readouterr().out)["missingConsents"]
    assert run(["consent", split, "--office", missing]) == 0
    capsys.readouterr()
    assert {gid_of("KR:3001", capsys), gid_of("WO:IB2002", capsys)} == {left, right}


def test_record_leaves_and_a_number_is_revoked(registered: None, capsys: pytest.CaptureFixture[str]) -> None:
    name = proposed(["unlink", "WO:IB2001", "--apart"], capsys)
    assert run(["approve", name, "--anchor"]) == 0
    capsys.readouterr()
    left, alone = gid_of("JP:1001", capsys), gid_of("WO:IB2001", capsys)
    assert left != alone
    revoke = proposed(["revoke", gid_of("SA:5001", capsys)], capsys)
    assert run(["approve", revoke, "--anchor"]) == 0
    assert "1 revoked" in capsys.readouterr().out
    link = ["link", left, "SA:5001", "--dry-run"]
    assert run(link) == 0
    assert "no GID -> GID" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["merge", "1", "2"], "is not a GID"),
        (["unlink", "JP:0"], "no office record has this id"),
        (["consent", "p0", "--office", "KR"], "no proposal has the id"),
        (["consent", "p0", "--office", "KR", "--signature", "0xzz"], "not hexadecimal"),
        (["approve"], "give either ids or --from"),
        (["approve", "p0", "--from", "0.9"], "give either ids or --from"),
    ],
)
def test_mistake_is_one_line(
    tmp_path: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(write_extract(tmp_path / "all.csv", *ALL))]) == 0
    capsys.readouterr()
    assert run(arguments) == 1
    error = capsys.readouterr().err
    assert message in error
    assert error.startswith("error: ")


def test_many_are_counted_and_approved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(write_extract(tmp_path / "all.csv", *ALL))]) == 0
    assert run(["proposals", "raise", "--no-accept"]) == 0
    capsys.readouterr()
    assert run(["approve", "--from", "0.99", "--dry-run"]) == 0
    assert "2 proposals would be approved (2 register), 3 records; 0 left out" in capsys.readouterr().out
    assert run(["approve", "--from", "0.99"]) == 0
    assert "2 proposals approved" in capsys.readouterr().out
