"""Take the legal form off a name and keep it as evidence: which form, from where, and what it says about two names.

Forms stand before the name, after it, around it (บริษัท ... จำกัด), are glued to it (株式会社トヨタ), or turn up in the middle
(Bosch GmbH Stuttgart). What is an ordinary word elsewhere is cut only where country or language agrees. The stem is
never empty. Spellings and codes: data/legal_forms.yml, ISO 20275 and others, compiled by training/build_legal_forms.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from matching.characters import STRUCTURE
from matching.legal_form_keys import is_unspaced, key_of, words_of
from matching.legal_form_table import Form, Table, load_table, meanings, places_of

Position = Literal["prefix", "suffix", "attached", "middle"]
Compatibility = Literal["same", "compatible", "different", "unknown"]

_MAX_ROUNDS: Final = 3  # "Foo (Pty) Ltd Inc": forms are stacked, but not for ever
# A stem of nothing but these is no name.
_EMPTY_STEMS: Final = frozenset(
    {"the", "a", "an", "and", "of", "&", "+", "la", "le", "les", "el", "der", "die", "das", "de", "il", "i"}
)
_DANGLING: Final = frozenset({"&", "+", "and", "und", "et", "u"})


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form found in a name.

    Attributes:
        code: Our id of the form ("de-gmbh"), the likeliest if several are written alike.
        generic: Its family, a key of `GENERICS`.
        jurisdictions: ISO 3166-1 countries that have it; empty for forms used all over the English-speaking world.
        position: Where it stood.
        text: The folded words that were read as the form.
        readings: Every form id the words may stand for, `code` first.
        elf: ISO 20275 codes of the form in the record's country; empty if that is unknown.
        stripped: False for words like "University" that say what the applicant is but belong to its name.
    """

    code: str
    generic: str
    jurisdictions: tuple[str, ...]
    position: Position
    text: str
    readings: tuple[str, ...] = ()
    elf: tuple[str, ...] = ()
    stripped: bool = True


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A folded name in two parts; `stem` has no structure tokens and is empty only if the name was."""

    stem: str
    forms: tuple[LegalForm, ...]


def parse_legal_form(folded: str, *, country: str = "", language: str = "") -> ParsedName:
    """Split a folded name into stem and legal forms.

    Args:
        folded: What `fold_name` returned.
        country: The applicant's ISO 3166-1 country, "" if unknown.
        language: ISO 639-1 code of the name; used when the country is unknown.
    """
    words = words_of(folded)
    if not words:
        return ParsedName("", ())
    reader = _Reader(load_table(), words, places_of(country, language))
    reader.read_suffix()
    reader.read_prefix()
    if not reader.has_stripped():
        stops = [] if folded.isalnum() else _stops(folded)
        reader.read_middle(stops)
    return ParsedName(reader.stem(), tuple(reader.forms))


def _stops(folded: str) -> list[int]:
    """Return after how many words a comma, semicolon or opening bracket stands."""
    stops: list[int] = []
    count = 0
    for token in folded.split():
        if token in STRUCTURE:
            if token != ")" and count > 0:
                stops.append(count)
        else:
            count += 1
    return stops


class _Reader:
    """The words of one name between two moving ends."""

    __slots__ = ("_end", "_keys", "_places", "_start", "_table", "_words", "forms")

    def __init__(self, table: Table, words: list[str], places: frozenset[str]) -> None:
        self._table = table
        self._words = words
        self._keys = key_of(words)
        self._places = places
        self._start = 0
        self._end = len(words)
        self.forms: list[LegalForm] = []

    def has_stripped(self) -> bool:
        return any(form.stripped for form in self.forms)

    def stem(self) -> str:
        words = self._words[self._start : self._end]
        while len(words) > 1 and words[-1] in _DANGLING:
            words.pop()
        return " ".join(word.strip("()") for word in words)

    def read_suffix(self) -> None:
        for _ in range(_MAX_ROUNDS):
            last = self._keys[self._end - 1]
            longest = self._table.longest_ending_in.get(last, 0)
            if longest and self._cut_end(self._end, min(longest, self._end - self._start), "suffix"):
                continue
            if not (is_unspaced(last) and self._cut_glued(at_end=True)):
                return

    def read_prefix(self) -> None:
        for _ in range(_MAX_ROUNDS):
            first = self._keys[self._start]
            longest = self._table.longest_starting_with.get(first, 0)
            if longest and self._cut_start(min(longest, self._end - self._start)):
                continue
            if not (is_unspaced(first) and self._cut_glued(at_end=False)):
                return

    def read_middle(self, stops: Sequence[int]) -> None:
        """Look before commas and brackets, then for unmistakable forms anywhere."""
        for stop in stops:
            longest = self._table.longest_ending_in.get(self._keys[stop - 1], 0) if stop < self._end else 0
            if longest and self._cut_end(stop, min(longest, stop - self._start), "middle"):
                return
        for place in range(self._start + 1, self._end - 1):
            key = self._keys[place]
            if key in self._table.inner and self._cut_inner(place, self._table.inner[key]):
                return
        for place in range(self._start, self._end):
            if is_unspaced(self._keys[place]) and self._cut_inside_word(place):
                return

    def _cut_end(self, end: int, longest: int, position: Position) -> bool:
        for length in range(longest, 0, -1):
            if not self._is_name(self._start, end - length) and position == "suffix":
                continue
            if end - length <= self._start:
                continue
            if self._take(end - length, end, position, prefix=False):
                return self.forms[-1].stripped
        return False

    def _cut_start(self, longest: int) -> bool:
        for length in range(longest, 0, -1):
            if self._is_name(self._start + length, self._end) and self._take(
                self._start, self._start + length, "prefix", prefix=True
            ):
                return self.forms[-1].stripped
        return False

    def _cut_inner(self, place: int, longest: int) -> bool:
        for length in range(min(longest, self._end - place - 1), 0, -1):
            key = " ".join(self._keys[place : place + length])
            if any(form.middle for form in self._table.spellings.get(key, ())) and self._take(
                place, place + length, "middle", prefix=False
            ):
                return True
        return False

    def _is_name(self, start: int, end: int) -> bool:
        return any(self._keys[place] not in _EMPTY_STEMS for place in range(start, end))

    def _take(self, start: int, end: int, position: Position, *, prefix: bool) -> bool:
        """Read words [start, end) as a form if they are one here; note it and take them out of the name."""
        key = " ".join(self._keys[start:end])
        candidates = self._table.spellings.get(key)
        meant = meanings(candidates, self._places, key=key, prefix=prefix) if candidates else ()
        if not meant:
            return False
        form = self._note(meant, position, " ".join(self._words[start:end]))
        if form.stripped:
            del self._words[start:end], self._keys[start:end]
            self._end -= end - start
        return True

    def _note(self, meant: Sequence[Form], position: Position, text: str) -> LegalForm:
        first = meant[0]
        elf = [code for form in meant for country in sorted(self._places) for code in form.elf.get(country, ())]
        form = LegalForm(
            code=first.id,
            generic=first.generic if all(form.generic == first.generic for form in meant) else "company",
            jurisdictions=tuple(sorted({country for form in meant for country in form.jurisdictions})),
            position=position,
            text=text,
            readings=tuple(form.id for form in meant),
            elf=tuple(dict.fromkeys(elf)),
            stripped=not first.keep,
        )
        self.forms.append(form)
        return form

    def _cut_glued(self, *, at_end: bool) -> bool:
        """Cut a form off the first or last word: 株式会社トヨタ, トヨタ株式会社."""
        place = self._end - 1 if at_end else self._start
        key = self._keys[place]
        for length in self._table.glued_lengths:
            if length >= len(key):
                continue
            candidates = self._table.spellings.get(key[-length:] if at_end else key[:length])
            if not candidates:
                continue
            glued = [form for form in candidates if form.glued]
            meant = meanings(glued, self._places, key=key, prefix=not at_end)
            if meant:
                word = self._words[place]
                form = self._note(meant, "attached", word[-length:] if at_end else word[:length])
                if form.stripped:
                    self._words[place] = word[:-length] if at_end else word[length:]
                    self._keys[place] = key[:-length] if at_end else key[length:]
                return form.stripped
        return False

    def _cut_inside_word(self, place: int) -> bool:
        word, key = self._words[place], self._keys[place]
        for text in self._table.glued_inner:
            found = key.find(text)
            if found < 0 or len(key) == len(text) or len(key) != len(word):
                continue
            meant = meanings(self._table.spellings[text], self._places, key=text, prefix=False)
            if meant:
                self._note(meant, "middle", text)
                pieces = [piece for piece in (word[:found], word[found + len(text) :]) if piece]
                self._words[place : place + 1] = pieces
                self._keys[place : place + 1] = pieces
                self._end += len(pieces) - 1
                return True
        return False


# Families of legal forms. A family names what kind of legal person stands behind a name, whatever the country.
GENERICS: Final = {
    "company": "a company, kind not said",
    "company-limited": "a limited company, kind not said",
    "limited": "a company with limited liability, shares not traded",
    "joint-stock": "a company with shares",
    "corporation": "a North American corporation",
    "unlimited": "a company with unlimited liability",
    "partnership": "a general or civil partnership",
    "limited-partnership": "a limited partnership",
    "llp": "a limited liability partnership",
    "sole-proprietor": "one person in business",
    "cooperative": "a cooperative",
    "mutual": "a mutual company",
    "association": "an association",
    "foundation": "a foundation",
    "trust": "a trust",
    "economic-interest-grouping": "a grouping of companies",
    "public-body": "a body of public law",
    "state-enterprise": "an enterprise of the state",
    "university": "a university, legal form not said",
    "university-corporation": "a university as a legal person",
    "educational-corporation": "a school as a legal person",
    "medical-corporation": "a hospital as a legal person",
    "religious-corporation": "a church or temple as a legal person",
    "investment-corporation": "a fund as a legal person",
    "special-purpose": "a special purpose company",
    "establishment": "an establishment of Liechtenstein law",
    "branch": "a branch of a company",
    "group": "a group of companies",
    "other": "not told apart",
}
# Families that a vaguer one can stand for: "Foo Co." may be any of them.
_VAGUE: Final[dict[str, frozenset[str]]] = {
    "company": frozenset(
        ["company", "company-limited", "limited", "joint-stock", "corporation", "unlimited", "partnership", "limited-partnership"]
    ),
    "company-limited": frozenset({"company", "company-limited", "limited", "joint-stock"}),
}


def compatible(left: Sequence[LegalForm], right: Sequence[LegalForm]) -> Compatibility:
    """Say what two names' legal forms tell about whether one legal person bears both.

    Returns:
        "same": a form in common. "compatible": one may be a vaguer word for the other or its customary translation.
        "different": the same stem with these forms would be two legal persons. "unknown": a name shows no form.
    """
    lefts = [form for form in left if form.stripped]
    rights = [form for form in right if form.stripped]
    if not lefts or not rights:
        return "unknown"
    verdicts = {_compare(a, b) for a in lefts for b in rights}
    return "same" if "same" in verdicts else "compatible" if "compatible" in verdicts else "different"


def _compare(left: LegalForm, right: LegalForm) -> Compatibility:
    if set(left.readings or (left.code,)) & set(right.readings or (right.code,)):
        return "same"
    if _translates(left, right) or _translates(right, left):
        return "compatible"
    together = not left.jurisdictions or not right.jurisdictions or set(left.jurisdictions) & set(right.jurisdictions)
    if together and (
        left.generic == right.generic
        or right.generic in _VAGUE.get(left.generic, ())
        or left.generic in _VAGUE.get(right.generic, ())
    ):
        return "compatible"
    return "different"


def _translates(native: LegalForm, english: LegalForm) -> bool:
    known = load_table().by_id
    return any(
        english_id in known[code].english
        for code in native.readings or (native.code,) for english_id in english.readings or (english.code,)
        if code in known
    )  # fmt: skip
