"""`gid explain`: why two names may, or may not, be one applicant."""

from dataclasses import asdict
from typing import Annotated

import typer

from api.cli.printing import print_json, visible
from api.errors import UsageError
from api.intake.limits import IntakeLimits
from api.intake.rows import RowProblem, check_name
from matching.explain import explain_pair
from matching.records import record_from_name


def explain(
    left: Annotated[str, typer.Argument(metavar='"NAME A"')],
    right: Annotated[str, typer.Argument(metavar='"NAME B"')],
    left_country: Annotated[str, typer.Option(help="ISO country of A.")] = "",
    right_country: Annotated[str, typer.Option(help="ISO country of B.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say whether two names may be one applicant, and why; needs neither database nor chain."""
    for column, name in (("NAME A", left), ("NAME B", right)):
        try:
            check_name(column, name, IntakeLimits())
        except RowProblem as problem:
            raise UsageError(str(problem)) from None
    decision = explain_pair(
        record_from_name(left, record_id="A", country=left_country),
        record_from_name(right, record_id="B", country=right_country),
    )
    if as_json:
        evidence = [asdict(entry) for entry in decision.evidence]
        print_json({"probability": decision.probability, "evidence": evidence})
        return
    typer.echo(f"probability {decision.probability:.4f}")
    for entry in decision.evidence:
        typer.echo(f"{entry.weight:+6.2f}  {visible(entry.sentence)}")
