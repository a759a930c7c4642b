"""The review queue: proposals by impact, then doubt, in pages."""

import base64
import binascii
import json
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, or_, select

from api.proposals.model import ProposalSummary
from api.store.proposals import ProposalFilter, summary_of
from api.store.tables import proposal_members, proposals
from node.errors import InvalidInputError

MAX_CURSOR_NUMBER = 2**53
"""Beyond it a number in a cursor is not one that we wrote, and SQLite would refuse it."""


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A stretch of the queue, the greatest impact and doubt first."""

    items: tuple[ProposalSummary, ...]
    total: int
    next_cursor: str | None


def proposal_page(connection: Connection, wanted: ProposalFilter, *, limit: int, cursor: str = "") -> ProposalPage:
    """List proposals by impact, then doubt, then id.

    Raises:
        InvalidInputError: `cursor` is not one that an earlier page gave.
    """
    table = proposals.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(table.state.in_(wanted.states))
    if wanted.kinds:
        conditions.append(table.kind.in_(wanted.kinds))
    if wanted.office:
        member = select(proposal_members.c.proposal_id).where(
            proposal_members.c.record_id.startswith(f"{wanted.office}:", autoescape=True)
        )
        conditions.append(table.id.in_(member))
    total = connection.execute(select(func.count()).select_from(proposals).where(*conditions)).scalar_one()
    if cursor:
        impact, doubt, last = _read_cursor(cursor)
        conditions.append(
            or_(
                table.impact < impact,
                and_(table.impact == impact, table.doubt < doubt),
                and_(table.impact == impact, table.doubt == doubt, table.id > last),
            )
        )
    order = (table.impact.desc(), table.doubt.desc(), table.id)
    rows = connection.execute(select(proposals).where(*conditions).order_by(*order).limit(limit + 1)).mappings().all()
    following = _write_cursor(rows[limit - 1]) if len(rows) > limit else None
    return ProposalPage(tuple(summary_of(row) for row in rows[:limit]), total, following)


def _write_cursor(row: RowMapping) -> str:
    place = json.dumps([row["impact"], row["doubt"], row["id"]], separators=(",", ":"))
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[int, float, str]:
    try:
        text = base64.urlsafe_b64decode(cursor[:200] + "=" * (-len(cursor[:200]) % 4))
        impact, doubt, last = json.loads(text)
        if not abs(int(impact)) < MAX_CURSOR_NUMBER:
            raise ValueError("beyond what a database column holds")
        return int(impact), float(doubt), str(last)
    except (ValueError, TypeError, binascii.Error, OverflowError):
        raise InvalidInputError("the cursor is not one that an earlier page gave", advice="start without it") from None
