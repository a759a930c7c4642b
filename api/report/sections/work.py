"""What people had to do, and what their work buys."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from statistics import median

from api.report.blocks import Section
from api.report.effort import effort_curve
from api.report.material import Material
from api.report.pictures import draw_effort

LONGEST_PAUSE_S = 600
"""Seconds between two decisions of one person from which the person was doing something else."""

_BY_PEOPLE = "\"by\" <> 'policy'"
SHARES = (0.5, 0.8, 0.95)


def work(material: Material) -> Section:
    """Proposals by outcome, decisions, agreement, and the effort curve."""
    states = ("proposed", "deferred", "approved", "rejected", "submitted", "anchored", "failed", "superseded")
    rows = [
        (
            material.wording.text(f"states.{state}"),
            material.count(f"work.state.{state}", f"SELECT count(*) FROM proposals WHERE state = '{state}'"),
        )
        for state in states
    ]
    automatic = material.count(
        "work.byPolicy",
        "SELECT count(DISTINCT proposal_id) FROM judgements WHERE \"by\" = 'policy' AND decision = 'approve'",
    )
    raised = material.count("work.proposals", "SELECT count(*) FROM proposals WHERE state <> 'superseded'")
    material.enter("work.automaticShare", int(automatic.value) / (int(raised.value) or 1), "share")
    material.count("work.waiting", "SELECT count(*) FROM proposals WHERE state IN ('proposed', 'deferred')")
    material.count("work.decisionsOfPeople", f"SELECT count(*) FROM judgements WHERE {_BY_PEOPLE}")
    _agreement(material)
    seconds = seconds_per_decision(material)
    material.enter("work.secondsPerDecision", seconds, "seconds")
    curve = effort_curve(material)
    material.enter("work.recallNow", curve.queue[0], "share")
    material.enter("work.recallAfterAll", curve.ceiling, "share")
    effort_rows = []
    for share in SHARES:
        decisions = curve.decisions_to(share)
        effort_rows.append(
            (
                material.enter(f"work.effort.{round(share * 100)}", share, "share"),
                material.enter(f"work.effort.{round(share * 100)}.decisions", decisions),
                material.enter(f"work.effort.{round(share * 100)}.hours", decisions * seconds / 3600, "hours"),
                material.enter(f"work.effort.{round(share * 100)}.recall", curve.queue[decisions], "share"),
            )
        )
    measured = "measured" if _pauses(material) else "assumed"
    return material.section(
        "work",
        [
            material.text("sections.work.lead"),
            material.table("states", rows),
            material.text(f"sections.work.{measured}"),
            material.text(
                "sections.work.agreement"
                if int(material.book["work.judgedByTwo"].value)
                else "sections.work.noAgreement"
            ),
            material.text(f"sections.work.{'effortByLabels' if curve.labelled else 'effortByProbability'}"),
            draw_effort(material.wording, curve),
            material.table("effort", effort_rows, words=0),
        ],
    )


def seconds_per_decision(material: Material) -> float:
    """Median seconds between two decisions of one person in a row; as assumed where nobody decided twice."""
    pauses = _pauses(material)
    return float(median(pauses)) if pauses else material.assumptions.seconds_per_decision


def _pauses(material: Material) -> list[float]:
    moments: dict[object, list[datetime]] = defaultdict(list)
    for by, at in material.rows(f'SELECT "by", at FROM judgements WHERE {_BY_PEOPLE} ORDER BY id'):
        moments[by].append(datetime.fromisoformat(str(at)))
    gaps = [(b - a).total_seconds() for held in moments.values() for a, b in pairwise(held)]
    return [gap for gap in gaps if 0 < gap <= LONGEST_PAUSE_S]


def _agreement(material: Material) -> None:
    """Among proposals that two people or more approved or rejected: how often all said the same."""
    said: dict[object, dict[object, object]] = defaultdict(dict)
    query = (
        'SELECT proposal_id, "by", decision FROM judgements '
        f"WHERE {_BY_PEOPLE} AND decision IN ('approve', 'reject') ORDER BY id"
    )
    for proposal, by, decision in material.rows(query):
        said[proposal][by] = decision
    twice = [decisions for decisions in said.values() if len(decisions) > 1]
    material.enter("work.judgedByTwo", len(twice))
    agreed = sum(len(set(decisions.values())) == 1 for decisions in twice)
    material.enter("work.agreement", agreed / len(twice) if twice else 0.0, "share")
