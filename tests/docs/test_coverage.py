"""docs/coverage.md: each row has an answer, and each command in it exists."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

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
    gid = Path(sys.executable).parent / "gid"
    done = subprocess.run([str(gid), *arguments, "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"Usage: {command} " in done.stdout
