"""The dashboard says what the API says."""

import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from .conftest import Server

pytestmark = pytest.mark.browser


def figure(page: Page, name: str) -> int:
    return int(re.sub(r"\D", "", page.locator(f".figures .{name} dd").inner_text()))


def test_figures_are_those_of_the_summary(page: Page, server: Server) -> None:
    summary = server.read("summary")
    expect(page.locator("h1")).to_contain_text(str(len(summary["offices"])))
    shown = {
        name: figure(page, name) for name in ("offices", "records", "scripts", "clusters", "identifiers", "batches")
    }
    assert shown == {
        "offices": len(summary["offices"]),
        "records": summary["records"],
        "scripts": len(summary["scripts"]),
        "clusters": summary["clusters"],
        "identifiers": summary["identifiers"],
        "batches": summary["batches"],
    }
    assert figure(page, "crossOffice") == summary["crossOfficeLinks"]
    assert figure(page, "waiting") == summary["proposals"]["proposed"] + summary["proposals"]["deferred"]
    assert figure(page, "gas") == round(summary["gasPerIdentifier"])


def test_map_and_table_of_shared_applicants_agree(page: Page, server: Server) -> None:
    shared = {
        f"{pair['left']} {pair['right']}": pair["applicants"] for pair in server.read("summary")["sharedApplicants"]
    }
    assert sum(shared.values()) > 0, "the small pilot must share applicants"
    expect(page.locator("svg line.shared")).to_have_count(sum(count > 0 for count in shared.values()))
    rows = page.locator("table.matrix tbody tr")
    codes = rows.locator("th").all_inner_texts()
    for row, code in enumerate(codes):
        cells = rows.nth(row).locator("td").all_inner_texts()
        for column, other in enumerate(codes):
            if row < column:
                assert int(cells[column]) == shared.get(f"{code} {other}", shared.get(f"{other} {code}", 0))


def test_legal_effect_is_said_on_every_page(page: Page, server: Server) -> None:
    expect(page.locator(".opening .legal")).to_contain_text("Not a WIPO identifier")
    for route in ("dashboard", "review", "lookup"):
        page.goto(f"{server.console}#/{route}")
        expect(page.locator("footer")).to_contain_text("no legal effect")


def test_policy_allows_our_own_files_only(page: Page, server: Server) -> None:
    with urllib.request.urlopen(server.console, timeout=30) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    hosts = {url.split("/")[2] for url in page.evaluate("performance.getEntriesByType('resource').map((r) => r.name)")}
    assert hosts == {server.url.split("/")[2]}


def test_skip_link_leads_to_the_content(page: Page) -> None:
    expect(page.locator("h1")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert page.url.endswith("/console/")


def test_unknown_page_says_so(page: Page, server: Server) -> None:
    page.goto(f"{server.console}#/nowhere")
    expect(page.get_by_role("alert")).to_contain_text("no such page")
