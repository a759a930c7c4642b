"""What the console's files promise before any browser opens them."""

import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CONSOLE = HERE.parents[1] / "api" / "console"
MODULES = sorted(CONSOLE.rglob("*.js"))


def test_page_holds_no_inline_script_and_no_inline_style() -> None:
    page = (CONSOLE / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", page) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(CONSOLE).as_posix())
def test_module_is_type_checked_and_sets_no_markup_from_text(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.startswith("// @ts-check\n")
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\.style\b", text) == []


def test_nothing_is_loaded_from_another_host() -> None:
    files = [path for path in CONSOLE.rglob("*") if path.suffix in {".js", ".css", ".html"}]
    found = {(path.name, url) for path in files for url in re.findall(r"https?://[^\s'\"`]+", path.read_text())}
    assert found == {("elements.js", "http://www.w3.org/2000/svg")}, (
        "a namespace is a name, all else would be a request"
    )


def test_every_icon_that_is_asked_for_exists() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', (CONSOLE / "icons.svg").read_text()))
    asked = {name for module in MODULES for name in re.findall(r"\bicon\('(\w+)'\)", module.read_text())}
    assert asked <= drawn
    assert asked, "the pattern must find the icons"


def test_the_types_hold() -> None:
    compiler = HERE / "node_modules" / ".bin" / "tsc"
    if not compiler.exists():
        pytest.skip("TypeScript is not installed: run `npm ci` in tests/e2e")
    done = subprocess.run([str(compiler), "-p", str(HERE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
