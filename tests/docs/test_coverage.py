"""docs/coverage.md: each row has an answer, and each command in it exists."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from api.cli import build_app

ROOT = Path(__file__).parents[2]
TABLE = [
    [cell.strip() for cell in line.strip("|\n ").split("|")]
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith("|---")
][1:]
COMMANDS = sorted({command for row in TABLE for command in re.findall(r"`([^`]+)`", row[3])})


def test_every_row_says_whether_how_and_by_what() -> None:
    assert len(TABLE) > 25
    for named, covered, how, shown in TABLE:
        assert covered in ("core", "partly", "reference", "principle", "–"), named
        assert len(how) > 8, named
        assert re.fullmatch(r"`[^`]+`|–", shown), named
        assert shown != "–" or covered == "–", named


@pytest.mark.parametrize("command", COMMANDS)
def test_command_exists(command: str) -> None:
    program, *arguments = command.split()
    if program == "make":
        assert re.search(rf"^{arguments[0]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return
    assert program == "gid"
    found: Any = get_command(build_app([arguments[0]]))
    for name in arguments:
        found = found.commands[name]
    assert found.help
