"""One clerk, one applicant and one administrator go the whole way in one browser, on a pilot of their own with a chain.

Seven jobs in the order in which an office meets them; what one leaves the next goes on from. On either database.
"""

import csv
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stores import NewStore

from .conftest import Server, opened, serving
from .proposing import preview_merge, propose_split
from .small_pilot import build_small_pilot

pytestmark = pytest.mark.browser

SENT = (
    "office,local_id,name,name_language,applicant_type,country,city,name_former\n"
    "KR,W1,Halyard Optics Ltd,en,legalPerson,GB,Bristol,Quillfeather Lens Works\n"
    "KR,W2,Adaeze Okonkwo-Lindqvist,en,naturalPerson,NG,Enugu,\n"
    "KR,W3,Zebedee Thornquist-Abara,en,naturalPerson,GB,Leeds,\n"
    "KR,,Nobody In Particular,en,naturalPerson,GB,Leeds,\n"
)
COMPANY, PERSON, UNREGISTERED = "KR:W1", "KR:W2", "KR:W3"
SLOW_MS = 60_000
"""For what matching and the chain have a part in, on a busy machine."""

NAME, PASSWORD = "amina", "five plain words are enough"


@pytest.fixture
def server(chromium: Path, tmp_path_factory: pytest.TempPathFactory, new_store: NewStore) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("walk"), build_small_pilot, new_store()) as served:
        yield served


class Walk:
    """The browser, and what it has met so far."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def read(self, path: str) -> Any:
        """Ask the API with the browser's own session."""
        return self.page.request.get(f"{self.server.url}/v1/{path}").json()

    def open(self, route: str) -> None:
        """A page of the console, loaded anew."""
        self.page.goto(f"{self.server.console}?{len(route)}#/{route}")
        self.page.reload()

    def proposal_of(self, record_id: str) -> str:
        """The open proposal in which a record is."""
        for item in self.read("proposals?state=proposed&limit=200")["items"]:
            if record_id in {each["recordId"] for each in self.read(f"proposals/{item['id']}")["records"]}:
                return str(item["id"])
        raise AssertionError(f"no open proposal has {record_id}")

    def decide(self, key: str, toast: str, reason: str = "") -> None:
        """Judge the proposal that is shown, by keyboard alone."""
        expect(self.page.locator(".proposal-heading h2")).to_be_visible()
        self.page.locator(".proposal-heading h2").focus()
        self.page.keyboard.press(key)
        expect(self.page.locator("#reason")).to_be_focused()
        self.page.keyboard.type(reason)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".toast")).to_contain_text(toast)

    def state(self, proposal_id: str) -> str:
        return str(self.read(f"proposals/{proposal_id}")["state"])

    def download(self, role: str, name: str) -> str:
        with self.page.expect_download() as waiting:
            self.page.get_by_role(role, name=name).click()  # type: ignore[arg-type]
        return waiting.value.path().read_text(encoding="utf-8-sig")

    def keep_shot(self, name: str) -> None:
        if folder := os.environ.get("GID_SHOTS"):
            self.page.screenshot(path=Path(folder) / f"walk-{name}.png", full_page=True)


def test_whole_way_of_an_office(browser: Browser, server: Server, tmp_path: Path) -> None:
    with opened(browser, server) as page:
        walk = Walk(page, server)
        upload(walk)
        review(walk)
        gid = register_and_follow(walk)
        look_at_the_applicant(walk, gid)
        query(walk, gid, tmp_path)
        merge_and_split(walk)
        administer(walk)


