"""The tests of tests/contracts against the planted bugs: every one must be caught."""

from benchmarks.planted_bug_list import BUGS
from benchmarks.planted_bugs import find_catcher, load_compiler
from benchmarks.verification.outcome import Outcome, Scale


def check_test_kills(scale: Scale, *, share: int, shares: int) -> list[Outcome]:
    """Plant this share of all bugs, or of every thirtieth in a short run."""
    chosen = (BUGS[::30] if scale.bugs else BUGS)[share::shares]
    compiler = load_compiler()
    sources = compiler.read_sources()
    survivors = [bug.name for bug in chosen if not find_catcher(bug, compiler, sources)]
    problem = f"survive: {'; '.join(survivors)}" if survivors else ""
    count = f"{len(chosen) - len(survivors)} of {len(chosen)} bugs"
    return [Outcome("planted bugs", "pytest", "the tests catch every planted bug", count, problem)]
