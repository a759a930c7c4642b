"""When approved proposals are sent: a full batch at once, a small one after it has waited a while for company.

The fixed part of a registration, 115,000 gas (contracts/gas.json), is most of its price up to 100 identifiers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from api.proposals.model import ProposalKind, ProposalSummary


def due(
    approved: Iterable[ProposalSummary],
    approved_at: Mapping[str, str],
    *,
    size: int,
    age_s: float,
    now: datetime,
) -> list[ProposalSummary]:
    """Return those that are to be sent now, office by office.

    Args:
        approved: Everything that waits, of every kind.
        approved_at: By proposal id, as `api.clock.stamp` writes it; one that is missing has waited long enough.
        size: Registrations in one batch.
        age_s: Once an office's oldest approval is so old, in seconds, everything of that office goes.
        now: The present moment.
    """
    last = now - timedelta(seconds=age_s)
    offices: dict[str, list[ProposalSummary]] = defaultdict(list)
    for each in sorted(approved, key=lambda each: (approved_at.get(each.id, ""), each.id)):
        offices[each.office].append(each)
    found: list[ProposalSummary] = []
    for waiting in offices.values():
        oldest = approved_at.get(waiting[0].id)
        if oldest is None or datetime.fromisoformat(oldest) <= last:
            found += waiting
        else:
            registrations = [each for each in waiting if each.kind is ProposalKind.REGISTER]
            found += registrations[: len(registrations) // size * size]
    return found
