"""The report as one HTML page that needs nothing else; the PDF is made from the same page."""

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from importlib import resources

from api.report.blocks import Block, Case, Code, Name, Paragraph, Part, Picture, Report, Section, Table, Tiles
from api.report.drawing import coloured, colours
from api.report.figures import Figure
from api.report.wording import Wording

SHORT = 12
"""Rows up to which a table stays on one page of the PDF."""


def as_html(report: Report, wording: Wording) -> str:
    """The whole page. Each figure is a `data` element that carries its id and exact value."""
    page = _Page(wording)
    contents = "".join(
        f'<li><a href="#{section.id}">{escape(f"{section.number} {section.title}".strip())}</a></li>'
        for section in report.sections
    )
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in report.facts)
    return (
        f'<!DOCTYPE html>\n<html lang="{report.language}" dir="{report.direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{content_policy()}">'
        f"<title>{escape(report.title)}</title><style>{_css()}</style></head><body>"
        f'<header class="cover"><h1>{escape(report.title)}</h1><p class="subtitle">{escape(report.subtitle)}</p>'
        f'<dl class="facts">{facts}</dl><p class="notice">{escape(report.notice)}</p></header>'
        f'<nav class="contents" aria-labelledby="contents"><h2 id="contents">{escape(wording.text("contents"))}</h2>'
        f"<ol>{contents}</ol></nav><main>{''.join(map(page.section, report.sections))}</main></body></html>\n"
    )


def content_policy() -> str:
    """What a browser may do with the page: apply exactly these styles, nothing else."""
    hashes = (base64.b64encode(hashlib.sha256(css.encode()).digest()).decode() for css in (_css(), colours()))
    return "default-src 'none'; style-src " + " ".join(f"'sha256-{one}'" for one in hashes)


def _css() -> str:
    return resources.files("api.report").joinpath("page.css").read_text(encoding="utf-8")


class _Page:
    """Writes blocks in one language."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def section(self, section: Section) -> str:
        number = f'<span class="number">{escape(section.number)}</span>' if section.number else ""
        heading = f'<h2 id="{section.id}">{number}{escape(section.title)}</h2>'
        body = "".join(self._block(block) for block in section.blocks)
        return f'<section class="{section.id}-section" aria-labelledby="{section.id}">{heading}{body}</section>'

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(parts, quiet):
                style = ' class="quiet"' if quiet else ""
                return f"<p{style}>{self._parts(parts)}</p>"
            case Picture():
                return f"<figure>{coloured(block.svg)}<figcaption>{escape(block.caption)}</figcaption></figure>"
            case Table():
                return self._table(block)
            case Case():
                return self._case(block)
            case Tiles(tiles):
                held = "".join(
                    f'<div class="tile"><dt>{escape(label)}</dt><dd>{self._part(figure)}</dd></div>'
                    for label, figure in tiles
                )
                return f'<dl class="tiles">{held}</dl>'

    def _table(self, table: Table) -> str:
        head = "".join(
            f'<th scope="col"{self._place(place, table)}>{escape(cell)}</th>' for place, cell in enumerate(table.header)
        )
        rows = "".join(f"<tr>{self._row(row, table)}</tr>" for row in table.rows)
        caption = f"<caption>{escape(table.caption)}</caption>"
        style = "table" if len(table.rows) > SHORT else "table short"
        scroll = f'<div class="{style}" tabindex="0" role="group" aria-label="{escape(table.caption)}">'
        return f"{scroll}<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"

    def _row(self, row: Sequence[Part], table: Table) -> str:
        first = f'<th scope="row"{self._place(0, table)}>{self._part(row[0])}</th>'
        return first + "".join(
            f"<td{self._place(place, table)}>{self._part(cell)}</td>" for place, cell in enumerate(row) if place
        )

    @staticmethod
    def _place(place: int, table: Table) -> str:
        words = place < table.words or any(
            isinstance(row[place], Name | Code) or (isinstance(row[place], str) and len(str(row[place])) > 1)
            for row in table.rows
        )
        return "" if words else ' class="amount"'

    def _case(self, case: Case) -> str:
        names = "".join(f"<span>{self._part(name)}</span>" for name in case.names)
        reasons = "".join(f"<li><bdi>{escape(reason)}</bdi></li>" for reason in case.reasons)
        listed = f"<ul>{reasons}</ul>" if reasons else ""
        fact = f'<p class="fact">{self._parts(case.facts)}</p>'
        return f'<div class="case"><div class="names">{names}</div>{fact}{listed}</div>'

    def _parts(self, parts: Sequence[Part]) -> str:
        return "".join(map(self._part, parts))

    def _part(self, part: Part) -> str:
        match part:
            case Figure():
                shown = escape(self._wording.figure(part))
                told = f'data-figure="{escape(part.id)}" title="{escape(f"{part.id}: {part.source}")}"'
                return f'<data value="{escape(str(part.value))}" {told}>{shown}</data>'
            case Name(text, language):
                spoken = f' lang="{escape(language)}"' if language else ""
                return f'<bdi dir="auto"{spoken}>{escape(visible(text))}</bdi>'
            case Code(text):
                return f"<code>{escape(text)}</code>"
            case _:
                return escape(visible(part))


def visible(text: str) -> str:
    """Text of others on one line, without control characters and marks that override direction."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
