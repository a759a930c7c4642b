"""Show a quality report as JSON or as a table a person reads."""

from typing import Any

from matching.quality import QualityReport, Score
from matching.quality.calibration import Reliability

DECIMALS = 6
"""Of shares in JSON: whoever rounds them again for people must not end up beside the truth."""


def _score_json(score: Score) -> dict[str, Any]:
    return {
        "precision": round(score.precision, DECIMALS),
        "recall": round(score.recall, DECIMALS),
        "f1": round(score.f1, DECIMALS),
        "precisionInterval": [round(bound, DECIMALS) for bound in score.precision_interval],
        "recallInterval": [round(bound, DECIMALS) for bound in score.recall_interval],
        "f1Interval": [round(bound, DECIMALS) for bound in score.f1_interval],
    }


def report_json(report: QualityReport, stated: Reliability | None = None) -> dict[str, Any]:
    """Return the report as JSON values: shares 0.0 to 1.0, intervals are 95 % by bootstrap over entities.

    Args:
        report: Scores.
        stated: Reliability of the clusters' probabilities, where there are any.
    """
    figures = {
        "items": report.items,
        "entities": report.entities,
        "clusters": report.clusters,
        "pairwise": _score_json(report.pairwise),
        "bCubed": _score_json(report.b_cubed),
        "falselyMergedShare": round(report.falsely_merged_share, 5),
    }
    if stated is not None:
        figures["clusterCalibrationError"] = round(stated.error, 5)
    return figures


def _line(label: str, score: Score) -> str:
    def cell(value: float, interval: tuple[float, float]) -> str:
        return f"{value:.4f} [{interval[0]:.4f}, {interval[1]:.4f}]"

    return "  ".join(
        (
            f"{label:<9}",
            cell(score.precision, score.precision_interval),
            cell(score.recall, score.recall_interval),
            cell(score.f1, score.f1_interval),
        )
    )


def report_text(report: QualityReport, stated: Reliability | None = None) -> str:
    """Return the report as lines of text, 95 % bootstrap intervals in brackets; arguments as in `report_json`."""
    claims = f"{stated.error:.4f} over {stated.count:,.0f} clusters of two or more" if stated is not None else ""
    width = len("0.0000 [0.0000, 0.0000]")
    return "\n".join(
        (
            f"{report.items:,} records, {report.entities:,} entities, {report.clusters:,} clusters",
            f"{'':<9}  {'precision':<{width}}  {'recall':<{width}}  {'F1':<{width}}",
            _line("pairwise", report.pairwise),
            _line("B-cubed", report.b_cubed),
            f"entities put together with another: {report.falsely_merged_share:.3%}",
            *([f"calibration error of the probabilities: {claims}"] if claims else []),
        )
    )
