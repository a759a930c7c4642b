"""The console in the six languages of the Organization, as a reader sees it."""

import re

import pytest
from playwright.sync_api import Page, expect

from .catalogues import PLURAL, entries, read_catalogue
from .conftest import Server

pytestmark = pytest.mark.browser

ROUTES = ("dashboard", "review", "lookup")
SHOWN = """() => [document.body.innerText, document.title,
  ...[...document.querySelectorAll('[aria-label], [placeholder], [title]')]
    .flatMap((one) => ['aria-label', 'placeholder', 'title'].map((name) => one.getAttribute(name) ?? '')),
  ].join('\\n')"""
TEXT = "async ([key, places]) => (await import('./messages.js')).t(key, places)"
CATEGORIES = "(language) => new Intl.PluralRules(language).resolvedOptions().pluralCategories"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def open_in(page: Page, server: Server, language: str, route: str) -> None:
    page.goto(f"{server.console}?lang={language}#/{route}")
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("main .loading")).to_have_count(0)


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("ru", "ltr")])
def test_pages_are_in_the_language_of_the_address(page: Page, server: Server, language: str, direction: str) -> None:
    keys = set(entries(read_catalogue("en")))
    for route in ROUTES:
        open_in(page, server, language, route)
        assert page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]") == [
            language,
            direction,
        ]
        shown = page.evaluate(SHOWN)
        assert set(re.findall(r"\b[a-z]\w*(?:\.[\w-]+)+", shown)) & keys == set(), "a key instead of its text"
        assert re.findall(r"\{\w+\}", shown) == [], "a place that was not filled"
    expect(page.locator("#pages [data-page=review]")).to_contain_text(read_catalogue(language)["nav"]["review"])


def test_arabic_puts_the_list_to_the_right_and_leaves_names_as_they_were_filed(page: Page, server: Server) -> None:
    open_in(page, server, "ar", "review")
    item, detail = page.locator(".queue .items li").first, page.locator(".detail h2")
    expect(detail).to_be_visible()
    places = [box["x"] for box in (item.bounding_box(), detail.bounding_box()) if box]
    assert len(places) == 2
    assert places[0] > places[1], "the list is where reading begins"
    first = server.read("proposals?state=proposed&limit=1")["items"][0]["standardName"]
    name = page.locator(".queue .items li bdi.name").first
    expect(name).to_have_text(first["text"])
    assert name.get_attribute("lang") != "ar" or first["script"] == "Arab"
    expect(page.locator(".evidence .sentence bdi").first).to_have_attribute("lang", "en")


@pytest.mark.parametrize("language", sorted(PLURAL))
def test_plural_forms_are_those_of_the_browser(page: Page, language: str) -> None:
    assert set(page.evaluate(CATEGORIES, language)) == set(PLURAL[language])


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("ru", {1: "1 запись", 2: "2 записи", 5: "5 записей", 11: "11 записей", 21: "21 запись", 24: "24 записи"}),
        ("ar", {0: "لا قيود", 1: "قيد واحد", 2: "قيدان", 3: "3 قيود", 11: "11 قيداً", 100: "100 قيد"}),
        ("zh", {1: "1 条记录", 1234: "1,234 条记录"}),
        ("fr", {0: "0 enregistrement", 2: "2 enregistrements"}),
    ],
)
def test_counted_things_are_declined(page: Page, server: Server, language: str, texts: dict[int, str]) -> None:
    open_in(page, server, language, "lookup")
    said = {count: page.evaluate(TEXT, ["review.records", {"count": count}]) for count in texts}
    assert said == texts


def test_choice_is_in_the_address_and_remembered(page: Page, server: Server) -> None:
    page.goto(f"{server.console}#/lookup?q=pump")
    expect(page.locator("#language-choice option")).to_have_count(len(PLURAL))
    page.locator("#language-choice").select_option("ru")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert page.url.endswith("/console/?lang=ru#/lookup?q=pump")
    page.goto(server.console)
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    open_in(page, server, "fr", "lookup")
    page.goto(server.console)
    expect(page.locator("html")).to_have_attribute("lang", "ru")  # a shared link is no choice


def test_no_language_is_wider_than_a_phone(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    wide = {}
    for language in PLURAL:
        for route in ROUTES:
            open_in(page, server, language, route)
            wide[language, route] = page.evaluate(OVERFLOW)
    assert {place: by for place, by in wide.items() if by > 0} == {}
