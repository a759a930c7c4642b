"""One line of figures per contestant, as JSON and as a Markdown table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from benchmarks.harness.contest import OURS, Answer
from benchmarks.peers.names import Names
from matching.quality import QualityReport, evaluate_labels

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    """Figures of one contestant on one input; `quality` is None when it did not finish."""

    answer: Answer
    quality: QualityReport | None
    ratio: float | None

    def as_json(self) -> Json:
        """Return all of it by name."""
        run = self.answer.run
        figures: Json = {
            "contestant": self.answer.key,
            "title": self.answer.title.replace("*", ""),
            "threshold": self.answer.threshold,
            "packages": list(self.answer.packages),
            "problem": run.problem,
            "seconds": round(run.seconds, 2),
            "cpuSeconds": round(run.cpu_seconds, 2),
            "peakMib": round(run.peak_mib),
            "secondsToOurs": None if self.ratio is None else round(self.ratio, 3),
        }
        if self.quality:
            figures["quality"] = asdict(self.quality)
        return figures


def score_answers(
    answers: Sequence[Answer], record_ids: Sequence[str], entities: Sequence[str], *, resamples: int
) -> list[Line]:
    """Score every answer that is there against the labels; `resamples` as in `matching.quality.evaluate_labels`."""
    ours = next((a.run.seconds for a in answers if a.key == OURS and not a.run.problem), None)
    lines = []
    for answer in answers:
        quality = None
        if not answer.run.problem:
            predicted = [answer.clusters[record_id] for record_id in record_ids]
            quality = evaluate_labels(entities, predicted, resamples=resamples)
        ratio = answer.run.seconds / ours if ours and not answer.run.problem else None
        lines.append(Line(answer, quality, ratio))
    return lines


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; columns after the first are right-aligned."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, rule, *rows))


def quality_table(lines: Sequence[Line]) -> str:
    """Return the figures of one input for people; shares as in 0..1, F1 with its 95 % interval."""
    header = ("", "P", "R", "pair F1", "95 %", "B-cubed F1", "s", "CPU s", "MiB", "x ours")
    rows = []
    for line in lines:
        run, quality = line.answer.run, line.quality
        if quality is None:
            rows.append((line.answer.title, *["-"] * 4, run.problem, *(["-"] * 4)))
            continue
        pair = quality.pairwise
        rows.append((
            line.answer.title,
            f"{pair.precision:.3f}",
            f"{pair.recall:.3f}",
            f"{pair.f1:.3f}",
            f"{pair.f1_interval[0]:.3f}-{pair.f1_interval[1]:.3f}",
            f"{quality.b_cubed.f1:.3f}",
            *effort_cells(line),
        ))  # fmt: skip
    return markdown_table(header, rows)


def merge_table(lines: Sequence[Line]) -> str:
    """Return the figures of an input in which nothing should be put together."""
    header = ("", "entities merged with another", "clusters", "s", "CPU s", "MiB", "x ours")
    rows = []
    for line in lines:
        if line.quality is None:
            rows.append((line.answer.title, line.answer.run.problem, *["-"] * 5))
        else:
            share = f"{line.quality.falsely_merged_share:.3%}"
            rows.append((line.answer.title, share, f"{line.quality.clusters:,}", *effort_cells(line)))
    return markdown_table(header, rows)


def effort_cells(line: Line) -> tuple[str, str, str, str]:
    """Return seconds, processor seconds, MiB and the ratio of seconds to ours."""
    run = line.answer.run
    ratio = "-" if line.ratio is None else f"{line.ratio:.2f}"
    return f"{run.seconds:,.1f}", f"{run.cpu_seconds:,.1f}", f"{run.peak_mib:,.0f}", ratio


def input_facts(names: Names, entities: Sequence[str]) -> Mapping[str, int]:
    """Count what went in."""
    return {"rows": len(names), "distinctNames": len(set(names.name)), "entities": len(set(entities))}
