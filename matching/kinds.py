"""Say whether a name is a person's or an organisation's, with a calibrated probability.

A logistic model over `kind_features` judges the stem; a legal form adds its own likelihood ratio. Fitted by
training/train_kinds.py on names of inventors, public persons and organisations in equal shares; figures and limits are
in data/kind_model.md.
"""

from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Final

import numpy as np

from matching.errors import ModelFileError
from matching.kind_features import COLUMNS, feature_columns, has_company_form
from matching.legal_forms import ParsedName
from matching.records import ApplicantKind

__all__ = ["KindModel", "load_model", "log_odds_of_person", "recognise_kind"]

_MODEL: Final = Path(__file__).parent / "data" / "kind_model.npz"
CERTAINTY_CAP: Final = 7.0  # log-odds, 0.999; the labels are not surer than that
# Log-odds: about one company in a hundred bears its founder's full name, so a stem cannot outweigh a legal form.
STEM_CAP_WITH_FORM: Final = 5.0


@dataclass(frozen=True, slots=True)
class KindModel:
    """Weights of the stem's columns in units of `scale`, and what a legal form or its absence adds, in log-odds."""

    weights: list[int]
    scale: float
    with_form: float
    without_form: float


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
    """Return the natural logarithm of P(person) / P(organisation) at equal priors; add your prior's log-odds to it."""
    model = load_model()
    columns = feature_columns(folded, parsed)
    stem = sum(map(model.weights.__getitem__, columns)) * model.scale
    if has_company_form(parsed):
        total = max(-STEM_CAP_WITH_FORM, min(STEM_CAP_WITH_FORM, stem)) + model.with_form
    else:
        total = stem + model.without_form
    return max(-CERTAINTY_CAP, min(CERTAINTY_CAP, total))


@cache
def load_model(path: Path = _MODEL) -> KindModel:
    """Read a model written by training/train_kinds.py, once.

    Raises:
        ModelFileError: The file does not hold what this version of the features needs.
    """
    try:
        with np.load(path) as arrays:
            weights = arrays["weights"]
            scale, with_form, without_form = (float(arrays[name]) for name in ("scale", "with_form", "without_form"))
    except (OSError, KeyError, ValueError) as problem:
        raise ModelFileError(f"{path.name} cannot be read: {problem}") from problem
    if weights.shape != (COLUMNS,):
        raise ModelFileError(f"{path.name} must hold {COLUMNS} weights, it holds {weights.shape}")
    return KindModel(weights.tolist(), scale, with_form, without_form)
