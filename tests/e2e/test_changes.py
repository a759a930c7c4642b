"""Changes by people in the browser: propose with a preview, approve, consent, relate, split off, accept many."""

import csv
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from .conftest import Server
from .proposing import preview_merge, propose_split

pytestmark = pytest.mark.browser


def lone(server: Server, office: str, *, beside: str = "") -> dict[str, Any]:
    """An applicant that only one office holds."""
    items = server.read("applicants?limit=200")["items"]
    return next(
        item
        for item in items
        if item["offices"] == [office] and item["gid"] != beside and item["standardName"]["script"] == "Latn"
    )


def proposals(server: Server, query: str) -> list[dict[str, Any]]:
    return list(server.read(f"proposals?{query}&limit=200")["items"])


def test_merge_from_the_applicants_page_to_the_chain_and_back(page: Page, server: Server) -> None:
    one, other = lone(server, "EA"), lone(server, "WO")
    elder, younger = sorted((one["gid"], other["gid"]))
    page.goto(f"{server.console}#/applicants/{one['gid']}")
    preview_merge(page, other["gid"])
    assert proposals(server, "kind=merge&state=proposed") == [], "a preview keeps nothing"
    page.get_by_role("button", name="Put it into the queue").click()
    expect(page.locator(".proposal-heading")).to_contain_text("proposed by")
    expect(page.locator(".part.consequences")).to_contain_text("The consent of")
    page.locator(".proposal-heading h2").focus()
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Approved")
    (merge,) = proposals(server, "kind=merge&state=approved")
    (office,) = merge["missingConsents"]
    page.goto(f"{server.console}?again#/review/{merge['id']}")
    expect(page.locator(".steps [aria-current=step]")).to_contain_text(f"waits for {office}")
    expect(page.locator(".anchoring")).to_contain_text("waits for consents")
    page.get_by_text("What is signed (EIP-712)").click()
    expect(page.locator(".consent pre")).to_contain_text("MergeConsent")
    page.get_by_role("button", name=f"Consent with the key of {office}").click()
    expect(page.locator(".steps li.done")).to_have_count(5)
    expect(page.locator(".steps")).to_contain_text("block")
    page.goto(f"{server.console}#/applicants/{younger}")
    expect(page.locator("[role=status].notice")).to_contain_text("was merged into this applicant")
    expect(page.locator(".panel.relations")).to_contain_text("lead here too")
    propose_split(page)
    expect(page.locator(".proposal-heading .question")).to_contain_text("a mistake")
    split = proposals(server, "kind=split")[0]["id"]
    server.judge(split, "approve")
    page.reload()
    page.get_by_role("button", name=re.compile("Consent with the key of")).click()
    expect(page.locator(".steps li.done")).to_have_count(5)
    assert {server.read(f"applicants/{gid}")["gid"] for gid in (elder, younger)} == {elder, younger}


def test_related_by_keyboard_shows_on_the_applicants_page(page: Page, server: Server) -> None:
    chosen = next(item for item in proposals(server, "state=proposed&kind=register") if item["recordCount"] == 2)
    page.goto(f"{server.console}#/review/{chosen['id']}")
    expect(page.locator(".proposal-heading h2")).to_be_visible()
    page.keyboard.press("l")
    page.get_by_role("button", name="Same group, other legal entity").click()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Related, not the same")
    judged = server.read(f"proposals/{chosen['id']}")
    assert (judged["state"], judged["judgements"][-1]["decision"]) == ("rejected", "relate")
    page.keyboard.press("u")
    expect(page.locator(".toast")).to_contain_text("Taken back")
    assert server.read(f"proposals/{chosen['id']}")["state"] == "proposed"


def test_one_record_is_split_off_by_a_key(page: Page, server: Server) -> None:
    chosen = next(item for item in proposals(server, "state=proposed&kind=register") if item["recordCount"] > 2)
    page.goto(f"{server.console}#/review/{chosen['id']}")
    expect(page.locator(".members select").first).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("#reason")).to_be_focused()
    sides = page.locator(".members select").evaluate_all("selects => selects.map((select) => select.value)")
    assert sorted(sides)[-2:] == ["0", "1"] or sorted(sides).count("1") == 1
    page.keyboard.type("One of them is another company")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Rejected")
    page.keyboard.press("u")
    expect(page.locator(".toast")).to_contain_text("Taken back")
    assert server.read(f"proposals/{chosen['id']}")["state"] == "proposed"


