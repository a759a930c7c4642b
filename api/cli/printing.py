"""How commands print: data on standard output, as a table for people or as JSON for programs."""

import json
from collections.abc import Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_json(value: Any) -> None:
    """One JSON document on standard output; wire models are printed as they are sent."""
    if hasattr(value, "model_dump_json"):
        typer.echo(value.model_dump_json(by_alias=True, indent=2))
    else:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on standard output; cells are data, never markup."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    Console(highlight=False, soft_wrap=False).print(table)


def visible(text: str) -> str:
    """Text of others without what a terminal would act upon: control characters and overriding of direction."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
