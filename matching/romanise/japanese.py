"""Japanese names to ASCII: kanji by dictionary reading (SudachiPy, small dictionary), then the kana tables."""

from __future__ import annotations

import threading
from typing import Any

from matching.romanise.kana import romanise_kana, to_katakana
from matching.romanise.scripts import script_of_char

_LONGEST_RUN = 200  # characters sent to the analyser at once; names are far shorter
_tokenizers = threading.local()  # a tokenizer must not be shared between threads


def _tokenizer() -> Any:  # SudachiPy has no type hints
    tokenizer = getattr(_tokenizers, "tokenizer", None)
    if tokenizer is None:
        from sudachipy import Dictionary, SplitMode  # 70 ms, and only Japanese names need it

        tokenizer = Dictionary(dict="small").tokenizer(mode=SplitMode.C)
        _tokenizers.tokenizer = tokenizer
    return tokenizer


def split_japanese(text: str) -> list[tuple[str, str]]:
    """Split Japanese text into words with their readings.

    Args:
        text: Kanji, kana and anything else; at most 200 characters are analysed.

    Returns:
        (word as written, reading in katakana) in order; a word the dictionary cannot read is its own reading.
    """
    words = []
    for morpheme in _tokenizer().tokenize(text[:_LONGEST_RUN]):
        surface = morpheme.surface()
        if surface.strip():
            words.append((surface, morpheme.reading_form() or surface))
    return words


def _merged(words: list[tuple[str, str]]) -> list[str]:
    """Join neighbours that were cut inside one katakana word: the dictionary splits unknown foreign names."""
    merged: list[str] = []
    last_was_kana = False
    for surface, reading in words:
        kana = all(script_of_char(char) == "Kana" for char in surface)
        if kana and last_was_kana and merged:
            merged[-1] += to_katakana(surface)
        elif any(script_of_char(char) for char in surface):
            merged.append(to_katakana(surface) if kana else reading)
        else:
            merged.append(surface)
        last_was_kana = kana
    return merged


def romanise_japanese(text: str) -> tuple[str, ...]:
    """Write Japanese in ASCII, words separated by spaces.

    Args:
        text: Kanji and kana, lower case if Latin is mixed in.

    Returns:
        Up to three spellings, as `romanise_kana` orders them.
    """
    if any(script_of_char(char) == "Hani" for char in text):
        readings = _merged(split_japanese(text))
    else:
        readings = to_katakana(text).split()
    spelt = [romanise_kana(reading) for reading in readings]
    longest = max(map(len, spelt), default=0)
    return tuple(dict.fromkeys(" ".join(word[min(i, len(word) - 1)] for word in spelt) for i in range(longest)))
