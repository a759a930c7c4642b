"""SVG by our own hand: a few shapes, coloured by classes, with a text for who cannot see them."""

from collections.abc import Iterable
from html import escape
from importlib import resources

WIDTH = 720
"""Pixels: every picture is as wide as the text."""


def text(x: float, y: float, content: str, *, anchor: str = "start", style: str = "") -> str:
    """A line of text; `anchor` is start, middle or end."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{_class(style)}>{escape(content)}</text>'


def rect(x: float, y: float, width: float, height: float, *, style: str, title: str = "") -> str:
    """A bar."""
    size = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}"'
    return f"<rect {size}{_class(style)}>{_title(title)}</rect>"


def line(x1: float, y1: float, x2: float, y2: float, *, style: str, width: float = 0) -> str:
    """A line; `width` in pixels where the style does not say it."""
    thick = f' stroke-width="{width:.1f}"' if width else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{thick}{_class(style)}/>'


def circle(x: float, y: float, radius: float, *, style: str, title: str = "") -> str:
    """A disc."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"{_class(style)}>{_title(title)}</circle>'


def path(points: Iterable[tuple[float, float]], *, style: str) -> str:
    """A line through points."""
    steps = " ".join(f"{'L' if place else 'M'}{x:.1f} {y:.1f}" for place, (x, y) in enumerate(points))
    return f'<path d="{steps}"{_class(style)}/>'


def picture(height: float, shapes: Iterable[str], description: str) -> str:
    """The whole drawing, without colours."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {WIDTH} {height:.0f}"'
    size = f'width="{WIDTH}" height="{height:.0f}" role="img" aria-label="{escape(description)}"'
    return f"{head} {size}>{''.join(shapes)}</svg>"


def coloured(svg: str) -> str:
    """The drawing with its colours inside, for where no page gives them."""
    head, end, shapes = svg.partition(">")
    return f"{head}{end}<style>{colours()}</style>{shapes}"


def colours() -> str:
    """The rules of the classes."""
    return resources.files("api.report").joinpath("drawing.css").read_text(encoding="utf-8")


def _class(style: str) -> str:
    return f' class="{style}"' if style else ""


def _title(title: str) -> str:
    return f"<title>{escape(title)}</title>" if title else ""
