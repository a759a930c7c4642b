"""The report and the issue log in the console."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Server

pytestmark = pytest.mark.browser


def test_figures_of_the_page_are_those_of_the_api(page: Page, server: Server) -> None:
    page.goto(f"{server.console}#/report")
    expect(page.locator("h1")).to_have_text("Global identifiers and standard names for applicants", timeout=60_000)
    figures = {figure["id"]: figure["text"] for figure in server.read("report")["figures"]}
    shown = page.locator("data").evaluate_all("(all) => all.map((one) => [one.title.split(': ')[0], one.textContent])")
    assert len(shown) > 200
    changing = ("feasibility.storeBytes", "ledger.auditEntries")  # another test may write in between
    assert [pair for pair in shown if not pair[0].startswith(changing) and figures[pair[0]] != pair[1]] == []
    expect(page.locator("figure svg")).to_have_count(5)
    assert page.locator("figure svg style").count() == 0


def test_an_issue_is_raised_and_settled(page: Page, server: Server) -> None:
    gid = server.read("applicants?limit=1")["items"][0]["gid"]
    page.goto(f"{server.console}#/issues?gid={gid}")
    expect(page.locator("#issue-category")).to_have_value("stakeholder")
    page.locator("#issue-summary").fill("<b>This is not our company</b>")
    page.locator(".raising button").click()
    row = page.locator("tbody tr", has_text="<b>This is not our company</b>")
    expect(row).to_contain_text(re.compile(r"GID \d{4}"))
    row.locator("summary").click()
    row.locator("input").fill("The applicant was right")
    row.locator("button").click()
    expect(row).to_contain_text("The applicant was right")
    closed = server.read("issues?state=closed")["items"]
    assert [(issue["gid"], issue["category"]) for issue in closed] == [(gid, "stakeholder")]