def upload(walk: Walk) -> None:
    """A dry run says what would happen and why a row is refused; then the records are taken."""
    page = walk.page
    walk.open("upload")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "kr.csv", "mimeType": "text/csv", "buffer": SENT.encode()}
    )
    page.get_by_label("Office (ST.3 code)").fill("kr")
    page.get_by_role("button", name="Send and check").click()
    expect(page.locator(".tile.new dd")).to_have_text("3")
    expect(page.locator(".tile.refused dd")).to_have_text("1")
    assert "local_id is blank" in walk.download("button", "Download the error file")
    assert walk.read("applicants?q=KR:W1")["items"] == []
    page.get_by_label("Leave out the 1 refused row").check()
    page.get_by_role("button", name="Take 3 records").click()
    expect(page.locator("#taken-title")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("link", name="Go to the review").click()
    expect(page.locator("h1")).to_have_text("Review")


def review(walk: Walk) -> None:
    """Accept, take back, reject and take back by single keys; at last the two new applicants are accepted."""
    shared = walk.read("proposals?state=proposed&kind=register&limit=50")["items"]
    doubtful = next(item["id"] for item in shared if item["recordCount"] > 1)
    walk.open(f"review/{doubtful}")
    walk.decide("a", "Approved")
    assert walk.state(doubtful) == "approved"
    walk.page.keyboard.press("u")
    expect(walk.page.locator(".toast")).to_contain_text("Taken back")
    walk.open(f"review/{doubtful}")
    walk.decide("r", "Rejected", "They have nothing to do with one another")
    assert walk.state(doubtful) == "rejected"
    walk.page.keyboard.press("u")
    expect(walk.page.locator(".toast")).to_contain_text("Taken back")
    assert walk.state(doubtful) == "proposed"
    for record in (COMPANY, PERSON):
        walk.open(f"review/{walk.proposal_of(record)}")
        walk.decide("a", "Approved")


def register_and_follow(walk: Walk) -> str:
    """What was approved waits, is sent, and ends anchored with its block; returns the company's GID."""
    page = walk.page
    (approved, *_) = [
        item["id"]
        for item in walk.read("proposals?state=approved&limit=50")["items"]
        if COMPANY in {each["recordId"] for each in walk.read(f"proposals/{item['id']}")["records"]}
    ]
    walk.open(f"review/{approved}")
    expect(page.locator(".anchoring")).to_contain_text("ready for the chain")
    page.get_by_role("button", name="Send to the chain").click()
    expect(page.locator(".anchoring")).to_contain_text("Anchored: ", timeout=SLOW_MS)
    walk.open(f"review/{approved}")
    expect(page.locator(".steps")).to_contain_text("block")
    expect(page.locator(".steps li:not(.done)")).to_have_count(0)
    return str(walk.read(f"proposals/{approved}")["gid"])


def look_at_the_applicant(walk: Walk, gid: str) -> None:
    """Names, timeline and place on the chain; proof and certificate to keep; a contest that reaches the issue log."""
    page = walk.page
    walk.open(f"applicants/{gid}")
    expect(page.locator("h1")).to_have_text("Halyard Optics Ltd")
    expect(page.locator(".applicant-heading")).to_contain_text("Quillfeather Lens Works")
    for event in ("proposed", "approved", "registered"):
        expect(page.locator(".panel.history")).to_contain_text(event, ignore_case=True)
    assert json.loads(walk.download("link", "Download the proof")) == walk.read(f"applicants/{gid}/proof")
    certificate = json.loads(walk.download("link", "Download the certificate"))
    assert "VerifiableCredential" in certificate["type"]
    assert certificate["evidence"][0]["inclusionProof"]
    walk.keep_shot("applicant")
    page.get_by_text("Something here is wrong?").click()
    page.get_by_label("What is wrong, and how").fill("We moved to Bath")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".contest")).to_contain_text("Thank you")
    assert [each["summary"] for each in walk.read("issues?state=open&category=stakeholder")["items"]] == [
        "We moved to Bath"
    ]


def query(walk: Walk, gid: str, folder: Path) -> None:
    """While typing, by the former name, by office number, and a file of names at once."""
    page = walk.page
    field = page.get_by_label("Name, GID or office number")
    found = page.locator(f'.found a[href="#/applicants/{gid}"]')
    walk.open("lookup")
    field.press_sequentially("halyard opt")
    expect(found).to_be_visible()
    field.fill("Quillfeather Lens Works")
    expect(page.locator(".found")).to_contain_text("now called")
    expect(found).to_be_visible()
    field.fill("W1")
    expect(found).to_be_visible()
    names = folder / "names.csv"
    names.write_text("id;name\n1;HALYARD OPTICS LIMITED\n2;zqxjv wkpfgh\n", encoding="utf-8")
    page.get_by_text("Look many up").click()
    page.get_by_label("CSV file").set_input_files(names)
    rows = list(csv.DictReader(walk.download("link", "Download the answers").splitlines()))
    assert [row["gid"] for row in rows] == [gid, ""]


