"""Files by HTTP: sent in one piece or several, checked, looked at, confirmed; nothing is taken before that."""

import csv
import io
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.erasure.certificate import ErasureRequest
from api.intake.limits import IntakeLimits
from api.pilot import Pilot, open_pilot
from api.settings import Settings
from api.store.engine import reading, writing
from api.store.uploads import UploadState, change_upload, read_upload
from api.uploads.folder import CONTENT, STAGED
from tests.api.extracts import ALL, ALONE, HEADER, Clock

DOCUMENTS = Path(__file__).parent / "documents"
WRONG = "JP,,nameless,,,,,,,,"
UPLOADS = "/v1/uploads"


def extract(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


@pytest.fixture
def desk(pilot: Pilot) -> Iterator[TestClient]:
    """The API over an empty pilot."""
    with TestClient(create_app(pilot), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def send(client: TestClient, content: bytes, **query: str) -> dict[str, Any]:
    answer = client.post(UPLOADS, params=query, content=content)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{UPLOADS}/{answer.json()['id']}"
    return settled(client, answer.json()["id"])


def settled(client: TestClient, upload_id: str) -> dict[str, Any]:
    """The upload once the pilot has done what there is to do."""
    for _ in range(1_200):
        body: dict[str, Any] = client.get(f"{UPLOADS}/{upload_id}").json()
        if body["state"] not in ("checking", "taking"):
            return body
        time.sleep(0.05)
    raise AssertionError(f"the upload stays {body['state']}")


def confirm(client: TestClient, upload_id: str, **said: Any) -> dict[str, Any]:
    answer = client.post(f"{UPLOADS}/{upload_id}/confirmation", json=said)
    assert answer.status_code == 202, answer.text
    return settled(client, upload_id)


def records(client: TestClient) -> int:
    return int(client.get("/v1/summary").json()["records"])


def test_upload_is_a_dry_run_until_it_is_confirmed(desk: TestClient) -> None:
    upload = send(desk, extract(*ALL), fileName="C:\\clerk\\..\\all.csv")
    assert (upload["state"], upload["fileName"], upload["findings"]["format"]) == ("checked", "all.csv", "csv")
    assert (upload["report"]["new"], upload["report"]["refusedCount"], records(desk)) == (5, 0, 0)
    assert upload["findings"]["sample"][0]["localId"] == "1001"
    taken = confirm(desk, upload["id"])
    assert (taken["state"], taken["taken"]["new"], taken["taken"]["proposals"]) == ("taken", 5, 3)
    assert records(desk) == 5


def test_second_confirmation_and_the_same_file_again_change_nothing(desk: TestClient) -> None:
    first = send(desk, extract(*ALL))
    assert confirm(desk, first["id"])["taken"] == confirm(desk, first["id"])["taken"]
    again = send(desk, extract(*ALL))
    assert (again["report"]["new"], again["report"]["changed"], again["report"]["unchanged"]) == (0, 0, 5)
    assert confirm(desk, again["id"])["taken"]["unchanged"] == 5


def test_refused_rows_keep_all_out_until_somebody_says_to_skip_them(desk: TestClient) -> None:
    upload = send(desk, extract(*ALL, WRONG))
    answer = desk.post(f"{UPLOADS}/{upload['id']}/confirmation", json={})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:gid-pilot:problem:rows-refused")
    assert records(desk) == 0
    assert confirm(desk, upload["id"], skipRefused=True)["taken"]["new"] == 5


def test_error_file_names_row_field_and_what_to_do_and_runs_nothing(desk: TestClient) -> None:
    upload = send(desk, extract("JP,=cmd|'/C calc'!A0,x,,,,Nowhere,,,,", WRONG, *ALL))
    answer = desk.get(f"{UPLOADS}/{upload['id']}", headers={"accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, first, second = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header == ["row", "record", "field", "got", "expected", "reason", "what_to_do"]
    assert second[0] == "2"
    assert second[2:] == [
        "local_id",
        "",
        "the office's own number of the applicant",
        "local_id is blank; expected the office's own number of the applicant",
        "correct it at the source and send the file again",
    ]
    assert len(first) == len(header)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in (*first, *second))


def test_columns_that_say_nothing_are_mapped_by_a_person_and_checked_again(desk: TestClient) -> None:
    upload = send(desk, b"a,b\n1,Aoyama\n", office="JP")
    assert (upload["state"], upload["findings"]["headings"]) == ("unreadable", ["a", "b"])
    assert desk.post(f"{UPLOADS}/{upload['id']}/confirmation", json={}).status_code == 422
    mapping = {"local_id": "a", "name": "b"}
    checked = confirm(desk, upload["id"], mapping=mapping)
    assert (checked["state"], checked["report"]["new"], records(desk)) == ("checked", 1, 0)
    assert confirm(desk, upload["id"], mapping=mapping)["state"] == "taken"
    assert records(desk) == 1


def test_file_comes_in_pieces(desk: TestClient) -> None:
    content = extract(*ALL)
    begun = desk.post(UPLOADS, headers={"upload-length": str(len(content))}, content=content[:100]).json()
    path = f"{UPLOADS}/{begun['id']}"
    assert (begun["state"], begun["received"], begun["size"]) == ("receiving", 100, len(content))
    wrong = desk.patch(path, headers={"upload-offset": "50"}, content=content[50:])
    assert (wrong.status_code, wrong.json()["expected"], wrong.json()["got"]) == (409, 100, 50)
    assert desk.post(f"{path}/confirmation", json={}).status_code == 409
    too_much = desk.patch(path, headers={"upload-offset": "100"}, content=content)
    assert too_much.status_code == 413
    assert desk.patch(path, headers={"upload-offset": "100"}, content=content[100:]).status_code == 200
    assert settled(desk, begun["id"])["report"]["new"] == 5
    assert desk.patch(path, headers={"upload-offset": "0"}, content=b"x").json()["state"] == "checked"


@pytest.mark.parametrize("name", sorted(path.name for path in DOCUMENTS.iterdir() if path.suffix != ".md"))
def test_every_format_is_taken_and_the_second_time_nothing(desk: TestClient, name: str) -> None:
    content = (DOCUMENTS / name).read_bytes()
    office = "" if name.startswith(("st36", "st26", "st96", "cnipa", "st97-authored", "uspto")) else "JP"
    upload = send(desk, content, office=office)
    assert upload["report"]["new"] > 0
    confirm(desk, upload["id"], skipRefused=True)
    again = send(desk, content, office=office)["report"]
    assert (again["new"], again["changed"], again["deleted"]) == (0, 0, 0)


def test_unknown_upload_and_unknown_office_are_refused(desk: TestClient) -> None:
    for upload_id in ("0" * 32, "x", "..%2f..%2fgid.db"):
        assert desk.get(f"{UPLOADS}/{upload_id}").status_code == 404
    assert desk.post(f"{UPLOADS}?office=ZZ", content=b"x").status_code == 400
    assert desk.post(f"{UPLOADS}?office=jp", content=b"x").status_code == 422


def test_interrupted_taking_goes_on_where_it_was(
    pilot: Pilot, desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.uploads.work.TAKE_CHUNK", 2)
    upload = send(desk, extract(*ALL))
    folder = pilot.settings.home / "uploads" / upload["id"]
    assert (folder / STAGED).exists()
    values = {"state": UploadState.TAKING, "taken": {"new": 2, "after": 2}}  # as if it had died after the first part
    with writing(pilot.engine) as connection:
        change_upload(connection, upload["id"], values)
    taken = settled(desk, upload["id"])
    assert (taken["state"], taken["taken"]["new"], records(desk)) == ("taken", 5, 3)
    assert not (folder / CONTENT).exists()
    assert not (folder / STAGED).exists()


def test_interrupted_check_is_done_again(pilot: Pilot, desk: TestClient) -> None:
    upload = send(desk, extract(*ALL))
    with writing(pilot.engine) as connection:
        change_upload(connection, upload["id"], {"state": UploadState.CHECKING, "report": {}, "findings": {}})
    (pilot.settings.home / "uploads" / upload["id"] / STAGED).write_bytes(b"half of a database")
    assert settled(desk, upload["id"])["report"]["new"] == 5


def test_damaged_staging_is_made_again_before_anything_is_taken(pilot: Pilot, desk: TestClient) -> None:
    upload = send(desk, extract(*ALL))
    (pilot.settings.home / "uploads" / upload["id"] / STAGED).write_bytes(b"x" * 9_000)
    assert confirm(desk, upload["id"])["state"] == "checked"
    assert confirm(desk, upload["id"])["state"] == "taken"


def test_upload_expires_with_all_its_files(settings: Settings) -> None:
    clock = Clock()
    with (
        open_pilot(settings, clock=clock) as pilot,
        TestClient(create_app(pilot), base_url="http://127.0.0.1") as client,
    ):
        upload = send(client, extract(*ALONE, WRONG))
        clock.now += timedelta(hours=25)
        send(client, extract(*ALONE))
        with reading(pilot.engine) as connection:
            assert read_upload(connection, upload["id"]).state == UploadState.EXPIRED
        assert not (settings.home / "uploads" / upload["id"]).exists()
        assert client.post(f"{UPLOADS}/{upload['id']}/confirmation", json={}).status_code == 410
        assert client.get(f"{UPLOADS}/{upload['id']}", headers={"accept": "text/csv"}).status_code == 410


def test_size_and_quota_are_kept(settings: Settings) -> None:
    limits = IntakeLimits(max_file_bytes=300, max_uploads_bytes=400)
    with (
        open_pilot(settings.model_copy(update={"intake": limits})) as pilot,
        TestClient(create_app(pilot), base_url="http://127.0.0.1") as client,
    ):
        assert client.post(UPLOADS, content=b"x" * 301).status_code == 413
        assert client.post(UPLOADS, headers={"upload-length": "301"}, content=b"").status_code == 413

        def endless() -> Iterator[bytes]:
            for _ in range(10):
                yield b"x" * 100

        assert client.post(UPLOADS, content=endless()).status_code == 413
        assert not any((settings.home / "uploads").glob("*/content"))
        assert client.post(UPLOADS, headers={"upload-length": "300"}, content=b"x" * 250).status_code == 201
        answer = client.post(UPLOADS, headers={"upload-length": "200"}, content=b"")
        assert (answer.status_code, answer.json()["room"]) == (507, 150)


def test_files_are_for_this_user_only(pilot: Pilot, desk: TestClient) -> None:
    upload = send(desk, extract(*ALONE))
    folder = pilot.settings.home / "uploads" / upload["id"]
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / CONTENT).stat().st_mode & 0o077 == 0


def test_preview_says_what_matching_would_say(desk: TestClient) -> None:
    preview = send(desk, extract(*ALL))["findings"]["preview"]
    assert preview == {"compared": 5, "linked": 0, "doubtful": 0, "unlike": 5}


def test_erasure_leaves_no_file_and_what_was_erased_does_not_come_back(pilot: Pilot, desk: TestClient) -> None:
    person = extract("SA,9001,Ali Hassan,,,person,SA,,,,")
    first = send(desk, person)
    confirm(desk, first["id"])
    waiting = send(desk, person)
    pilot.erase(ErasureRequest(gid=None, record_id="SA:9001", ground="request", by="clerk"))
    assert not any((pilot.settings.home / "uploads").glob("*/content"))
    assert desk.get(f"{UPLOADS}/{waiting['id']}").json()["state"] == "expired"
    again = send(desk, person)
    assert (again["report"]["new"], again["report"]["unchanged"]) == (0, 0)
    assert again["report"]["warnings"] == ["1 records were left out: they were erased on request of the person"]
    confirm(desk, again["id"])
    assert records(desk) == 0
