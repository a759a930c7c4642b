"""The command line: data on stdout, one line and an advice on stderr, and the right exit code; never a traceback."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from api.cli import COMMANDS, build_app, run
from tests.api.extracts import ALL, HEADER, write_extract
from tests.stores import NewStore

GID = Path(sys.executable).parent / "gid"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_store: NewStore) -> Path:
    monkeypatch.setenv("GID_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GID_DATABASE_URL", new_store())
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def imported(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert run(["import", str(write_extract(tmp_path / "all.csv", *ALL))]) == 0
    capsys.readouterr()
    return home


@pytest.fixture
def devnet(home: Path) -> Iterator[Path]:
    assert run(["devnet", "start"]) == 0
    yield home
    assert run(["devnet", "stop"]) == 0


def commands() -> list[list[str]]:
    """Every command, by its words."""
    app = build_app()
    listed = [[str(command.name)] for command in app.registered_commands]
    for group in app.registered_groups:
        inner = group.typer_instance.registered_commands if group.typer_instance else []
        listed += [[str(group.name), each.name or each.callback.__name__] for each in inner if each.callback]
    return listed


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Usage: gid" in shown
    assert len(shown.split("\n\n")) >= 3, "a sentence about what it does"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nonsense"], 2, "No such command 'nonsense'"),
        (["import"], 2, "Missing argument"),
        (["search", "x", "--top", "many"], 2, "'--top': Input should be a valid integer"),
        (["serve", "--port", "70000"], 2, "'--port': Input should be less than or equal to 65535"),
        (["verify", "x.json"], 2, "give one of --rpc and --header"),
        (
            ["verify", "x.json", "--rpc", "http://127.0.0.1:1", "--header", "h.json"],
            2,
            "give one of --rpc and --header",
        ),
        (["verify", "x.json", "--rpc", "http://127.0.0.1:1", "--block-hash", "0x1"], 2, "it goes with --header"),
        (["verify", "x.json", "--header", "h.json", "--block-hash", "0x1"], 2, "64 hexadecimal digits"),
        (["verify", "/no/such.json", "--header", "h.json"], 1, "cannot be read"),
        (["header", "/no/such.json", "--rpc", "http://127.0.0.1:1"], 1, "cannot be read"),
        (["certificate", "123"], 1, "'123' is not a GID"),
        (["audit"], 3, "the local chain does not run"),
        (["import", "/no/such.csv"], 1, "/no/such.csv: no such file"),
        (["import", "/"], 1, "this is a folder"),
        (["proposals", "show", "p0"], 1, "no proposal has the id 'p0'"),
        (["approve", "p0"], 1, "no proposal has the id 'p0'"),
        (["proposals", "list", "--state", "wating"], 1, "state 'wating' is not one of proposed, deferred, approved"),
        (["proposals", "list", "--state", "all,nonsense"], 1, "state 'all' is not one of"),
        (["proposals", "list", "--kind", "registr"], 1, "kind 'registr' is not one of register, link, merge, amend"),
        (["proposals", "list", "--cursor", "x"], 1, "the cursor is not one that an earlier page gave"),
        (["proof", "123"], 1, "'123' is not a GID"),
        (["proof", "00000000000198"], 1, "check digits do not fit"),
        (["proof", "00000000000195"], 1, ""),
        (["search", "nobody"], 1, "no registered applicant resembles this"),
        (["show", "nobody"], 1, "no registered applicant resembles this"),
        (["explain", "x" * 600, "y"], 1, "at most 512"),
        (["explain", "", ""], 1, "NAME A is blank; expected a written name"),
        (["explain", "Aoyama", " \u3000"], 1, "NAME B is blank; expected a written name"),
        (["explain", "Aoyama", "..."], 1, "NAME B holds no letter and no digit"),
        (["explain", "Aoyama\u202e", "x"], 1, "NAME A holds the control character U+202E"),
        (["import", "x.csv", "--office", "zz"], 1, "--office 'zz' is not a current WIPO ST.3 code"),
        (["approve", "p0", "--office", "Japan"], 1, "--office 'Japan' is not a current WIPO ST.3 code"),
        (["verify", "/no/such.json", "--rpc", "http://127.0.0.1:1"], 1, "cannot be read"),
        (["devnet", "reset"], 1, "a reset throws away every GID"),
        (["devnet", "status"], 3, "the local chain does not run"),
        (["anchor"], 3, "the local chain does not run"),
        (["rebuild"], 3, "the local chain does not run"),
    ],
)
def test_mistake_is_one_line_an_advice_and_its_code(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    assert run(arguments) == code
    shown = capsys.readouterr()
    lines = shown.err.strip().splitlines()
    assert lines[0].startswith("error: ")
    assert message in lines[0]
    assert len(lines) <= 2
    assert all(line.startswith("advice: ") for line in lines[1:])
    assert shown.out == ""
    assert "Traceback" not in shown.err


@pytest.mark.store("sqlite")
@pytest.mark.parametrize(
    ("variable", "value", "code", "message"),
    [
        ("GID_MATCH__REVIEW_FROM", "much", 1, "GID_MATCH__REVIEW_FROM"),
        ("GID_SERVER__PORT", "99999", 1, "error: GID_SERVER__PORT: expected 0 to 65,535\n"),
        (
            "GID_SERVER__PROT",
            "80",
            1,
            "error: GID_SERVER__PROT is not a setting\nadvice: did you mean GID_SERVER__PORT?",
        ),
        ("gid_home_folder", "/x", 1, "error: GID_HOME_FOLDER is not a setting\n"),
        ("GID_HOME", "/proc/1/status", 1, "the data folder /proc/1/status cannot be used: it is a file"),
        ("GID_DATABASE_URL", "nonsense", 3, "the database URL cannot be used"),
        (
            "GID_DATABASE_URL",
            "postgresql+psycopg://127.0.0.1:1/none?connect_timeout=1",
            3,
            "the database cannot be used",
        ),
        ("GID_DATABASE_URL", "sqlite:////no/such/folder/gid.db", 3, "the database cannot be used"),
    ],
)
def test_setting_that_cannot_be_used(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    value: str,
    code: int,
    message: str,
) -> None:
    monkeypatch.setenv(variable, value)
    assert run(["proposals", "list"]) == code
    assert message in capsys.readouterr().err


READING = [
    ["proposals", "list"],
    ["proposals", "show", "p0"],
    ["proposals", "raise"],
    ["approve", "p0"],
    ["search", "x"],
    ["show", "00000000000195"],
    ["proof", "00000000000195"],
    ["anchor"],
    ["rebuild"],
    ["serve"],
    ["devnet", "status"],
    ["devnet", "stop"],
]


@pytest.mark.store("sqlite")
@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_command_that_begins_no_pilot_makes_no_folder(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.delenv("GID_HOME")
    assert run(command) == 3
    assert capsys.readouterr().err == (
        f"error: no pilot here: the data folder {elsewhere / '.gid'} does not exist\n"
        "advice: run `make demo` or `gid devnet start` here, or say with GID_HOME where the pilot is\n"
    )
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    "command", [*READING, ["import", "x.csv"], ["devnet", "start"], ["demo", "--exit"]], ids=" ".join
)
@pytest.mark.parametrize("place", ["file", "file/below", "/proc/none"])
def test_data_folder_that_cannot_be_used_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str], place: str
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("GID_HOME", str(tmp_path / place))
    assert run(command) in (1, 3)
    shown = capsys.readouterr().err
    assert shown.startswith(("error: the data folder ", "error: no pilot here: "))
    assert len(shown.splitlines()) == 2
    assert "GID_HOME" in shown


def test_file_of_the_system_that_cannot_be_written_is_named(
    imported: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_settings: object) -> None:
        raise PermissionError(13, "Permission denied", "/some/where")

    monkeypatch.setattr("api.cli.settings.settings_table", refuse)
    assert run(["settings"]) == 1
    assert capsys.readouterr().err.startswith("error: /some/where: Permission denied\nadvice: ")


def test_unforeseen_error_shows_no_traceback(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("api.cli.settings.settings_table", lambda _settings: 1 / 0)
    assert run(["settings"]) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("error: an error nobody foresaw (ZeroDivisionError)")
    assert "Traceback" not in shown


def test_import_tells_what_it_did_and_the_second_time_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(write_extract(tmp_path / "all.csv", *ALL))
    assert run(["import", path, "--dry-run"]) == 0
    assert "5 would be new" in capsys.readouterr().out
    assert run(["import", path]) == 0
    assert "5 rows: 5 new, 0 changed, 0 unchanged, 0 refused; 3 proposals raised" in capsys.readouterr().out
    assert run(["import", path, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["new"], report["unchanged"], report["proposals"]) == (0, 5, 0)


def test_import_lists_wrong_rows_and_takes_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_extract(tmp_path / "all.csv", *ALL, "JP,,nameless,,,,,,,,")
    assert run(["import", str(path)]) == 1
    shown = capsys.readouterr().err
    assert "1 row refused, nothing was taken: row 6: local_id is blank" in shown
    assert "--skip-refused" in shown
    assert run(["import", str(path), "--dry-run"]) == 1
    assert run(["import", str(path), "--skip-refused"]) == 0


def test_office_may_be_typed_in_small_letters(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_extract(tmp_path / "jp.csv", "1,Aoyama", header="local_id,name")
    assert run(["import", str(path), "--office", "jp", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 1


def test_same_mistake_in_many_rows_is_one_line(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_extract(tmp_path / "x.csv", *ALL, *["JP,,nameless,,,,,,,,"] * 40)
    assert run(["import", str(path), "--dry-run"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:] == ["  row 6 and 39 more: local_id is blank; expected the office's own number of the applicant"]


def test_import_of_another_encoding_wants_it_said(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "latin1.csv"
    path.write_bytes(f"{HEADER}\nWO,1,Zürich Optik,,,,,,,,\n".encode("latin-1"))
    assert run(["import", str(path)]) == 1
    shown = capsys.readouterr().err
    assert "the bytes look like cp1252, which cannot be proven" in shown
    assert "then say --encoding cp1252" in shown
    assert run(["import", str(path), "--dry-run"]) == 0
    assert run(["import", str(path), "--encoding", "cp1252", "--no-propose"]) == 0
    assert "1 new" in capsys.readouterr().out


def test_import_maps_columns_and_writes_refused_rows(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, errors, mapping = tmp_path / "x.csv", tmp_path / "errors.csv", tmp_path / "mapping.json"
    path.write_text("a\tb\n1\tAoyama\n\tHanbit\n", encoding="utf-8")
    mapping.write_text('{"local_id": "a"}', encoding="utf-8")
    said = ["--mapping", str(mapping), "--mapping", "name=b", "--office", "JP", "--errors", str(errors)]
    assert run(["import", str(path)]) == 1
    assert "missing columns: 'office', 'local_id', 'name'; it has 'a', 'b'" in capsys.readouterr().err
    assert run(["import", str(path), *said, "--skip-refused", "--no-propose"]) == 0
    assert "2 rows: 1 new, 0 changed, 0 unchanged, 1 refused" in capsys.readouterr().out
    assert errors.read_text(encoding="utf-8-sig").splitlines()[1].startswith("2,JP:,local_id,,")
    mapping.write_text("[1]", encoding="utf-8")
    assert run(["import", str(path), "--mapping", str(mapping)]) == 1


def test_import_takes_documents(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(__file__).parent / "documents" / "st96-authored.xml"
    assert run(["import", str(path), "--no-propose"]) == 0
    assert run(["import", str(path), "--no-propose"]) == 0
    assert "3 rows: 0 new, 0 changed, 3 unchanged, 0 refused" in capsys.readouterr().out


def test_queue_is_listed_shown_and_decided(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["proposals", "list", "--json"]) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    assert len(items) == 3
    name = items[0]["id"]
    assert run(["proposals", "show", name]) == 0
    shown = capsys.readouterr().out
    assert "group 1" in shown
    assert "group 2" in shown
    assert "waits because:" in shown
    for command, state in (("defer", "deferred"), ("reopen", "proposed"), ("reject", "rejected")):
        assert run([command, name, "--reason", "a test"]) == 0
        assert capsys.readouterr().out == f"{name} {state}\n"
    assert run(["approve", name]) == 1
    assert "is rejected; expected proposed or deferred to approve it" in capsys.readouterr().err


def test_several_are_decided_all_or_none(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["proposals", "list", "--json"]) == 0
    first, second, _ = (item["id"] for item in json.loads(capsys.readouterr().out)["items"])
    for command in ("approve", "reject", "defer"):
        assert run([command, first, "p0", second]) == 1
        shown = capsys.readouterr()
        assert shown.err.startswith("error: none of the 3 proposals was changed: no proposal has the id 'p0'\n")
        assert shown.out == ""
    assert run(["proposals", "list", "--state", "proposed", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 3
    assert run(["defer", first, second, first]) == 0
    assert capsys.readouterr().out == f"{first} deferred\n{second} deferred\n"


def test_tables_keep_ids_whole_in_a_narrow_terminal(
    imported: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["proposals", "list", "--json"]) == 0
    ids = [item["id"] for item in json.loads(capsys.readouterr().out)["items"]]
    for width, terminal in (("20", "1"), ("60", "1"), ("20", "")):
        monkeypatch.setenv("COLUMNS", width)
        monkeypatch.setenv("FORCE_COLOR", terminal)
        assert run(["proposals", "list"]) == 0
        words = capsys.readouterr().out.split()
        assert [word for word in words if word in ids] == ids


def test_table_for_a_pipe_has_one_line_for_each_row(
    imported: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    assert run(["proposals", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 3 + 1


def test_names_cannot_drive_the_terminal(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "JP,1,Aoyama\u200f\u200b [red]x[/red],,,,,,,,"
    assert run(["import", str(write_extract(tmp_path / "x.csv", hostile))]) == 0
    assert run(["proposals", "list"]) == 0
    shown = capsys.readouterr().out
    assert "\u200f" not in shown
    assert "[red]x[/red]" in shown


def test_explain_needs_nothing_but_two_names(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "Aoyama Precision Works Ltd", "AOYAMA PRECISION WORKS LIMITED", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["probability"] > 0.5
    assert answer["evidence"][0]["sentence"]
    assert list(home.iterdir()) == []


def test_settings_are_listed_with_values_and_defaults(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GID_MATCH__REVIEW_FROM", "0.42")
    assert run(["settings", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["GID_MATCH__REVIEW_FROM"] == 0.42
    assert run(["settings", "--markdown"]) == 0
    table = capsys.readouterr().out
    assert all(f"| `{name}` |" in table for name in values)
    assert "0.42" not in table


def test_from_extract_to_verified_proof(
    imported: Path, devnet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["proposals", "raise", "--json"]) == 0
    assert run(["anchor"]) == 0
    assert "2 GIDs registered in 2 batches, 1 links" in capsys.readouterr().out
    assert run(["devnet", "status", "--json"]) == 0
    url = json.loads(capsys.readouterr().out)["rpcUrl"]
    assert run(["search", "Aoyama Precision", "--json"]) == 0
    gid = json.loads(capsys.readouterr().out)["items"][0]["gid"]
    assert run(["show", gid]) == 0
    assert "registered" in capsys.readouterr().out
    assert run(["show", "WO:IB2001", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["gid"] == gid
    path = tmp_path / "proof.json"
    assert run(["proof", gid, "--out", str(path)]) == 0
    capsys.readouterr()
    assert run(["verify", str(path), "--rpc", url]) == 0
    assert "verified: " in capsys.readouterr().out
    path.write_text(
        path.read_text(encoding="utf-8").replace("Osaka", "Kyoto").replace("Aoyama", "Aoyana"), encoding="utf-8"
    )
    assert run(["verify", str(path), "--rpc", url]) == 1
    assert "FAIL" in capsys.readouterr().out
    path.write_text("")
    assert run(["verify", str(path), "--rpc", url]) == 1
    assert "NOT verified: the file is empty; expected a proof" in capsys.readouterr().out
    certificate_is_verified_without_a_network(gid, url, tmp_path, capsys)
    assert run(["rebuild", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["digest"]) == 64
    assert run(["proof", gid, "--out", str(path)]) == 0
    capsys.readouterr()
    for address in ("http://127.0.0.1:1", "127.0.0.1:8545"):
        assert run(["verify", str(path), "--rpc", address]) == 3
        assert "advice: --rpc takes the address of any node" in capsys.readouterr().err


def certificate_is_verified_without_a_network(
    gid: str, url: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate, header = str(folder / "certificate.json"), str(folder / "header.json")
    assert run(["certificate", gid, "--disclose", "--out", certificate]) == 0
    assert run(["header", certificate, "--rpc", url, "--out", header]) == 0
    assert "header of block" in capsys.readouterr().out
    assert run(["verify", certificate, "--rpc", url]) == 0
    assert run(["verify", certificate, "--header", header]) == 0
    block_hash = json.loads(Path(header).read_text())["block"]["hash"]
    assert run(["verify", certificate, "--header", header, "--block-hash", block_hash]) == 0
    assert run(["verify", certificate, "--header", header, "--block-hash", "0x" + "00" * 32]) == 1
    assert run(["verify", str(folder / "proof.json"), "--header", header]) == 1
    capsys.readouterr()
    assert run(["certificate", gid]) == 0
    assert "salt" not in json.loads(capsys.readouterr().out)


def test_approve_can_anchor_at_once(imported: Path, devnet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["proposals", "list", "--json"]) == 0
    name = json.loads(capsys.readouterr().out)["items"][0]["id"]
    assert run(["approve", name, "--anchor", "--office", "KR"]) == 0
    assert "1 GIDs registered" in capsys.readouterr().out


def test_approved_proposal_of_an_office_without_a_key_is_told(
    imported: Path, devnet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (devnet / "devnet" / "keys" / "KR.json").unlink()
    capsys.readouterr()
    assert run(["proposals", "list"]) == 0
    name = next(line.split()[0] for line in capsys.readouterr().out.splitlines() if "KR WO" in line)
    hint = "note: 1 approved proposal waits for the key of office KR, which is not here"
    for command in (["approve", name], ["proposals", "show", name], ["anchor"]):
        assert run(command) == 0
        assert hint in capsys.readouterr().err
    assert run(["anchor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["waiting_for_keys"] == {"KR": 1}


def test_installed_command_serves_until_told_to_stop(imported: Path) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([GID, "serve"], env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
        assert address is not None
        with urllib.request.urlopen(f"{address[0]}/healthz", timeout=20) as answer:
            assert json.load(answer) == {"status": "ok"}
        port = address[0].rpartition(":")[2]
        second = subprocess.run(
            [GID, "serve", "--port", port], env=environment, capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert "cannot listen on 127.0.0.1" in second.stderr
        server.terminate()
        assert server.wait(timeout=20) is not None


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"gid {version('gid-pilot')}\n"


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [command for command in COMMANDS if f"  {command} " not in shown] == []


def test_command_loads_only_what_it_needs() -> None:
    program = "import sys; from api.cli import run; run(['explain', 'a', 'b']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"web3", "fastapi", "sqlalchemy", "alembic"} & set(done.stdout.split())
