"""`gid anchor` and `gid rebuild`: to the chain and back."""

import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Annotated

import typer

from api.cli.printing import print_json
from api.cli.progress import stage_progress
from api.pilot import open_pilot
from api.proposals.anchoring import AnchorReport
from api.settings import read_settings
from node.errors import ChainUnavailableError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Watch = Annotated[
    bool,
    typer.Option(
        "--watch",
        help="Keep sending until Ctrl-C: a batch when it is full, or when it is GID_POLICY__BATCH_AGE_S old.",
    ),
]
LOOK_AGAIN_S = 2.0


def anchor(as_json: AsJson = False, watch: Watch = False) -> None:
    """Bring everything approved to the chain; safe to repeat, and finishes what an earlier run left."""
    if watch:
        watch_approved(as_json)
        return
    with open_pilot(read_settings(), make=False) as pilot, stage_progress() as progress:
        report = pilot.anchor(progress=progress)
        missing = pilot.waiting_for_keys()
    if as_json:
        print_json({**asdict(report), "waiting_for_keys": missing})
    else:
        _print_report(report)
        tell_missing_keys(missing)


def watch_approved(as_json: bool) -> None:
    """Send what is due, again and again; a chain that is away is waited for."""
    away = ""
    with open_pilot(read_settings(), make=False) as pilot, suppress(KeyboardInterrupt):
        while True:
            try:
                report, away = pilot.anchor(wait=True), ""
                if report.transactions:
                    print_json(asdict(report)) if as_json else _print_report(report)
                    sys.stdout.flush()
            except ChainUnavailableError as error:
                if str(error) != away:
                    typer.echo(f"waiting: {error}", err=True)
                away = str(error)
            time.sleep(LOOK_AGAIN_S)


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
