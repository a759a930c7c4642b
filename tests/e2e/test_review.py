"""The review, as a clerk uses it: by keyboard, next to other clerks."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def review(page: Page, server: Server) -> Page:
    page.goto(f"{server.console}#/review")
    expect(page.locator(".proposal-heading h2")).to_be_visible()
    return page


def current(page: Page) -> str:
    return page.locator(".items a[aria-current]").get_attribute("data-proposal") or ""


def state(server: Server, proposal_id: str) -> str:
    return str(server.read(f"proposals/{proposal_id}")["state"])


def test_queue_keeps_the_order_of_the_api(review: Page, server: Server) -> None:
    listed = [item["id"] for item in server.read("proposals?state=proposed&limit=30")["items"]]
    assert len(listed) > 3, "the small pilot must leave work"
    shown = review.locator(".items a").evaluate_all("links => links.map((link) => link.dataset.proposal)")
    assert shown == listed
    assert current(review) == listed[0]


def test_j_and_k_walk_the_queue(review: Page) -> None:
    first = current(review)
    review.keyboard.press("j")
    expect(review.locator(f'.items a[data-proposal="{first}"]')).not_to_have_attribute("aria-current", "true")
    second = current(review)
    expect(review.locator(".proposal-heading h2")).to_be_focused()
    assert second in review.url
    review.keyboard.press("k")
    expect(review.locator(f'.items a[data-proposal="{first}"]')).to_have_attribute("aria-current", "true")


def test_approve_then_undo_by_keyboard_alone(review: Page, server: Server) -> None:
    review.get_by_label("Acting for").select_option("JP")
    review.locator(".proposal-heading h2").focus()
    chosen = current(review)
    review.keyboard.press("a")
    expect(review.locator("#reason")).to_be_focused()
    review.keyboard.press("Enter")
    expect(review.locator(".toast")).to_contain_text("Approved")
    assert state(server, chosen) == "approved"
    judged = server.read(f"proposals/{chosen}")["judgements"][-1]
    assert (judged["decision"], judged["reason"], judged["office"]) == ("approve", "Same applicant", "JP")
    assert current(review) != chosen
    review.keyboard.press("u")
    expect(review.locator(".toast")).to_contain_text("Taken back")
    assert state(server, chosen) == "proposed"
    expect(review.locator(f'.items a[data-proposal="{chosen}"]')).to_have_attribute("aria-current", "true")


def test_reject_wants_a_reason(review: Page, server: Server) -> None:
    chosen = current(review)
    review.keyboard.press("r")
    review.keyboard.press("Enter")
    expect(review.locator("#reason-problem")).to_contain_text("reason")
    assert state(server, chosen) == "proposed"
    review.keyboard.press("Escape")
    expect(review.locator(".decision .choice .reject")).to_be_visible()
    assert state(server, chosen) == "proposed"


def test_deferred_proposal_waits_under_its_own_filter(review: Page, server: Server) -> None:
    chosen = current(review)
    review.keyboard.press("d")
    review.get_by_role("button", name="Ask the other office").click()
    review.keyboard.press("Enter")
    expect(review.locator(".toast")).to_contain_text("Deferred")
    review.get_by_label("State").select_option("deferred")
    expect(review.locator(f'.items a[data-proposal="{chosen}"]')).to_be_visible()
    expect(review.locator(".judgements")).to_contain_text("Ask the other office")
    server.judge(chosen, "reopen")


def test_second_clerk_is_told_and_loses_no_word(review: Page, server: Server) -> None:
    chosen = current(review)
    server.judge(chosen, "defer", reason="waiting for the register")
    review.keyboard.press("r")
    review.keyboard.type("Different applicants, see the file")
    review.keyboard.press("Enter")
    expect(review.get_by_role("alert")).to_contain_text("Somebody else judged this proposal")
    assert state(server, chosen) == "deferred"
    expect(review.locator(".judgements")).to_contain_text("waiting for the register")
    review.keyboard.press("r")
    expect(review.locator("#reason")).to_have_value("Different applicants, see the file")
    server.judge(chosen, "reopen")


def test_records_stand_side_by_side_in_their_own_script(review: Page, server: Server) -> None:
    pairs = [item for item in server.read("proposals?state=proposed&limit=30")["items"] if item["recordCount"] > 1]
    proposal = server.read(f"proposals/{pairs[0]['id']}")
    review.goto(f"{server.console}#/review/{proposal['id']}")
    expect(review.locator(".comparison thead th")).to_have_count(3)
    names = review.locator(".comparison .filed bdi")
    filed = {record["nameForms"][0]["text"] for record in proposal["records"]}
    assert set(names.all_text_contents()) <= filed
    for name in names.all():
        assert name.get_attribute("dir") in {"auto", "rtl"}
        assert name.get_attribute("lang") is not None
    expect(review.locator(".evidence li")).not_to_have_count(0)


def test_evidence_bars_have_signs_and_words(review: Page) -> None:
    for item in review.locator(".evidence li").all():
        side = item.get_attribute("class") or ""
        text = item.locator(".sign").text_content() or ""
        signs = {"for": "+", "against": "−", "neutral": "+−0"}
        assert text[0] in signs[side]
        assert ("no weight" if side == "neutral" else side) in text


def test_help_lists_the_keys_and_can_switch_them_off(review: Page) -> None:
    review.keyboard.press("?")
    dialog = review.get_by_role("dialog")
    expect(dialog).to_contain_text("Next proposal")
    dialog.get_by_label("Single keys are on").uncheck()
    review.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    first = current(review)
    review.keyboard.press("j")
    review.wait_for_timeout(300)
    assert current(review) == first


def test_service_that_is_away_is_said_plainly(review: Page, server: Server) -> None:
    review.route("**/v1/proposals/**", lambda route: route.abort())  # the one thing a running server cannot show
    review.reload()
    expect(review.get_by_role("alert").first).to_contain_text("does not answer")


def test_marked_sides_become_applicants_of_their_own(review: Page, server: Server) -> None:
    listed = server.read("proposals?state=proposed&kind=register&limit=50")["items"]
    chosen = next(item for item in listed if item["recordCount"] > 2)["id"]
    records = [record["recordId"] for record in server.read(f"proposals/{chosen}")["records"]]
    review.goto(f"{server.console}#/review/{chosen}")
    sides = review.locator(".members select")
    expect(sides).to_have_count(len(records))
    for index in range(len(records)):
        sides.nth(index).select_option(label="A" if index else "B")
    expect(review.locator(".members")).to_contain_text("keep 2 sides apart")
    review.keyboard.press("r")
    review.get_by_role("button", name="Different applicants").click()
    review.keyboard.press("Enter")
    expect(review.locator(".toast")).to_contain_text("Rejected")
    assert state(server, chosen) == "rejected"
    raised = server.read("proposals?state=approved&limit=50")["items"]
    assert len(records) - 1 in [item["recordCount"] for item in raised], "the larger side is approved as one applicant"


def test_approved_proposals_are_sent_to_the_chain_from_here(review: Page, server: Server) -> None:
    chosen = next(item["id"] for item in server.read("proposals?state=proposed&limit=50")["items"][::-1])
    server.judge(chosen, "approve")
    before = server.read("summary")["identifiers"]
    review.reload()
    review.get_by_role("button", name="Send to the chain").click()
    expect(review.locator(".anchoring")).to_contain_text("Anchored")
    assert state(server, chosen) == "anchored"
    assert server.read("summary")["identifiers"] > before
