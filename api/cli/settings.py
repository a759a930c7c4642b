"""`gid settings`: every variable, its value and its default."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.printing import print_json, print_table
from api.settings import Settings, read_settings, settings_table


def settings(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table of defaults for the README.")] = False,
) -> None:
    """List every setting; each is an environment variable."""
    defaults = dict(settings_table(Settings.model_construct()))
    if markdown:
        typer.echo("| variable | default |\n|---|---|")
        for name, value in defaults.items():
            typer.echo(f"| `{name}` | {f'`{_plain(value)}`' if _plain(value) != '' else ''} |")
        return
    present = dict(settings_table(read_settings()))
    if as_json:
        print_json({name: _plain(value) for name, value in present.items()})
        return
    rows = [(name, str(_plain(value)), str(_plain(defaults[name]))) for name, value in present.items()]
    print_table(("variable", "value", "default"), rows, flowing="value")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value
