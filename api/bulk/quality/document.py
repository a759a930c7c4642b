"""Put the figures of all sources into one document for people."""

from collections.abc import Iterable, Sequence

from api.bulk.quality.blocks import Block, Document, Entry, Picture, Section, Table, Text
from api.bulk.quality.pictures import draw_fates, draw_reliability
from matching.config import AUTO_ACCEPT_FROM, JOIN_FROM
from matching.evidence import Evidence
from matching.quality import SourceQuality
from matching.quality.calibration import Reliability
from matching.quality.examples import Example
from matching.quality.fates import FATE_MEANINGS, Fate
from matching.quality.measuring import MAX_PAIRS
from matching.quality.retrieval import BOUND_MEANINGS
from matching.quality.slices import Slice
from matching.quality.variation import VARIATION_MEANINGS

__all__ = ["SUMMARY_HEADER", "build_document", "summary_row"]

MOST_SCRIPTS = 25
"""Pairs of scripts shown; the JSON has all."""

SUMMARY_HEADER = (
    "source", "names", "entities", "pair P", "pair R", "pair F1", "95 %", "B-cubed F1", "merged falsely",
    "ECE compared", "ECE links", "ECE clusters", f"P from {AUTO_ACCEPT_FROM}",
)  # fmt: skip

LEAD = (
    "Labelled names are clustered with the default settings, and the result is held against the labels. Some labels "
    "are wrong and some names cannot be told from strings, so 100 % is not what to expect; read the worst errors."
)

METHOD = (
    "Each source is clustered by itself, one row per distinct name of an entity. Pairwise figures count pairs of "
    "names, B-cubed figures average over names; intervals (95 %) resample entities. “Merged falsely” is the share of "
    "entities that share a cluster with another. ECE is the expected calibration error: the mean gap between stated "
    "probability and share that is true. “Compared” counts every pair the model looked at, hopeless ones included; "
    "“links” those at 0.05 or more; “clusters” the probability that gid cluster writes for clusters of two names or "
    "more."
)


def build_document(sources: Sequence[SourceQuality], *, notes: Sequence[str] = ()) -> Document:
    """Compose the report: a summary, a chapter per source, and what the words mean.

    Args:
        sources: At least one.
        notes: Sentences for the head: skipped files, rows left out, the comparison with a baseline.
    """
    summary: list[Block] = [Table(SUMMARY_HEADER, [summary_row(one) for one in sources]), Text(METHOD)]
    summary += [Text(note) for note in notes]
    chapters = [part for number, one in enumerate(sources, 1) for part in _chapter(number, one)]
    return Document("How good matching is", LEAD, [Section("By source", 2, summary), *chapters, *_meanings()])


def summary_row(one: SourceQuality) -> tuple[str, ...]:
    """One line of the table `SUMMARY_HEADER` heads."""
    pair, certain = one.scores.pairwise, one.claims[-1]
    scores = (f"{pair.precision:.3f}", f"{pair.recall:.3f}", f"{pair.f1:.3f}",
              f"{pair.f1_interval[0]:.3f}–{pair.f1_interval[1]:.3f}")  # fmt: skip
    return (
        one.names.title,
        f"{len(one.names):,}",
        f"{one.scores.entities:,}",
        *(scores if one.scores.entities < one.scores.items else "––––"),  # no pair to be found
        f"{one.scores.b_cubed.f1:.3f}",
        f"{one.scores.falsely_merged_share:.2%}",
        _ece(one.compared),
        _ece(one.links),
        _ece(one.clusters),
        _share(certain.precision, 4),
    )


def _chapter(number: int, one: SourceQuality) -> list[Section]:
    links: list[Block] = [
        Picture(f"reliability-{number}.svg", "Stated probability of links against the share that is true.",
                draw_reliability(one.links)),
        Text("Dots on the dashed line are right; bars are 95 % intervals; a larger dot stands for more pairs."),
        _claims(one),
    ]  # fmt: skip
    kinds: list[Block] = [Text(_sample(one))]
    if any(slice_.pairs for slice_ in one.variations):
        kinds.append(Picture(f"variations-{number}.svg", "True pairs by kind of variation and by what became of them.",
                             draw_fates(one.variations)))  # fmt: skip
    kinds.append(_slices("kind of variation", one.variations))
    scripts = _slices("scripts", one.scripts[:MOST_SCRIPTS])
    return [
        Section(one.names.title, 2, [Text(_facts(one))]),
        Section("Calibration", 3, links),
        Section("By kind of variation", 3, kinds),
        Section("By pair of scripts", 3, [scripts]),
        Section("Where true pairs are lost", 3, [Text(_lost(one)), _bounds(one)]),
        Section("Believed most and wrong", 3, _examples(one, one.wrong)),
        Section("True and believed least", 3, _examples(one, one.missed)),
    ]


