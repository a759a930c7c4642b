"""`gid verify` and `gid header`: check a proof or certificate against the chain alone, or against a saved header."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.printing import print_json, visible, write_out
from node.errors import ChainUnavailableError
from node.headers import header_text
from node.offline import save_header_for, verify_with_header
from node.verification import Verdict, verify_file

RPC_ADVICE = (
    "--rpc takes the address of any node of the proof's chain, such as http://127.0.0.1:8545; "
    "`gid devnet status` prints the local chain's"
)
RPC_HELP = "JSON-RPC address of any node of the chain, as http://127.0.0.1:8545."


def verify(
    path: Annotated[Path, typer.Argument(metavar="FILE.json", help="A proof or a certificate.")],
    rpc: Annotated[str, typer.Option("--rpc", help=RPC_HELP)] = "",
    header: Annotated[
        Path | None, typer.Option("--header", help="Instead: a file of `gid header`; needs no network.")
    ] = None,
    block_hash: Annotated[
        str, typer.Option("--block-hash", help="With --header: of the block that you know to be on the chain.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check a proof or certificate with no database, no API, and no trust in whoever gave it.

    Exit code 0 when it holds, 1 when it does not, 3 when the chain could not be asked.
    """
    if bool(rpc) == (header is not None):
        raise typer.BadParameter("give one of --rpc and --header", param_hint="'--rpc'")
    if block_hash and header is None:
        raise typer.BadParameter("it goes with --header; a node is asked itself", param_hint="'--block-hash'")
    if header is not None:
        verdict = verify_with_header(path, header, block_hash=_read_hash(block_hash))
    else:
        verdict = _verify_with_node(path, rpc)
    if as_json:
        print_json(json.loads(json.dumps(asdict(verdict), default=str)))
    else:
        for check in verdict.checks:
            typer.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name:<12} {visible(check.text)}")
        typer.echo(f"{'verified' if verdict.ok else 'NOT verified'}: {visible(verdict.reason)}")
    if not verdict.ok:
        raise typer.Exit(1)


def header(
    paths: Annotated[
        list[Path], typer.Argument(metavar="CERTIFICATE.json...", help="Certificates of one registry and block.")
    ],
    rpc: Annotated[str, typer.Option("--rpc", help=RPC_HELP)],
    out: Annotated[Path | None, typer.Option("--out", help="File to write; standard output when left out.")] = None,
) -> None:
    """Save the header of the block that certificates speak of, with what it takes to verify them without a network."""
    try:
        saved = save_header_for(paths, rpc)
    except ChainUnavailableError as error:
        raise ChainUnavailableError(error.url, error.reason, advice=RPC_ADVICE) from error
    write_out(header_text(saved), out, f"header of block {saved['block']['number']}, {saved['block']['hash']},")


def _verify_with_node(path: Path, rpc: str) -> Verdict:
    try:
        return verify_file(path, rpc)
    except ChainUnavailableError as error:
        raise ChainUnavailableError(error.url, error.reason, advice=RPC_ADVICE) from error


def _read_hash(text: str) -> bytes | None:
    if not text:
        return None
    if not re.fullmatch("0x[0-9a-fA-F]{64}", text):
        raise typer.BadParameter("expected 0x and 64 hexadecimal digits", param_hint="'--block-hash'")
    return bytes.fromhex(text[2:])
