"""What matching would say about the new records of an upload: looked up, at most a few, among registered applicants."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from api.intake.staging import StagedRecord
from api.store.record_json import record_from_json
from matching.errors import MatchingError
from matching.records import OfficeRecord

MOST_COMPARED = 100
"""New records that are looked up; each costs milliseconds, so that the answer comes with the dry run."""

Likeness = Callable[[OfficeRecord], float]
"""The probability of the applicant that is most like a record, 0 when there is none."""


@dataclass(slots=True)
class Preview:
    """Of the new records looked up: how many would be linked, are doubtful, or are like no registered applicant."""

    compared: int = 0
    linked: int = 0
    doubtful: int = 0
    unlike: int = 0

    def json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def preview_of(
    staged: Iterable[StagedRecord], likeness: Likeness, *, accept_from: float, review_from: float
) -> Preview:
    """Look new records up."""
    preview = Preview()
    for each in staged:
        if each.text is None:
            continue
        if preview.compared == MOST_COMPARED:
            break
        try:
            probability = likeness(record_from_json(each.record_id, each.text.value()))
        except MatchingError:
            continue  # longer than matching reads
        preview.compared += 1
        preview.linked += probability >= accept_from
        preview.doubtful += review_from <= probability < accept_from
        preview.unlike += probability < review_from
    return preview
