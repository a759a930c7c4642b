"""How commands print: data on standard output, as a table for people or as JSON for programs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from api.errors import UsageError


def print_json(value: Any) -> None:
    """One JSON document on standard output; wire models are printed as they are sent."""
    if hasattr(value, "model_dump_json"):
        typer.echo(value.model_dump_json(by_alias=True, indent=2))
    else:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_out(text: str, out: Path | None, what: str) -> None:
    """Print a document, or write it to a file and say so.

    Raises:
        UsageError: The file cannot be written.
    """
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror})") from None
    typer.echo(f"{what} written to {out}")


LEAST_FLOWING_WIDTH = 12
"""Columns of the terminal that the one cell that may be folded gets at least."""


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, flowing: str) -> None:
    """A table on standard output; cells are data, never markup.

    Args:
        columns: The headings.
        rows: One cell per column.
        flowing: The column that is folded where a line is too long. All others, ids among them, stay whole, so that
            they can be copied; what even then is too wide the terminal itself breaks. Nothing is folded in a pipe.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        folds = column == flowing
        least = LEAST_FLOWING_WIDTH if folds else None
        table.add_column(column, overflow="fold", no_wrap=not folds, min_width=least)
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    console = Console(highlight=False, soft_wrap=False)
    room = Measurement.get(console, console.options.update(max_width=10_000), table)
    console.width = max(console.width, room.minimum) if console.is_terminal else room.maximum
    console.print(table)


def visible(text: str) -> str:
    """Text of others without what a terminal would act upon: control characters and overriding of direction."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
