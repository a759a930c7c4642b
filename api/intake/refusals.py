"""What is wrong with rows that are not taken: the first of them one by one, and all of them by their reasons."""

from api.errors import RefusalReason, RefusedRow, RowsRefusedError


class Refusals:
    """Counts refused rows as they come; memory stays flat however many there are.

    Attributes:
        count: All of them.
        rows: The first ones, in the order of the file.
    """

    def __init__(self, listed: int) -> None:
        self._listed = listed
        self._reasons: dict[str, tuple[int, int]] = {}  # first row and number of rows, by what is wrong
        self.count = 0
        self.rows: list[RefusedRow] = []

    def add(self, row: int, detail: str) -> None:
        """Count one row; `detail` says what was expected."""
        self.count += 1
        if len(self.rows) < self._listed:
            self.rows.append(RefusedRow(row, detail))
        if detail in self._reasons or len(self._reasons) < self._listed:
            first, times = self._reasons.get(detail, (row, 0))
            self._reasons[detail] = (first, times + 1)

    @property
    def reasons(self) -> tuple[RefusalReason, ...]:
        """The different reasons, each once, in the order in which they first came; the first ones of very many."""
        return tuple(RefusalReason(first, times, detail) for detail, (first, times) in self._reasons.items())

    def error(self) -> RowsRefusedError:
        """All of it as the error that keeps the rows out."""
        return RowsRefusedError(self.rows, self.count, self.reasons)
