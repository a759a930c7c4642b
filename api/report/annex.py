"""The figures for programs: JSON and CSV."""

import csv
import io
from typing import Any

from api.bulk.cells import guard_cell
from api.report.blocks import Block, Case, Code, Name, Paragraph, Part, Picture, Report, Table, Tiles
from api.report.figures import Figure
from api.report.wording import Wording

COLUMNS = ("id", "value", "unit", "low", "high", "text", "source")


def figure_json(figure: Figure, wording: Wording) -> dict[str, Any]:
    """One figure: exact, and as it is shown."""
    return {
        "id": figure.id,
        "value": figure.value,
        "unit": figure.unit,
        "interval": list(figure.interval) if figure.interval else None,
        "text": wording.figure(figure),
        "source": figure.source,
    }


def figures_csv(report: Report, wording: Wording) -> str:
    """All figures, one a line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for figure in report.figures:
        low, high = figure.interval or ("", "")
        cells = (figure.id, figure.value, figure.unit, low, high, wording.figure(figure), figure.source)
        writer.writerow([guard_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return text.getvalue()


def report_json(report: Report, wording: Wording) -> dict[str, Any]:
    """The document with all its figures; a part of a text is a string, {"figure": id}, {"name"} or {"code"}."""
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "language": report.language,
        "direction": report.direction,
        "notice": report.notice,
        "facts": [{"label": label, "value": value} for label, value in report.facts],
        "sections": [
            {
                "id": section.id,
                "number": section.number,
                "title": section.title,
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in report.sections
        ],
        "figures": [figure_json(figure, wording) for figure in report.figures],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(parts, quiet):
            return {"kind": "paragraph", "parts": [_part(part) for part in parts], "quiet": quiet}
        case Table():
            rows = [[_part(cell) for cell in row] for row in block.rows]
            return {
                "kind": "table",
                "caption": block.caption,
                "header": list(block.header),
                "rows": rows,
                "words": block.words,
            }
        case Picture():
            return {
                "kind": "picture",
                "name": block.name,
                "caption": block.caption,
                "description": block.description,
                "svg": block.svg,
            }
        case Case():
            names, facts = [_part(name) for name in block.names], [_part(part) for part in block.facts]
            return {"kind": "case", "names": names, "facts": facts, "reasons": list(block.reasons)}
        case Tiles(tiles):
            return {"kind": "tiles", "tiles": [{"label": label, "figure": figure.id} for label, figure in tiles]}


def _part(part: Part) -> str | dict[str, str]:
    match part:
        case Figure():
            return {"figure": part.id}
        case Name(text, language):
            return {"name": text, "language": language}
        case Code(text):
            return {"code": text}
        case _:
            return part
