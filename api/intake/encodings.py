"""Which encoding a text file is in: told by its bytes, never by its name, and refused where it cannot be told."""

import codecs
import re
from dataclasses import dataclass

KNOWN = (
    "utf-8", "utf-16", "cp1252", "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp1250", "cp1251", "cp1253", "cp1254",
    "cp1255", "cp1256", "koi8-r", "iso8859-1", "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8",
    "iso8859-9", "iso8859-15",
)  # fmt: skip
"""Encodings that a person may name; what they are called elsewhere (Shift_JIS, GBK, Windows-1252) is understood too."""

_ALIASES = {
    "shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "ascii": "utf-8",
    "utf_8_sig": "utf-8", "utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16",
}  # fmt: skip

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE = 65_536
_LONE_HIGH = re.compile(rb"(?<![\x80-\xff])[\x80-\xff]{1,2}(?![\x80-\xff])")
_HIGH = re.compile(rb"[\x80-\xff]")
_JAPANESE = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_LATIN = re.compile("[À-ÖØ-öø-ÿŒœŠšŽžŸ]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to read the bytes.

    Attributes:
        name: Codec of Python.
        mark: Bytes of the byte order mark to leave out.
        certain: Whether the bytes prove it; otherwise a person has to look at the names.
    """

    name: str
    mark: int = 0
    certain: bool = True


def named_encoding(name: str) -> str:
    """The codec a person or an XML declaration means, "" when it is none that we read."""
    try:
        codec = codecs.lookup(name.strip()[:40]).name
    except (LookupError, ValueError):
        return ""
    codec = _ALIASES.get(codec, codec)
    return codec if codec in KNOWN else ""


def detect_encoding(head: bytes) -> Encoding | None:
    """Tell the encoding from the beginning of a file; None when it cannot be told."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, len(mark))
    sample = head[:_SAMPLE]
    if b"\0" in sample:
        return _wide(sample)
    if decodes(sample, "utf-8"):
        return Encoding("utf-8")
    if _is_japanese(sample):
        return Encoding("cp932", certain=False)
    return Encoding("cp1252", certain=False) if _is_western(sample) else None


def decodes(sample: bytes, codec: str) -> bool:
    """Whether the bytes are text in this encoding; a character cut at the end is none against it."""
    try:
        codecs.getincrementaldecoder(codec)("strict").decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _wide(sample: bytes) -> Encoding | None:
    """UTF-16 without a mark: half of the bytes of its commas and line ends are NUL, all on the same side."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    for name, nuls, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if nuls > len(sample) // 20 and others * 20 < nuls and decodes(sample, name):
            return Encoding(name, certain=False)
    return None


def _is_japanese(sample: bytes) -> bool:
    """Shift-JIS: nearly all that is not ASCII is kana or kanji, not the half-width kana that others turn into."""
    if not decodes(sample, "cp932"):
        return False
    text = codecs.getincrementaldecoder("cp932")("strict").decode(sample)
    foreign = sum(not character.isascii() for character in text)
    return len(_JAPANESE.findall(text)) * 10 >= foreign * 8


def _is_western(sample: bytes) -> bool:
    """Windows-1252: high bytes are accented letters, most of them alone or in twos among plain ones."""
    if not decodes(sample, "cp1252"):
        return False
    high = len(_HIGH.findall(sample))
    lone = sum(len(run) for run in _LONE_HIGH.findall(sample))
    letters = len(_LATIN.findall(sample.decode("cp1252")))
    return lone * 10 >= high * 9 and letters * 10 >= high * 8
