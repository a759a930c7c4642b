"""Cells that a spreadsheet program must not run."""

__all__ = ["FORMULA_STARTS", "guard_cell"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet program take a cell for a formula, full-width forms included (OWASP)."""


def guard_cell(text: str) -> str:
    """Put an apostrophe before text that would be run as a formula; other text stays as it is.

    Names come from others, and a CSV file is opened with a double click. Identifiers are not guarded: they are keys by
    which files are joined, and whoever has the output has them already.
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
