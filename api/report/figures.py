"""A figure of the report: computed once, named, and shown by every format as it stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field

Value = int | float | str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        id: Dotted, e.g. "quality.proposed.recall"; the first part names the section.
        value: The exact value; nothing is rounded before it is shown.
        unit: "count", "share" (0.0 to 1.0), "gas", "bytes", "seconds", "hours", "days", "years", "ratio", "moment"
            (RFC 3339, UTC) or "text".
        source: The SQL query over the store, or the command, that gives it.
        interval: Bounds of the 95 % interval where the value is an estimate.
    """

    id: str
    value: Value
    unit: str
    source: str
    interval: tuple[float, float] | None = None


@dataclass(slots=True)
class FigureBook:
    """All figures of one report, in the order in which they were entered."""

    figures: dict[str, Figure] = field(default_factory=dict)

    def enter(
        self,
        name: str,
        value: Value,
        unit: str = "count",
        *,
        source: str = "",
        interval: tuple[float, float] | None = None,
    ) -> Figure:
        """Enter a figure under a new name; without a source the command that prints it alone is named."""
        if name in self.figures:
            raise ValueError(f"the figure {name} is entered twice")
        figure = Figure(name, value, unit, source or f"gid report --figure {name}", interval)
        self.figures[name] = figure
        return figure

    def __getitem__(self, name: str) -> Figure:
        return self.figures[name]

    def __contains__(self, name: str) -> bool:
        return name in self.figures

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures.values())

    def __len__(self) -> int:
        return len(self.figures)
