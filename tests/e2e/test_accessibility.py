"""Every page in every look: the axe rules, reflow, and a picture for those who want to see it."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Server

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ("dashboard", "review", "reason", "lookup", "results", "applicant", "missing", "report", "issues")
LOOKS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 780}, "color_scheme": "light"},
    "zoom": {"viewport": {"width": 640, "height": 450}, "color_scheme": "dark", "device_scale_factor": 2},
}
"""`zoom` is a 1280 by 900 window at 200 %."""


def open_view(page: Page, server: Server, view: str) -> None:
    found = server.read("applicants?limit=100")["items"]
    shared = next(item for item in found if len(item["offices"]) > 1)
    waiting = server.read("proposals?state=proposed&limit=1")["items"][0]["id"]
    routes = {
        "dashboard": "dashboard",
        "review": f"review/{waiting}",
        "reason": f"review/{waiting}",
        "lookup": "lookup",
        "results": f"lookup?q={shared['standardName']['text']}",
        "applicant": f"applicants/{shared['gid']}",
        "missing": "applicants/00000000000000",
        "report": "report",
        "issues": "issues",
    }
    page.goto(f"{server.console}#/{routes[view]}")
    expect(page.locator("h1")).to_be_visible(timeout=60_000 if view == "report" else None)  # it is computed anew
    if view == "reason":
        page.locator(".decision .reject").click()
        expect(page.locator("#reason")).to_be_visible()
    if view == "results":
        expect(page.locator(".found li").first).to_be_visible()
    expect(page.locator("[aria-busy]")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS)
def test_pages_have_no_finding_and_need_no_sideways_scrolling(browser: Browser, server: Server, look: str) -> None:
    # the page's own policy keeps a test's script out, so this one context is let past it
    context = browser.new_context(**LOOKS[look], locale="en-GB", reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    findings = []
    for view in PAGES:
        open_view(page, server, view)
        if folder := os.environ.get("GID_SHOTS"):
            page.screenshot(path=Path(folder) / f"{look}-{view}.png", full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            findings.append((view, "scrolls sideways"))
        findings += [(view, *finding) for finding in axe_findings(page)]
    context.close()
    assert findings == []


def axe_findings(page: Page) -> list[tuple[str, str, Any]]:
    """Impact, rule and first element of each finding."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `npm ci` in tests/e2e")
    page.add_script_tag(path=AXE)
    found = page.evaluate("(tags) => axe.run({ runOnly: tags })", RULES)["violations"]
    return [(entry["impact"], entry["id"], entry["nodes"][0]["target"]) for entry in found]


def test_focus_is_always_seen(page: Page, server: Server) -> None:
    open_view(page, server, "review")
    for _ in range(12):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
