"""How good matching is against known answers: scores, calibration, and what became of every true pair."""

from matching.quality.calibration import calibration_error
from matching.quality.labelled import LabelledNames
from matching.quality.measuring import SourceQuality, measure_names
from matching.quality.scores import QualityReport, Score, evaluate, evaluate_labels

__all__ = [
    "LabelledNames",
    "QualityReport",
    "Score",
    "SourceQuality",
    "calibration_error",
    "evaluate",
    "evaluate_labels",
    "measure_names",
]
