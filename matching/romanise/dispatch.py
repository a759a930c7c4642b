"""Which romaniser reads which run of a name, and how their spellings are put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from matching.romanise.caucasian import romanise_armenian, romanise_georgian
from matching.romanise.chinese import looks_chinese, looks_japanese, read_in_korean, romanise_chinese
from matching.romanise.cyrillic import romanise_cyrillic
from matching.romanise.fallback import romanise_any
from matching.romanise.greek import romanise_greek
from matching.romanise.hangul import romanise_hangul
from matching.romanise.indic import romanise_indic
from matching.romanise.japanese import romanise_japanese
from matching.romanise.latin import romanise_latin
from matching.romanise.scripts import detect_script, script_runs
from matching.romanise.semitic import romanise_arabic, romanise_hebrew
from matching.romanise.thai import romanise_thai

MAX_ROMANISATIONS = 4
_JAPANESE_FORMS = re.compile(
    "株式会社|有限会社|合同会社|財団法人|社団法人|合資会社|合名会社|独立行政法人|学校法人|研究所"
)
_INDIC = ("Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym")


def _read_indic(script: str, run: str, _: str) -> tuple[str, ...]:
    return romanise_indic(run, script)


_BY_SCRIPT: dict[str, Callable[[str, str], Sequence[str]]] = {
    "Latn": romanise_latin,
    "Cyrl": romanise_cyrillic,
    "Arab": romanise_arabic,
    "Grek": lambda run, _: romanise_greek(run),
    "Hebr": lambda run, _: romanise_hebrew(run),
    "Hang": lambda run, _: romanise_hangul(run),
    "Thai": lambda run, _: romanise_thai(run),
    "Geor": lambda run, _: romanise_georgian(run),
    "Armn": lambda run, _: romanise_armenian(run),
    "JaJp": lambda run, _: romanise_japanese(run),
    "ZhCn": lambda run, _: romanise_chinese(run),
    "KoKr": lambda run, _: romanise_hangul(read_in_korean(run)),
    "Both": lambda run, _: (*romanise_chinese(run), *romanise_japanese(run)[:2]),
    **{script: partial(_read_indic, script) for script in _INDIC},
}


def _east_asian_reading(text: str, script: str, language: str) -> str:
    """Decide how the Han and kana of a whole name are read: "JaJp", "ZhCn", "KoKr", or "Both" when nothing tells."""
    if language == "ja" or script == "Jpan" or detect_script(text) == "Jpan":
        return "JaJp"
    if language[:2] in ("zh", "yue", "wu") or script in ("Hans", "Hant"):
        return "ZhCn"
    if language[:2] == "ko":
        return "KoKr"
    if looks_chinese(text):
        return "ZhCn"
    return "JaJp" if _JAPANESE_FORMS.search(text) or looks_japanese(text) else "Both"


def _to_ascii(text: str) -> str:
    spelt = text if text.isascii() else romanise_any(text)
    return " ".join(spelt.split())


def romanise(folded: str, *, script: str = "", language: str = "") -> tuple[str, ...]:
    """Write a name in ASCII in every way an office is likely to.

    Args:
        folded: A name after `folding.fold_name` (lower case); upper case is lowered.
        script: ISO 15924 code of the name when known; matters only for Han text.
        language: ISO 639-1 code of the office's language when known: decides between Japanese and Chinese readings,
            and between the habits of languages that share a script.

    Returns:
        One to `MAX_ROMANISATIONS` distinct spellings, lower-case ASCII, words separated by one space, best first.
        Han text without any hint gives the Chinese reading, then the Japanese one.
    """
    if folded.isascii():
        return (folded.lower(),)
    text, language = folded.lower(), language.lower()
    runs = [(run_script, run) for run_script, run in script_runs(text)]
    spelt: list[Sequence[str]] = []
    for run_script, run in runs:
        if run_script == "Jpan":
            run_script = _east_asian_reading(text, script, language)
        reader = _BY_SCRIPT.get(run_script)
        variants = reader(run, language) if reader else (romanise_any(run),)
        spelt.append(variants if run_script in ("Latn", "Zyyy") else [f" {variant} " for variant in variants])
    width = min(max(map(len, spelt)), MAX_ROMANISATIONS)
    joined = ("".join(run[min(choice, len(run) - 1)] for run in spelt) for choice in range(width))
    return tuple(dict.fromkeys(map(_to_ascii, joined)))
