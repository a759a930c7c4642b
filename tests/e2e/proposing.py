"""Changes as a person proposes them on the page of an applicant."""

from playwright.sync_api import Page, expect


def preview_merge(page: Page, other_gid: str) -> None:
    """Say that another GID is the same applicant, and look at what a merge would do; nothing is proposed yet."""
    page.get_by_text("Propose a change").click()
    page.get_by_label("The other GID").fill(other_gid)
    page.get_by_label("Reason").fill("Same register number")
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.locator(".change-answer")).to_contain_text("A mistake is undone by a split")
    expect(page.locator(".change-answer .fate")).to_have_count(2)


def propose_split(page: Page) -> None:
    """On the page that a merged GID leads to: take the merge back."""
    page.get_by_text("Propose a change").click()
    page.get_by_label("What is wrong?").select_option("split")
    page.get_by_label("Reason").fill("They are two companies")
    page.get_by_role("button", name="Show what it would do").click()
    page.get_by_role("button", name="Put it into the queue").click()