def test_many_are_counted_before_they_are_accepted(page: Page, server: Server) -> None:
    page.goto(f"{server.console}#/review")
    expect(page.locator(".proposal-heading h2")).to_be_visible()
    highest = max(item["probability"] for item in proposals(server, "state=proposed&kind=register"))
    page.keyboard.press("b")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Probability from").fill(f"{highest * 100 - 0.05:.1f}")
    dialog.get_by_role("button", name="Count").click()
    accept = dialog.get_by_role("button", name=re.compile("Accept [0-9]+ proposal"))
    expect(accept).to_be_visible()
    count = int(re.findall(r"[0-9]+", accept.text_content() or "0")[0])
    before = server.read("proposals?state=approved&limit=1")["total"]
    accept.click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".anchoring")).to_contain_text("ready for the chain")
    assert server.read("proposals?state=approved&limit=1")["total"] == before + count
    for item in proposals(server, "state=approved&kind=register"):
        server.judge(item["id"], "reopen")


def test_file_of_names_comes_back_with_answers(page: Page, server: Server, tmp_path: Path) -> None:
    known = lone(server, "SA")
    asked = tmp_path / "names.csv"
    asked.write_text(f'id;name\n1;"{known["standardName"]["text"]}"\n2;zqxjv wkpfgh\n3;=1+1\n', encoding="utf-8")
    page.goto(f"{server.console}#/lookup")
    page.get_by_text("Look many up").click()
    page.get_by_label("CSV file").set_input_files(asked)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the answers").click()
    assert waiting.value.suggested_filename == "names-answers.csv"
    rows = list(csv.DictReader(waiting.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert (rows[0]["gid"], bool(rows[0]["evidence"]), rows[0]["settled"]) == (known["gid"], True, "no")
    answer = server.read(f"applicants?q={quote(known['standardName']['text'])}")["items"][0]
    assert float(rows[0]["probability"]) == pytest.approx(answer["probability"], abs=1e-3)
    assert rows[1]["gid"] == ""
    assert rows[2]["name"] == "'=1+1", "a spreadsheet must not run it"


CSV_ROUND = "async (text) => { const csv = await import('./csv.js'); return csv.readCsv(text); }"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("\ufeffname,country\r\nA,JP\r\n", [["name", "country"], ["A", "JP"]]),
        ('name;x\n"a;b";"say ""hi"""\n\n', [["name", "x"], ["a;b", 'say "hi"']]),
        ('name\tx\n"two\nlines"\t2', [["name", "x"], ["two\nlines", "2"]]),
    ],
)
def test_csv_is_read_as_offices_write_it(page: Page, text: str, rows: list[list[str]]) -> None:
    assert page.evaluate(CSV_ROUND, text) == rows


def test_contest_is_offered_where_somebody_takes_it(page: Page, server: Server) -> None:
    gid = lone(server, "KR")["gid"]
    sent: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(json.loads(route.request.post_data or "{}"))
        route.fulfill(status=201 if sent else 200, json={"items": [], "total": 0, "nextCursor": None})

    page.route("**/v1/issues*", lambda route: route.fulfill(status=404, json={}))
    page.goto(f"{server.console}#/applicants/{gid}")
    expect(page.locator(".qr").first).to_be_visible()
    expect(page.locator(".contest summary")).to_have_count(0)
    page.unroute("**/v1/issues*")
    page.route("**/v1/issues*", answer)  # the log is another part's: here only what this form sends is looked at
    page.reload()
    page.get_by_text("Something here is wrong?").click()
    page.get_by_label("What is wrong, and how").fill("This is not our company")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".contest")).to_contain_text("Thank you")
    assert sent[0] | {"office": ""} == {
        "category": "stakeholder",
        "severity": "medium",
        "summary": "This is not our company",
        "gid": gid,
        "office": "",
    }


def test_qr_code_is_loaded_from_the_api(page: Page, server: Server) -> None:
    page.goto(f"{server.console}#/applicants/{lone(server, 'KR')['gid']}")
    drawn = page.locator(".gid-line .qr")
    expect(drawn).to_be_visible()
    loaded = "async image => { await image.decode(); return image.complete && image.naturalWidth > 0; }"
    assert drawn.evaluate(loaded)


def test_chain_that_is_away_is_said_and_nothing_else_stops(page: Page, server: Server) -> None:
    page.route("**/readyz", lambda route: route.fulfill(json={"status": "degraded", "database": "ok", "chain": "away"}))
    page.goto(f"{server.console}?away#/review")
    expect(page.locator(".chain-away")).to_contain_text("The chain does not answer")
    expect(page.locator(".decision .approve")).to_be_visible()
