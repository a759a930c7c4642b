"""Undo what files and printers did to a name: tags, coded characters, text decoded with the wrong table.

Old USPTO data spells letters out ("{UMLAUT OVER (A)}"), upper-cases entity names ("&OACUTE;") and marks trademarks as
".RTM."; many exports show UTF-8 read as Windows-1252 ("MÃ¼nchen"). Text that is not recognised is left alone.
"""

import html
import re
from html.entities import html5
from typing import Final

_ENTITY: Final = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TAG: Final = re.compile(
    r"</?(?:b|i|u|o|sup|sub|em|strong|br|p|span|font|smallcaps|sc|sb|sp)(?:\s[^<>]{0,80})?/?>", re.I
)
_TRADEMARK: Final = re.compile(r"\.(?:RTM|TM|SM|COPYRGT)\.", re.I)
_SPELLED_ACCENT: Final = re.compile(r"\{([A-Za-z]{3,12}) (?:over|under) \(([^(){}]{1,3})\)\}", re.I)
_CODED_LEFTOVER: Final = re.compile(r"\{character pullout\}", re.I)

# How USPTO full text spells an accent -> the combining character that follows the letter.
_COMBINING: Final = {
    "umlaut": "\u0308", "acute": "\u0301", "grave": "\u0300", "circumflex": "\u0302", "tilde": "\u0303",
    "ring": "\u030a", "dot": "\u0307", "hacek": "\u030c", "haeck": "\u030c", "caron": "\u030c", "breve": "\u0306",
    "macron": "\u0304", "overscore": "\u0304", "cedilla": "\u0327", "ogonek": "\u0328", "stroke": "",
}  # fmt: skip

_MAX_ESCAPE_ROUNDS: Final = 3  # "&amp;amp;amp;" occurs in real exports, deeper nesting does not


def has_markup(text: str) -> bool:
    """Say cheaply whether `strip_markup` could change `text`; false positives are allowed."""
    return "<" in text or "{" in text or ("&" in text and ";" in text) or "M." in text or "m." in text or "GT." in text


def strip_markup(text: str) -> str:
    """Remove inline tags, decode entities in any letter case and spelled-out accents."""
    for _ in range(_MAX_ESCAPE_ROUNDS):
        decoded = _ENTITY.sub(_decode_entity, text) if "&" in text else text
        if decoded == text:
            break
        text = decoded
    if "<" in text:
        text = _TAG.sub("", text)
    if "{" in text:
        text = _CODED_LEFTOVER.sub(" ", _SPELLED_ACCENT.sub(_decode_accent, text))
    return _TRADEMARK.sub(" ", text)


def _decode_entity(match: re.Match[str]) -> str:
    """Decode one entity; "&OACUTE;" and "&oACUTE;" mean the letter whose first character has that case."""
    body = match.group(1)
    if body.startswith("#"):
        return html.unescape(match.group(0))
    for name in (body, body[0] + body[1:].lower(), body.lower()):
        if f"{name};" in html5:
            return html5[f"{name};"]
    return match.group(0)


def _decode_accent(match: re.Match[str]) -> str:
    accent, letter = match.group(1).lower(), match.group(2)
    return letter + _COMBINING[accent] if accent in _COMBINING else letter


# Windows-1252 puts printable characters where Latin-1 has controls; five of its places are unused and read as Latin-1.
_BYTE_OF: Final = {chr(value): value for value in range(0x80, 0x100)} | {
    bytes([value]).decode("cp1252"): value for value in range(0x80, 0xA0) if value not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_CONTINUATION: Final = "".join(re.escape(char) for char, value in _BYTE_OF.items() if 0x80 <= value < 0xC0)
# A character that follows a lead byte but is no letter: without one, "ï" + "šœ" could be somebody's real spelling.
_SYMBOL: Final = "".join(re.escape(c) for c, v in _BYTE_OF.items() if 0x80 <= v < 0xC0 and not c.isalpha())
_MOJIBAKE: Final = re.compile(
    f"(?:[ÂÃÄÅ][{_CONTINUATION}])+"
    f"|(?:[Æ-ß][{_CONTINUATION}]){{2,}}"
    f"|(?:[à-ï](?=[{_CONTINUATION}]?[{_SYMBOL}])[{_CONTINUATION}]{{2}})+"
    f"|(?:ð(?=[{_CONTINUATION}]{{0,2}}[{_SYMBOL}])[{_CONTINUATION}]{{3}})+"
    f"|(?:[Â-ß][{_CONTINUATION}]|[à-ï][{_CONTINUATION}]{{2}}){{3,}}"
)
_MAX_MOJIBAKE_ROUNDS: Final = 2  # decoded wrongly twice is seen, three times is not


def repair_mojibake(text: str) -> str:
    """Decode UTF-8 that was read as Latin-1 or Windows-1252, run by run, wherever the bytes are valid UTF-8."""
    for _ in range(_MAX_MOJIBAKE_ROUNDS):
        repaired = _MOJIBAKE.sub(_decode_run, text)
        if repaired == text:
            return text
        text = repaired
    return text


def _decode_run(match: re.Match[str]) -> str:
    try:
        return bytes(_BYTE_OF[char] for char in match.group(0)).decode("utf-8")
    except UnicodeDecodeError:
        return match.group(0)
