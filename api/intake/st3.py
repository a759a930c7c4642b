"""WIPO ST.3 office codes: which two letters may stand for an office."""

import csv
from functools import cache
from importlib.resources import files

DEMO_CODES = frozenset({"XX"})
"""ST.3 code for "unknown", accepted so that a test office needs no real code."""


@cache
def office_names() -> dict[str, str]:
    """All current ST.3 codes with their short names, as ST.96 V6.0 spells them (MH and NU added by CWS/10).

    An office code is not an ISO country code: EA, EP, WO and others exist only here.
    """
    table = files("api.intake").joinpath("st3_codes.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(table.splitlines())}


def is_office_code(code: str) -> bool:
    """Whether `code` is a current ST.3 code, upper case."""
    return code in office_names() or code in DEMO_CODES
