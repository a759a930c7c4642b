"""Progress on stderr for anything that may take longer than two seconds; silent where nobody is watching."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Advance = Callable[[str, int, int], None]
"""Called with the stage's name, the amount done and the amount in all (0 = not known)."""


def _finish(bars: Progress) -> None:
    """Stages follow each other: when the next one speaks, those before it are done."""
    for task in bars.tasks:
        bars.update(task.id, completed=task.total or 1, total=task.total or 1)


@contextmanager
def stage_progress() -> Iterator[Advance]:
    """Show one bar per stage name, in the order in which the stages first report; the bars go when the work is done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<32}"), BarColumn(bar_width=30), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                _finish(bars)
                tasks[stage] = bars.add_task(stage, total=total or None)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield advance
