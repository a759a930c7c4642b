"""`gid proof` and `gid verify`: what lets a stranger check a GID."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.printing import print_json, visible
from api.errors import UsageError
from api.pilot import open_pilot
from api.settings import read_settings
from node.identifiers import compact_gid, parse_gid
from node.proofs import proof_text
from node.verification import verify_file


def proof(
    gid: Annotated[str, typer.Argument(metavar="GID", help="14 digits, or as printed in quotes.")],
    out: Annotated[Path | None, typer.Option("--out", help="File to write; standard output when left out.")] = None,
) -> None:
    """Write the proof of a GID, with its record and salt: whoever gets it can read the record."""
    number = parse_gid(gid)
    with open_pilot(read_settings()) as pilot:
        text = proof_text(pilot.proof(number))
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror})") from None
    typer.echo(f"proof of {compact_gid(number)} written to {out}")


def verify(
    path: Annotated[Path, typer.Argument(metavar="PROOF.json")],
    rpc: Annotated[str, typer.Option("--rpc", help="JSON-RPC address of any node of the chain.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check a proof against the chain alone: no database, no API, no trust in whoever gave it.

    Exit code 0 when it holds, 1 when it does not, 3 when the chain could not be asked.
    """
    verdict = verify_file(path, rpc)
    if as_json:
        print_json(json.loads(json.dumps(asdict(verdict), default=str)))
    else:
        for check in verdict.checks:
            typer.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name:<12} {visible(check.text)}")
        typer.echo(f"{'verified' if verdict.ok else 'NOT verified'}: {visible(verdict.reason)}")
    if not verdict.ok:
        raise typer.Exit(1)
