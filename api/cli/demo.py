"""`gid demo`: the main job in one command."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.progress import stage_progress
from api.cli.serve import serve_pilot
from api.demo.steps import Step, Story
from api.demo.summary import demo_json, print_summary
from api.home import make_home
from api.pilot import open_pilot
from api.settings import read_settings
from devnet.chain import find_chain, stop_chain
from devnet.network import open_devnet


def _tell(console: Console, step: Step) -> None:
    mark = "[green]✓[/green]" if step.held else "[red]✗[/red]"
    console.print(f"{mark} {step.name} [dim]({step.seconds:.1f} s)[/dim]  {step.detail}", highlight=False)


def demo(
    exit_after: Annotated[bool, typer.Option("--exit", help="Stop after the summary instead of serving.")] = False,
    json_path: Annotated[Path | None, typer.Option("--json", help="Also write the summary to this file.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of API and console; 0 lets the system choose.")] = 0,
    chain_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the local chain; 0 as above.")] = 0,
) -> None:
    """Turn five pilot offices' records into verified identifiers on a local chain, then serve them.

    Running it again is safe: what is done already is found done. Without --exit it serves until Ctrl-C.
    """
    started = time.perf_counter()
    settings = read_settings()
    make_home(settings.home)
    console = Console(stderr=True)
    folder = settings.home / "devnet"
    was_running = find_chain(folder) is not None
    network = open_devnet(folder, port=chain_port)
    try:
        console.print(
            f"[green]✓[/green] local chain {network.config.chain_id} at {network.config.rpc_url}", highlight=False
        )
        with open_pilot(settings) as pilot:
            story = Story(pilot, stage_progress, lambda step: _tell(console, step))
            ok = story.run()
            summary = demo_json(story, ok=ok, seconds=time.perf_counter() - started)
            print_summary(console, summary)
            if json_path:
                json_path.write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            if ok and not exit_after:
                serve_pilot(pilot, port=port)
    finally:
        if not was_running:
            stop_chain(folder)
    if not ok:
        raise typer.Exit(1)
