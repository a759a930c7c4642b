"""Fold a written name to the one form in which names are compared; script and diacritics are kept.

A folded name is tokens joined by single spaces. Tokens are words (letters, marks, digits; "3.5" keeps its point), the
signs & + @ $, the joints "c/o" and "t/a", and the structure `, ; ( )` each standing alone. Nothing else occurs.
Folding is idempotent. Order matters and is explained where it does.
"""

import re
import unicodedata
from typing import Final

from matching.characters import BEFORE_NORMALISING, CHARACTERS, MARKS_AND_VARIANTS
from matching.confusables import unmix_scripts
from matching.diacritics import strip_diacritics
from matching.errors import NameTooLongError
from matching.markup import has_markup, repair_mojibake, strip_markup
from matching.parties import Parties, Party, PartyRole, split_parties

__all__ = [
    "CONJUNCTIONS",
    "MAX_NAME_CHARS",
    "NameTooLongError",
    "Parties",
    "Party",
    "PartyRole",
    "fold_name",
    "join_initials",
    "split_parties",
    "strip_diacritics",
]

MAX_NAME_CHARS: Final = 512  # code points, so at most 2,048 bytes of UTF-8; PATSTAT allows 400
# Words and signs that mean "and"; folding leaves them, comparisons may treat them as one.
CONJUNCTIONS: Final = frozenset(
    {"&", "+", "and", "et", "und", "y", "e", "i", "og", "och", "en", "ve", "ja", "és", "и", "та", "і", "й", "και",
     "و", "ו", "及", "和", "与", "與", "및"}
)  # fmt: skip


def fold_name(text: str) -> str:
    """Return the folded form of a name as written.

    Args:
        text: Any string; at most 512 code points, before and after folding.

    Returns:
        Lower-case tokens joined by single spaces, NFC; empty if nothing but decoration was there.

    Raises:
        NameTooLongError: `text` or its folded form is too long; carries `size` and `limit` in code points.
    """
    if len(text) > MAX_NAME_CHARS:  # before any Unicode normalisation, whose cost can be quadratic
        raise NameTooLongError(len(text), MAX_NAME_CHARS)
    if has_markup(text):
        text = strip_markup(text)
    folded = _fold_ascii(text) if text.isascii() else _fold_unicode(text)
    if len(folded) > MAX_NAME_CHARS:
        raise NameTooLongError(len(folded), MAX_NAME_CHARS)
    return folded


def join_initials(folded: str) -> str:
    """Join runs of single letters: "e i du pont" -> "ei du pont"; for organisations, whose initials come either way."""
    return _SPACED_INITIALS.sub(lambda match: match.group(0).replace(" ", ""), folded)


_SPACED_INITIALS: Final = re.compile(r"(?<![^ ])[^\W\d_](?: [^\W\d_](?![^ ]))+")


def _fold_ascii(text: str) -> str:
    return " ".join(_fold_punctuation(text.lower()).translate(CHARACTERS).split())


def _fold_unicode(text: str) -> str:
    text = repair_mojibake(text).translate(BEFORE_NORMALISING)
    text = unmix_scripts(unicodedata.normalize("NFKC", text))  # before case folding: В looks like B, в not like b
    text = unicodedata.normalize("NFKC", text.casefold()).translate(MARKS_AND_VARIANTS)
    if _KANA.search(text):
        text = _KANA_ONE.sub("ー", _KANA_HYPHEN.sub("ー", text))
    if _HEBREW.search(text):
        text = _HEBREW_GERESH.sub("\u05f3", _HEBREW_QUOTES.sub("", text))
    text = _CATALAN_DOT.sub("", text)
    folded = " ".join(_fold_punctuation(text).translate(CHARACTERS).split())
    folded = unicodedata.normalize("NFC", folded)  # a dropped mark may have kept two others apart
    return unmix_scripts(folded)  # a dropped apostrophe may have kept two alphabets apart


# --- punctuation that means something ---

_DOTTED: Final = re.compile(r"(?<!\w)(?:(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![\w׳]))?|[^\W\d_]\.[^\W\d_](?![\w.׳]))")
_LONE_DOT: Final = re.compile(r"(?<!\d)\.|\.(?!\d)")
_DIGIT_COMMA: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ELISION: Final = re.compile(r"(?<!\w)(d|l|dell|nell|all|dall|sull|coll|degl|dagl|qu)'(?=\w{2})")
_INNER_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")
_SLASHED: Final = re.compile(r"(?<![\w/])[^\W\d_](?:/[^\W\d_])+(?![\w/])|/")
_SLASHED_KEPT: Final = frozenset({"c/o", "t/a"})
# Two dotted letters at the head are a person's initials, save for these.
_DOTTED_PAIRS: Final = frozenset({"us", "uk", "eu", "un"})


def _fold_punctuation(text: str) -> str:
    """Resolve dots, apostrophes and slashes, whose meaning depends on their neighbours; `text` is lower case."""
    if "." in text:
        text = _LONE_DOT.sub(" ", _DOTTED.sub(_join_dotted, text))
    if "'" in text or "`" in text:
        text = text.replace("`", "'")
        text = _INNER_APOSTROPHE.sub("", _ELISION.sub(r"\1 ", text))
    if "/" in text:
        text = _SLASHED.sub(_join_slashed, text)
    return _DIGIT_COMMA.sub("", text) if "," in text else text


def _join_dotted(match: re.Match[str]) -> str:
    """ "s.n.e.c.m.a." -> "snecma"; "j.r. smith" keeps two initials, which a person comparison needs."""
    letters = match.group(0).replace(".", "")
    if len(letters) == 2 and letters not in _DOTTED_PAIRS:
        before = match.string[: match.start()].rstrip()
        if before.endswith((",", ";")) or (not before and match.string[match.end() :].strip(" .,")):
            return f" {letters[0]} {letters[1]} "
    return f" {letters} "


def _join_slashed(match: re.Match[str]) -> str:
    found = match.group(0)
    return f" {found} " if found in _SLASHED_KEPT else " " if found == "/" else found.replace("/", "")


# --- scripts with rules of their own ---

_KANA: Final = re.compile("[ぁ-ヿ]")
_KANA_HYPHEN: Final = re.compile(
    "(?<=[ぁ-ゖァ-ヺー])[-‐-―−─━﹣](?![A-Za-z0-9\\s]|$)|(?<=[ァ-ヺー])[-‐-―−─━﹣](?=\\s|$)"
)
_KANA_ONE: Final = re.compile("(?<=[ァ-ヺー])一(?=[ァ-ヺー])")  # the kanji "one" where the length mark was meant
_HEBREW: Final = re.compile("[א-ת]")
_HEBREW_QUOTES: Final = re.compile('(?<=[א-ת])["״](?=[א-ת])')
_HEBREW_GERESH: Final = re.compile("(?<=[א-ת])['׳]")  # changes the sound of its letter, so it is kept
_CATALAN_DOT: Final = re.compile("(?<=l)·(?=l)")
