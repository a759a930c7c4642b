"""`gid erase`: natural persons who asked for it, and what was kept long enough."""

import json
from pathlib import Path
from typing import Annotated

import typer

from api.access.roles import LOCAL
from api.cli.printing import print_json
from api.erasure.certificate import ErasureRequest
from api.erasure.retention import delete_expired
from api.errors import UsageError
from api.pilot import open_pilot
from api.settings import read_settings
from node.identifiers import parse_gid


def erase(
    subject: Annotated[str, typer.Argument(metavar="GID|RECORD", help="A GID, or a record without one: JP:1001.")] = "",
    ground: Annotated[str, typer.Option(help="request, objection, unlawful or retention.")] = "request",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: it cannot be taken back.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the certificate of erasure into this file.")] = None,
    expired: Annotated[
        bool, typer.Option("--expired", help="Delete what GID_RETENTION__EARLIER_DAYS does not keep.")
    ] = False,
) -> None:
    """Erase a natural person for good: records, salts, evidence; prints the certificate of erasure."""
    if expired == bool(subject):
        raise UsageError("say whom to erase, or --expired")
    if ground not in ("request", "objection", "unlawful", "retention"):
        raise UsageError("--ground is request, objection, unlawful or retention")
    settings = read_settings()
    with open_pilot(settings, make=False) as pilot:
        if expired:
            done = delete_expired(pilot.engine, settings.retention, pilot.clock)
            typer.echo(f"{done.versions:,} earlier versions and {done.commitments:,} replaced commitments deleted")
            return
        is_record = ":" in subject
        gid = None if is_record else parse_gid(subject)
        if not yes:
            typer.confirm(f"Erase {subject}? It cannot be taken back", abort=True, err=True)
        document = pilot.erase(ErasureRequest(gid, subject if is_record else "", ground, by=LOCAL.name))
    if out is not None:
        out.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print_json(document)
