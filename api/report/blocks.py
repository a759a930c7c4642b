"""What the report is made of before a format writes it: every figure in it is a `Figure`, never a typed number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.report.figures import Figure


@dataclass(frozen=True, slots=True)
class Name:
    """A name as an office filed it, with its language for the reader's fonts and voice."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be read letter by letter: an id, a query, a command."""

    text: str


Part = str | Figure | Name | Code
"""A stretch of text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `quiet` for remarks that a first reader may skip."""

    parts: tuple[Part, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells under headings; columns after the first `words` stand to the right, as figures do."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Part]]
    words: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing.

    Attributes:
        name: Under which it is written beside the Markdown, without ending.
        caption: What it shows.
        description: What it says, for who cannot see it.
        svg: A complete SVG element; its classes are coloured by `drawing.coloured` or by the page.
    """

    name: str
    caption: str
    description: str
    svg: str


@dataclass(frozen=True, slots=True)
class Case:
    """A hard case: two or more names, what is known, and the reasons for and against."""

    names: tuple[Name, ...]
    facts: tuple[Part, ...]
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Tiles:
    """The figures that stand on the first page, each with its label."""

    tiles: Sequence[tuple[str, Figure]]


Block = Paragraph | Table | Picture | Case | Tiles


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section; `number` is "" for the summary, a letter for an annex."""

    id: str
    number: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Report:
    """The document in one language with all its figures.

    Attributes:
        language: BCP 47; `direction` is "ltr" or "rtl".
        facts: Label and value of the title block.
        figures: Every figure of the sections, and no other.
    """

    title: str
    subtitle: str
    language: str
    direction: str
    notice: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    figures: Sequence[Figure]

    @property
    def pictures(self) -> Iterator[Picture]:
        """All of them, in order."""
        return (block for section in self.sections for block in section.blocks if isinstance(block, Picture))
