"""Any script to ASCII: several plausible romanisations of a name, best first, by the office's language.

Romanising serves display, search and candidate retrieval. It is not enough to decide that names in two scripts are one
(domain.md 3.8): see `matching.lexicon` and `matching.transliteration` for that.
"""

from __future__ import annotations

from matching.romanise.chinese import fold_han
from matching.romanise.dispatch import MAX_ROMANISATIONS, romanise
from matching.romanise.scripts import detect_script
from matching.romanise.skeleton import skeleton

__all__ = ["MAX_ROMANISATIONS", "detect_script", "fold_han", "romanise", "skeleton"]
