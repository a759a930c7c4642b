"""The quality of one source as JSON values."""

from typing import Any

from api.bulk.scores import report_json
from matching.quality import SourceQuality
from matching.quality.calibration import Claim, Reliability
from matching.quality.examples import Example
from matching.quality.slices import Slice

__all__ = ["source_json"]


def source_json(quality: SourceQuality) -> dict[str, Any]:
    """Return all figures of a source by name; shares 0.0 to 1.0, None where nothing was there to be counted."""
    return {
        "title": quality.names.title,
        "rows": len(quality.names),
        "nameless": quality.nameless,
        **report_json(quality.scores),
        "calibration": {
            "comparedPairs": _reliability(quality.compared),
            "linksFrom0.05": _reliability(quality.links),
            "clusters": _reliability(quality.clusters),
        },
        "claims": [_claim(claim) for claim in quality.claims],
        "truePairs": _slice(quality.fates),
        "bounds": [
            {"bound": loss.bound, "cut": loss.cut, "lost": loss.lost, "recallLost": round(loss.share, 5)}
            for loss in quality.bounds
        ],
        "byVariation": [_slice(one) for one in quality.variations],
        "byScripts": [_slice(one) for one in quality.scripts],
        "sampled": quality.sampled,
        "candidatePairs": quality.statistics.candidate_pairs,
        "boundedKeys": dict(quality.statistics.bounded),
        "wrong": [_example(one, quality) for one in quality.wrong],
        "missed": [_example(one, quality) for one in quality.missed],
    }


def _reliability(reliability: Reliability) -> dict[str, Any]:
    return {
        "count": round(reliability.count),
        "expectedCalibrationError": round(reliability.error, 5),
        "bins": [
            {
                "from": one.low,
                "to": one.high,
                "count": round(one.count),
                "belief": round(one.belief, 5),
                "share": round(one.share, 5),
                "interval": [round(bound, 5) for bound in one.interval],
            }
            for one in reliability.bins
        ],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "from": claim.bound,
        "pairs": round(claim.count),
        "right": round(claim.right),
        "precision": _rounded(claim.precision),
        "interval": [round(bound, 5) for bound in claim.interval],
    }


def _slice(one: Slice) -> dict[str, Any]:
    return {
        "label": one.label,
        "truePairs": one.pairs,
        "recall": _rounded(one.recall),
        "fates": {str(fate): count for fate, count in one.fates.items()},
        "claimedPairs": one.claimed,
        "precision": _rounded(one.precision),
    }


def _example(example: Example, quality: SourceQuality) -> dict[str, Any]:
    table = quality.names.table
    return {
        "left": {"recordId": table.record_id[example.left], "name": table.name[example.left]},
        "right": {"recordId": table.record_id[example.right], "name": table.name[example.right]},
        "probability": round(example.probability, 5),
        "variation": example.variation,
        "outcome": example.outcome,
        "evidence": [
            {"feature": one.feature, "weight": round(one.weight, 3), "left": one.left, "right": one.right,
             "sentence": one.sentence}
            for one in example.evidence
        ],
    }  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)
