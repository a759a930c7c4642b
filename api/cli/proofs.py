"""`gid proof` and `gid certificate`: what lets a stranger check a GID."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.printing import write_out
from api.pilot import open_pilot
from api.settings import read_settings
from node.certificates import certificate_text
from node.identifiers import compact_gid, parse_gid
from node.proofs import proof_text

GidArgument = Annotated[str, typer.Argument(metavar="GID", help="14 digits, or as printed in quotes.")]
Out = Annotated[Path | None, typer.Option("--out", help="File to write; standard output when left out.")]


def proof(gid: GidArgument, out: Out = None) -> None:
    """Write the proof of a GID, with its record and salt: whoever gets it can read the record."""
    number = parse_gid(gid)
    with open_pilot(read_settings(), make=False) as pilot:
        text = proof_text(pilot.proof(number))
    write_out(text, out, f"proof of {compact_gid(number)}")


def certificate(
    gid: GidArgument,
    out: Out = None,
    disclose: Annotated[
        bool, typer.Option("--disclose", help="Put record and salt in: whoever gets the file can read the record.")
    ] = False,
) -> None:
    """Write a short certificate of a GID as of the newest block followed; `gid header` makes it verifiable offline."""
    number = parse_gid(gid)
    with open_pilot(read_settings(), make=False) as pilot:
        text = certificate_text(pilot.certificate(number, disclose=disclose))
    write_out(text, out, f"certificate of {compact_gid(number)}")
