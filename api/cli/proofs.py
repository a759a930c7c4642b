"""`gid proof`: what lets a stranger check a GID."""

from pathlib import Path
from typing import Annotated

import typer

from api.errors import UsageError
from api.pilot import open_pilot
from api.settings import read_settings
from node.identifiers import compact_gid, parse_gid
from node.proofs import proof_text


def proof(
    gid: Annotated[str, typer.Argument(metavar="GID", help="14 digits, or as printed in quotes.")],
    out: Annotated[Path | None, typer.Option("--out", help="File to write; standard output when left out.")] = None,
) -> None:
    """Write the proof of a GID, with its record and salt: whoever gets it can read the record."""
    number = parse_gid(gid)
    with open_pilot(read_settings(), make=False) as pilot:
        text = proof_text(pilot.proof(number))
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror})") from None
    typer.echo(f"proof of {compact_gid(number)} written to {out}")
