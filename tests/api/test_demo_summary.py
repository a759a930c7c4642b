"""The summary of a demo shows the figures that it has, and none that mean nothing."""

from contextlib import nullcontext
from io import StringIO
from typing import Any

from rich.console import Console
from sqlalchemy import delete

from api.demo.steps import Story
from api.demo.summary import demo_json, print_summary
from api.pilot import Pilot
from api.store.engine import writing
from node.tables import entries


def printed(pilot: Pilot, *, ok: bool, **found: Any) -> str:
    story = Story(pilot, lambda: nullcontext(lambda _stage, _done, _total: None), lambda _step: None, found=found)
    console = Console(file=StringIO(), record=True, width=120)
    print_summary(console, demo_json(story, ok=ok, seconds=1.0))
    return console.export_text()


def test_demo_that_held_tells_gas_and_proofs(on_chain: Pilot) -> None:
    on_chain.accept_by_policy()
    on_chain.anchor()
    shown = printed(on_chain, ok=True, verified=2)
    assert "Gas per identifier" in shown
    assert "Proofs verified" in shown


def test_demo_that_failed_tells_no_gas_and_no_proofs(on_chain: Pilot) -> None:
    """Stopped after sending, before the index had anything: the gas is spent and no identifier is known."""
    on_chain.accept_by_policy()
    on_chain.anchor()
    with writing(on_chain.engine) as connection:
        connection.execute(delete(entries))
    shown = printed(on_chain, ok=False)
    assert "The demo did not hold" in shown
    assert "Gas per identifier" not in shown
    assert "Proofs verified" not in shown
