"""Take a name apart for comparison across scripts: words, weights, and the spans that may be one word opposite."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from matching.lexicon import load_lexicon
from matching.lexicon.words import NameWord, split_runs, stem_word, whole_words
from matching.romanise import detect_script
from matching.romanise.chinese import looks_japanese
from matching.romanise.japanese import split_japanese
from matching.transliteration.units import model_script, sound_units

MAX_WORDS = 8  # of either name that are looked at
_COMMON_WORD = 0.4  # weight of a word that the lexicon translates, against 1 for a word of the name's own
_UNSPACED = frozenset({"Hang", "Hani", "Jpan"})  # scripts that write several Latin words as one, or one as several
_CUTTABLE = frozenset({"Hang", "Hani"})
_MIN_CUT = 4  # characters of a native run that is cut
_MOST_JOINED = 6  # words of a native name that are tried as one
_GENITIVES = (("ского", "ский"), ("цкого", "цкий"), ("ова", "ов"), ("ева", "ев"), ("ина", "ин"))  # "named after ..."
Meanings = dict[int, float]


class Span(NamedTuple):
    """One or more neighbouring words, or a part of one, as they may be spelt opposite."""

    text: str
    places: tuple[int, ...]  # of its words in the name
    share: float  # of those words that the text covers
    script: str  # of the transliteration model; "" for Latin and for scripts without one
    units: int  # sound units, or letters of a Latin span


class NameParts(NamedTuple):
    """A name ready for comparison."""

    spans: tuple[Span, ...]  # each single word first
    joined: tuple[Span, ...]  # of several words
    weights: tuple[float, ...]  # of each word
    meanings: tuple[Meanings, ...]  # of each word: concept to weight


def _weight(word: str, meanings: Meanings) -> float:
    return 0.0 if word in load_lexicon().empty else _COMMON_WORD if meanings else 1.0


def _parts(text: str, script: str) -> tuple[tuple[str, float], ...]:
    """Beginnings and ends of a long unknown run: 皇家飞利浦 is 飞利浦 with more; Russian names out of the genitive."""
    length = len(text)
    if script == "Cyrl":
        return tuple((text[: -len(ending)] + plain, 1.0) for ending, plain in _GENITIVES if text.endswith(ending))
    if script == "Jpan" and length >= _MIN_CUT - 1:
        ends = list(accumulate(len(word) for word, _ in split_japanese(text)))[:-1]
        heads = [(text[:cut], cut / length) for cut in ends]
        return (*heads, *((text[cut:], (length - cut) / length) for cut in ends))
    if script not in _CUTTABLE or length < _MIN_CUT:
        return ()
    heads = [(text[:cut], cut / length) for cut in range(2, length)]
    return (*heads, *((text[cut:], (length - cut) / length) for cut in range(1, length - 1)))


def _joined_native(words: Sequence[NameWord], script: str) -> tuple[Span, ...]:
    """Neighbouring words as one: Japanese and Korean companies often write their whole name as one Latin word."""
    if script not in _UNSPACED or not 1 < len(words) <= _MOST_JOINED:
        return ()
    places = {(place, place + 1) for place in range(len(words) - 1)} | {tuple(range(len(words)))}
    spans = []
    for chosen in sorted(places):
        text = "".join(words[place].surface for place in chosen)
        units = len(sound_units(text, script))
        if units:
            spans.append(Span(text, chosen, 1.0, script, units))
    return tuple(spans)


@lru_cache(maxsize=65536)
def native_parts(name: str, language: str) -> NameParts:
    """Take a name in another script than Latin apart.

    Args:
        name: Folded.
        language: ISO 639-1 or ""; "ja" reads Han in Japanese, as do kana anywhere in the name.

    Returns:
        Its parts; words in Latin letters inside it count as words without a script.
    """
    lexicon = load_lexicon()
    japanese = "Jpan" if detect_script(name) == "Jpan" or looks_japanese(name) else ""
    words = whole_words(name, lexicon.vocabulary)[:MAX_WORDS]
    spans: list[Span] = []
    weights, meanings = [], []
    models = []
    for place, word in enumerate(words):
        model = model_script(word.surface, script=japanese, language=language)
        models.append(model)
        meanings.append(dict(lexicon.meanings(word.script, word.stem)))
        weights.append(_weight(word.text, meanings[-1]))
        text = word.surface if model else word.text
        spans.append(Span(text, (place,), 1.0, model, len(sound_units(text, model)) if model else 0))
        if weights[-1] and not meanings[-1]:
            for part, share in _parts(text, model):
                spans.append(Span(part, (place,), share, model, len(sound_units(part, model))))
    one_script = models[0] if len(set(models)) == 1 else ""
    return NameParts(tuple(spans), _joined_native(words, one_script), tuple(weights), tuple(meanings))


@lru_cache(maxsize=65536)
def _latin_meanings(word: str) -> Meanings:
    return dict(load_lexicon().meanings("Latn", stem_word(word, "Latn")))


@lru_cache(maxsize=4096)
def latin_parts(name: str) -> NameParts:
    """Take a Latin name apart; its joined spans are neighbours in both orders, for personal names, and all of three."""
    words = [word for _, word in split_runs(name)][:MAX_WORDS]
    meanings = tuple(map(_latin_meanings, words))
    weights = tuple(map(_weight, words, meanings))
    spans = tuple(Span(word, (place,), 1.0, "", len(word)) for place, word in enumerate(words))
    joined: list[Span] = []
    for place, (first, second) in enumerate(pairwise(words)):
        places = (place, place + 1)
        joined += [Span(text, places, 1.0, "", len(text)) for text in (first + second, second + first)]
    if len(words) == 3:
        a, b, c = words
        joined += [Span(text, (0, 1, 2), 1.0, "", len(text)) for text in (a + b + c, c + a + b)]
    return NameParts(spans, tuple(joined), weights, meanings)


def is_unspaced(script: str) -> bool:
    """Tell whether a script writes several Latin words as one."""
    return script in _UNSPACED
