"""The table of legal forms while it is being put together from several sources."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from matching.folding import fold_name
from matching.legal_form_keys import is_unspaced, key_of, words_of


@dataclass(slots=True)
class Form:
    """One legal form while it is being put together; the fields are those of the YAML file."""

    id: str
    form: str
    generic: str
    countries: list[str]
    where: str = "suffix"
    glued: bool = False
    middle: bool = False
    weak: bool = False
    keep: bool = False
    edge: bool = False
    english: list[str] = field(default_factory=list)
    elf: dict[str, list[str]] = field(default_factory=dict)

    def flags(self) -> str:
        """Return one letter for each flag set, as the compiled table has it."""
        letters = zip("gmwke", (self.glued, self.middle, self.weak, self.keep, self.edge), strict=True)
        return "".join(letter for letter, flag in letters if flag)

    def add_elf(self, country: str, code: str) -> None:
        """Note that `code` is this form's ISO 20275 code in `country`."""
        codes = self.elf.setdefault(country, [])
        if code not in codes:
            codes.append(code)


class TableBuilder:
    """Forms and the spellings that lead to them, in order of authority."""

    def __init__(self) -> None:
        self.forms: list[Form] = []
        self.spellings: dict[str, list[int]] = {}
        self.local: dict[str, dict[str, list[int]]] = {}
        self._places: dict[str, int] = {}

    def add_form(self, form: Form, spellings: Iterable[str]) -> int:
        """Add a form, or only its spellings if its id is known; returns its place."""
        place = self._places.setdefault(form.id, len(self.forms))
        if place == len(self.forms):
            self.forms.append(form)
        for spelling in spellings:
            self.add_spelling(spelling, place)
        return place

    def add_spelling(self, spelling: str, place: int) -> None:
        """Let every key of `spelling` lead to the form at `place`."""
        for key in keys_of(spelling):
            places = self.spellings.setdefault(key, [])
            if place not in places:
                places.append(place)

    def add_local_spelling(self, spelling: str, place: int, country: str) -> None:
        """Let `spelling` lead to the form at `place` in one country only: abbreviations mean other things elsewhere."""
        for key in keys_of(spelling):
            places = self.local.setdefault(key, {}).setdefault(country, [])
            if place not in places:
                places.append(place)

    def find(self, spelling: str, country: str) -> list[int]:
        """Return the forms known under `spelling` that exist in `country`, else those of no particular country."""
        places = [place for key in keys_of(spelling) for place in self.spellings.get(key, [])]
        local = [place for place in places if country in self.forms[place].countries]
        return list(dict.fromkeys(local or [place for place in places if "ANY" in self.forms[place].countries]))


def keys_of(spelling: str) -> list[str]:
    """Return the look-up keys of one spelling: as folded, and an acronym's letters spaced out."""
    words = key_of(words_of(fold_name(spelling)))
    if not words:
        return []
    keys = [" ".join(words)]
    if len(words) == 1 and 2 <= len(words[0]) <= 5 and words[0].isalpha() and not is_unspaced(words[0]):
        keys.append(" ".join(words[0]))
    elif len(words) > 1 and all(len(word) == 1 for word in words):
        keys.append("".join(words))
    return keys
