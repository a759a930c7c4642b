"""Answers of peers kept from earlier runs, for `--reuse`: peers do not change, ours does."""

import hashlib
import json
import shutil
from dataclasses import asdict
from pathlib import Path

from benchmarks.harness.machine import ROOT
from benchmarks.harness.measuring import Measurement


class KeptAnswers:
    """A folder of measurements and answer files, found again by everything that could change them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def name(self, key: str, source: Path, *settings: object) -> str:
        """Return the name under which a run is kept: of the peer's code, its input and its settings."""
        code = [ROOT / "benchmarks" / "peers" / f"{part}.py" for part in (key, "grouping", "names", "__main__")]
        whole = hashlib.sha256(repr(settings).encode())
        for path in (*code, source):
            whole.update(path.read_bytes())
        return f"{key}-{whole.hexdigest()[:16]}"

    def find(self, name: str, out: Path) -> Measurement | None:
        """Return the kept measurement and put its answers where the run would have put them."""
        facts = self._folder / f"{name}.json"
        if not facts.exists():
            return None
        run = Measurement(**json.loads(facts.read_text(encoding="utf-8")))
        if not run.problem:
            shutil.copyfile(self._folder / f"{name}.csv", out)
        return run

    def keep(self, name: str, run: Measurement, out: Path) -> None:
        """Keep a run that ended, or that was stopped at a limit; a failure is worth another try."""
        if run.problem and not run.problem.startswith("stopped"):
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        if not run.problem:
            shutil.copyfile(out, self._folder / f"{name}.csv")
        (self._folder / f"{name}.json").write_text(json.dumps(asdict(run)), encoding="utf-8")
