"""The demo's result: as JSON for programs, as two small tables for a delegate."""

from typing import Any

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table

from api.demo.steps import Story

NOTICE = "Not WIPO identifiers. Standard names are an index with no legal effect; the office register prevails."


def demo_json(story: Story, *, ok: bool, seconds: float) -> dict[str, Any]:
    """Return the pilot's summary with the demo's own findings.

    Args:
        story: A run demo.
        ok: Whether every step held.
        seconds: Wall time of the whole demo.
    """
    steps = [
        {"name": step.name, "held": step.held, "seconds": step.seconds, "detail": step.detail} for step in story.steps
    ]
    gids = story.pilot.registered_gids()
    summary = story.pilot.summary().as_json()
    return {
        "ok": ok,
        **summary,
        "chain": {**summary["chain"], "rpcUrl": story.pilot.chain.rpc_url},
        **story.found,
        "sampleGid": story.pilot.print_gid(gids[0]) if gids else None,
        "seconds": round(seconds, 1),
        "steps": steps,
    }


def _figures(summary: dict[str, Any]) -> list[tuple[str, str, str]]:
    quality = summary.get("quality", {})
    figures = [
        (
            "Offices",
            str(len(summary["offices"])),
            ", ".join(f"{o['code']} {o['records']:,}" for o in summary["offices"]),
        ),
        ("Office records", f"{summary['records']:,}", ""),
        (
            "Scripts",
            str(len(summary["scripts"])),
            ", ".join(f"{s['script']} {s['records']:,}" for s in summary["scripts"]),
        ),
        ("Applicants found", f"{summary['clusters']:,}", "clusters of records"),
        ("Cross-office links", f"{summary['crossOfficeLinks']:,}", "records that meet a record of another office"),
        ("Accepted by policy", f"{summary['autoAccepted']:,}", "certain: no person was needed"),
        ("Waiting for a person", f"{summary['waiting']:,}", "doubtful: shown in the console with the evidence"),
        ("Identifiers anchored", f"{summary['identifiers']:,}", f"in {summary['batches']} batches"),
    ]
    if summary["ok"] and summary["identifiers"]:  # before all are anchored and indexed, the quotient means nothing
        figures.append(("Gas per identifier", f"{summary['gasPerIdentifier']:,}", "registration, this chain's rules"))
    if "verified" in summary:
        figures.append(("Proofs verified", str(summary["verified"]), "from the file and the chain alone"))
    for name, label in (("proposed", "Matching, all proposals"), ("registered", "Matching, registered")):
        if name in quality:
            score = quality[name]["pairwise"]
            low, high = score["precisionInterval"]
            of_what = "pairs of registered records; " if name == "registered" else ""
            spread = f"{of_what}95 % interval of precision {low:.3f} to {high:.3f}"
            figures.append((label, f"P {score['precision']:.3f}  R {score['recall']:.3f}", spread))
    figures.append(("Seconds", f"{summary['seconds']:,.0f}", ""))
    return figures


def print_summary(console: Console, summary: dict[str, Any]) -> None:
    """Print the figures a committee delegate asks for, and what they are not."""
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(justify="right", style="bold cyan", no_wrap=True)
    table.add_column(style="dim")
    for row in _figures(summary):
        table.add_row(*row)
    notice = f"[dim]{NOTICE}[/dim]"
    title = (
        "Five offices, one identifier per applicant" if summary["ok"] else "The demo did not hold; see the steps above"
    )
    console.print(Panel(Group(table, "", notice), title=title, border_style="cyan" if summary["ok"] else "red"))
