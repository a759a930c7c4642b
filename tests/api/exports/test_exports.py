"""Exports of a pilot in which everything has happened, over HTTP and by the command."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.bulk.cells import FORMULA_STARTS
from api.cli import run
from api.exports.authority import EXCEPTIONS
from api.exports.form import LEGAL_NOTICE, ExportForm, ExportQuestion
from api.exports.st96_rules import st96_faults
from api.pilot import Pilot
from node.identifiers import Gid, compact_gid
from tests.api.outside_world import OutsideWorld, outside_world
from tests.api.parties import parties_of_json, parties_of_xml
from tests.stores import NewStore


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, lasting_store: NewStore) -> Iterator[OutsideWorld]:
    with outside_world(tmp_path_factory.mktemp("exports"), database_url=lasting_store()) as made:
        yield made


@pytest.fixture(scope="module")
def http(world: OutsideWorld) -> Iterator[TestClient]:
    with TestClient(create_app(world.pilot), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def rows(pilot: Pilot, form: ExportForm, question: ExportQuestion = ExportQuestion()) -> list[dict[str, str]]:  # noqa: B008
    out = io.BytesIO()
    pilot.export(form, out, question)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode())))


def test_csv_has_every_shown_record_and_no_formula(world: OutsideWorld, http: TestClient) -> None:
    answer = http.get("/v1/exports/csv")
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert {row["local_id"] for row in found} == {
        "1001", "IB2001", "3001", "IB2002", "5001", "0001002", "5002", "5003", "9001"
    }  # fmt: skip
    assert not any(cell.startswith(FORMULA_STARTS) for row in found for cell in row.values())
    assert {row["legal_notice"] for row in found} == {LEGAL_NOTICE}
    by_id = {row["local_id"]: row for row in found}
    assert by_id["3001"]["gid"] == by_id["IB2002"]["gid"]
    assert by_id["9001"]["status"] == "revoked"
    assert by_id["5002"]["name"].startswith("'=HYPERLINK(")


def test_file_and_definition_agree(http: TestClient) -> None:
    for form in ("csv", "parquet", "st96", "st97", "authority"):
        answer = http.get(f"/v1/exports/{form}")
        definition = http.get(f"/v1/exports/{form}?definition=true").json()
        assert len(answer.content) == definition["size"] == int(answer.headers["content-length"]), form
        assert answer.headers["content-type"] == definition["mediaType"]
        assert definition["legalNotice"] == LEGAL_NOTICE
        assert (definition["category"], definition["withheld"]) == ("full", 1)
        assert answer.headers["gid-sequence"] == str(definition["sequence"])
        assert LEGAL_NOTICE.encode() in answer.content


def test_natural_persons_are_in_no_export_over_http(world: OutsideWorld, http: TestClient) -> None:
    for form in ("csv", "parquet", "st96", "st97", "authority"):
        assert "Gildong" not in http.get(f"/v1/exports/{form}").content.decode("utf-8", "replace")
    gid = compact_gid(world.gid("KR:4001"))
    assert http.get("/v1/exports/query", params={"gid": gid}).json()["names"] == []
    shown = rows(world.pilot, ExportForm.CSV, ExportQuestion(persons=True))
    assert [row["name"] for row in shown if row["gid"] == gid] == ["Gildong Sample-Hong"]


def test_st96_is_valid_and_carries_the_names(world: OutsideWorld, http: TestClient) -> None:
    document = http.get("/v1/exports/st96").content
    assert st96_faults(io.BytesIO(document)) == []
    found = parties_of_xml(document)
    assert found == parties_of_json(http.get("/v1/exports/st97").content)
    assert {party.operation for party in found} == {""}
    (rich,) = [party.record for party in found if party.record and party.record.record_id == "JP:0001002"]
    assert {form.text for form in rich.name_forms} >= {"見本電機株式会社", "ミホンデンキ", "ＭＤＫ & Sons <Tokyo>"}
    losses = http.get("/v1/exports/st96?definition=true").json()["losses"]
    assert [(loss["element"], loss["count"], loss["example"]) for loss in losses] == [
        ("families", 1, "JP:0001002"),
        ("nameForms.kind", 1, "JP:0001002"),
    ]


def test_differential_applied_to_the_full_one_before_is_the_full_one_now(world: OutsideWorld) -> None:
    pilot, since = world.pilot, ExportQuestion(since=world.middle)
    now = {(row["office"], row["local_id"]): row for row in rows(pilot, ExportForm.CSV)}
    changed = {(row["office"], row["local_id"]): row for row in rows(pilot, ExportForm.CSV, since)}
    assert {number for _, number in changed} == {"3001", "IB2002", "9001"}
    assert all(now[key] == row for key, row in changed.items())
    out = io.BytesIO()
    definition = pilot.export(ExportForm.ST96, out, since)
    assert definition.category == "differential"
    assert st96_faults(io.BytesIO(out.getvalue())) == []
    operations = [(party.operation, party.record is None) for party in parties_of_xml(out.getvalue())]
    assert sorted(operations) == [("Delete", True), ("Delete", True), ("Update", False), ("Update", False)]


def test_registered_since_is_an_insert_and_nothing_since_is_valid_too(world: OutsideWorld) -> None:
    out = io.BytesIO()
    world.pilot.export(ExportForm.ST97, out, ExportQuestion(since=1))
    assert "Insert" in {party.operation for party in parties_of_json(out.getvalue())}
    out = io.BytesIO()
    now = world.pilot.export(ExportForm.ST96, io.BytesIO(), ExportQuestion()).sequence
    assert world.pilot.export(ExportForm.ST96, out, ExportQuestion(since=now)).applicants == 0
    assert st96_faults(io.BytesIO(out.getvalue())) == []


def test_authority_file_has_every_gid_once_with_its_exception(world: OutsideWorld) -> None:
    lines = {row["gid"]: row for row in rows(world.pilot, ExportForm.AUTHORITY)}
    assert list(lines) == [compact_gid(gid) for gid in world.pilot.registered_gids()]
    survivor = compact_gid(world.gid("KR:3001"))
    codes = {row["exception"]: row for row in lines.values()}
    assert set(codes) == {"", "M", "R", "P"}
    assert set(codes) <= {"", *EXCEPTIONS}
    assert codes["M"]["survivor"] == survivor
    assert codes["R"]["gid"] == compact_gid(world.gid("EA:9001"))
    assert (codes["P"]["standard_name"], codes["P"]["country"]) == ("", "")
    assert lines[survivor]["offices"] == "KR WO"
    out = io.BytesIO()
    definition = world.pilot.export(ExportForm.AUTHORITY, out, ExportQuestion())
    assert definition.exceptions == {"M": 1, "R": 1, "P": 1}


def test_query_quotes_every_spelling(world: OutsideWorld, http: TestClient) -> None:
    gid = compact_gid(world.gid("JP:0001002"))
    found = http.get("/v1/exports/query", params={"gid": gid}).json()
    assert {"見本電機株式会社", "見本製作所株式会社", "Mihon Denki K.K."} <= set(found["names"])
    assert found["boolean"][0].count('"') == 2 * len(found["names"])
    assert found["espacenet"][0].startswith('pa="')
    assert found["patentscope"][0].startswith('PA:("')
    formula = http.get("/v1/exports/query", params={"gid": compact_gid(world.gid("SA:5002"))}).json()
    assert formula["names"] == ["=HYPERLINK( http://example.invalid ;1) Trading"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/exports/query", 400),
        ("/v1/exports/csv?gid=00000000000195", 400),
        ("/v1/exports/query?gid=12", 400),
        (f"/v1/exports/query?gid={compact_gid(Gid(999))}", 404),
        ("/v1/exports/csv?since=999999", 400),
        ("/v1/exports/csv?since=-1", 422),
        ("/v1/exports/docx", 422),
    ],
)
def test_wrong_question_is_a_problem(http: TestClient, path: str, status: int) -> None:
    answer = http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def gid_command(pilot: Pilot, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("GID_HOME", str(pilot.settings.home))
    monkeypatch.setenv("GID_DATABASE_URL", pilot.settings.database_url)
    return run(["export", *arguments])


def test_command_writes_the_file_and_its_definition(
    world: OutsideWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "applicants.xml"
    assert gid_command(world.pilot, "st96", "--out", str(target), monkeypatch=monkeypatch) == 0
    printed = capsys.readouterr().out
    assert "1 withheld" in printed
    assert "loss, 1 times: families" in printed
    definition: dict[str, Any] = json.loads((tmp_path / "applicants.xml.definition.json").read_text())
    assert definition["size"] == target.stat().st_size
    assert sorted(path.name for path in tmp_path.iterdir()) == ["applicants.xml", "applicants.xml.definition.json"]


def test_command_tells_mistakes_in_one_line(
    world: OutsideWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(tmp_path / "no" / "x.csv")
    assert gid_command(world.pilot, "csv", "--out", target, monkeypatch=monkeypatch) == 1
    assert gid_command(world.pilot, "query", "--out", str(tmp_path / "q"), monkeypatch=monkeypatch) == 1
    assert gid_command(world.pilot, "docx", "--out", target, monkeypatch=monkeypatch) == 2
    assert len([line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]) == 3
    assert list(tmp_path.iterdir()) == []
