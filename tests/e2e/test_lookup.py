"""Look-up and the applicant page."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from .conftest import Server

pytestmark = pytest.mark.browser


def applicants(server: Server) -> list[dict[str, Any]]:
    return list(server.read("applicants?limit=100")["items"])


def in_script(server: Server, *scripts: str) -> dict[str, Any]:
    return next(item for item in applicants(server) if item["standardName"]["script"] in scripts)


def ask(page: Page, server: Server, text: str) -> None:
    page.goto(f"{server.console}#/lookup")
    page.get_by_label("Name, GID or office number").fill(text)


@pytest.mark.parametrize("scripts", [("Latn",), ("Arab",), ("Jpan", "Hani"), ("Hang",), ("Cyrl",)])
def test_name_in_its_own_script_finds_the_applicant_while_typing(
    page: Page, server: Server, scripts: tuple[str, ...]
) -> None:
    wanted = in_script(server, *scripts)
    ask(page, server, wanted["standardName"]["text"])
    link = page.locator(f'.found a[href="#/applicants/{wanted["gid"]}"]')
    expect(link).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text("found")
    expect(page.locator(".found .probability").first).to_be_visible()


def test_arrow_keys_go_from_the_field_to_the_result_and_to_the_page(page: Page, server: Server) -> None:
    wanted = in_script(server, "Latn")
    ask(page, server, wanted["gid"])
    expect(page.locator(".found > li")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(wanted["standardName"]["text"])
    expect(page.locator("main")).to_be_focused()


def test_page_that_loads_late_does_not_take_the_focus(page: Page, server: Server) -> None:
    held: list[Route] = []
    page.route("**/v1/summary*", lambda route: held.append(route))
    with page.expect_request("**/v1/summary*"):
        page.goto(f"{server.console}?again#/dashboard")
    expect(page.locator(".page.dashboard")).to_be_attached()
    page.evaluate("location.hash = '#/lookup'")
    field = page.get_by_label("Name, GID or office number")
    expect(field).to_be_focused()
    with page.expect_response("**/v1/summary*"):
        held[0].continue_()
    page.wait_for_timeout(200)
    expect(field).to_be_focused()


def test_office_number_finds_the_applicant(page: Page, server: Server) -> None:
    wanted = applicants(server)[0]
    record = server.read(f"applicants/{wanted['gid']}")["records"][0]
    ask(page, server, record["localId"])
    expect(page.locator(f'.found a[href="#/applicants/{wanted["gid"]}"]')).to_be_visible()


def test_mistyped_gid_is_said_to_be_mistyped(page: Page, server: Server) -> None:
    gid = applicants(server)[0]["gid"]
    wrong = gid[:-1] + str((int(gid[-1]) + 1) % 10)
    ask(page, server, f"GID {wrong}")
    expect(page.get_by_role("alert")).to_contain_text("check digits")
    page.goto(f"{server.console}#/applicants/{wrong}")
    expect(page.get_by_role("alert")).to_contain_text("check digits")


def test_nothing_found_says_so(page: Page, server: Server) -> None:
    ask(page, server, "zqxjv wkpfgh bnmtr")
    expect(page.locator(".results")).to_contain_text(re.compile("No applicant|applicants? found"))


def test_applicant_page_shows_the_chain_facts_of_the_api(page: Page, server: Server) -> None:
    gid = applicants(server)[0]["gid"]
    full = server.read(f"applicants/{gid}")
    page.goto(f"{server.console}#/applicants/{gid}")
    expect(page.locator(".gid-large")).to_have_text(full["gidText"])
    expect(page.locator(".panel.chain")).to_contain_text(full["chain"]["transaction"])
    expect(page.locator(".panel.chain")).to_contain_text(str(full["chain"]["registry"]))
    expect(page.locator(".panel.history li")).to_have_count(len(full["history"]))
    expect(page.locator(".panel.nameForms tbody tr")).to_have_count(len(full["nameForms"]))
    expect(page.locator(".gid-line")).to_contain_text("Not a WIPO identifier")


def test_records_of_a_shared_applicant_are_drawn_as_a_graph(page: Page, server: Server) -> None:
    shared = next(item for item in applicants(server) if len(item["offices"]) > 1)
    full = server.read(f"applicants/{shared['gid']}")
    page.goto(f"{server.console}#/applicants/{shared['gid']}")
    expect(page.locator(".graph svg .node")).to_have_count(min(len(full["records"]), 16))
    expect(page.locator(".graph svg .edge")).to_have_count(len(full["links"]))


def test_proof_can_be_downloaded(page: Page, server: Server) -> None:
    gid = applicants(server)[0]["gid"]
    page.goto(f"{server.console}#/applicants/{gid}")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the proof").click()
    assert waiting.value.suggested_filename == f"gid-{gid}-proof.json"
    assert json.loads(waiting.value.path().read_text()) == server.read(f"applicants/{gid}/proof")
