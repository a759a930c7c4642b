"""Figures somebody has accepted, and whether today's are as good."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from api.bulk.tables import TableError
from matching.quality import LabelledNames, SourceQuality
from node.errors import GidError

__all__ = ["TOLERANCES", "Change", "QualityDropError", "accept_baseline", "compare_with_baseline", "guarded_figures"]

TOLERANCES: Mapping[str, float] = {
    "pairPrecision": 0.01,
    "pairRecall": 0.02,
    "pairF1": 0.01,
    "bCubedF1": 0.005,
    "falselyMergedShare": 0.01,
    "calibrationErrorOfLinks": 0.03,
    "precisionFrom0.9": 0.01,
    "recall": 0.05,
}
"""How much worse a figure may be, in its own unit (shares); "recall" is for each kind of variation."""

_LESS_IS_BETTER = frozenset({"falselyMergedShare", "calibrationErrorOfLinks"})

LEAST_PAIRS = 30
"""True pairs of a kind of variation from which its recall is guarded; fewer swing with every model."""

_ABOUT = (
    "Figures of `gid quality` accepted for the labelled files beside this one. A figure that is worse than here by "
    "more than its tolerance fails the tests. To accept new ones: gid quality FOLDER --baseline FILE --accept REASON."
)


class QualityDropError(GidError):
    """Figures are worse than those somebody accepted."""

    def __init__(self, path: Path, worse: int) -> None:
        super().__init__(
            f"{worse} figures are worse than accepted in {path}",
            advice="repair it, or run the same command with --accept and one line that says why it is right",
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that moved by more than its tolerance.

    Attributes:
        source: Title of the source.
        figure: Name of the figure.
        was: In the baseline; None where it was not in it.
        now: Today; None where it is no longer there.
        worse: Whether that is a drop.
    """

    source: str
    figure: str
    was: float | str | None
    now: float | str | None
    worse: bool

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.source}: {self.figure} was {self.was}, is {self.now}"


def guarded_figures(quality: SourceQuality) -> dict[str, float]:
    """The figures of a source that a baseline holds, by name."""
    pair = quality.scores.pairwise
    sure = next(claim for claim in quality.claims if claim.bound == 0.9)
    figures = {
        "pairPrecision": pair.precision,
        "pairRecall": pair.recall,
        "pairF1": pair.f1,
        "bCubedF1": quality.scores.b_cubed.f1,
        "falselyMergedShare": quality.scores.falsely_merged_share,
        "calibrationErrorOfLinks": quality.links.error,
    }
    if sure.precision is not None:
        figures["precisionFrom0.9"] = sure.precision
    for one in quality.variations:
        if one.pairs >= LEAST_PAIRS and one.recall is not None:
            figures[f"recall: {one.label}"] = one.recall
    return {name: round(value, 4) for name, value in figures.items()}


def compare_with_baseline(path: Path, sources: Sequence[SourceQuality]) -> list[Change]:
    """Say what moved by more than its tolerance, drops first.

    Raises:
        TableError: the baseline cannot be read.
    """
    accepted = _read(path)
    now = {one.names.title: one for one in sources}
    changes = []
    for title in sorted({*accepted["figures"], *now}):
        if title not in now or title not in accepted["figures"]:
            was_there, is_there = (_there(title in side) for side in (accepted["figures"], now))
            changes.append(Change(title, "source", was_there, is_there, True))
            continue
        was = accepted["figures"][title]
        if was["names"] != fingerprint(now[title].names):
            changes.append(Change(title, "names", was["names"], fingerprint(now[title].names), True))
            continue
        changes += _compare(title, {k: v for k, v in was.items() if k != "names"}, guarded_figures(now[title]))
    return sorted(changes, key=lambda change: not change.worse)


def accept_baseline(path: Path, sources: Sequence[SourceQuality], *, reason: str, today: date) -> None:
    """Write today's figures as the baseline and keep the list of reasons.

    Raises:
        TableError: no reason is given, or the file cannot be read or written.
    """
    if not reason.strip():
        raise TableError("a new baseline needs a reason: one line that says what changed and why it is right")
    history = _read(path)["accepted"] if path.exists() else []
    figures = {one.names.title: {"names": fingerprint(one.names), **guarded_figures(one)} for one in sources}
    whole = {
        "about": _ABOUT,
        "tolerances": dict(TOLERANCES),
        "accepted": [*history, {"on": today.isoformat(), "reason": " ".join(reason.split())}],
        "figures": figures,
    }
    try:
        path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise TableError(f"{path}: cannot be written ({error.strerror})") from None


def fingerprint(names: LabelledNames) -> str:
    """Short hash of the names measured and their labels: other names give other figures, and that is no drop."""
    rows = sorted(zip(names.table.name, names.entity, names.table.country, names.table.city, strict=True))
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def _compare(title: str, was: Mapping[str, float], now: Mapping[str, float]) -> list[Change]:
    changes = []
    for figure in {**was, **now}:
        if figure not in was or figure not in now:
            changes.append(Change(title, figure, was.get(figure), now.get(figure), figure not in now))
            continue
        better = was[figure] - now[figure] if figure in _LESS_IS_BETTER else now[figure] - was[figure]
        if abs(better) > TOLERANCES[figure.split(":")[0]]:
            changes.append(Change(title, figure, was[figure], now[figure], better < 0))
    return changes


def _there(is_there: bool) -> str:
    return "there" if is_there else "not there"


def _read(path: Path) -> dict[str, Any]:
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        if (
            not isinstance(whole, dict)
            or not isinstance(whole["figures"], dict)
            or not isinstance(whole["accepted"], list)
        ):
            raise TableError(f"{path}: this is not a baseline of gid quality")
    except (ValueError, KeyError):
        raise TableError(f"{path}: this is not a baseline of gid quality") from None
    except OSError as error:
        raise TableError(f"{path}: {error.strerror or error}; --accept REASON writes a first one") from None
    parts = [whole.get("figures"), whole.get("accepted")] if isinstance(whole, dict) else []
    if [type(part) for part in parts] != [dict, list]:
        raise TableError(f"{path}: this is not a baseline of gid quality")
    return dict(whole)
