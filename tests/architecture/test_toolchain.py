"""The rules that tools hold: layers, lint, types, locks. Each runs the tool itself and shows what it says."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

TOOLS = {
    "layers": [BIN / "lint-imports"],
    "lint": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_tree_satisfies(tool: str) -> None:
    done = subprocess.run([str(part) for part in TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def _declared(extra: str | None) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    return {re.split(r"[\[<>=~! ;]", line, maxsplit=1)[0].lower().replace("_", "-") for line in lines}


@pytest.mark.parametrize(("lock", "extra"), [("requirements.lock", None), ("requirements-dev.lock", "dev")])
def test_every_dependency_is_locked_with_hashes(lock: str, extra: str | None) -> None:
    text = (ROOT / lock).read_text()
    locked = {match.lower() for match in re.findall(r"^([A-Za-z0-9_.-]+)(?:\[.*\])?==", text, re.MULTILINE)}
    assert _declared(extra) <= locked
    assert text.count("--hash=sha256:") >= len(locked)
    assert "://" not in re.sub(r"#.*", "", text), "a lock file names no registry"


def test_npm_lock_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "contracts" / "package-lock.json").read_text()


def test_every_package_has_a_readme_that_says_how_to_test_it() -> None:
    for package in ("contracts", "node", "matching", "api", "devnet"):
        text = (ROOT / package / "README.md").read_text()
        assert "pytest tests/" in text or "make test" in text, package


def test_top_level_is_the_layout_the_user_asked_for() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    folders = {line.split("/")[0] for line in tracked if "/" in line}
    assert folders - {"docs"} == {".ci", "api", "benchmarks", "contracts", "devnet", "matching", "node", "tests"}
