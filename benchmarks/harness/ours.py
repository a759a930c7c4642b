"""What only ours states, a probability, held against the labels; and all sets on one page against the goals."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.datasets import Dataset
from benchmarks.harness.results import Json, Line, markdown_table
from benchmarks.peers.names import Names
from matching.config import AUTO_ACCEPT_FROM
from matching.quality import LabelledNames, SourceQuality, measure_names
from matching.quality.calibration import Claim, Reliability
from matching.quality.variation import Variation
from matching.records import NameTable

__all__ = ["GOALS", "TOLD_BY_NAMES", "SetFigures", "Stated", "measure_stated", "summary_table", "write_between_marks"]

GOALS: Mapping[str, str] = {
    "assignees": "0.90 / 0.94",
    "multilingual": "0.75 / 0.86",
    "japanese": "0.75 / 0.88",
    "persons-crossscript": "0.60 / 0.80",
    "persons-binette": "0.80 / 0.97",
    "persons-lai": "0.80 / 0.97",
    "persons-als": "0.80 / 0.97",
    "gleif": "merged ≤ 0.50%",
}
"""What we set out to reach, pair F1 / B-cubed F1, for the rows as named."""

ALL_ROWS: Mapping[str, str] = {"multilingual": "multilingual-all", "japanese": "japanese-former"}
"""The set with acronyms or former names that belongs to a set without."""

TOLD_BY_NAMES = ("lookalike", "lookalike_person", "sibling_company", "differs_by_number_or_letter", "parent_child")
"""Relations of look-alikes that names alone can tell apart; the others bear one name, or one name with another legal
form or country."""


@dataclass(frozen=True, slots=True)
class Stated:
    """Probabilities of ours on one set, with what came true.

    Attributes:
        compared: Every pair compared.
        links: Pairs believed 0.05 or more.
        clusters: Clusters of two names or more.
        claims: Precision at or above some bounds.
        unlike: Share of the true pairs that have no word in common, in one script: what no reader of strings finds.
        homonyms: Share of the names that another entity bears letter by letter.
    """

    compared: Reliability
    links: Reliability
    clusters: Reliability
    claims: tuple[Claim, ...]
    unlike: float
    homonyms: float

    def as_text(self) -> str:
        """One line for people."""
        errors = (
            f"{one.error:.4f} ({name}, {one.count:,.0f})"
            for name, one in (("pairs compared", self.compared), ("links from 0.05", self.links),
                              ("clusters", self.clusters))
            if one.count
        )  # fmt: skip
        return f"Ours states probabilities. Calibration error: {', '.join(errors)}. Precision: {self._precision()}."

    def as_json(self) -> Json:
        """All of it by name."""
        return {
            "calibrationError": {"compared": self.compared.error, "links": self.links.error,
                                 "clusters": self.clusters.error},
            "precision": {f"from{claim.bound:g}": {"pairs": claim.count, "precision": claim.precision}
                          for claim in self.claims},
            "truePairsUnlike": self.unlike,
            "namesOfSeveral": self.homonyms,
        }  # fmt: skip

    def _precision(self) -> str:
        return ", ".join(
            f"{claim.precision:.4f} from {claim.bound:g} ({claim.count:,.0f} pairs)"
            if claim.precision is not None
            else f"none is believed {claim.bound:g}"
            for claim in self.claims
            if claim.bound >= 0.9
        )


@dataclass(frozen=True, slots=True)
class SetFigures:
    """Ours on one set: how it was scored, and what it stated."""

    dataset: Dataset
    line: Line
    stated: Stated


def measure_stated(dataset: Dataset, names: Names) -> Stated:
    """Cluster names once more, in this process, and look at every probability on the way."""
    columns = (names.record_id, names.name, names.office, names.country, names.city, names.applicant_type)
    table = NameTable(*columns, language=names.lang, script=names.script)
    found: SourceQuality = measure_names(LabelledNames(dataset.title, table, dataset.entity), resamples=0, examples=0)
    unlike = sum(one.pairs for one in found.variations if one.label == Variation.NOTHING_SHARED)
    bearers = Counter(names.name)  # rows are distinct names of entities
    homonyms = sum(bearers[name] > 1 for name in names.name) / len(names)
    return Stated(
        found.compared, found.links, found.clusters, found.claims, unlike / max(1, found.fates.pairs), homonyms
    )


def summary_table(sets: Mapping[str, SetFigures], hard: Mapping[str, float]) -> str:
    """All sets of a run on one page.

    Args:
        sets: By key of the dataset.
        hard: Share of the look-alike pairs that ours joined, by relation; may be empty.
    """
    header = ("set", "names", "pair F1 / B-cubed F1", "goal", "with acronyms, former names", "P / R", "merged falsely",
              "ECE pairs", "ECE links", "ECE clusters", "P from 0.9", f"P from {AUTO_ACCEPT_FROM}",
              "true pairs unlike", "names of several")  # fmt: skip
    within = set(ALL_ROWS.values())
    rows = [_summary_row(key, one, sets) for key, one in sets.items() if key not in within or key not in _bases(sets)]
    table = markdown_table(header, rows)
    if not hard:
        return table
    told = [(relation, f"{share:.2%}", "≤ 2%" if relation in TOLD_BY_NAMES else "not by names alone")
            for relation, share in hard.items()]  # fmt: skip
    return f"{table}\n\n{markdown_table(('look-alikes of different entities', 'joined', 'goal'), told)}"


def write_between_marks(path: Path, text: str, *, script: str) -> None:
    """Replace what stands between the marks of a document that name a script.

    Raises:
        SystemExit: with one line, when the document has no such marks.
    """
    begin_mark, end_mark = f"<!-- begin, written by {script} -->", f"<!-- end, written by {script} -->"
    whole = path.read_text(encoding="utf-8")
    before, begin, rest = whole.partition(begin_mark)
    _, end, after = rest.partition(end_mark)
    if not begin or not end:
        raise SystemExit(f"{path}: expected the lines {begin_mark} and {end_mark}")
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def _bases(sets: Mapping[str, SetFigures]) -> Sequence[str]:
    """Sets with acronyms or former names whose set without is there to show them in its line."""
    return [ALL_ROWS[key] for key in sets if key in ALL_ROWS]


def _summary_row(key: str, one: SetFigures, sets: Mapping[str, SetFigures]) -> tuple[str, ...]:
    quality, stated = one.line.quality, one.stated
    rest = sets.get(ALL_ROWS.get(key, ""))
    if quality is None:
        return (one.dataset.title, "", one.line.answer.run.problem, *([""] * 11))
    paired = quality.entities < quality.items
    return (
        one.dataset.title,
        f"{quality.items:,}",
        _f1(one.line) if paired else "–",
        GOALS.get(key, ""),
        _f1(rest.line) if rest else "",
        f"{quality.pairwise.precision:.3f} / {quality.pairwise.recall:.3f}" if paired else "–",
        f"{quality.falsely_merged_share:.2%}",
        *(f"{part.error:.4f}" if part.count else "–" for part in (stated.compared, stated.links, stated.clusters)),
        *(_precision(claim) for claim in stated.claims if claim.bound in (0.9, AUTO_ACCEPT_FROM)),
        f"{stated.unlike:.1%}",
        f"{stated.homonyms:.1%}",
    )


def _f1(line: Line) -> str:
    return f"{line.quality.pairwise.f1:.3f} / {line.quality.b_cubed.f1:.3f}" if line.quality else "–"


def _precision(claim: Claim) -> str:
    return "none" if claim.precision is None else f"{claim.precision:.4f} ({claim.count:,.0f})"
