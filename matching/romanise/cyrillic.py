"""Cyrillic to ASCII by the name's language, with the spellings that offices and companies really use."""

from __future__ import annotations

import re

_SHARED = dict(
    zip("абвгдзиклмнопрстуф", "a b v g d z i k l m n o p r s t u f".split(), strict=True),
    е="e", ё="yo", ж="zh", й="y", х="kh", ц="ts", ч="ch", ш="sh", щ="shch", ъ="", ы="y", ь="", э="e", ю="yu", я="ya",
)  # fmt: skip
# BGN/PCGN without diacritics is the base; each language states only where it differs.
_BY_LANGUAGE: dict[str, dict[str, str]] = {
    "ru": {},
    "uk": dict(г="h", ґ="g", є="ie", и="y", і="i", ї="i", й="i"),
    "be": dict(г="h", ґ="g", і="i", ў="u", ё="io", й="i"),
    "bg": dict(щ="sht", ъ="a", х="h", ь="y", ц="ts"),
    "mk": dict(ѓ="gj", ќ="kj", љ="lj", њ="nj", џ="dzh", ј="j", ѕ="dz", х="h", ц="c"),
    "sr": dict(ђ="dj", ћ="c", љ="lj", њ="nj", џ="dz", ј="j", х="h", ц="c", ч="c", ш="s", ж="z"),
    "kk": dict(ә="a", ғ="g", қ="k", ң="n", ө="o", ұ="u", ү="u", һ="h", і="i", и="i"),
    "ky": dict(ң="ng", ө="o", ү="u", ж="j"),
    "mn": dict(ө="u", ү="u", ж="j", е="ye", х="kh", в="v"),
    "tg": dict(ғ="gh", ӣ="i", қ="q", ӯ="u", ҳ="h", ҷ="j"),
    "uz": dict(ў="o", қ="q", ғ="g", ҳ="h", ж="j", х="x"),
    "az": dict(ә="a", ғ="g", ҝ="g", ө="o", ү="u", һ="h", ҹ="j", ј="y", ж="j", х="x"),
    "tt": dict(ә="a", җ="j", ң="n", ө="o", ү="u", һ="h"),
}
_RARE = dict(
    ђ="dj", ѓ="gj", є="ye", ѕ="dz", і="i", ї="yi", ј="j", љ="lj", њ="nj", ћ="c", ќ="kj", ў="u", џ="dzh", ґ="g",
    ғ="g", җ="j", ҙ="z", қ="k", ҝ="g", ң="n", ҡ="k", ү="u", ұ="u", ҳ="h", ҷ="j", ҹ="j", һ="h", ә="a", ө="o", ӣ="i",
    ӯ="u", ҫ="s", ӊ="n", ӧ="o", ӱ="u", ӓ="a", ӑ="a", ӗ="e", ӳ="u", ѣ="e", ѳ="f", ѵ="i", ҥ="ng", ӫ="o",
)  # fmt: skip
_RARE = {letter: plain for letter, plain in _RARE.items() if len(letter) == 1}
# What companies, passports and GOST 7.79 / ISO 9 write instead: one coherent second and third habit.
_COMPANY = dict(ё="e", й="i", х="h", ц="c", щ="sch", ы="i", ю="iu", я="ia")
_PASSPORT = dict(ё="e", й="y", х="h", ц="ts", щ="sch", ю="ju", я="ja", в="w")
_APOSTROPHES = {ord(mark): "" for mark in "'’ʼ`\"«»“”"}
_ENDINGS = re.compile(r"(?:ый|ий|iy|yy)\b")


def _table(*layers: dict[str, str]) -> dict[int, str]:
    table = dict(_APOSTROPHES)
    for layer in (_SHARED, _RARE, *layers):
        table.update({ord(letter): plain for letter, plain in layer.items()})
    return table


_TABLES: dict[str, tuple[dict[int, str], ...]] = {
    language: (_table(letters), _table(letters, _COMPANY), _table(letters, _PASSPORT))
    for language, letters in _BY_LANGUAGE.items()
}
_UKRAINIAN, _SERBIAN, _MACEDONIAN, _KAZAKH = (frozenset(s) for s in ("іїєґ", "ђћљњџј", "ѓќѕ", "әғқңұһ"))


def guess_cyrillic_language(text: str) -> str:
    """Guess the language of a Cyrillic name from letters only it uses; Russian when nothing speaks against it.

    Args:
        text: Lower case.

    Returns:
        ISO 639-1 code: be, kk, mk, mn, ru, sr or uk.
    """
    letters = set(text)
    if letters & _MACEDONIAN:
        return "mk"
    if letters & _SERBIAN:
        return "sr"
    if letters & _KAZAKH:
        return "kk"
    if "ў" in letters:
        return "be"
    if letters & _UKRAINIAN:
        return "uk"
    return "mn" if letters & {"ө", "ү"} else "ru"


def romanise_cyrillic(text: str, language: str = "") -> tuple[str, ...]:
    """Write Cyrillic letters in ASCII.

    Args:
        text: Lower case, composed (NFC).
        language: ISO 639-1 code; guessed from the letters when "" or unknown.

    Returns:
        Up to three spellings: BGN/PCGN (with "-y" for the endings -ий and -ый), the company habit ("ia", "iu", "h",
        "x" for кс) and the older passport habit ("ja", "w").
    """
    first, company, passport = _TABLES[language if language in _TABLES else guess_cyrillic_language(text)]
    best = _ENDINGS.sub("y", text).translate(first)
    second = _ENDINGS.sub("iy", text).replace("кс", "x").translate(company)
    third = _ENDINGS.sub("y", text).translate(passport)
    return tuple(dict.fromkeys((best, second, third)))
