"""Write a document as Markdown with its pictures beside it, and as one HTML file that needs nothing else."""

import re
from collections.abc import Sequence
from html import escape
from importlib import resources

from api.bulk.quality.blocks import Block, Document, Entry, Picture, Section, Table, Text

__all__ = ["as_html", "as_markdown"]

_MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>|#~])")


def as_markdown(document: Document) -> str:
    """The document as Markdown; pictures are referred to by file name."""
    parts = [f"# {document.title}", document.lead]
    for section in document.sections:
        parts.append(f"{'#' * section.level} {_plain(section.heading)}")
        parts += [_block_markdown(block) for block in section.blocks]
    return "\n\n".join(parts) + "\n"


def as_html(document: Document) -> str:
    """The document as one HTML page without scripts; pictures are inside."""
    css = resources.files("api.bulk.quality").joinpath("page.css").read_text(encoding="utf-8")
    chapters = [(number, one) for number, one in enumerate(document.sections) if one.level == 2]
    links = "".join(f'<li><a href="#s{number}">{_text(one.heading)}</a></li>' for number, one in chapters)
    body = "".join(_section_html(number, section) for number, section in enumerate(document.sections))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">"""
        f"<title>{_text(document.title)}</title><style>{css}</style></head><body><main>"
        f"<h1>{_text(document.title)}</h1><p>{_text(document.lead)}</p>"
        f'<nav aria-label="Chapters"><ul>{links}</ul></nav>{body}</main></body></html>\n'
    )


def _visible(text: str) -> str:
    """Text of others on one line, without control characters and marks that override direction."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def _plain(text: str) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\1", _visible(text))


def _text(text: str) -> str:
    return escape(_visible(text))


def _block_markdown(block: Block) -> str:
    match block:
        case Text(text):
            return text
        case Picture(file, text, _):
            return f"![{_plain(text)}]({file})"
        case Table(header, rows, words):
            rule = ["---"] * words + ["---:"] * (len(header) - words)
            lines = (header, rule, *([_plain(cell) for cell in row] for row in rows))
            return "\n".join(f"| {' | '.join(line)} |" for line in lines)
        case Entry(names, summary, entries):
            head = f"- **{_plain(names[0])}** and **{_plain(names[1])}**: {_plain(summary)}"
            return "\n".join((head, *(f"  - {_plain(entry)}" for entry in entries)))


def _section_html(number: int, section: Section) -> str:
    heading = f'<h{section.level} id="s{number}">{_text(section.heading)}</h{section.level}>'
    return f"<section>{heading}{''.join(_block_html(block) for block in section.blocks)}</section>"


def _block_html(block: Block) -> str:
    match block:
        case Text(text):
            return f"<p>{_text(text)}</p>"
        case Picture(_, text, svg):
            return f"<figure>{svg}<figcaption>{_text(text)}</figcaption></figure>"
        case Table(header, rows, words):
            head = "".join(
                f'<th scope="col"{_figure(place, words)}>{_text(cell)}</th>' for place, cell in enumerate(header)
            )
            lines = "".join(f"<tr>{_row_html(row, words)}</tr>" for row in rows)
            scroll = '<div class="table" tabindex="0" role="group" aria-label="table">'
            return f"{scroll}<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
        case Entry(names, summary, entries):
            lines = "".join(f"<li><bdi>{_text(entry)}</bdi></li>" for entry in entries)
            pair = " and ".join(f"<bdi>{_text(name)}</bdi>" for name in names)
            head = f'{pair} <span class="quiet">{_text(summary)}</span>'
            return f"<details><summary>{head}</summary><ul>{lines}</ul></details>"


def _row_html(row: Sequence[str], words: int) -> str:
    first = f'<th scope="row">{_text(row[0])}</th>'
    return first + "".join(f"<td{_figure(place, words)}>{_text(cell)}</td>" for place, cell in enumerate(row) if place)


def _figure(place: int, words: int) -> str:
    return ' class="figure"' if place >= words else ""
