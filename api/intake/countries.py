"""Countries of residence and nationality: ISO 3166-1, which is another list than the office codes of WIPO ST.3."""

import csv
import unicodedata
from functools import cache
from importlib.resources import files

from api.intake.st3 import office_names

OFFICES_ONLY = frozenset({"AP", "BX", "EA", "EM", "EP", "EU", "GC", "IB", "OA", "QZ", "WO", "XN", "XU", "XV", "XX"})
"""ST.3 codes of organisations (and of "unknown"): an office may have them, an applicant cannot live there."""

NOT_IN_ST3 = frozenset({
    "AQ", "AS", "AX", "BL", "CC", "CX", "FM", "GF", "GP", "GU", "HM", "IO", "MF", "MQ", "NC", "NF", "PF", "PM", "PN",
    "PR", "PS", "RE", "SJ", "TF", "TK", "UM", "VI", "WF", "YT",
})  # fmt: skip
"""ISO 3166-1 codes for which ST.3 has no entry (ST.96 V6.0 has both lists)."""


@cache
def country_codes() -> frozenset[str]:
    """Every ISO 3166-1 alpha-2 code that ST.96 V6.0 knows, with MH and NU."""
    return (frozenset(office_names()) - OFFICES_ONLY) | NOT_IN_ST3


@cache
def _by_word() -> dict[str, str]:
    words = {name.casefold(): code for code, name in office_names().items() if code in country_codes()}
    table = files("api.intake").joinpath("country_words.csv").read_text(encoding="utf-8")
    return words | {row["word"].casefold(): row["code"] for row in csv.DictReader(table.splitlines())}


@cache
def country_code(text: str) -> str:
    """The code that a cell such as "jp", "ＪＰ", "JPN", "Japan" or "日本" means; the text itself when none does."""
    plain = unicodedata.normalize("NFKC", text[:80]).strip()
    if len(plain) == 2 and plain.isascii():
        return plain.upper()
    return _by_word().get(plain.casefold(), text)
