"""The console's pure modules, run in the browser that will run them."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CONSOLE = Path(__file__).parents[2] / "api" / "console"
COMPARE = "async ([left, right]) => (await import('./differences.js')).compareNames(left, right)"
FLATTEN = """async () => {
  const PLURAL = ['zero', 'one', 'two', 'few', 'many', 'other'];
  const isText = (value) => typeof value === 'string' || Array.isArray(value)
    || Object.keys(value).every((key) => PLURAL.includes(key));
  const flat = (value, path) => (isText(value) ? [path]
    : Object.entries(value).flatMap(([key, inner]) => flat(inner, path ? `${path}.${key}` : key)));
  return flat((await import('./messages/en.js')).default, '');
}"""


def differing(pieces: list[dict[str, Any]]) -> list[str]:
    return [piece["text"] for piece in pieces if not piece["same"]]


@pytest.mark.parametrize(
    ("left", "right", "only_left", "only_right"),
    [
        ("Nordic Pumps AB", "NORDIC PUMPS ab", [], []),  # case is no difference
        ("Müller GmbH", "Muller GmbH", [], []),  # nor is an accent
        ("Ｏｌｙｍｐ", "Olymp", [], []),  # nor full width
        ("Applied Generics", "Applied Genetics", ["r"], ["t"]),  # similar words: by character
        ("Hill Valley Optics", "Hill Valley Marine Ltd", ["Optics"], ["Marine", "Ltd"]),  # others: by word
        ("山田電機株式会社", "山田電気株式会社", ["機"], ["気"]),  # no spaces: by character
        ("太平洋金属", "大和ハウス平塚", ["太平洋金属"], ["大和ハウス平塚"]),  # one common character is chance
        ("شركة النور المحدودة", "شركة النهر المحدودة", ["النور"], ["النهر"]),  # joined letters stay whole
    ],
)
def test_differences_are_where_a_reader_would_put_them(
    page: Page, left: str, right: str, only_left: list[str], only_right: list[str]
) -> None:
    pieces = page.evaluate(COMPARE, [left, right])
    assert [text.strip() for text in differing(pieces["left"]) if text.strip()] == only_left
    words = [word for text in differing(pieces["right"]) for word in text.split()]
    assert words == only_right


@pytest.mark.parametrize(
    "pair", [("A  B-C", "a b c"), ("𠮷野家 (株)", "吉野家㈱"), ("", "x"), ("👩‍🔬 Lab", "Lab"), ("x" * 600, "y")]
)
def test_pieces_give_the_names_back(page: Page, pair: tuple[str, str]) -> None:
    pieces = page.evaluate(COMPARE, list(pair))
    assert tuple("".join(piece["text"] for piece in pieces[side]) for side in ("left", "right")) == pair


def test_every_text_that_is_asked_for_is_in_the_catalogue(page: Page) -> None:
    keys = set(page.evaluate(FLATTEN))
    sources = [path.read_text() for path in CONSOLE.rglob("*.js")] + [(CONSOLE / "index.html").read_text()]
    asked = {key for text in sources for key in re.findall(r"\b(?:t|phrase)\('([\w.]+)'[,)]", text)}
    asked |= set(re.findall(r'data-(?:message|label)="([\w.]+)"', sources[-1]))
    assert len(asked) > 80, "the pattern must find the calls"
    assert asked - keys == set()


def test_gid_is_written_in_groups(page: Page) -> None:
    assert (
        page.evaluate("async () => (await import('./names.js')).gidText('00000012345676')") == "GID 0000 0012 3456 76"
    )


def test_text_of_a_record_never_becomes_markup(page: Page) -> None:
    markup = page.evaluate(
        "async () => (await import('./names.js')).nameElement('<img src=x onerror=alert(1)>', 'en', 'Latn').innerHTML"
    )
    assert markup == "&lt;img src=x onerror=alert(1)&gt;"