def _facts(one: SourceQuality) -> str:
    left_out = f" {one.nameless:,} rows without anything to compare were left out." if one.nameless else ""
    counts = one.statistics
    return (
        f"{len(one.names):,} names of {one.scores.entities:,} entities in {one.scores.clusters:,} clusters; "
        f"{counts.candidate_pairs:,} pairs compared.{left_out}"
    )


def _claims(one: SourceQuality) -> Table:
    rows = [
        (f"≥ {claim.bound:g}", f"{claim.count:,.0f}", _share(claim.precision, 4),
         f"{claim.interval[0]:.4f}–{claim.interval[1]:.4f}" if claim.count else "–")
        for claim in one.claims
    ]  # fmt: skip
    return Table(("pairs believed", "pairs", "true", "95 %"), rows)


def _sample(one: SourceQuality) -> str:
    return (
        f"From a random sample of about {MAX_PAIRS:,} pairs each way. " if one.sampled else ""
    ) + "Recall is of the true pairs of a kind; precision is of all pairs put together that look like that kind."


def _slices(label: str, slices: Iterable[Slice]) -> Table:
    header = (label, "true pairs", "recall", *(str(fate) for fate in Fate), "put together", "precision")
    rows = [
        (
            one.label,
            f"{one.pairs:,}",
            _share(one.recall),
            *(f"{one.fates.get(fate, 0):,}" for fate in Fate),
            f"{one.claimed:,}",
            _share(one.precision),
        )
        for one in slices
    ]
    return Table(header, rows)


def _lost(one: SourceQuality) -> str:
    counts, total = one.fates.fates, max(1, one.fates.pairs)
    parts = (f"{fate}: {counts.get(fate, 0):,} ({counts.get(fate, 0) / total:.1%})" for fate in Fate)
    return f"Of {one.fates.pairs:,} true pairs: {'; '.join(parts)}."


def _bounds(one: SourceQuality) -> Table:
    rows = [(loss.bound, f"{loss.cut:,}", f"{loss.lost:,}", f"{loss.share:.2%}") for loss in one.bounds]
    return Table(("bound that kept true pairs apart", "pairs", "lost for good", "recall lost"), rows)


def _examples(one: SourceQuality, examples: Sequence[Example]) -> list[Block]:
    if not examples:
        return [Text("None.")]
    table = one.names.table
    return [
        Entry(
            (table.name[example.left], table.name[example.right]),
            f"believed {example.probability:.3f}, {example.variation}, {example.outcome}",
            [_reason(reason)
                for reason in example.evidence],
        )
        for example in examples
    ]  # fmt: skip


def _reason(reason: Evidence) -> str:
    compared = f" ({reason.left or '–'} | {reason.right or '–'})" if reason.left or reason.right else ""
    return f"{reason.weight:+.2f} {reason.sentence}{compared}"


def _meanings() -> list[Section]:
    groups = (
        ("Kinds of variation", VARIATION_MEANINGS),
        ("What becomes of a true pair", FATE_MEANINGS),
        ("Bounds", BOUND_MEANINGS),
    )
    sections = [Section("What the words mean", 2, [Text(
        f"Clusters are built so that their average pair is believed {JOIN_FROM:g} or more. Of the kinds of variation "
        "the first that explains the whole difference is given, legal forms taken away before. Weights beside the "
        "evidence are log-odds: positive speaks for one applicant, negative against."
    )])]  # fmt: skip
    for heading, meanings in groups:
        rows = [(str(word), meaning) for word, meaning in meanings.items()]
        sections.append(Section(heading, 3, [Table((heading.lower(), "meaning"), rows, words=2)]))
    return sections


def _ece(reliability: Reliability) -> str:
    return f"{reliability.error:.4f}" if reliability.count else "–"


def _share(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
