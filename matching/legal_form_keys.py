"""How a legal form's spelling becomes a look-up key; shared by the parser and the script that compiles the table."""

from typing import Final

from matching.characters import STRUCTURE
from matching.diacritics import strip_diacritics

_FIRST_UNSPACED_SCRIPT: Final = "\u0e00"  # Thai; Chinese, Japanese and Korean lie above


def is_unspaced(word: str) -> bool:
    """Say whether `word` begins in a script that may be written without spaces, so that a form can be glued to it."""
    return word[0] >= _FIRST_UNSPACED_SCRIPT or (word[0] == "(" and len(word) > 1 and word[1] >= _FIRST_UNSPACED_SCRIPT)


def words_of(folded: str) -> list[str]:
    """Return the words of a folded name without structure; a bracketed East Asian word keeps its brackets, "(株)".

    Half a pair of brackets around one character counts too: "株)" is written for "(株)".
    """
    tokens = folded.split()
    if "(" not in tokens and ")" not in tokens:
        return [token for token in tokens if token not in STRUCTURE]
    words: list[str] = []
    for place, token in enumerate(tokens):
        if token in STRUCTURE:
            continue
        opened = place > 0 and tokens[place - 1] == "("
        closed = place + 1 < len(tokens) and tokens[place + 1] == ")"
        if is_unspaced(token) and ((opened and closed) or ((opened or closed) and len(token) == 1)):
            token = f"({token})"
        words.append(token)
    return words


def key_of(words: list[str]) -> list[str]:
    """Return the words as they are looked up: without accents."""
    return [word if word.isascii() else (strip_diacritics(word) or word) for word in words]
