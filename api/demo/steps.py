"""The steps of the demo, in order. Each does its part through `Pilot`, checks that it held, and says what it found."""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.demo.quality import measure_quality
from api.pilot import Pilot
from api.report.making import ReportOptions, make_report, write_report
from devnet.offices import PILOT_OFFICES
from node.errors import GidError
from node.verification import verify_file

PILOT_FOLDER = Path(__file__).parents[2] / "devnet" / "pilot"
SAMPLE_SIZE = 25
"""Identifiers verified from proof files alone, spread evenly over all that are registered."""

Progress = Callable[[str, int, int], None]


class StepFailedError(GidError):
    """A check of the demo did not hold; the message says what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Step:
    """One finished step: what it was, whether it held, how long it took, and one sentence about it."""

    name: str
    held: bool
    seconds: float
    detail: str


@dataclass(slots=True)
class Story:
    """The demo on one pilot.

    Attributes:
        pilot: An open pilot whose chain runs.
        open_progress: Gives, for the length of a step, what is told of the work inside it.
        tell: Told of each finished step.
        steps: Finished so far.
        found: What the steps leave for the summary.
    """

    pilot: Pilot
    open_progress: Callable[[], AbstractContextManager[Progress]]
    tell: Callable[[Step], None]
    steps: list[Step] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)

    def run(self) -> bool:
        """Do the steps one after the other, stop at the first that fails; return whether all held."""
        return all(
            self._do(name, act)
            for name, act in (
                ("load the five offices' extracts", self._load),
                ("standardise and match across offices", self._propose),
                ("accept what is certain", self._accept),
                ("anchor in batches", self._anchor),
                ("rebuild the index from the chain", self._index),
                ("verify identifiers from proof files alone", self._verify),
                ("compare with the gold labels", self._measure),
                ("write the report for the committee", self._report),
            )
        )

    def _do(self, name: str, act: Callable[[Progress], str]) -> bool:
        started = time.perf_counter()
        try:
            with self.open_progress() as progress:
                held, detail = True, act(progress)
        except GidError as error:
            held, detail = False, str(error)
        step = Step(name, held, round(time.perf_counter() - started, 2), detail)
        self.steps.append(step)
        self.tell(step)
        return held

    def _load(self, progress: Progress) -> str:
        new = unchanged = 0
        for number, office in enumerate(PILOT_OFFICES, start=1):
            report = self.pilot.import_extract(PILOT_FOLDER / f"{office.code}.csv", office=office.code)
            if report.refused:
                raise StepFailedError(f"{len(report.refused)} rows of {office.code} were refused: {report.refused[0]}")
            new += report.new + report.changed
            unchanged += report.unchanged
            progress("loading extracts", number, len(PILOT_OFFICES))
        return f"{new:,} new records, {unchanged:,} already here"

    def _propose(self, progress: Progress) -> str:
        report = self.pilot.propose(progress=progress)
        raised = ", ".join(f"{count:,} {kind}" for kind, count in sorted(report.raised.items()) if count)
        return f"proposals raised: {raised or 'none, nothing has changed'}"

    def _accept(self, progress: Progress) -> str:
        report = self.pilot.accept_by_policy(progress=progress)
        return f"{report.accepted:,} accepted by policy, {report.waiting:,} wait for a person"

    def _anchor(self, progress: Progress) -> str:
        report = self.pilot.anchor(progress=progress)
        if report.failed:
            raise StepFailedError(f"{report.failed} operations were refused by the registry; see `gid proposals`")
        return (
            f"{report.registered:,} identifiers in {report.batches} batches, {report.linked:,} links of further offices"
        )

    def _index(self, progress: Progress) -> str:
        followed = self.pilot.index.digest()
        rebuilt = self.pilot.rebuild(progress=progress)
        if rebuilt != followed:
            raise StepFailedError(f"the index followed live has digest {followed}, rebuilt from the chain {rebuilt}")
        self.found["indexDigest"] = rebuilt
        return f"the index rebuilt from the chain alone equals the live one: {rebuilt[:16]}…"

    def _verify(self, progress: Progress) -> str:
        folder = self.pilot.settings.home / "proofs"
        folder.mkdir(parents=True, exist_ok=True)
        gids = self.pilot.registered_gids()
        sample = gids[:: max(1, len(gids) // SAMPLE_SIZE)][:SAMPLE_SIZE]
        for number, gid in enumerate(sample, start=1):
            path = folder / f"{gid:012d}.json"
            path.write_text(json.dumps(self.pilot.proof(gid), ensure_ascii=False, indent=2), encoding="utf-8")
            verdict = verify_file(path, self.pilot.chain.rpc_url)
            if not verdict.ok:
                raise StepFailedError(f"{path.name} does not verify: {verdict.reason}")
            progress("verifying proofs", number, len(sample))
        self.found["verified"] = len(sample)
        return f"{len(sample)} of {len(sample)} proof files hold against the chain"

    def _measure(self, _progress: Progress) -> str:
        quality = measure_quality(self.pilot, PILOT_FOLDER / "gold.csv")
        self.found["quality"] = quality
        proposed, registered = quality["proposed"]["pairwise"], quality["registered"]["pairwise"]
        return (
            f"proposed: precision {proposed['precision']:.3f}, recall {proposed['recall']:.3f}; "
            f"registered without a person: precision {registered['precision']:.4f}"
        )

    def _report(self, progress: Progress) -> str:
        self.pilot.raise_what_is_seen()
        report, wording = make_report(self.pilot, ReportOptions(), progress)
        folder = self.pilot.settings.home / "report"
        notes = write_report(self.pilot, report, wording, folder)
        self.found["report"] = {"folder": str(folder), "figures": len(report.figures), "notes": notes}
        return "; ".join((f"{len(report.figures):,} figures, {folder / 'report.html'}", *notes))