def merge_and_split(walk: Walk) -> None:
    """A merge is shown before it is proposed, waits for the other office's consent, and is undone by a split."""
    page = walk.page
    alone = {
        office: next(item["gid"] for item in walk.read("applicants?limit=200")["items"] if item["offices"] == [office])
        for office in ("EA", "WO")
    }
    walk.open(f"applicants/{alone['EA']}")
    preview_merge(page, alone["WO"])
    page.get_by_role("button", name="Put it into the queue").click()
    merge = approve_and_consent(walk, "merge")
    elder, younger = sorted(alone.values())
    walk.open(f"applicants/{younger}")
    expect(page.locator("[role=status].notice")).to_contain_text("was merged into this applicant")
    propose_split(page)
    split = approve_and_consent(walk, "split")
    assert {walk.state(merge), walk.state(split)} == {"anchored"}
    assert {walk.read(f"applicants/{gid}")["gid"] for gid in (elder, younger)} == {elder, younger}


def approve_and_consent(walk: Walk, kind: str) -> str:
    """Approve the proposed change by keyboard, give the consents that are missing, and wait for the chain."""
    page = walk.page
    expect(page.locator(".part.consequences")).to_be_visible()
    name = page.url.rpartition("/")[2]
    assert (walk.read(f"proposals/{name}")["kind"], walk.state(name)) == (kind, "proposed")
    walk.decide("a", "Approved")
    for office in walk.read(f"proposals/{name}")["missingConsents"]:
        walk.open(f"review/{name}")
        page.get_by_role("button", name=f"Consent with the key of {office}").click()
        expect(page.get_by_role("button", name=f"Consent with the key of {office}")).to_have_count(0, timeout=SLOW_MS)
    walk.open(f"review/{name}")
    expect(page.locator(".steps")).to_contain_text("block", timeout=SLOW_MS)
    expect(page.locator(".steps li:not(.done)")).to_have_count(0)
    return name


def administer(walk: Walk) -> None:
    """The first administrator closes the pilot; a program gets a key; the trail holds; two persons are erased."""
    page = walk.page
    walk.open("administration/accounts")
    page.get_by_role("button", name="Create the first administrator").click()
    page.get_by_label("Account", exact=True).fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#account")).to_contain_text(NAME)
    page.get_by_role("button", name="Add a program").click()
    page.get_by_label("Account", exact=True).fill("nightly-feed")
    page.get_by_label("Office", exact=True).fill("kr")
    page.get_by_role("button", name="Save").click()
    key = page.locator(".secret").inner_text()
    stranger = page.context.browser.new_context().request  # type: ignore[union-attr]
    session = stranger.get(f"{walk.server.url}/v1/session", headers={"Authorization": f"Bearer {key}"}).json()
    assert (session["signedIn"], session["office"], session["roles"]) == (True, "KR", ["submitter"])
    page.locator("[data-kept]").click()
    walk.open("administration/audit")
    page.get_by_role("button", name="Check the seals").click()
    expect(page.locator(".check-said")).to_contain_text("Every seal holds")
    erase(walk, str(walk.read(f"applicants?q={PERSON}")["items"][0]["gid"]), "Adaeze Okonkwo-Lindqvist")
    erase(walk, UNREGISTERED, f"Record {UNREGISTERED}")
    names = ("Okonkwo", "Thornquist")
    assert walk.read("applicants?q=Okonkwo")["items"] == []
    assert not any(name in json.dumps(walk.read("proposals?limit=200")) for name in names)
    assert walk.read("audit?check=true")["firstBroken"] is None
    assert walk.read("audit?action=applicant_erased")["total"] == 2


def erase(walk: Walk, which: str, shown: str) -> None:
    """Look, type it to confirm, and keep the certificate."""
    page = walk.page
    walk.open("administration/erasure")
    page.get_by_label("GID of the person").fill(which)
    page.get_by_role("button", name="Look").click()
    expect(page.locator(".danger-zone h2")).to_have_text(shown)
    walk.keep_shot(f"erasing-{re.sub('[^A-Z]', '', which)}")
    page.get_by_label("To confirm, type").fill(which)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.locator(".erasure-certificate")).to_contain_text("Certificate of erasure", timeout=SLOW_MS)
    certificate = json.loads(walk.download("button", "Download the certificate"))
    assert set(certificate["leftAfterwards"].values()) == {0}
    assert certificate["deleted"]["records"] == 1
