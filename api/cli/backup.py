"""`gid backup` and `gid restore`: the whole database in one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from api.home import make_home, require_home
from api.pilot import open_pilot
from api.settings import read_settings
from api.store import backup as store_backup


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; must not exist.")],
) -> None:
    """Copy the database into one file while it is used. The file holds names and salts: keep it as you keep them."""
    settings = read_settings()
    if not settings.database_url:
        require_home(settings.home)
    size = store_backup.back_up(settings.store_url, file)
    typer.echo(f"{file}: {size:,} bytes; keep it with the list of erasures {settings.home / 'erasures.json'}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `gid backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: the present database is replaced.")] = False,
) -> None:
    """Put a backup in the place of the database. Stop the server first. What was erased since is erased again."""
    settings = read_settings()
    make_home(settings.home)
    if not yes:
        typer.confirm("Replace the present database by the backup?", abort=True, err=True)
    store_backup.restore(settings.store_url, file)
    with open_pilot(settings) as pilot:
        records = pilot.summary().records
    typer.echo(f"restored: {records:,} records; `gid anchor` lets the index catch up with the chain")
