"""Give every contestant the same file and keep what each made of it."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.environments import clean_environment, prepare_environment
from benchmarks.harness.kept import KeptAnswers
from benchmarks.harness.machine import ROOT
from benchmarks.harness.measuring import Limits, Measurement, run_measured
from benchmarks.peers import load_peer
from benchmarks.peers.names import Names, Peer, write_names

OURS = "gid"
OUR_TITLE = "**GID Pilot** (`gid cluster`, defaults)"
OUR_LIMITS = Limits(seconds=7_200.0, memory_mib=20_000.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one contestant made of one file.

    Attributes:
        key: `OURS`, or a module of benchmarks/peers.
        title: For people.
        threshold: The one it was run with; None where it has none.
        packages: name==version of what was installed for it.
        run: The measurement; its `problem` says why there are no clusters.
        clusters: Cluster by record id; empty when there was a problem.
    """

    key: str
    title: str
    threshold: float | None
    packages: tuple[str, ...]
    run: Measurement
    clusters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Arena:
    """Where contestants run.

    Attributes:
        work: Folder for environments, inputs and outputs.
        limits: For each peer's run.
        gid: The command line of ours.
        training: CSV name,entity_id for peers that learn; of the seen half of the assignee file only.
        reuse: Take over what peers answered to the same file in an earlier run, with its seconds.
    """

    work: Path
    limits: Limits
    gid: Path
    training: Path | None = None
    reuse: bool = False

    def ours(self, source: Path) -> Answer:
        """Run `gid cluster` with its default settings."""
        out = self._out(source, OURS)
        run = self._measured([self.gid, "cluster", source, "--out", out], out.with_suffix(".log"), OUR_LIMITS)
        return Answer(OURS, OUR_TITLE, None, (), run, {} if run.problem else read_clusters(out))

    def peer(self, key: str, source: Path, *, threshold: float | None = None) -> Answer:
        """Run one peer in its own environment; a peer that cannot be installed answers with that problem."""
        peer: Peer = load_peer(key).PEER
        cut = peer.threshold if threshold is None else threshold
        environment = prepare_environment(key, peer.requirements, work=self.work)
        run, out = _nothing(environment.problem), self._out(source, key)
        options: list[str | Path] = [] if cut is None else ["--threshold", str(cut)]
        if not environment.problem and peer.learns:
            problem, learnt = self._learn(key, environment.python)
            run = _nothing(problem)
            options += ["--learnt", learnt]
        if not run.problem:
            kept = KeptAnswers(self.work / "kept")
            name = kept.name(key, source, peer, cut, self.limits)
            found = kept.find(name, out) if self.reuse else None
            run = found or self._start(
                environment.python, [key, source, "--out", out, *options], out.with_suffix(".log")
            )
            if not found:
                kept.keep(name, run, out)
        clusters = {} if run.problem else read_clusters(out)
        return Answer(key, peer.title, cut, environment.packages, run, clusters)

    def answer_queries(
        self, key: str, source: Path, queries: Path, *, top: int
    ) -> tuple[Measurement, tuple[str, ...], Path]:
        """Let one contestant look up the queries; its standard output ends with its times as JSON.

        Returns:
            The measurement, what was installed for it, and where its answers are.
        """
        out = self._out(source, key)
        rest: list[str | Path] = ["--queries", queries, "--out", out, "--top", str(top)]
        if key == OURS:
            command: list[str | Path] = [self.gid, "search", "--reference", source, *rest, "--json"]
            return self._measured(command, out.with_suffix(".log"), OUR_LIMITS), (), out
        environment = prepare_environment(key, load_peer(key).PEER.requirements, work=self.work)
        if environment.problem:
            return _nothing(environment.problem), (), out
        run = self._start(environment.python, [key, source, *rest], out.with_suffix(".log"))
        return run, environment.packages, out

    def _learn(self, key: str, python: Path) -> tuple[str, Path]:
        if self.training is None:
            return "not run: it learns from the assignee file, which is not there", Path()
        learnt = self.work / f"{key}-{self.training.stem}.learnt"
        if not learnt.exists():
            arguments: list[str | Path] = [key, self.training, "--learn", "--out", learnt]
            run = self._start(python, arguments, learnt.with_suffix(".log"))
            if run.problem:
                learnt.unlink(missing_ok=True)
                return f"learning: {run.problem}", learnt
        return "", learnt

    def _start(self, python: Path, arguments: Sequence[str | Path], log: Path) -> Measurement:
        return self._measured([python, "-m", "benchmarks.peers", *arguments], log, self.limits)

    def _measured(self, command: Sequence[str | Path], log: Path, limits: Limits) -> Measurement:
        return run_measured(command, folder=self.work, log=log, limits=limits, environment=clean_environment(ROOT))

    def _out(self, source: Path, key: str) -> Path:
        out = self.work / "answers" / f"{source.stem}.{key}.csv"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.unlink(missing_ok=True)
        return out


def hold_contest(arena: Arena, name: str, names: Names, peers: Sequence[str]) -> list[Answer]:
    """Run ours and then the peers on the same names, one after another, telling stderr how far it is."""
    source = arena.work / "inputs" / f"{name}.csv"
    source.parent.mkdir(parents=True, exist_ok=True)
    write_names(source, names)
    answers = []
    for key in (OURS, *peers):
        sys.stderr.write(f"{name}: {key} ... ")
        sys.stderr.flush()
        answer = arena.ours(source) if key == OURS else arena.peer(key, source)
        sys.stderr.write(f"{answer.run.problem or f'{answer.run.seconds:,.1f} s'}\n")
        answers.append(answer)
    return answers


def read_clusters(path: Path) -> dict[str, str]:
    """Read record_id,cluster_id from a file with at least these columns."""
    with path.open(encoding="utf-8", newline="") as text:
        rows = csv.reader(text)
        header = next(rows)
        record, cluster = header.index("record_id"), header.index("cluster_id")
        return {row[record]: row[cluster] for row in rows}


def _nothing(problem: str) -> Measurement:
    return Measurement(problem, 0.0, 0.0, 0.0, "")
