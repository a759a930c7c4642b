"""What a reader noticed without refusing anything: told once per kind, with a count and the first place."""

MOST_KINDS = 40


class Notes:
    """Counts what was noticed; memory stays flat."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, int]] = {}

    def add(self, text: str, row: int = 0) -> None:
        """Note one occurrence; `text` is the same for every occurrence and holds nothing from the row."""
        if text in self._seen:
            first, times = self._seen[text]
            self._seen[text] = (first, times + 1)
        elif len(self._seen) < MOST_KINDS:
            self._seen[text] = (row, 1)

    def sentences(self) -> tuple[str, ...]:
        """Everything noticed, in the order in which it first came."""
        return tuple(
            f"{text} ({times:,} times, first in row {first:,})" if first else text
            for text, (first, times) in self._seen.items()
        )
