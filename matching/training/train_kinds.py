"""Fit the model that tells persons from organisations.

    python -m matching.training.train_kinds --names FOLDER --japanese FOLDER

First fits on one half of the entities and measures on the other half, which no name of the first half's entities is in;
prints the figures; then fits on everything and writes data/kind_model.npz and data/kind_model.md.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from matching.folding import fold_name
from matching.kind_features import COLUMNS, feature_columns, has_company_form, script_class
from matching.kinds import CERTAINTY_CAP, STEM_CAP_WITH_FORM
from matching.legal_forms import parse_legal_form
from matching.training.development import in_learning_part, read_rows
from matching.training.person_names import person_names

_DATA: Final = Path(__file__).parent.parent / "data"
_RIDGE: Final = 2e-6  # per weight, relative to the mean loss; chosen on the unseen half among 1e-7 ... 1e-4
_LEAST_WEIGHT: Final = 4_000.0  # of each kind of a script, lest the ridge drown scripts with few organisations
_LONGEST: Final = 300  # characters
_SMALLEST_RATE: Final = 2e-4  # of persons whose name seems to hold a legal form; 9 of 60,000 inventors were counted


@dataclass(frozen=True, slots=True)
class Example:
    """One name to learn from."""

    key: str
    columns: list[int]
    is_person: bool
    script: str
    has_form: bool


def read_examples(names: Path, japanese: Path) -> list[Example]:
    """Read and fold every name once."""
    found: dict[tuple[str, bool], Example] = {}
    for key, name in person_names(names, japanese, seed=1):
        _add(found, key, name, "", is_person=True)
    for path in sorted(names.glob("org_*.csv.gz")):
        for row in read_rows(path):
            if row["name_kind"] != "affiliation_string":
                _add(found, row["entity_id"] or row["name"], row["name"], row["country"], is_person=False)
    return list(found.values())


def _add(found: dict[tuple[str, bool], Example], key: str, name: str, country: str, *, is_person: bool) -> None:
    if len(name) > _LONGEST:
        return
    folded = fold_name(name)
    parsed = parse_legal_form(folded, country=country)
    if not any(char.isalpha() for char in parsed.stem) or (folded, is_person) in found:
        return
    script = script_class(next(char for char in parsed.stem if char.isalpha()))
    columns = feature_columns(folded, parsed)
    found[folded, is_person] = Example(key, columns, is_person, script, has_company_form(parsed))


def fit(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Return the weights that minimise the ridge-penalised weighted logistic loss."""
    matrix = _matrix(examples)
    sign = np.array([1.0 if example.is_person else -1.0 for example in examples])
    weight = _even_weights(examples)
    strength = _RIDGE * weight.sum()

    def loss(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (matrix @ theta)
        value = float(weight @ np.logaddexp(0.0, -margin)) + 0.5 * strength * float(theta @ theta)
        slope = -weight * sign / (1.0 + np.exp(np.clip(np.asarray(margin), -50, 50)))
        return value, matrix.T @ slope + strength * theta

    return np.asarray(minimize(loss, np.zeros(COLUMNS), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x)


def _even_weights(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Persons and organisations of each script weigh the same in sum, so that probabilities mean equal priors."""
    sums: dict[tuple[str, bool], float] = defaultdict(float)
    for example in examples:
        sums[example.script, example.is_person] += 1.0
    scripts = {script for script, _ in sums}
    size = {script: max(_LEAST_WEIGHT, min(sums[script, True], sums[script, False])) for script in scripts}
    return np.array([size[e.script] / sums[e.script, e.is_person] for e in examples])


def _matrix(examples: Sequence[Example]) -> csr_matrix[np.float64]:
    lengths = np.array([0] + [len(example.columns) for example in examples])
    columns = np.concatenate([np.array(example.columns, dtype=np.int32) for example in examples])
    return csr_matrix((np.ones(len(columns)), columns, np.cumsum(lengths)), shape=(len(examples), COLUMNS))


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is written to the model file."""

    weights: NDArray[np.int8]
    scale: float
    with_form: float
    without_form: float

    def person(self, examples: Sequence[Example]) -> NDArray[np.float64]:
        """Return the probability that each example is a person."""
        stem = np.asarray(_matrix(examples) @ (self.weights.astype(np.float64) * self.scale))
        has_form = np.array([example.has_form for example in examples])
        capped = np.clip(stem, -STEM_CAP_WITH_FORM, STEM_CAP_WITH_FORM) + self.with_form
        total = np.where(has_form, capped, stem + self.without_form)
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(total, -CERTAINTY_CAP, CERTAINTY_CAP))))


