"""What the documents say is so: commands exist, links lead somewhere, tables equal what the code prints."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GID = Path(sys.executable).parent / "gid"
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
DOCUMENTS = [ROOT / name for name in TRACKED if name.endswith(".md")]
README = (ROOT / "README.md").read_text()


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", _without_code(document.read_text())):
        if "://" not in target and not target.startswith("mailto:"):
            assert (document.parent / target).exists(), target


def test_make_targets_in_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        used = set(re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text(), re.MULTILINE))
        assert used <= targets, f"{document.name}: {used - targets}"


def _help(*command: str) -> str:
    done = subprocess.run(
        [str(GID), *command, "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "200", "PATH": "", "NO_COLOR": "1", "TERM": "dumb"},
    )
    assert done.returncode == 0, f"gid {' '.join(command)} --help: {done.stderr}"
    return done.stdout


def _commands() -> list[str]:
    return re.findall(r"^  ([a-z]+) {2,}\S", _help().split("Commands:", 1)[1], re.MULTILINE)


def test_every_command_has_help_and_stands_in_the_readme() -> None:
    commands = _commands()
    assert {"demo", "serve", "devnet", "import", "proposals", "approve", "reject", "search", "show"} <= set(commands)
    assert {"verify", "rebuild", "cluster", "explain", "evaluate"} <= set(commands)
    for command in commands:
        assert f"gid {command}" in README, command
        assert len(_help(command).splitlines()) > 4, command


def test_commands_in_documents_exist() -> None:
    commands = set(_commands())
    for document in DOCUMENTS:
        used = set(re.findall(r"`(?:\.venv/bin/)?gid ([a-z]+)", document.read_text()))
        assert used <= commands, f"{document.relative_to(ROOT)}: {used - commands}"


def test_settings_table_is_what_gid_settings_prints() -> None:
    done = subprocess.run(
        [str(GID), "settings", "--markdown"], capture_output=True, text=True, check=True, env={"PATH": ""}
    )
    assert done.stdout.strip() in README


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:matching|node|api|devnet|contracts|tests)/[\w/.-]*)`", README)))
)
def test_paths_named_in_the_readme_exist(path: str) -> None:
    assert (ROOT / path).exists()


def test_committed_files_keep_this_machine_to_themselves() -> None:
    for name in TRACKED:
        if name.endswith((".md", ".py", ".toml", ".lock", ".json", ".js", ".yml", "Makefile", "run")):
            text = (ROOT / name).read_text()
            assert "/wor" + "k/main" not in text, name
            assert "/ro" + "ot/" not in text, name
