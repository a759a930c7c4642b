"""Read labelled names from CSV files, one set per source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.bulk.tables import TableError, read_columns, refuse_repeats
from matching.quality import LabelledNames
from matching.records import NameTable

__all__ = ["MAX_SOURCES", "LabelledFiles", "read_labelled"]

REQUIRED = ("record_id", "name", "entity_id")
OPTIONAL = ("source", "office", "country", "city", "applicant_type", "lang", "script", "name_kind", "label_flag")

MAX_SOURCES = 40
"""Sources one report may cover; it has a chapter for each."""

_SUFFIXES = (".csv", ".csv.gz")


@dataclass(frozen=True, slots=True)
class LabelledFiles:
    """Result of `read_labelled`.

    Attributes:
        sources: One per source, in the order of the files.
        skipped: Files of a folder that are not labelled names, each with the reason.
    """

    sources: tuple[LabelledNames, ...]
    skipped: tuple[str, ...]


def read_labelled(paths: Sequence[Path]) -> LabelledFiles:
    """Read files, and of folders every CSV file directly in them.

    Rows without `entity_id` and rows whose `label_flag` is not blank are left out.

    Raises:
        TableError: a file named outright is unusable, no file is usable, or there are more than `MAX_SOURCES` sources.
    """
    sources: list[LabelledNames] = []
    skipped: list[str] = []
    for path in paths:
        if not path.is_dir():
            sources += _read_file(path)
            continue
        for file in sorted(one for one in path.iterdir() if one.name.endswith(_SUFFIXES)):
            try:
                sources += _read_file(file)
            except TableError as error:
                skipped.append(str(error))
    if not sources:
        raise TableError(
            f"no labelled names in {', '.join(str(path) for path in paths)}; expected CSV files with the columns "
            f"{', '.join(REQUIRED)}" + (f"; first skipped: {skipped[0]}" if skipped else "")
        )
    if len(sources) > MAX_SOURCES:
        raise TableError(f"{len(sources)} sources are too many for one report; at most {MAX_SOURCES}")
    return LabelledFiles(tuple(sources), tuple(skipped))


def _read_file(path: Path) -> Iterable[LabelledNames]:
    columns = read_columns(path, required=REQUIRED, optional=OPTIONAL)
    refuse_repeats(path, "record_id", columns["record_id"])
    rows: dict[str, list[int]] = {}
    for row, (entity, source, flag) in enumerate(
        zip(columns["entity_id"], columns["source"], columns["label_flag"], strict=True)
    ):
        if entity and not flag:
            rows.setdefault(source, []).append(row)
    if not rows:
        raise TableError(f"{path}: no row has an entity_id")
    title = path.name.removesuffix(".gz").removesuffix(".csv")
    return [
        _labelled(f"{title} / {source}" if len(rows) > 1 and source else title, columns, chosen)
        for source, chosen in sorted(rows.items())
    ]


def _labelled(title: str, columns: Mapping[str, Sequence[str]], rows: Sequence[int]) -> LabelledNames:
    def column(name: str) -> list[str]:
        return [columns[name][row] for row in rows]

    table = NameTable(
        record_id=column("record_id"),
        name=column("name"),
        office=column("office"),
        country=column("country"),
        city=column("city"),
        applicant_type=column("applicant_type"),
        language=column("lang"),
        script=column("script"),
    )
    return LabelledNames(title, table, tuple(column("entity_id")), tuple(column("name_kind")))
