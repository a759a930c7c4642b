"""Two pictures, drawn by hand as SVG: beliefs against truth, and what became of true pairs."""

import math
from collections.abc import Sequence
from html import escape
from importlib import resources

from matching.quality.calibration import Reliability
from matching.quality.fates import Fate
from matching.quality.slices import Slice

__all__ = ["draw_fates", "draw_reliability"]

_CLASSES = {
    Fate.JOINED: "joined",
    Fate.JOINED_UNSEEN: "through",
    Fate.SPLIT: "split",
    Fate.REJECTED: "rejected",
    Fate.NOT_COMPARED: "unseen",
}

_SIDE, _MARGIN = 320, 48
"""Pixels of the square in which beliefs are drawn, and of the room for its labels."""

_ROW, _LABEL, _BAR = 22, 170, 400
"""Pixels: height of a row of bars, width of its label, width of a whole bar."""


def draw_reliability(reliability: Reliability) -> str:
    """Stated belief to the right, share that is true upwards, with 95 % intervals; on the diagonal is right."""
    parts = []
    for tenth in range(0, 11, 2):
        at, label = _MARGIN + _SIDE * tenth / 10, f"{tenth * 10} %"
        up = _MARGIN / 2 + _SIDE * (1 - tenth / 10)
        parts.append(f'<line class="grid" x1="{_MARGIN}" x2="{_MARGIN + _SIDE}" y1="{up:.1f}" y2="{up:.1f}"/>')
        parts.append(f'<text x="{_MARGIN - 6}" y="{up + 4:.1f}" text-anchor="end">{label}</text>')
        parts.append(f'<text x="{at:.1f}" y="{_SIDE + _MARGIN / 2 + 18:.1f}" text-anchor="middle">{label}</text>')
    corner = (_MARGIN, _MARGIN / 2 + _SIDE, _MARGIN + _SIDE, _MARGIN / 2)
    parts.append('<line class="ideal" x1="{}" y1="{}" x2="{}" y2="{}"/>'.format(*corner))
    for one in reliability.bins:
        x, y = _at(one.belief, one.share)
        low, high = (_at(one.belief, bound)[1] for bound in one.interval)
        radius = 2.5 + 0.9 * math.log10(max(1.0, one.count))
        title = f"{one.count:,.0f}: stated {one.belief:.1%}, true {one.share:.1%}"
        parts.append(f'<line class="whisker" x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>')
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{title}</title></circle>')
    middle = _MARGIN + _SIDE / 2
    parts.append(f'<text class="quiet" x="{middle}" y="{_SIDE + _MARGIN + 12}" text-anchor="middle">stated</text>')
    parts.append(f'<text class="quiet" transform="translate(10 {_SIDE / 2 + 40}) rotate(-90)">true</text>')
    return _svg(_SIDE + _MARGIN + 30, _SIDE + _MARGIN + 20, parts, "Stated probability and share that is true")


def draw_fates(slices: Sequence[Slice]) -> str:
    """One bar per kind of variation, cut by what became of its true pairs; only kinds that have any."""
    kept = [one for one in slices if one.pairs]
    parts = []
    for place, fate in enumerate(Fate):
        start, line = 4 + (place % 3) * 200, 14 + (place // 3) * 18
        parts.append(f'<rect class="{_CLASSES[fate]}" x="{start}" y="{line - 10}" width="12" height="12"/>')
        parts.append(f'<text x="{start + 17}" y="{line}">{escape(fate)}</text>')
    for number, one in enumerate(kept):
        top = 48 + number * _ROW
        parts.append(f'<text x="{_LABEL - 8}" y="{top + 13}" text-anchor="end">{escape(one.label)}</text>')
        x = float(_LABEL)
        for fate in Fate:
            width = _BAR * one.fates.get(fate, 0) / one.pairs
            if width:
                title = f"<title>{escape(fate)}: {one.fates[fate]:,} of {one.pairs:,}</title>"
                size = f'x="{x:.1f}" y="{top}" width="{width:.1f}" height="{_ROW - 6}"'
                parts.append(f'<rect class="{_CLASSES[fate]}" {size}>{title}</rect>')
            x += width
        joined = f"{one.recall or 0:.0%} of {one.pairs:,}"
        parts.append(f'<text class="quiet" x="{_LABEL + _BAR + 8}" y="{top + 13}">{joined}</text>')
    return _svg(_LABEL + _BAR + 110, 56 + len(kept) * _ROW, parts, "What became of true pairs, by kind of variation")


def _at(belief: float, share: float) -> tuple[float, float]:
    return _MARGIN + _SIDE * belief, _MARGIN / 2 + _SIDE * (1 - share)


def _svg(width: float, height: float, parts: Sequence[str], label: str) -> str:
    # each picture stands alone as a file, so it carries its colours itself
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="q" viewBox="0 0 {width:.0f} {height:.0f}"'
    size = f'width="{width:.0f}" height="{height:.0f}" role="img" aria-label="{escape(label)}"'
    style = resources.files("api.bulk.quality").joinpath("pictures.css").read_text(encoding="utf-8")
    return f"{head} {size}><style>{style}</style>{''.join(parts)}</svg>"
