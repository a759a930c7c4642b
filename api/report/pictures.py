"""The pictures of the report; they hold figures and codes only, never a name of an applicant."""

import math
from collections.abc import Mapping, Sequence

from api.report.blocks import Picture
from api.report.drawing import WIDTH, circle, line, path, picture, rect, text
from api.report.effort import EffortCurve
from api.report.figures import Figure
from api.report.wording import Wording

STAGE_STYLES = ("raw", "standard", "cluster", "identifier")
BAR, GAP, LABEL, ROOM = 13, 14, 200, 70
"""Pixels: a bar, the gap between groups, the label's width, the room for a figure behind a bar."""


def _caption(wording: Wording, name: str, svg_height: float, shapes: Sequence[str]) -> Picture:
    caption, description = wording.text(f"pictures.{name}.caption"), wording.text(f"pictures.{name}.description")
    return Picture(name, caption, description, picture(svg_height, shapes, description))


def _legend(entries: Sequence[tuple[str, str]], y: float) -> list[str]:
    shapes, x = [], 0.0
    for style, label in entries:
        shapes += [rect(x, y - 10, 12, 12, style=style), text(x + 18, y, label, style="small")]
        x += 44 + 7.2 * len(label)
    return shapes


def draw_stages(
    wording: Wording, name: str, labels: Mapping[str, str], rows: Mapping[str, Sequence[Figure]]
) -> Picture:
    """Four bars a row: distinct strings, standard spellings, clusters, identifiers."""
    stages = [wording.text(f"stages.{stage}") for stage in STAGE_STYLES]
    shapes = _legend(list(zip(STAGE_STYLES, stages, strict=True)), 14)
    most = max((float(figure.value) for figures in rows.values() for figure in figures), default=1) or 1
    top = 34.0
    for key, figures in rows.items():
        label = labels[key] if len(labels[key]) <= 30 else f"{labels[key][:29]}…"
        shapes.append(text(LABEL - 12, top + 2 * BAR - 2, key, anchor="end", style="strong"))
        shapes.append(text(LABEL - 12, top + 3 * BAR + 1, label, anchor="end", style="small quiet"))
        for place, (style, figure) in enumerate(zip(STAGE_STYLES, figures, strict=True)):
            width = (WIDTH - LABEL - ROOM) * float(figure.value) / most
            y, shown = top + place * BAR, wording.figure(figure)
            shapes.append(rect(LABEL, y, width, BAR - 2, style=style, title=f"{key}, {stages[place]}: {shown}"))
            shapes.append(text(LABEL + width + 6, y + BAR - 3, shown, style="small"))
        top += 4 * BAR + GAP
    return _caption(wording, name, top, shapes)


def draw_offices(wording: Wording, records: Mapping[str, Figure], shared: Mapping[tuple[str, str], Figure]) -> Picture:
    """Offices on a ring; the width of a line stands for the applicants two offices share."""
    height, ring = 420.0, 150.0
    places = {
        office: (
            WIDTH / 2 + 1.5 * ring * math.sin(2 * math.pi * number / len(records)),
            height / 2 - ring * math.cos(2 * math.pi * number / len(records)),
        )
        for number, office in enumerate(records)
    }
    most = max((float(figure.value) for figure in shared.values()), default=1) or 1
    ties, plates = [], []
    along = 0.5 if len(records) % 2 else 0.4  # lines of an even ring meet in its middle
    for (left, right), figure in sorted(shared.items(), key=lambda item: -float(item[1].value)):
        if not figure.value:
            continue
        (x1, y1), (x2, y2) = places[left], places[right]
        ties.append(line(x1, y1, x2, y2, style="tie", width=1 + 15 * math.sqrt(float(figure.value) / most)))
        shown = wording.figure(figure)
        x, y, half = x1 + along * (x2 - x1), y1 + along * (y2 - y1), 6 + 4 * len(shown)
        plates += [rect(x - half, y - 10, 2 * half, 20, style="plate"), text(x, y + 4.5, shown, anchor="middle")]
    largest = max((float(figure.value) for figure in records.values()), default=1) or 1
    for office, (x, y) in places.items():
        radius = 20 + 16 * math.sqrt(float(records[office].value) / largest)
        plates.append(circle(x, y, radius, style="office", title=f"{office}: {wording.figure(records[office])}"))
        plates.append(text(x, y - 1, office, anchor="middle", style="on"))
        plates.append(text(x, y + 13, wording.figure(records[office]), anchor="middle", style="on small"))
    return _caption(wording, "offices", height, [*ties, *plates])


def draw_causes(wording: Wording, rows: Sequence[tuple[str, Figure, Figure]]) -> Picture:
    """One bar a cause: pairs of names of one applicant that differ by it, and how many of them were found."""
    most = max((float(pairs.value) for _, pairs, _ in rows), default=1) or 1
    shapes = _legend([("found", wording.text("causes.found")), ("lost", wording.text("causes.lost"))], 14)
    for number, (label, pairs, found) in enumerate(rows):
        y, whole = 34 + number * 24.0, (WIDTH - LABEL - 150) * float(pairs.value) / most
        shapes.append(text(LABEL - 12, y + 12, label, anchor="end"))
        shapes.append(rect(LABEL, y, whole, 16, style="lost"))
        shapes.append(rect(LABEL, y, whole * float(found.value), 16, style="found"))
        shown = f"{wording.figure(pairs)} · {wording.figure(found)}"
        shapes.append(text(LABEL + whole + 8, y + 12, shown, style="small"))
    return _caption(wording, "causes", 40 + len(rows) * 24, shapes)


def draw_effort(wording: Wording, curve: EffortCurve) -> Picture:
    """Decisions to the right, share of the true pairs that is registered upwards."""
    left, top, wide, high = 56.0, 64.0, WIDTH - 76.0, 270.0
    most = max(len(curve.queue) - 1, 1)

    def place(decisions: float, recall: float) -> tuple[float, float]:
        return left + wide * decisions / most, top + high * (1 - recall)

    shapes = [text(0, top - 14, wording.text("effort.upwards"), style="small quiet")]
    for tenth in range(0, 11, 2):
        y = place(0, tenth / 10)[1]
        shapes += [
            line(left, y, left + wide, y, style="grid"),
            text(left - 8, y + 4, f"{tenth * 10} %", anchor="end", style="small"),
        ]
    for quarter in range(5):
        x = place(most * quarter / 4, 0)[0]
        anchor = "middle" if quarter < 4 else "end"
        shown = wording.figure(Figure("", round(most * quarter / 4), "count", ""))
        shapes.append(text(x, top + high + 18, shown, anchor=anchor, style="small"))
    shapes.append(
        text(left + wide, top + high + 36, wording.text("effort.rightwards"), anchor="end", style="small quiet")
    )
    shapes.append(path([place(0, curve.ceiling), place(most, curve.ceiling)], style="ceiling"))
    for style, values in (("best", curve.best), ("queue", curve.queue)):
        step = max(1, len(values) // 240)
        marks = sorted({*range(0, len(values), step), len(values) - 1})
        shapes.append(path([place(at, values[at]) for at in marks], style=style))
    for number, style in enumerate(("queue", "best", "ceiling")):
        x = left + number * 200.0
        shapes.append(path([(x, 12), (x + 30, 12)], style=style))
        shapes.append(text(x + 36, 16, wording.text(f"effort.{style}"), style="small"))
    return _caption(wording, "effort", top + high + 44, shapes)
