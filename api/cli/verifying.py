"""`gid verify`: check a proof against the chain alone."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.printing import print_json, visible
from node.errors import ChainUnavailableError
from node.verification import verify_file

RPC_ADVICE = (
    "--rpc takes the address of any node of the proof's chain, such as http://127.0.0.1:8545; "
    "`gid devnet status` prints the local chain's"
)


def verify(
    path: Annotated[Path, typer.Argument(metavar="PROOF.json")],
    rpc: Annotated[
        str, typer.Option("--rpc", help="JSON-RPC address of any node of the chain, as http://127.0.0.1:8545.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check a proof against the chain alone: no database, no API, no trust in whoever gave it.

    Exit code 0 when it holds, 1 when it does not, 3 when the chain could not be asked.
    """
    try:
        verdict = verify_file(path, rpc)
    except ChainUnavailableError as error:
        raise ChainUnavailableError(error.url, error.reason, advice=RPC_ADVICE) from error
    if as_json:
        print_json(json.loads(json.dumps(asdict(verdict), default=str)))
    else:
        for check in verdict.checks:
            typer.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name:<12} {visible(check.text)}")
        typer.echo(f"{'verified' if verdict.ok else 'NOT verified'}: {visible(verdict.reason)}")
    if not verdict.ok:
        raise typer.Exit(1)
