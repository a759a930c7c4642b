"""Every language has exactly the texts of English: keys, places and plural forms."""

import re

import pytest

from .catalogues import MESSAGES, PLURAL, entries, faults, parse, read_catalogue

TRANSLATIONS = sorted(set(PLURAL) - {"en"})


def test_the_languages_are_those_the_console_offers() -> None:
    offered = set(re.findall(r"import\('\./messages/(\w+)\.js'\)", (MESSAGES.parent / "messages.js").read_text()))
    assert offered == set(PLURAL) == {path.stem for path in MESSAGES.glob("*.js")}


def test_the_english_catalogue_keeps_its_own_rules() -> None:
    english = read_catalogue("en")
    assert len(entries(english)) > 300, "the reader must find the texts"
    assert faults(english, english, "en") == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_translation_has_the_keys_places_and_plural_forms_of_english(language: str) -> None:
    assert faults(read_catalogue(language), read_catalogue("en"), language) == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_translation_begins_with_its_glossary(language: str) -> None:
    head = (MESSAGES / f"{language}.js").read_text(encoding="utf-8").split("export default")[0]
    terms = ("applicant", "office", "proposal", "judgement", "evidence", "record", "identifier", "consent")
    assert [term for term in terms if f"{term} = " not in head] == []


@pytest.mark.parametrize(
    ("translation", "fault"),
    [
        (
            "{a: 'x {gid}', n: {one: '{count} x', few: '{count} x', many: '{count} x', other: '{count} x'}}",
            "b: missing",
        ),
        (
            "{a: 'x', b: 'y', n: {one: '{count} x', few: '{count} x', many: '{count} x', other: '{count} x'}}",
            "a: places",
        ),
        ("{a: '{gid}', b: 'y', n: {one: '{count} x', other: '{count} x'}}", "n: no form “few”"),
        (
            "{a: '{gid}', b: 'y', n: {one: 'x', few: '{count} x', many: '{count} x', other: '{count} x'}}",
            "n: form “one”",
        ),
        (
            "{a: '{gid}', b: 'y', c: 'z', n: {one: '{count}', few: '{count}', many: '{count}', other: '{count}'}}",
            "c: not",
        ),
    ],
)
def test_fault_of_a_translation_is_named(translation: str, fault: str) -> None:
    english = parse("export default {a: 'of {gid}', b: 'it’s', n: {one: '{count} a', other: '{count} b'}};")
    assert any(line.startswith(fault) for line in faults(parse(translation), english, "ru"))
