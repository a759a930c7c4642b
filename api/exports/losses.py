"""What a form of export cannot say: elements without a counterpart, counted for the pilot's report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """One reason why something does not come back as it went out.

    Attributes:
        element: The field of ours that suffers, such as "country".
        reason: What is done instead.
        count: How often.
        example: The id of the first office record or applicant concerned; never a name.
    """

    element: str
    reason: str
    count: int
    example: str


class Losses:
    """Counts losses while an export is written."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}
        self._examples: dict[tuple[str, str], str] = {}

    def note(self, element: str, reason: str, example: str) -> None:
        """Count one; the words of `reason` must not depend on the value that is lost."""
        key = (element, reason)
        self._counts[key] = self._counts.get(key, 0) + 1
        self._examples.setdefault(key, example)

    def listed(self) -> tuple[Loss, ...]:
        """All of them, by element and reason."""
        return tuple(Loss(*key, count, self._examples[key]) for key, count in sorted(self._counts.items()))
