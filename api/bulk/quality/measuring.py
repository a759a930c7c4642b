"""Measure every source of some labelled files."""

from collections.abc import Sequence

from api.bulk.quality.reading import LabelledFiles
from matching.engine import Progress
from matching.quality import LabelledNames, SourceQuality, measure_names

__all__ = ["measure_files"]


def measure_files(
    files: LabelledFiles, *, rows: int, progress: Progress | None = None
) -> tuple[list[SourceQuality], list[str]]:
    """Measure source by source, with all names once more where some are acronyms or former names.

    Args:
        files: What was read.
        rows: Names of a source measured at most, whole entities by hash.
        progress: Told of each stage, under the number of the source.

    Returns:
        The figures, and what a reader should know: files skipped, names not measured.
    """
    notes = [f"Skipped {reason}." for reason in files.skipped]
    sources = []
    for number, given in enumerate(files.sources, start=1):
        whole = given.distinct()
        names = whole.at_most(rows)
        if len(names) < len(whole):
            notes.append(f"{names.title}: {len(names):,} of {len(whole):,} names measured, whole entities by hash.")
        part = f"{number}/{len(files.sources)}"
        sources += [measure_names(one, progress=_within(progress, part)) for one in _views(names)]
    return sources, notes


def _views(names: LabelledNames) -> Sequence[LabelledNames]:
    """Names as they are used, and all names where there are others."""
    used = names.as_used()
    if used is None or len(used) == len(names):
        return (names,)
    return used, names.titled(f"{names.title}, with acronyms and former names")


def _within(progress: Progress | None, part: str) -> Progress | None:
    if progress is None:
        return None
    return lambda stage, done, total: progress(f"{part} {stage}", done, total)
