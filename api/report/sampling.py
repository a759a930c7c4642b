"""Quality without labels: draw a sample of pairs, let people say which are one applicant, estimate without bias.

Pairs that matching put before somebody are cut into strata by whether they are registered together and by their
probability. From each stratum pairs are drawn with equal chance, so the stratum's share of right ones is estimated
without bias, and so is every sum of them. Pairs that were never compared are outside: no sample of these can tell of
them, and the report says so.
"""

import csv
import io
import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from api.applicants.corpus import Corpus
from api.bulk.cells import guard_cell
from api.bulk.tables import TableError, read_columns
from api.errors import ReviewSampleError

EDGES = (0.6, 0.8, 0.9, 0.95, 0.99, 0.999)
"""Probabilities at which a new stratum begins."""

LEAST_DRAWN = 5
"""Pairs drawn from each stratum at least, where it has so many."""

DRAWS = 4_000
"""Draws from the posterior of the strata's shares, from which intervals are read."""

COLUMNS = ("left", "right", "left_name", "right_name", "probability", "stratum", "in_stratum", "same")


@dataclass(frozen=True, slots=True)
class SampledPair:
    """A pair drawn for review; `stratum` starts with "registered" or "waiting"."""

    left: str
    right: str
    probability: float
    stratum: str
    in_stratum: int


@dataclass(frozen=True, slots=True)
class ReviewedPair:
    """A drawn pair with a person's answer."""

    stratum: str
    in_stratum: int
    same: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % interval."""

    share: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SampleEstimates:
    """What a reviewed sample says.

    Attributes:
        reviewed: Pairs reviewed.
        population: Pairs they stand for.
        proposed: Share of all scored pairs that is right.
        registered: Share of the pairs registered together that is right; None when there are none.
        found: Share of the right pairs that is registered together.
    """

    reviewed: int
    population: int
    proposed: Estimate
    registered: Estimate | None
    found: Estimate


def draw_sample(corpus: Corpus, size: int, *, seed: int) -> list[SampledPair]:
    """Draw pairs for review; the same corpus, size and seed give the same sample."""
    strata = strata_of(corpus)
    total = sum(map(len, strata.values()))
    chosen = random.Random(seed)  # noqa: S311 - a sample, not a secret
    drawn = []
    for stratum, pairs in sorted(strata.items()):
        wanted = min(len(pairs), max(LEAST_DRAWN, round(size * len(pairs) / total)))
        drawn += [
            SampledPair(*pair, corpus.links[pair], stratum, len(pairs)) for pair in chosen.sample(sorted(pairs), wanted)
        ]
    return drawn


def strata_of(corpus: Corpus) -> Mapping[str, list[tuple[str, str]]]:
    """All scored pairs by stratum."""
    strata: dict[str, list[tuple[str, str]]] = {}
    for (left, right), probability in corpus.links.items():
        together = corpus.registered.get(left) is not None and corpus.registered.get(left) == corpus.registered.get(
            right
        )
        stratum = f"{'registered' if together else 'waiting'} {bisect_right(EDGES, probability)}"
        strata.setdefault(stratum, []).append((left, right))
    return strata


def estimate(reviewed: Sequence[ReviewedPair]) -> SampleEstimates:
    """Weigh the answers of each stratum by its size.

    The precision of the proposals and of the registrations is a stratified mean: unbiased whatever the strata hold.
    `found` is a quotient of two unbiased sums. Intervals are quantiles of Jeffreys' posterior, one a stratum.

    Raises:
        ReviewSampleError: nothing was reviewed.
    """
    if not reviewed:
        raise ReviewSampleError("no pair of the sample was reviewed")
    names = sorted({pair.stratum for pair in reviewed})
    size = np.array([next(pair.in_stratum for pair in reviewed if pair.stratum == name) for name in names], float)
    seen = np.array([sum(pair.stratum == name for pair in reviewed) for name in names], float)
    right = np.array([sum(pair.same for pair in reviewed if pair.stratum == name) for name in names], float)
    together = np.array([name.startswith("registered") for name in names])
    generator = np.random.default_rng(1)
    shares = np.vstack([right / seen, generator.beta(right + 0.5, seen - right + 0.5, (DRAWS, len(names)))])
    trusted = shares @ size
    registered = shares @ np.where(together, size, 0.0)
    count = float(size[together].sum())
    return SampleEstimates(
        reviewed=len(reviewed),
        population=int(size.sum()),
        proposed=_estimate(trusted / size.sum()),
        registered=_estimate(registered / count) if count else None,
        found=_estimate(registered / np.maximum(trusted, 1e-9)),
    )


def _estimate(values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Estimate:
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return Estimate(float(values[0]), (float(min(low, values[0])), float(max(high, values[0]))))


def sample_csv(corpus: Corpus, sample: Sequence[SampledPair]) -> str:
    """The sample as a file for reviewers: they fill in the last column with yes or no."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for pair in sample:
        names = (guard_cell(corpus.filed_name(pair.left)), guard_cell(corpus.filed_name(pair.right)))
        writer.writerow((pair.left, pair.right, *names, f"{pair.probability:.4f}", pair.stratum, pair.in_stratum, ""))
    return text.getvalue()


def read_reviewed(path: Path) -> list[ReviewedPair]:
    """Read a sample that people filled in; lines without an answer are left out.

    Raises:
        ReviewSampleError: the file is no sample, or an answer is neither yes nor no.
    """
    try:
        columns = read_columns(path, required=("left", "right", "stratum", "in_stratum", "same"))
    except TableError as error:
        raise ReviewSampleError(str(error)) from None
    pairs = []
    for row, (stratum, size, same) in enumerate(
        zip(columns["stratum"], columns["in_stratum"], columns["same"], strict=True), start=1
    ):
        answer = same.strip().casefold()
        if answer not in ("", "yes", "no"):
            raise ReviewSampleError(f"{path}: row {row}: same is {same[:12]!a}, expected yes, no or nothing")
        if not size.isascii() or not size.isdigit() or int(size) < 1:
            raise ReviewSampleError(f"{path}: row {row}: in_stratum is {size[:12]!a}, expected a number")
        if answer:
            pairs.append(ReviewedPair(stratum, int(size), answer == "yes"))
    return pairs
