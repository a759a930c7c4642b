"""What a script prints, and the same as JSON and Markdown files, written anew after each finished input."""

import json
from argparse import Namespace
from pathlib import Path

from benchmarks.harness.machine import Machine
from benchmarks.harness.results import Json


class Report:
    """Grows by one section per input; a run cut short keeps what it had."""

    def __init__(self, title: str, machine: Machine, options: Namespace) -> None:
        self._title = title
        self._machine = machine
        self._options = options
        self._sections: list[str] = []
        self._figures: list[Json] = []
        self._notes: list[str] = []
        print(f"# {title}\n\n{machine.as_text()}")

    def note(self, text: str) -> None:
        """Add a line to the head of the report."""
        self._notes.append(text)
        print(text)

    def add(self, heading: str, table: str, figures: Json) -> None:
        """Print one finished input and write the files anew."""
        section = f"## {heading}\n\n{table}\n"
        self._sections.append(section)
        self._figures.append(figures)
        print(f"\n{section}", flush=True)
        self._write(self._options.json, json.dumps(self._as_json(), ensure_ascii=False, indent=1) + "\n")
        head = "\n\n".join((f"# {self._title}", self._machine.as_text(), *self._notes))
        self._write(self._options.markdown, "\n\n".join((head, *self._sections)))

    def _as_json(self) -> Json:
        options = {name: _plain(value) for name, value in vars(self._options).items() if name in _SHOWN}
        return {"title": self._title, "machine": self._machine.as_json(), "options": options, "inputs": self._figures}

    def _write(self, path: Path | None, text: str) -> None:
        if path:
            path.write_text(text, encoding="utf-8")


_SHOWN = frozenset({"unseen", "blank", "limit", "peer_budget", "peer_memory", "records", "datasets", "reuse"})
"""Options that change the figures; the rest are paths of one machine."""


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
