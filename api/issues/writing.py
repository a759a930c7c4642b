"""The issue log as CSV: one line an issue, the columns those of the API."""

import csv
import io
from collections.abc import Iterable

from api.bulk.cells import guard_cell
from api.issues.model import Issue
from node.identifiers import Gid, format_gid

COLUMNS = (
    "id", "state", "category", "severity", "office", "summary", "action", "gid", "evidence", "rule", "raised_by",
    "raised_at", "resolution", "closed_by", "closed_at",
)  # fmt: skip


def issues_csv(issues: Iterable[Issue]) -> str:
    """The whole file, header first; no cell is one that a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for issue in issues:
        draft = issue.draft
        gid = format_gid(Gid(draft.gid)) if draft.gid is not None else ""
        row = (
            str(issue.id), issue.state, draft.category, draft.severity, draft.office, draft.summary, draft.action, gid,
            " ".join(draft.evidence), issue.rule, issue.raised_by, issue.raised_at, issue.resolution, issue.closed_by,
            issue.closed_at,
        )  # fmt: skip
        writer.writerow([guard_cell(str(cell)) for cell in row])
    return text.getvalue()
