"""The last resort: Unidecode, for scripts we have no table of our own for. The only place that imports it.

Unidecode is GPL-2.0-or-later and reads every Han character in Chinese (style notes of the project), so nothing else
may call it.
"""

from __future__ import annotations

from unidecode import unidecode


def romanise_any(text: str) -> str:
    """Write any text in lower-case ASCII, one space between words.

    Args:
        text: Any text.

    Returns:
        ASCII; "" when no character is known.
    """
    return " ".join(unidecode(text).lower().split())
