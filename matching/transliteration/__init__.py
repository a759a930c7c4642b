"""Names spelt across scripts: a learnt model that scores spellings, and keys that find them.

Learnt from aligned name words of six languages (CC0); model card: matching/data/LEXICON_CARD.md.
"""

from __future__ import annotations

from matching.transliteration.keys import latin_key, sound_classes, transliteration_keys, weighted_keys
from matching.transliteration.names import (
    CrossScriptComparer,
    CrossScriptScores,
    compare_across_scripts,
    transliteration_scores,
)
from matching.transliteration.words import transliteration_score, word_scores

__all__ = [
    "CrossScriptComparer",
    "CrossScriptScores",
    "compare_across_scripts",
    "latin_key",
    "sound_classes",
    "transliteration_keys",
    "transliteration_score",
    "transliteration_scores",
    "weighted_keys",
    "word_scores",
]
