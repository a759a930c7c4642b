"""What deciding needs beside the store: policy, thresholds, time and chance come in here."""

from collections.abc import Callable
from dataclasses import dataclass

from api.clock import Clock
from api.proposals.policy import Policy
from node.commitments import Salt, draw_salt


@dataclass(frozen=True, slots=True)
class Rules:
    """How decisions are made.

    Attributes:
        policy: What may be accepted without a person.
        accept_from: Probability from which a proposal leaves no doubt.
        clock: For the time of a judgement.
        draw: Gives a fresh salt.
    """

    policy: Policy
    accept_from: float
    clock: Clock
    draw: Callable[[], Salt] = draw_salt
