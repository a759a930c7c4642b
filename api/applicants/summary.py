"""The pilot in figures: one page that the console, the demo and a report show."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, distinct, func, select

from api.intake.st3 import office_names
from api.proposals.model import OPEN_STATES, POLICY_ACTOR, Decision, ProposalKind, ProposalState
from api.store.audit import last_change
from api.store.proposals import count_by_state
from api.store.records import all_records, count_by_office
from api.store.tables import judgements, proposals, record_heads
from node.identifiers import NOT_A_WIPO_IDENTIFIER
from node.operations import OperationKind
from node.tables import batches, checkpoint, entries, operations

LEGAL_NOTICE = f"{NOT_A_WIPO_IDENTIFIER} A standard name is an index entry; the register of the office prevails."


@dataclass(frozen=True, slots=True)
class OfficeFigure:
    """One office: its ST.3 name, the records it sent, and how many of them have a GID."""

    code: str
    name: str
    records: int
    registered: int


@dataclass(frozen=True, slots=True)
class ScriptFigure:
    """Records whose filed name is in one script, ISO 15924."""

    script: str
    records: int


@dataclass(frozen=True, slots=True)
class SharedFigure:
    """Applicants of which both offices hold records; `left` sorts before `right`."""

    left: str
    right: str
    applicants: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The pilot in figures; gas in units of gas, `gas_per_identifier` counts registrations only."""

    legal_notice: str
    offices: tuple[OfficeFigure, ...]
    records: int
    scripts: tuple[ScriptFigure, ...]
    name_forms: int
    clusters: int
    cross_office_clusters: int
    cross_office_links: int
    shared_applicants: tuple[SharedFigure, ...]
    proposals: Mapping[str, int]
    auto_accepted: int
    waiting: int
    identifiers: int
    batches: int
    gas_per_identifier: int
    gas_used: int
    chain: Mapping[str, Any]
    generated_at: str

    def as_json(self) -> dict[str, Any]:
        """The summary with camelCase names, as GET /v1/summary sends it."""
        return {_camel(name): value for name, value in asdict(self).items()}


def summarise(connection: Connection, *, chain: Mapping[str, Any], at: str) -> Summary:
    """Count everything; `chain` names the chain id, URL and registry, as far as they are known."""
    records = all_records(connection)
    scripts = Counter(stored.record.name_forms[0].script for stored in records)
    offices = count_by_office(connection)
    by_state = count_by_state(connection)
    live = [row.offices for row in connection.execute(select(proposals.c.offices).where(_live_registration()))]
    anchored = _count(connection, select(func.count()).select_from(entries))
    return Summary(
        legal_notice=LEGAL_NOTICE,
        offices=tuple(
            OfficeFigure(code, office_names().get(code, code), held, registered)
            for code, (held, registered) in offices.items()
        ),
        records=len(records),
        scripts=tuple(ScriptFigure(script, count) for script, count in scripts.most_common()),
        name_forms=len({(form.text, form.language) for stored in records for form in stored.record.name_forms}),
        clusters=len(live),
        cross_office_clusters=sum(len(each) > 1 for each in live),
        cross_office_links=_cross_office_links(connection),
        shared_applicants=_shared(connection),
        proposals=by_state,
        auto_accepted=_auto_accepted(connection),
        waiting=sum(by_state[state] for state in OPEN_STATES),
        identifiers=anchored,
        batches=_count(connection, select(func.count()).select_from(batches)),
        gas_per_identifier=_gas(connection, operations.c.kind == OperationKind.REGISTER) // max(anchored, 1),
        gas_used=_gas(connection, operations.c.gas_used.is_not(None)),
        chain={**chain, **_reached(connection)},
        generated_at=at,
    )


def state_of(connection: Connection) -> tuple[str, ...]:
    """What moves whenever a figure of the summary may: the audit trail's head and the index's."""
    reached = _reached(connection)
    return last_change(connection), str(reached["blockNumber"]), str(reached["head"])


def _live_registration() -> ColumnElement[bool]:
    gone = (ProposalState.REJECTED, ProposalState.SUPERSEDED)
    return (proposals.c.kind == ProposalKind.REGISTER) & proposals.c.state.not_in(gone)


def _cross_office_links(connection: Connection) -> int:
    """Offices that hold an applicant beyond the first one, summed over all applicants."""
    table = record_heads.c
    places = select(table.gid, table.office).where(table.gid.is_not(None)).distinct().subquery()
    query = select(func.count(), func.count(distinct(places.c.gid))).select_from(places)
    held, applicants = connection.execute(query).one()
    return int(held - applicants)


def _shared(connection: Connection) -> tuple[SharedFigure, ...]:
    table = record_heads.c
    places = select(table.gid, table.office).where(table.gid.is_not(None)).distinct().cte("places")
    left, right = places.alias("one"), places.alias("other")
    query = (
        select(left.c.office, right.c.office, func.count())
        .select_from(left.join(right, (left.c.gid == right.c.gid) & (left.c.office < right.c.office)))
        .group_by(left.c.office, right.c.office)
        .order_by(left.c.office, right.c.office)
    )
    return tuple(SharedFigure(*row) for row in connection.execute(query))


def _auto_accepted(connection: Connection) -> int:
    query = (
        select(func.count(distinct(proposals.c.id)))
        .select_from(judgements.join(proposals, judgements.c.proposal_id == proposals.c.id))
        .where(
            judgements.c.by == POLICY_ACTOR,
            judgements.c.decision == Decision.APPROVE,
            proposals.c.kind == ProposalKind.REGISTER,
        )
    )
    return _count(connection, query)


def _gas(connection: Connection, condition: ColumnElement[bool]) -> int:
    query = select(func.coalesce(func.sum(operations.c.gas_used), 0)).where(condition)
    return int(connection.execute(query).scalar_one())


def _reached(connection: Connection) -> dict[str, Any]:
    row = connection.execute(select(checkpoint.c.block_number, checkpoint.c.head)).first()
    if row is None:
        return {"blockNumber": None, "head": ""}
    return {"blockNumber": row.block_number, "head": "0x" + bytes(row.head).hex()}


def _count(connection: Connection, query: Any) -> int:
    return int(connection.execute(query).scalar_one())


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
