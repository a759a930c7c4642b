"""Read legal forms off the two ends of a name, and out of its middle."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from matching.legal_form import LegalForm, Position
from matching.legal_form_keys import is_unspaced
from matching.legal_form_spelling import corrected
from matching.legal_form_table import Table, load_table, meanings

_MAX_ROUNDS: Final = 3  # "Foo (Pty) Ltd Inc": forms are stacked, but not for ever
_MAX_CORRECTED: Final = 5  # words from the end in which slips are looked for
_MAX_CODES: Final = 4  # more ISO codes than this (one per US state) identify nothing
# A stem of nothing but these is no name.
_EMPTY_STEMS: Final = frozenset(
    {"the", "a", "an", "and", "of", "&", "+", "la", "le", "les", "el", "der", "die", "das", "de", "il", "i"}
)
_SHORT: Final = 3  # letters of an abbreviation that needs support from the country
_KNOWN_ABROAD: Final = frozenset(
    {"ab", "ag", "as", "bv", "kg", "nv", "oy", "sa"}
)  # branches and owners abroad keep them
_SHORTEST_STEM: Final = 3  # letters that must stay of a Latin word
_DANGLING: Final = frozenset({"&", "+", "and", "und", "et", "u", "the"})


@lru_cache(maxsize=1 << 15)
def _form_of(
    key: str, text: str, places: frozenset[str], position: Position, prefix: bool, glued: bool
) -> LegalForm | None:
    """Return what a spelling means at this place in a name, None if it is no form here."""
    meant = meanings(load_table(), key, places, prefix=prefix, glued=glued)
    if not meant:
        return None
    first = meant[0]
    countries = {country for form in meant for country in form.jurisdictions}
    codes = dict.fromkeys(code for form in meant for country in sorted(places) for code in form.elf.get(country, ()))
    return LegalForm(
        code=first.id,
        generic=first.generic if all(form.generic == first.generic for form in meant) else "company",
        jurisdictions=tuple(sorted(countries & places or countries)),
        position=position,
        text=text,
        readings=tuple(form.id for form in meant),
        elf=tuple(codes) if len(codes) <= _MAX_CODES else (),
        stripped=not first.keep,
    )


class NameReader:
    """The words of one name, shortened from both ends as forms are read off."""

    __slots__ = ("_keys", "_places", "_table", "_words", "forms")

    def __init__(self, words: list[str], keys: list[str], places: frozenset[str]) -> None:
        self._table: Table = load_table()
        self._words = words
        self._keys = keys
        self._places = places
        self.forms: list[LegalForm] = []

    def stem(self) -> str:
        """Return what is left of the name."""
        words = self._words
        while len(words) > 1 and words[-1] in _DANGLING:
            words.pop()
        stem = " ".join(words)
        return stem.replace("(", "").replace(")", "") if "(" in stem else stem

    def read_suffix(self) -> None:
        """Take forms off the end."""
        for _ in range(_MAX_ROUNDS):
            last = self._keys[-1]
            longest = self._table.longest_ending_in.get(last, 0)
            if longest and self._cut_before(len(self._keys), longest, "suffix"):
                continue
            if is_unspaced(last[-1]) or last[-1] == ")":
                if not self._cut_glued(at_end=True):
                    return
            elif not (last.endswith(self._table.glued_latin) and self._cut_latin(last)):
                return

    def read_misspelt_suffix(self) -> bool:
        """Read the end again with one slip in each long word put right; says whether that found a form to take off."""
        last = corrected(self._keys[-1])
        if last not in self._table.longest_ending_in:
            return False
        written = self._keys[-_MAX_CORRECTED:]
        right = [*(corrected(key) for key in written[:-1]), last]
        if right == written:
            return False
        self._keys[-len(written) :] = right
        longest = self._table.longest_ending_in[right[-1]]
        if self._cut_before(len(self._keys), longest, "suffix"):
            return True
        self._keys[-len(written) :] = written
        return False

    def read_prefix(self) -> None:
        """Take forms off the beginning."""
        for _ in range(_MAX_ROUNDS):
            first = self._keys[0]
            longest = self._table.longest_starting_with.get(first, 0)
            if longest and self._cut_start(longest):
                continue
            if not (is_unspaced(first) and self._cut_glued(at_end=False)):
                return

    def read_middle(self, stops: Sequence[int]) -> None:
        """Look for unmistakable forms anywhere, then before commas and brackets; take one at most.

        Args:
            stops: After how many words a comma, semicolon or opening bracket stands, in the name as it was read.
        """
        inner = self._table.inner_local if self._places else self._table.inner
        if not inner.keys().isdisjoint(self._keys[1:-1]):
            for place in range(1, len(self._keys) - 1):
                if self._cut_inner(place, inner.get(self._keys[place], 0)):
                    return
        for stop in stops:
            longest = self._table.longest_ending_in.get(self._keys[stop - 1], 0) if stop < len(self._keys) else 0
            if longest and self._cut_before(stop, longest, "middle"):
                return
        for place, key in enumerate(self._keys):
            if not key.isascii() and self._cut_inside_word(place):
                return

    def _cut_before(self, end: int, longest: int, position: Position) -> bool:
        """Cut the longest form that ends after `end` words and leaves a name before it."""
        for length in range(min(longest, end - 1), 0, -1):
            if self._is_name(0, end - length) and (form := self._take(end - length, end, position)):
                return form.stripped
        return False

    def _cut_start(self, longest: int) -> bool:
        for length in range(min(longest, len(self._keys) - 1), 0, -1):
            if self._is_name(length, len(self._keys)) and (form := self._take(0, length, "prefix")):
                return form.stripped
        return False

    def _cut_inner(self, place: int, longest: int) -> bool:
        for length in range(min(longest, len(self._keys) - place - 1), 0, -1):
            words = self._keys[place : place + length]
            if all(len(word) == 1 for word in words):
                return False  # initials
            meant = self._table.spellings.get(" ".join(words), ())
            allowed = any(
                form.middle or (form.agrees(self._places) and not (form.weak or form.keep or form.edge))
                for form in meant
            )
            if allowed and self._take(place, place + length, "middle"):
                return True
        return False

    def _is_name(self, start: int, end: int) -> bool:
        return any(self._keys[place] not in _EMPTY_STEMS for place in range(start, end))

    def _take(self, start: int, end: int, position: Position) -> LegalForm | None:
        """Read words [start, end) as a form if they are one here, note it and take them out of the name."""
        key = self._keys[start] if end == start + 1 else " ".join(self._keys[start:end])
        if key not in self._table.spellings and key not in self._table.local:
            return None
        text = " ".join(self._words[start:end])
        form = _form_of(key, text, self._places, position, position == "prefix", False)
        if form and not self._is_plausible(form, key):
            return None
        if form:
            self.forms.append(form)
            if form.stripped:
                del self._words[start:end], self._keys[start:end]
        return form

    def _is_plausible(self, form: LegalForm, key: str) -> bool:
        """Doubt a few Latin letters that are no form in the record's country or beside the form already read off.

        "Norlin EV Limited" has nothing to do with e.V., "K K Industries" nothing with 株式会社.
        """
        if not form.jurisdictions or len(key.replace(" ", "")) > _SHORT or not key.isascii():
            return True
        if not self._places.isdisjoint(form.jurisdictions):
            return True
        earlier = [other for other in self.forms if other.stripped and other.generic != "winding-up"]
        if earlier:
            return any(not set(other.jurisdictions).isdisjoint(form.jurisdictions) for other in earlier)
        return not self._places or (form.position != "prefix" and key in _KNOWN_ABROAD)

    def _cut_glued(self, *, at_end: bool) -> bool:
        """Cut a form off the first or last word: 株式会社トヨタ, トヨタ株式会社."""
        place = -1 if at_end else 0
        word, key = self._words[place], self._keys[place]
        for length in self._table.glued_lengths:
            if length >= len(key):
                continue
            spelling = key[-length:] if at_end else key[:length]
            if spelling not in self._table.spellings:
                continue
            form = _form_of(spelling, spelling, self._places, "attached", not at_end, True)
            if form:
                self.forms.append(form)
                if form.stripped:
                    self._words[place] = word[:-length] if at_end else word[length:]
                    self._keys[place] = key[:-length] if at_end else key[length:]
                return form.stripped
        return False

    def _cut_latin(self, last: str) -> bool:
        """Cut a German or Nordic form off a compound: BetriebsgmbH, Handelsaktiebolag."""
        spelling = next(text for text in self._table.glued_latin if last.endswith(text))
        word = self._words[-1]
        if len(last) - len(spelling) < _SHORTEST_STEM or len(word) != len(last):
            return False
        form = _form_of(spelling, spelling, self._places, "attached", False, True)
        if form is None:
            return False
        self.forms.append(form)
        self._words[-1], self._keys[-1] = word[: -len(spelling)], last[: -len(spelling)]
        return True

    def _cut_inside_word(self, place: int) -> bool:
        """Cut a form out of one unspaced word: 三菱電機株式会社名古屋製作所 is the company and its works."""
        word, key = self._words[place], self._keys[place]
        for text in self._table.glued_inner:
            before, found, after = key.partition(text)
            if not found or not (before or after) or key != word:
                continue
            form = _form_of(text, text, self._places, "middle", False, True)
            if form:
                self.forms.append(form)
                pieces = [piece for piece in (before, after) if piece]
                self._words[place : place + 1] = pieces
                self._keys[place : place + 1] = pieces
                return True
        return False
