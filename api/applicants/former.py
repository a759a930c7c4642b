"""Whether a question means a former name: then the answer is "now called ..."."""

from collections.abc import Iterable

from rapidfuzz.fuzz import token_sort_ratio

from api.store.records import StoredRecord
from matching.errors import MatchingError
from matching.folding import fold_name
from matching.records import NameForm, NameKind

CLOSE_FROM = 80.0
"""Of 100: below it no name was really meant, so none of them was."""


def former_name(question: str, records: Iterable[StoredRecord]) -> NameForm | None:
    """The former name that is closer to the question than every present one; None when there is none."""
    try:
        asked = fold_name(question)
        scored = [
            (token_sort_ratio(asked, fold_name(form.text)), form.kind is not NameKind.FORMER, form)
            for stored in records
            for form in stored.record.name_forms
        ]
    except MatchingError:
        return None
    if not scored:
        return None
    closeness, present, form = max(scored, key=lambda each: each[:2])
    return form if closeness >= CLOSE_FROM and not present else None
