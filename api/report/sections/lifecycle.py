"""What happened to identifiers, and how long it took."""

from datetime import datetime
from statistics import median

from api.report.blocks import Section
from api.report.material import Material

EVENTS = ("registered", "linked", "amended", "merged", "split", "unlinked", "revoked")


def lifecycle(material: Material) -> Section:
    """Registry events, changes by the offices, contests, and times."""
    rows = []
    for kind in EVENTS:
        query = f"SELECT count(*) FROM chain_events WHERE kind = '{kind}'"
        if kind == "registered":
            query = "SELECT coalesce(sum(count), 0) FROM chain_batches"
        rows.append((material.wording.text(f"events.{kind}"), material.count(f"lifecycle.{kind}", query)))
    material.count("lifecycle.changedRecords", "SELECT count(*) FROM record_heads WHERE version > 1")
    contested = "FROM issues WHERE category = 'stakeholder' AND gid IS NOT NULL"
    material.count("lifecycle.contested", f"SELECT count(*) {contested}")
    material.count("lifecycle.contestedOpen", f"SELECT count(*) {contested} AND state = 'open'")
    decided = _median_seconds(
        material,
        "SELECT p.created_at, min(j.at) FROM proposals p JOIN judgements j ON j.proposal_id = p.id "
        "WHERE j.\"by\" <> 'policy' AND j.decision IN ('approve', 'reject') GROUP BY p.id, p.created_at",
    )
    anchored = _median_seconds(
        material,
        "SELECT min(j.at), a.created_at FROM applicants a JOIN committed_records c ON c.commitment = a.commitment "
        "JOIN judgements j ON j.proposal_id = c.proposal_id AND j.decision = 'approve' GROUP BY a.gid, a.created_at",
    )
    times = [
        (material.wording.text(f"times.{name}"), material.enter(f"lifecycle.seconds.{name}", seconds, "seconds"))
        for name, seconds in (("toJudgement", decided), ("toChain", anchored))
        if seconds is not None
    ]
    return material.section(
        "lifecycle",
        [
            material.text("sections.lifecycle.lead"),
            material.table("events", rows),
            material.table("times", times) if times else None,
            material.text("sections.lifecycle.contests"),
        ],
    )


def _median_seconds(material: Material, query: str) -> float | None:
    spans = [
        (datetime.fromisoformat(str(end)) - datetime.fromisoformat(str(begin))).total_seconds()
        for begin, end in material.rows(query)
    ]
    return float(median(spans)) if spans else None
