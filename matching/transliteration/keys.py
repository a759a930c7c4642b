"""Keys that a Latin word and its native spelling have in common, so that pairs are found without comparing all.

A Latin word has one key: its consonants in classes, and for short words its vowels too. A native word has several:
those of the Latin spellings that the learnt model finds most likely.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

import numpy as np

from matching.romanise import detect_script, romanise
from matching.transliteration.letter_names import read_letter_names
from matching.transliteration.model import load_transliterator
from matching.transliteration.units import latin_letters, model_script, sound_units

MAX_KEYS = 16
_BEAM, _NARROW = 40, 8
_LEAST_SHARE, _MOST_CHOICES = 0.003, 6  # of the ways to write one unit
_ENOUGH = 0.98  # probability after which further keys add nothing
_CLASS_OF = {
    char: group[0]
    for group in ("bp", "d", "fv", "gj", "kcq", "l", "m", "n", "r", "sz", "t", "x", "w", "h", "a", "iey", "uo")
    for char in group
}  # fmt: skip
_CLASSES = str.maketrans(_CLASS_OF)
_DROP_VOWELS = str.maketrans("", "", "aiuwh")
_DROP_HALF_VOWELS = str.maketrans("", "", "wh")
_COARSE = str.maketrans({"d": "t", "g": "k", "l": "r", "x": "s"})
_READ_BY_STANDARD = frozenset({"Hang", "Hani", "Jpan"})
_UNLEARNT = 0.05  # weight of keys of scripts without a model: most of their words are translations, not spellings
_LONG, _MEDIUM = 4, 3  # consonants
_SHARED_UNITS = 6  # first units of words whose spellings are remembered
_SILENT = (("", "", "", 1.0),)  # how a unit that the model does not know is written


def _once(text: str) -> str:
    """Write every run of one letter as one letter."""
    kept = ""
    for char in text:
        if kept[-1:] != char:
            kept += char
    return kept


def _key_of_classes(classes: str) -> str:
    """Coarse consonants for long words, finer for middling, consonants and vowels for short ones."""
    consonants = _once(classes.translate(_DROP_VOWELS))
    opening = "a" if classes[:1] in "aiuwh" else ""
    if len(consonants) >= _LONG:
        return opening + coarse_consonants(classes)
    if len(consonants) >= _MEDIUM:
        return opening + consonants
    return "." + _once(classes.translate(_DROP_HALF_VOWELS))


@lru_cache(maxsize=131072)
def latin_key(word: str) -> str:
    """Return the one key of a Latin word.

    Args:
        word: One word; marks and anything but letters are dropped.

    Returns:
        The key; "" for a word without letters.
    """
    letters = latin_letters(word)
    return _key_of_classes(_once(letters.translate(_CLASSES))) if letters else ""


@lru_cache(maxsize=131072)
def coarse_consonants(classes: str) -> str:
    """Reduce sound classes to coarse consonants: what survives where vowels do not (brother, ブラザー)."""
    return _once(classes.translate(_DROP_VOWELS).translate(_COARSE))


_Choice = tuple[str, str, str, float]  # classes, the first of them, the rest of them, probability


@cache
def _choices(script: str) -> dict[str, tuple[_Choice, ...]]:
    """For every unit, the classes of its likeliest spellings with their probability."""
    tables = load_transliterator().scripts[script]
    offset = tables.emission.shape[1] - 1 - len(tables.chunks)
    classes = [_once(chunk.translate(_CLASSES)) for chunk in tables.chunks]
    choices = {}
    for unit, row in tables.units.items():
        shares = tables.emission[row, offset:-1]
        found: defaultdict[str, float] = defaultdict(float)
        for column in np.flatnonzero(shares >= _LEAST_SHARE):
            found[classes[column]] += float(shares[column])
        likeliest = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_MOST_CHOICES]
        choices[unit] = tuple((written, written[:1], written[1:], share) for written, share in likeliest)
    return choices


_Beam = list[tuple[float, str]]  # minus the probability, classes; likeliest first


def _likeliest(word: str, script: str, beam_width: int) -> dict[str, float]:
    """Search the likeliest Latin spellings of a native word, in sound classes, with their probability."""
    units, choices = sound_units(word, script), _choices(script)
    shared = min(len(units), _SHARED_UNITS)
    beam = _beam_of_start(units[:shared], script, beam_width)
    for unit in units[shared:]:
        beam = _grow(beam, choices.get(unit, _SILENT), beam_width)
    return {written: -probability for probability, written in beam if written}


@lru_cache(maxsize=65536)
def _beam_of_start(units: tuple[str, ...], script: str, beam_width: int) -> _Beam:
    """The beam after the first units; remembered, because many words start alike."""
    if not units:
        return [(-1.0, "")]
    before = _beam_of_start(units[:-1], script, beam_width)
    return _grow(before, _choices(script).get(units[-1], _SILENT), beam_width)


def _grow(beam: _Beam, choices: tuple[_Choice, ...], beam_width: int) -> _Beam:
    grown: dict[str, float] = {}
    for probability, written in beam:
        last = written[-1:]
        for classes, start, rest, share in choices:
            longer = written + (rest if start == last else classes)  # a sound that goes on is written once
            grown[longer] = grown.get(longer, 0.0) + probability * share
    ranked = [(probability, written) for written, probability in grown.items()]
    ranked.sort()
    return ranked[:beam_width]


@lru_cache(maxsize=131072)
def sound_classes(token: str, script: str = "", language: str = "") -> tuple[str, ...]:
    """Write a word in sound classes (b d f g k l m n r s t x w h, vowels a i u), so that scripts can be compared.

    Args:
        token: One folded word.
        script: ISO 15924 code; detected when "".
        language: ISO 639-1; "ja" reads Han characters in Japanese.

    Returns:
        One string for a Latin word; for another script the two likeliest, () when nothing can be read.
    """
    if token.isascii() or script == "Latn" or (not script and detect_script(token) == "Latn"):
        spellings = [latin_letters(token)]
    elif model := model_script(token, script=script, language=language):
        return tuple(list(_likeliest(token, model, _NARROW))[:2])
    else:
        spellings = [latin_letters(spelling) for spelling in romanise(token, language=language)[:2]]
    return tuple(dict.fromkeys(_once(letters.translate(_CLASSES)) for letters in spellings if letters))


@lru_cache(maxsize=65536)
def _native_keys(word: str, script: str) -> tuple[tuple[str, float], ...]:
    keys: defaultdict[str, float] = defaultdict(float)
    for written, probability in _likeliest(word, script, _BEAM).items():
        keys[_key_of_classes(written)] += probability
    total, covered, kept = sum(keys.values()), 0.0, []
    for key, probability in sorted(keys.items(), key=lambda item: (-item[1], item[0]))[:MAX_KEYS]:
        kept.append((key, probability / total))
        covered += probability
        if covered >= _ENOUGH * total:
            break
    return tuple(kept)


def _keys_of_spellings(word: str, language: str) -> tuple[tuple[str, float], ...]:
    """Keys of the romanisations, for scripts without a model and for names written by the standard."""
    spellings = [latin_key(spelling.replace(" ", "")) for spelling in romanise(word, language=language)]
    keys = dict.fromkeys(key for key in spellings if key)
    return tuple((key, 1.0 / (1 + place)) for place, key in enumerate(keys))


@lru_cache(maxsize=65536)
def weighted_keys(token: str, script: str = "", language: str = "") -> tuple[tuple[str, float], ...]:
    """Return the keys under which a word meets its spellings in the other script, with how likely each is.

    Args:
        token: One folded word.
        script: ISO 15924 code; detected when "".
        language: ISO 639-1; "ja" reads Han characters in Japanese.

    Returns:
        (key, weight 0 to 1), likeliest first: one key of weight 1 for a Latin word; about `MAX_KEYS` for one in Arabic,
        Cyrillic, Hangul, Han, Hebrew or kana, with probabilities; the keys of its romanisations for other scripts.
    """
    if token.isascii() or script == "Latn" or (not script and detect_script(token) == "Latn"):
        key = latin_key(token)
        return ((key, 1.0),) if key else ()
    model = model_script(token, script=script, language=language)
    if not model:
        return tuple((key, weight * _UNLEARNT) for key, weight in _keys_of_spellings(token, language))
    learnt = dict(_native_keys(token, model))
    if letters := read_letter_names(token):
        learnt[latin_key(letters)] = 1.0
    if model in _READ_BY_STANDARD:  # Huawei, Toyota, Hyundai are written by the standard, not as foreign words are
        for key, weight in _keys_of_spellings(token, language)[:2]:
            learnt[key] = max(learnt.get(key, 0.0), weight / 2)
    return tuple(sorted(learnt.items(), key=lambda item: (-item[1], item[0])))


def transliteration_keys(token: str, script: str = "", language: str = "") -> tuple[str, ...]:
    """Return the keys under which a word meets its spellings in the other script.

    Args:
        token: One folded word.
        script: ISO 15924 code; detected when "".
        language: ISO 639-1; "ja" reads Han characters in Japanese.

    Returns:
        The keys of `weighted_keys`, likeliest first. About 2 us for Latin, 300 us for others; both are remembered.
    """
    return tuple(key for key, _ in weighted_keys(token, script, language))
