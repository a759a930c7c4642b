"""The state file that anvil leaves, made fit to be loaded again."""

import json
from pathlib import Path
from typing import Any


def keep_one_genesis(path: Path) -> None:
    """Drop from a state file every block numbered 0 but the oldest.

    anvil 1.7.1 makes a new block 0 whenever it starts and writes it beside those it loaded; which of them it serves
    after the next start is chance, and whoever remembers the true one sees another chain. Does nothing when there is
    no file, or one that anvil itself has to complain about.
    """
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        blocks: list[dict[str, Any]] = state["blocks"]
        firsts = [block for block in blocks if int(block["header"]["number"], 16) == 0]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if len(firsts) < 2:
        return
    oldest = min(firsts, key=lambda block: int(block["header"]["timestamp"], 16))
    state["blocks"] = [block for block in blocks if block is oldest or int(block["header"]["number"], 16) != 0]
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(state), encoding="utf-8")
    draft.replace(path)
