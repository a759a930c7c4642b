"""What a document is made of, before it is written as HTML or Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Block", "Document", "Entry", "Picture", "Section", "Table", "Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph without markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of text; columns after the first `words` are figures and stand to the right."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing.

    Attributes:
        file: Name under which it is written beside the Markdown, e.g. "reliability-1.svg".
        text: What it shows, for who cannot see it.
        svg: The drawing itself, a complete SVG element.
    """

    file: str
    text: str
    svg: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to look at in detail: folded away in HTML."""

    names: tuple[str, str]
    summary: str
    lines: Sequence[str]


Block = Text | Table | Picture | Entry


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what belongs under it; `level` 2 or 3."""

    heading: str
    level: int
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A title, a sentence and sections."""

    title: str
    lead: str
    sections: Sequence[Section]

    @property
    def pictures(self) -> list[Picture]:
        """All of them, in order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Picture)]
