"""The row-level error file: a CSV for the person who made the extract, in which no cell can act as a formula."""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

from api.bulk.cells import guard_cell
from api.intake.rows import RowProblem

COLUMNS = ("row", "record", "field", "got", "expected", "reason", "what_to_do")
MOST_ROWS = 100_000
"""Rows written; whoever has more mistakes than that has one mistake."""


class ErrorFile:
    """Writes refused rows as they come; only for this user, because it may hold what names are made of."""

    def __init__(self, path: Path) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8-sig", newline="")  # with the mark spreadsheets look for
        self._csv = csv.writer(self._file)
        self._csv.writerow(COLUMNS)
        self._rows = 0

    def __enter__(self) -> "ErrorFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, row: int, record: str, problem: RowProblem) -> None:
        """Write one refused row."""
        self._rows += 1
        if self._rows <= MOST_ROWS:
            self._write((str(row), record, problem.field, problem.got, problem.expected, str(problem), problem.advice))
        elif self._rows == MOST_ROWS + 1:
            self._write(("", "", "", "", "", f"only the first {MOST_ROWS:,} are listed", "begin with these"))

    def _write(self, cells: Sequence[str]) -> None:
        self._csv.writerow([guard_cell(cell) for cell in cells])
