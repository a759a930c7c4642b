"""The office's desk, on a pilot of its own: signing in, uploads, accounts and keys, the audit trail, an erasure."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from api.pilot import open_pilot
from api.settings import Settings
from tests.stores import NewStore

from .conftest import Server, opened, serving
from .test_accessibility import LOOKS, axe_findings

pytestmark = pytest.mark.browser

HEADER = "office,local_id,name,name_language,applicant_type,country,city"
HELD = (
    f"{HEADER}\n"
    "KR,1001,Nordwind Turbinen AG,de,legalPerson,DE,Kiel\n"
    "KR,1002,Adaeze Okonkwo-Lindqvist,en,naturalPerson,NG,Enugu\n"
    "JP,2001,北風水車株式会社,ja,legalPerson,JP,Sapporo\n"
)
SENT = (
    "Anmelder,Anmeldernummer,Sprache,Wohnort,Land,Bemerkung\n"
    "Halyard Optics Ltd,3001,en,Bristol,GB,x\n"
    "شركة الرافد للمياه,3002,ar,Basra,IQ,x\n"
    ",3003,en,Leeds,GB,x\n"
    "Nordwind Turbinen AG,3004,de,Kiel,DE,x\n"
)
SLOW_MS = 30_000
"""For what matching and the chain have a part in, on a busy machine."""

NAME, PASSWORD = "amina", "five plain words are enough"


def build(settings: Settings, folder: Path) -> None:
    extract = folder / "held.csv"
    extract.write_text(HELD, encoding="utf-8")
    with open_pilot(settings) as pilot:
        pilot.import_extract(extract)
        pilot.propose()
        pilot.accept_by_policy()
        pilot.anchor()


@pytest.fixture(scope="module")
def desk(chromium: Path, tmp_path_factory: pytest.TempPathFactory, lasting_store: NewStore) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("desk"), build, lasting_store()) as served:
        yield served


@pytest.fixture
def stranger(browser: Browser, desk: Server) -> Iterator[Page]:
    """A browser that nobody has signed in with; the pilot is open until the first test closes it."""
    with opened(browser, desk) as page:
        yield page


@pytest.fixture
def administrator(stranger: Page, desk: Server) -> Page:
    sign_in(stranger, desk)
    stranger.reload()
    expect(stranger.locator("#account")).to_contain_text(NAME)
    return stranger


def sign_in(page: Page, desk: Server) -> None:
    """Past the form; makes the account where no test before this one has."""
    if page.request.get(f"{desk.url}/v1/session").json()["open"]:
        account = {"name": NAME, "roles": ["administrator"], "password": PASSWORD}
        assert page.request.post(f"{desk.url}/v1/accounts", data=account).status == 201
    answer = page.request.post(f"{desk.url}/v1/session", data={"name": NAME, "password": PASSWORD})
    assert answer.status == 201, answer.text()


def keep_shot(page: Page, name: str) -> None:
    """A picture, for those who want to see it."""
    if folder := os.environ.get("GID_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def read(page: Page, desk: Server, path: str) -> Any:
    return page.request.get(f"{desk.url}/v1/{path}").json()


def send_file(page: Page, desk: Server, text: str = SENT, name: str = "extract.csv") -> None:
    page.goto(f"{desk.console}#/upload")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_label("Office (ST.3 code)").fill("kr")
    page.get_by_role("button", name="Send and check").click()


def person(page: Page, desk: Server) -> str:
    found = read(page, desk, "applicants?limit=100")["items"]
    return next(str(item["gid"]) for item in found if item["kind"] == "naturalPerson")


def test_open_pilot_says_how_to_close_it_and_the_first_administrator_does(stranger: Page, desk: Server) -> None:
    page = stranger
    expect(page.locator("#standing")).to_contain_text("everybody at this machine")
    page.locator("#standing a").click()
    expect(page.locator("[data-add]")).to_be_visible()
    keep_shot(page, "desktop-desk-open")
    page.get_by_role("button", name="Create the first administrator").click()
    page.get_by_label("Account", exact=True).fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#account")).to_contain_text(NAME)
    expect(page.locator("#standing")).to_be_hidden()
    expect(page.locator(f"[data-change={NAME}]")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    assert read(page, desk, "session")["signedIn"] is False


def test_signing_in_leads_to_the_page_that_was_asked_for(stranger: Page, desk: Server) -> None:
    page = stranger
    sign_in(page, desk)
    page.context.clear_cookies()
    page.goto(f"{desk.console}?again#/administration/audit")
    page.get_by_label("Account", exact=True).fill(NAME)
    page.get_by_label("Password").fill("not the right one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Account and password do not fit together.")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".sections [aria-current]")).to_have_text("Audit trail")


def test_ended_session_asks_again_and_goes_on(administrator: Page, desk: Server) -> None:
    page = administrator
    page.goto(f"{desk.console}#/administration/audit")
    page.get_by_label("About").fill("nothing has this name")
    page.context.clear_cookies()
    page.get_by_role("button", name="Search").click()
    dialog = page.locator("dialog.sign-in")
    expect(dialog).to_contain_text("Your session has ended")
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator(".audit-found")).to_contain_text("No entry fits")
    expect(page.get_by_label("About")).to_have_value("nothing has this name")


def test_upload_from_the_file_to_the_proposals(administrator: Page, desk: Server) -> None:
    page = administrator
    send_file(page, desk)
    expect(page.locator(".tile.new dd")).to_have_text("3")
    expect(page.locator(".tile.refused dd")).to_have_text("1")
    expect(page.locator(".refusals tbody tr")).to_have_count(1)
    expect(page.locator('[data-target="name"]')).to_have_value("Anmelder")
    expect(page.locator(".mapping")).to_contain_text("Bemerkung")
    expect(page.locator('bdi[lang="ar"]')).to_have_css("direction", "rtl")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the error file").click()
    assert "3003" in waiting.value.path().read_text(encoding="utf-8-sig")
    keep_shot(page, "desktop-desk-findings")
    page.get_by_label("City or address").select_option("")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator('[data-target="city"]')).to_have_value("")
    expect(page.get_by_role("button", name="Check again")).to_be_disabled()
    page.get_by_label("Leave out the 1 refused row").check()
    page.get_by_role("button", name="Take 3 records").click()
    expect(page.locator("#taken-title")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".upload-steps .past")).to_have_count(4)
    keep_shot(page, "desktop-desk-taken")
    page.get_by_role("link", name="Go to the review").click()
    expect(page.locator("h1")).to_have_text("Review")
    assert read(page, desk, "audit?action=records_taken")["total"] >= 1


def test_same_file_twice_says_that_nothing_changes(administrator: Page, desk: Server) -> None:
    page = administrator
    send_file(page, desk, HELD.replace("JP,2001,北風水車株式会社,ja,legalPerson,JP,Sapporo\n", ""), "held.csv")
    expect(page.locator(".nothing")).to_contain_text("nothing changes")
    expect(page.locator(".tile.unchanged dd")).to_have_text("2")
    expect(page.locator(".confirmation")).to_have_count(0)


def test_file_without_known_columns_is_read_once_they_are_named(administrator: Page, desk: Server) -> None:
    page = administrator
    send_file(page, desk, "aa,bb\nHalcyon Ropes Ltd,7001\n", "odd.csv")
    expect(page.get_by_role("alert")).to_contain_text("cannot be read")
    page.get_by_label("Name", exact=True).select_option("aa")
    page.get_by_label("Office number").select_option("bb")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator(".tile.new dd")).to_have_text("1")


def test_sending_goes_on_where_the_line_broke(administrator: Page, desk: Server) -> None:
    page, offsets = administrator, []

    def break_second(route: Route) -> None:
        if route.request.method == "PATCH":
            offsets.append(int(route.request.headers["upload-offset"]))
        if route.request.method == "PATCH" and len(offsets) == 2:
            route.abort()
        else:
            route.continue_()

    page.route(re.compile("/v1/uploads/[0-9a-f]+$"), break_second)
    send_file(page, desk, "aa,bb\n" + "x" * 9_000_000, "large.csv")
    expect(page.get_by_role("alert")).to_contain_text("cannot be read", timeout=SLOW_MS)
    assert len(offsets) == 3
    assert offsets[0] == 0
    assert offsets[1] == offsets[2] > 0


def test_program_gets_a_key_that_is_shown_once_and_can_be_rotated(administrator: Page, desk: Server) -> None:
    page = administrator
    page.goto(f"{desk.console}#/administration/accounts")
    page.get_by_role("button", name="Add a program").click()
    page.get_by_label("Account", exact=True).fill("nightly-feed")
    page.get_by_label("Office", exact=True).fill("kr")
    page.get_by_role("button", name="Save").click()
    old = page.locator(".secret").inner_text()
    keep_shot(page, "desktop-desk-key")
    page.locator("[data-kept]").click()
    page.locator('[data-change="nightly-feed"]').click()
    page.locator("[data-new-key]").click()
    new = page.locator(".secret").inner_text()
    page.locator("[data-kept]").click()
    assert [session(page, desk, key)["office"] for key in (old, new)] == ["KR", "KR"]
    page.locator('[data-change="nightly-feed"]').click()
    page.locator(".keys li", has_text="never used").or_(page.locator(".keys li")).first.locator("[data-revoke]").click()
    expect(page.locator(".keys li")).to_have_count(1)
    assert [session(page, desk, key)["signedIn"] for key in (old, new)].count(True) == 1
    page.locator("[data-disable]").click()
    expect(page.locator("tr", has_text="nightly-feed")).to_contain_text("Disabled")
    assert not any(session(page, desk, key)["signedIn"] for key in (old, new))
    assert old not in page.content()


def session(page: Page, desk: Server, key: str) -> dict[str, Any]:
    """What the API says to a program with this key."""
    request = page.context.browser.new_context().request  # type: ignore[union-attr]
    return dict(request.get(f"{desk.url}/v1/session", headers={"Authorization": f"Bearer {key}"}).json())


def test_reader_is_shown_what_a_reader_may_do(administrator: Page, desk: Server) -> None:
    page = administrator
    page.goto(f"{desk.console}#/administration/accounts")
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Account", exact=True).fill("ravi")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Reviewer").uncheck()
    page.get_by_label("Reader").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-change=ravi]")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Account", exact=True).fill("ravi")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#pages a:visible")).to_have_text(["Dashboard", "Look-up", "Report"])
    page.goto(f"{desk.console}#/applicants/{person(page, desk)}")
    expect(page.locator(".gid-large")).to_be_visible()
    expect(page.get_by_text("Propose a change")).to_have_count(0)


def test_audit_trail_is_searched_checked_and_kept(administrator: Page, desk: Server) -> None:
    page = administrator
    page.goto(f"{desk.console}#/administration/audit?action=session_opened")
    expect(page.locator(".audit-found tbody tr").first).to_contain_text("signed in")
    page.get_by_label("Act", exact=True).fill("operation_anchored")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".audit-found tbody tr").first).to_contain_text("anchored")
    page.get_by_role("button", name="Check the seals").click()
    expect(page.locator(".check-said")).to_contain_text("Every seal holds")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + read(page, desk, "audit?action=operation_anchored")["total"]


@pytest.mark.parametrize("look", ["dark", "phone"])
def test_desk_has_no_finding_and_needs_no_sideways_scrolling(browser: Browser, desk: Server, look: str) -> None:
    context = browser.new_context(**LOOKS[look], locale="en-GB", reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    findings: list[tuple[Any, ...]] = []
    for view in ("sign-in", "upload", "findings", "accounts", "account-form", "audit", "erasure", "account"):
        open_view(page, desk, view)
        keep_shot(page, f"{look}-desk-{view}")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            findings.append((view, "scrolls sideways"))
        findings += [(view, *finding) for finding in axe_findings(page)]
    context.close()
    assert findings == []


def open_view(page: Page, desk: Server, view: str) -> None:
    routes = {"account-form": "administration/accounts", "accounts": "administration/accounts"}
    routes |= {name: f"administration/{name}" for name in ("audit", "erasure")}
    if view == "upload":
        sign_in(page, desk)
    if view == "findings":
        send_file(page, desk, SENT.replace(",300", f",4{page.evaluate('innerWidth')}"))
        expect(page.locator(".tiles").first).to_be_visible(timeout=SLOW_MS)
    else:
        page.goto(f"{desk.console}?{view}#/{routes.get(view, view)}")
    expect(page.locator("h1")).to_be_visible()
    if view == "account-form":
        page.get_by_role("button", name="Add a program").click()
    if view == "erasure":
        page.get_by_label("GID of the person").fill(person(page, desk))
        page.get_by_role("button", name="Look").click()
        expect(page.locator("#erase-typed")).to_be_visible()
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_person_is_erased_after_the_number_is_typed_and_certified(administrator: Page, desk: Server) -> None:
    page = administrator
    gid = person(page, desk)
    page.goto(f"{desk.console}#/administration/erasure")
    page.get_by_label("GID of the person").fill(gid)
    page.get_by_role("button", name="Look").click()
    expect(page.locator(".danger-zone h2")).to_have_text("Adaeze Okonkwo-Lindqvist")
    page.get_by_label("To confirm, type").fill(gid[:-1] + "0" if gid[-1] != "0" else gid[:-1] + "1")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.locator("#erase-problem")).to_contain_text("another number")
    assert person(page, desk) == gid
    page.get_by_label("To confirm, type").fill(gid)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.locator(".erasure-certificate")).to_contain_text("Certificate of erasure")
    keep_shot(page, "desktop-desk-certificate")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the certificate").click()
    certificate = json.loads(waiting.value.path().read_text())
    assert [text.replace(" ", "").removeprefix("GID") for text in certificate["gids"]] == [gid]
    assert set(certificate["leftAfterwards"].values()) == {0}
    assert "Okonkwo" not in json.dumps(read(page, desk, f"applicants/{gid}"))
