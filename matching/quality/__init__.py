"""How good matching is against known answers: scores, calibration, and what became of every true pair."""

from matching.quality.calibration import calibration_error
from matching.quality.scores import QualityReport, Score, evaluate, evaluate_labels

__all__ = ["QualityReport", "Score", "calibration_error", "evaluate", "evaluate_labels"]