def fit_model(examples: Sequence[Example]) -> Fitted:
    """Fit the stem's weights, keep them in one byte each, and count how often each kind shows a legal form."""
    theta = fit(examples)
    scale = float(np.quantile(np.abs(theta[theta != 0]), 0.9999)) / 127
    weights = np.clip(np.rint(theta / scale), -127, 127).astype(np.int8)
    rate = {
        kind: max(_SMALLEST_RATE, float(np.mean([e.has_form for e in examples if e.is_person == kind])))
        for kind in (True, False)
    }
    return Fitted(weights, scale, log(rate[True] / rate[False]), log((1 - rate[True]) / (1 - rate[False])))


def report(examples: Sequence[Example], model: Fitted) -> str:
    """Return a Markdown table of accuracy and calibration per script on `examples`."""
    person = model.person(examples)
    truth = np.array([example.is_person for example in examples])
    even = _even_weights(examples)
    lines = [
        "| script | persons | organisations | persons recognised | organisations recognised | without legal form |"
        " calibration error |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    bare = np.array([not example.has_form for example in examples])
    for script in [*sorted({example.script for example in examples}), "all"]:
        rows = np.array([script in {"all", example.script} for example in examples])
        p, t = person[rows], truth[rows]
        both = t.any() and (~t).any()
        cells = (
            _share(p[t] >= 0.5),
            _share(p[~t] < 0.5),
            _share(p[~t & bare[rows]] < 0.5),
            f"{calibration_error(p, t, even[rows]):.3f}" if both else "-",
        )
        lines.append(f"| {script} | {t.sum():,} | {(~t).sum():,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _share(right: NDArray[np.bool_]) -> str:
    return f"{np.mean(right):.3f}" if right.size else "-"


def calibration_error(person: NDArray[np.float64], truth: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    """Return the mean distance between stated and observed share of persons over ten equal bins, weighted."""
    bins = np.minimum((person * 10).astype(int), 9)
    total = 0.0
    for place in range(10):
        inside = bins == place
        mass = float(weight[inside].sum())
        if mass:
            stated = float(weight[inside] @ person[inside]) / mass
            observed = float(weight[inside] @ truth[inside]) / mass
            total += mass * abs(stated - observed)
    return total / float(weight.sum())


def main(arguments: Iterable[str] | None = None) -> None:
    """Measure, fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path, required=True, help="folder of org_*.csv.gz and person_*.csv.gz")
    parser.add_argument("--japanese", type=Path, required=True, help="folder of Japanese name lists")
    options = parser.parse_args(None if arguments is None else list(arguments))
    examples = read_examples(options.names, options.japanese)
    seen = [example for example in examples if in_learning_part(example.key)]
    unseen = [example for example in examples if not in_learning_part(example.key)]
    table = report(unseen, fit_model(seen))
    print(table)
    model = fit_model(examples)
    np.savez_compressed(
        _DATA / "kind_model.npz", weights=model.weights, scale=np.float64(model.scale),
        with_form=np.float64(model.with_form), without_form=np.float64(model.without_form),
    )  # fmt: skip
    card = _CARD.format(day=date.today().isoformat(), table=table, count=len(examples))
    (_DATA / "kind_model.md").write_text(card, encoding="utf-8")


_CARD: Final = """# Model card: person or organisation

Logistic regression over hashed letter runs (matching/kind_features.py), fitted {day} by
matching/training/train_kinds.py on {count:,} names. Sources: inventor names on US patents (US public records), labels
of public persons (Wikidata, CC0), Japanese name lists (MIT), aligned name words combined at random; organisation names
of ROR (CC0), EDINET (Public Data License 1.0), GLEIF (CC0) and US patent assignees (US public records). The weights are
sums over thousands of names; no name can be read back.

Measured on entities the model had not seen (half of all), before the final fit on everything; each script weighs
persons and organisations equally, so a probability presumes equal priors:

{table}

Cyrillic, Arabic, kana and Han persons are combinations of real name words, so those rows are optimistic. A company that
is called like its founder and shows no legal form cannot be told from a person. Greek, Thai and other scripts have no
persons here; their names are judged by their romanisation.
"""

if __name__ == "__main__":
    main()
