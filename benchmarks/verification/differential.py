"""The contract beside its reference model in Python, on random operations: the machine of the tests, run for longer."""

import random
import traceback

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from benchmarks.verification.outcome import Outcome, Scale
from tests.contracts.test_state_machine import MET, RegistryMachine

_STEPS = 40  # operations of one history
_HISTORIES = 50  # between two looks at how many operations there were


def check_model(scale: Scale, *, share: int, shares: int) -> list[Outcome]:
    """Run histories until this share of the operations is reached; seeds are counted from `share`."""
    wanted = scale.operations // shares
    rounds, problem = 0, ""
    MET.clear()
    while MET.total() < wanted and not problem:
        problem = _run_round(share + rounds * shares)
        rounds += 1
    refusals = len({outcome for _, outcome in MET if outcome != "done"})
    stated = (
        f"contract and model answer, refuse ({refusals} ways) and remember alike, events fold to the head; "
        f"{rounds * _HISTORIES:,} histories"
    )
    return [Outcome("reference model", "hypothesis, pyrevm", stated, f"{MET.total():,} operations", problem)]


def _run_round(number: int) -> str:
    """Run some histories of one seed; returns the failing history, or ""."""
    how = settings(
        max_examples=_HISTORIES,
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(random.Random(number).getrandbits(64))(RegistryMachine), settings=how)
    except Exception:  # whatever broke is the finding
        return f"seed {number}: {traceback.format_exc()[-1_500:]}"
    return ""
