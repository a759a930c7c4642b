"""`gid anchor` and `gid rebuild`: to the chain and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

import typer

from api.cli.printing import print_json
from api.cli.progress import stage_progress
from api.pilot import open_pilot
from api.proposals.anchoring import AnchorReport
from api.settings import read_settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def anchor(as_json: AsJson = False) -> None:
    """Bring everything approved to the chain; safe to repeat, and finishes what an earlier run left."""
    with open_pilot(read_settings(), make=False) as pilot, stage_progress() as progress:
        report = pilot.anchor(progress=progress)
        missing = pilot.waiting_for_keys()
    if as_json:
        print_json({**asdict(report), "waiting_for_keys": missing})
    else:
        _print_report(report)
        tell_missing_keys(missing)


def tell_missing_keys(missing: Mapping[str, int]) -> None:
    """Say on standard error which approved proposals stay here; `missing` counts them by office."""
    for office, count in missing.items():
        waits = "1 approved proposal waits" if count == 1 else f"{count:,} approved proposals wait"
        typer.echo(
            f"note: {waits} for the key of office {office}, which is not here: `gid anchor` sends nothing of it; "
            "anchor where the key is, or take it back with `gid reopen`",
            err=True,
        )


def _print_report(report: AnchorReport) -> None:
    typer.echo(
        f"{report.registered:,} GIDs registered in {report.batches} batches, {report.linked:,} links, "
        f"{report.amended:,} amended, {report.merged:,} merged, {report.split:,} split, {report.unlinked:,} unlinked, "
        f"{report.revoked:,} revoked, {report.failed} refused; "
        f"{report.transactions} transactions, {report.gas_used:,} gas"
    )


def rebuild(as_json: AsJson = False) -> None:
    """Throw the index away and fold the whole chain again; prints the digest of the outcome."""
    with open_pilot(read_settings(), make=False) as pilot, stage_progress() as progress:
        digest = pilot.rebuild(progress=progress)
    if as_json:
        print_json({"digest": digest})
    else:
        typer.echo(f"index rebuilt from the chain alone, digest {digest}")
