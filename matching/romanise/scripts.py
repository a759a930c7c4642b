"""Which script a name is written in, as an ISO 15924 code."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

# Unicode 16 blocks that hold letters seen in names, joined where neighbours share a script. (first, last, code)
_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x005A, "Latn"), (0x0061, 0x007A, "Latn"), (0x00AA, 0x00AA, "Latn"), (0x00BA, 0x00BA, "Latn"),
    (0x00C0, 0x00D6, "Latn"), (0x00D8, 0x00F6, "Latn"), (0x00F8, 0x02B8, "Latn"), (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"), (0x0531, 0x058A, "Armn"), (0x05D0, 0x05F4, "Hebr"), (0x0620, 0x064A, "Arab"),
    (0x066E, 0x06D5, "Arab"), (0x06EE, 0x06EF, "Arab"), (0x06FA, 0x06FF, "Arab"), (0x0700, 0x074F, "Syrc"),
    (0x0750, 0x077F, "Arab"), (0x0780, 0x07B1, "Thaa"), (0x08A0, 0x08FF, "Arab"), (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FE, "Beng"), (0x0A01, 0x0A76, "Guru"), (0x0A81, 0x0AFF, "Gujr"), (0x0B01, 0x0B77, "Orya"),
    (0x0B82, 0x0BFA, "Taml"), (0x0C00, 0x0C7F, "Telu"), (0x0C80, 0x0CF3, "Knda"), (0x0D00, 0x0D7F, "Mlym"),
    (0x0D81, 0x0DF4, "Sinh"), (0x0E01, 0x0E3A, "Thai"), (0x0E40, 0x0E5B, "Thai"), (0x0E81, 0x0EDF, "Laoo"),
    (0x0F00, 0x0FDA, "Tibt"), (0x1000, 0x109F, "Mymr"), (0x10A0, 0x10FF, "Geor"), (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x139F, "Ethi"), (0x13A0, 0x13FD, "Cher"), (0x1400, 0x167F, "Cans"), (0x1780, 0x17F9, "Khmr"),
    (0x1800, 0x18AA, "Mong"), (0x1C80, 0x1C8F, "Cyrl"), (0x1C90, 0x1CBF, "Geor"), (0x1D00, 0x1DBF, "Latn"),
    (0x1E00, 0x1EFF, "Latn"), (0x1F00, 0x1FFE, "Grek"), (0x2C60, 0x2C7F, "Latn"), (0x2DE0, 0x2DFF, "Cyrl"),
    (0x3005, 0x3007, "Hani"), (0x3031, 0x3035, "Kana"), (0x3041, 0x309F, "Kana"), (0x30A1, 0x30FA, "Kana"),
    (0x30FC, 0x30FF, "Kana"), (0x3105, 0x312F, "Bopo"), (0x3131, 0x318E, "Hang"), (0x31A0, 0x31BF, "Bopo"),
    (0x31F0, 0x31FF, "Kana"), (0x3400, 0x4DBF, "Hani"), (0x4E00, 0x9FFF, "Hani"), (0xA640, 0xA69F, "Cyrl"),
    (0xA720, 0xA7FF, "Latn"), (0xA960, 0xA97C, "Hang"), (0xAC00, 0xD7FB, "Hang"), (0xF900, 0xFAFF, "Hani"),
    (0xFB00, 0xFB06, "Latn"), (0xFB13, 0xFB17, "Armn"), (0xFB1D, 0xFB4F, "Hebr"), (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFC, "Arab"), (0xFF21, 0xFF3A, "Latn"), (0xFF41, 0xFF5A, "Latn"), (0xFF66, 0xFF9F, "Kana"),
    (0xFFA0, 0xFFDC, "Hang"), (0x20000, 0x323AF, "Hani"),
)  # fmt: skip
_STARTS = [first for first, _, _ in _BLOCKS]


class _ScriptOfChar(dict[str, str]):
    """Cache of character to script code; "" for digits, marks, spaces and punctuation."""

    def __missing__(self, char: str) -> str:
        point = ord(char)
        _, last, code = _BLOCKS[max(bisect_right(_STARTS, point) - 1, 0)]
        script = code if _STARTS[0] <= point <= last else ""
        if point < 0x10000:  # keeps the cache bounded whatever the input holds
            self[char] = script
        return script


_script_of_char = _ScriptOfChar()


def script_of_char(char: str) -> str:
    """Name the script of one character.

    Args:
        char: One code point.

    Returns:
        ISO 15924 code; "Kana" for hiragana and katakana alike; "" for what belongs to no script
        (digits, punctuation, combining marks).
    """
    return _script_of_char[char]


def detect_script(text: str) -> str:
    """Name the main script of a name: the one with most letters, with the East Asian mixtures told apart.

    Args:
        text: Any string, folded or not.

    Returns:
        ISO 15924 code: "Jpan" when kana are among the main letters, "Kore" for Hangul with Han, "Hani" for Han
        alone, "Zyyy" when there is no letter. A tie between Latin and another script goes to the other.
    """
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else "Zyyy"
    counts: dict[str, int] = {}
    for char in text:
        script = _script_of_char[char]
        if script:
            counts[script] = counts.get(script, 0) + 1
    if not counts:
        return "Zyyy"
    han, kana, hangul = counts.pop("Hani", 0), counts.pop("Kana", 0), counts.pop("Hang", 0)
    if han or kana or hangul:
        east = "Jpan" if kana >= max(hangul, 1) else "Hani" if not hangul else "Kore" if han else "Hang"
        counts[east] = han + kana + hangul
    return max(counts, key=lambda code: (counts[code], code != "Latn", code))


def script_runs(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into runs of one script; Han and kana stay together as "Jpan".

    Args:
        text: Any string.

    Yields:
        (script, run). Digits, spaces and punctuation stay with the run before them, or with the first run.
    """
    start, current = 0, ""
    for position, char in enumerate(text):
        script = _script_of_char[char]
        if not script:
            continue
        if script in ("Hani", "Kana"):
            script = "Jpan"
        if script != current:
            if current:
                yield current, text[start:position]
                start = position
            current = script
    yield current or "Zyyy", text[start:]
