"""The report as Markdown, its pictures beside it."""

import re
from collections.abc import Sequence

from api.report.blocks import Block, Case, Code, Name, Paragraph, Part, Picture, Report, Table, Tiles
from api.report.figures import Figure
from api.report.html import visible
from api.report.wording import Wording

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|#~])")


def as_markdown(report: Report, wording: Wording, *, pictures: str = "") -> str:
    """The whole document; `pictures` is the folder that the pictures are in, with a slash."""
    writer = _Writer(wording, pictures)
    parts = [f"# {_plain(report.title)}", _plain(report.subtitle)]
    parts.append("\n".join(f"- {_plain(label)}: {_plain(value)}" for label, value in report.facts))
    parts.append(f"> {_plain(report.notice)}")
    for section in report.sections:
        parts.append(f"## {_plain(f'{section.number} {section.title}'.strip())}")
        parts += [writer.block(block) for block in section.blocks]
    return "\n\n".join(parts) + "\n"


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", visible(text))


class _Writer:
    def __init__(self, wording: Wording, pictures: str) -> None:
        self._wording = wording
        self._pictures = pictures

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(parts):
                return self._parts(parts)
            case Picture():
                return f"![{_plain(block.description)}]({self._pictures}{block.name}.svg)\n\n{_plain(block.caption)}"
            case Table():
                return self._table(block)
            case Case():
                names = " · ".join(f"**{self._part(name)}**" for name in block.names)
                lines = [
                    f"- {names}",
                    f"  {self._parts(block.facts)}",
                    *(f"  - {_plain(one)}" for one in block.reasons),
                ]
                return "\n".join(lines)
            case Tiles(tiles):
                return "\n".join(f"- **{self._part(figure)}** {_plain(label)}" for label, figure in tiles)

    def _table(self, table: Table) -> str:
        rule = ["---"] * table.words + ["---:"] * (len(table.header) - table.words)
        rows = [[self._part(cell) for cell in row] for row in table.rows]
        lines = ([_plain(cell) for cell in table.header], rule, *rows)
        body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"**{_plain(table.caption)}**\n\n{body}"

    def _parts(self, parts: Sequence[Part]) -> str:
        return "".join(map(self._part, parts))

    def _part(self, part: Part) -> str:
        match part:
            case Figure():
                return _plain(self._wording.figure(part))
            case Name(text):
                return _plain(text)
            case Code(text):
                return f"`{visible(text).replace('`', '')}`".replace("|", "\\|")
            case _:
                return _plain(part)
