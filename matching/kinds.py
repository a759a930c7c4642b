"""Say whether a name is a person's or an organisation's, with a calibrated probability.

A logistic model over `kind_features`, fitted by training/train_kinds.py on names of inventors, public persons and
organisations in equal shares; figures and limits are in data/kind_model.md.
"""

from functools import cache
from math import exp
from pathlib import Path
from typing import Final

import numpy as np

from matching.errors import ModelFileError
from matching.kind_features import COLUMNS, feature_columns
from matching.legal_forms import ParsedName
from matching.records import ApplicantKind

__all__ = ["recognise_kind"]

_MODEL: Final = Path(__file__).parent / "data" / "kind_model.npz"
_CERTAINTY_CAP: Final = 7.0  # log-odds, 0.999; the labels are not surer than that


def recognise_kind(folded: str, parsed: ParsedName) -> tuple[ApplicantKind, float]:
    """Recognise what sort of applicant bears a name; country and language are not needed, given names know no borders.

    Args:
        folded: What `fold_name` returned.
        parsed: What `parse_legal_form` returned for it.

    Returns:
        The likelier kind and its probability, 0.5 to 1.0, if persons and organisations were equally frequent; UNKNOWN
        and 0.5 for a name without letters.
    """
    if not any(char.isalpha() for char in parsed.stem):
        return ApplicantKind.UNKNOWN, 0.5
    person = 1.0 / (1.0 + exp(-log_odds_of_person(folded, parsed)))
    if person >= 0.5:
        return ApplicantKind.NATURAL_PERSON, person
    return ApplicantKind.LEGAL_PERSON, 1.0 - person


def log_odds_of_person(folded: str, parsed: ParsedName) -> float:
    """Return the natural logarithm of P(person) / P(organisation); add your own prior's log-odds to it if it differs."""
    weights, scale = _load_model()
    columns = feature_columns(folded, parsed)
    raw = sum(map(weights.__getitem__, columns)) * scale
    return max(-_CERTAINTY_CAP, min(_CERTAINTY_CAP, raw))


@cache
def _load_model() -> tuple[list[int], float]:
    """Return the weights as small integers and what one of them is worth in log-odds."""
    try:
        with np.load(_MODEL) as model:
            weights, scale = model["weights"], float(model["scale"])
    except (OSError, KeyError, ValueError) as problem:
        raise ModelFileError(f"{_MODEL.name} cannot be read: {problem}") from problem
    if weights.shape != (COLUMNS,):
        raise ModelFileError(f"{_MODEL.name} must hold {COLUMNS} weights, it holds {weights.shape}")
    return weights.tolist(), scale
