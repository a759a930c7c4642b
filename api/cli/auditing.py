"""`gid audit`: is what is stored still what was written?"""

from dataclasses import asdict
from typing import Annotated

import typer

from api.cli.printing import print_json
from api.cli.progress import stage_progress
from api.pilot import open_pilot
from api.settings import read_settings


def audit(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Compare index, records, salts and audit trail with their hashes and the chain; the first difference is told.

    Exit code 0 when nothing was changed, 1 when something was, 3 when the chain could not be asked. Changes nothing.
    """
    with open_pilot(read_settings(), make=False) as pilot, stage_progress() as progress:
        report = pilot.audit(progress=progress)
    if as_json:
        print_json(asdict(report))
        return
    store, index = report.store, report.index
    typer.echo(
        f"nothing was changed: {index.ids:,} GIDs in {index.batches:,} batches and {index.events:,} changes are as the "
        f"chain has them at block {index.block_number:,}; {store.commitments:,} commitments opened "
        f"({store.erased:,} more lack record or salt), {store.record_versions:,} record versions and "
        f"{store.audit_entries:,} audit entries are as written"
    )
