"""GIDs and office codes: the plain values the chain holds and the forms people read and type.

A GID is not a WIPO identifier. Its check digits (ISO 7064 MOD 97-10) exist only where people read or type it.
"""

import re
from typing import NewType

from stdnum.iso7064 import mod_97_10

from node.errors import GidCheckError, OfficeCodeError

Gid = NewType("Gid", int)
"""The number that the registry allotted, 1 to 999,999,999,999."""

OfficeCode = NewType("OfficeCode", str)
"""Two capital letters of WIPO ST.3; an office code, not an ISO country code."""

MAX_GID = 999_999_999_999
NOT_A_WIPO_IDENTIFIER = "Pilot identifier with no legal effect. It is not a WIPO identifier."

_COMPACT = re.compile(r"[0-9]{14}")
_PRINTED = re.compile(r"GID ([0-9]{4}) ([0-9]{4}) ([0-9]{4}) ([0-9]{2})")
_OFFICE = re.compile(r"[A-Z]{2}")


def compact_gid(gid: Gid) -> str:
    """Return the 14 digits of a GID: the 12-digit counter and its two check digits, as used in URLs and files.

    Raises:
        GidCheckError: The number is not between 1 and `MAX_GID`.
    """
    if not 1 <= gid <= MAX_GID:
        raise GidCheckError(str(gid), f"expected a number from 1 to {MAX_GID}")
    counter = f"{gid:012d}"
    return counter + mod_97_10.calc_check_digits(counter)


def format_gid(gid: Gid) -> str:
    """Return the printed form, `GID 0000 0012 3456 cc`."""
    digits = compact_gid(gid)
    return f"GID {digits[:4]} {digits[4:8]} {digits[8:12]} {digits[12:]}"


def parse_gid(text: str) -> Gid:
    """Read a GID in its compact or printed form, exactly as written; never corrects.

    Only the ASCII digits count: full-width or Arabic-Indic digits, other separators and surrounding spaces are refused,
    because a form that is quietly repaired at one door is a different identifier at the next.

    Raises:
        GidCheckError: Wrong form, wrong check digits, or number zero. Says nothing about existence.
    """
    printed = _PRINTED.fullmatch(text)
    digits = "".join(printed.groups()) if printed else text
    if not printed and not _COMPACT.fullmatch(text):
        raise GidCheckError(text, "expected 14 digits, or the form GID 0000 0012 3456 cc")
    if mod_97_10.calc_check_digits(digits[:12]) != digits[12:]:  # an equality: 00 and 97 fit the same remainder
        raise GidCheckError(text, "the check digits do not fit, so a digit is mistyped")
    if int(digits[:12]) == 0:
        raise GidCheckError(text, "number zero is never allotted")
    return Gid(int(digits[:12]))


def parse_office_code(text: str) -> OfficeCode:
    """Read a WIPO ST.3 code by its form alone; whether such an office takes part is for the chain to say.

    Raises:
        OfficeCodeError: Not exactly two capital ASCII letters.
    """
    if not _OFFICE.fullmatch(text):
        raise OfficeCodeError(text)
    return OfficeCode(text)
