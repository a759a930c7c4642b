"""How much review buys how much recall: the waiting proposals decided one after the other, in two orders."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.report.material import Material, Pair, pairs_within


@dataclass(frozen=True, slots=True)
class EffortCurve:
    """Share of the true pairs that stands under one GID after 0, 1, 2 ... decisions.

    Attributes:
        queue: In the order of the review queue: impact, then doubt.
        best: Proposals that settle most true pairs first, as a perfect queue would have them.
        ceiling: What deciding every waiting proposal reaches: pairs that matching put before nobody stay lost.
        labelled: Whether true pairs are known by labels; else they are expected by the stated probabilities.
    """

    queue: Sequence[float]
    best: Sequence[float]
    ceiling: float
    labelled: bool

    def decisions_to(self, share: float) -> int:
        """Decisions in the order of the queue until this share of what is reachable is reached."""
        wanted = self.queue[0] + share * (self.ceiling - self.queue[0])
        return next((at for at, value in enumerate(self.queue) if value >= wanted - 1e-12), len(self.queue) - 1)


def effort_curve(material: Material) -> EffortCurve:
    """Work it out from labels where there are any, else from the probabilities of the proposals."""
    gains_of = _gains_by_labels if material.gold else _gains_by_probability
    registered, gains, whole = gains_of(material)
    waiting = [gains.get(proposal, 0.0) for proposal in _queue(material)]
    queue = _climb(registered, waiting, whole)
    best = _climb(registered, sorted(waiting, reverse=True), whole)
    return EffortCurve(queue, best, queue[-1], bool(material.gold))


def _queue(material: Material) -> list[str]:
    query = (
        "SELECT id FROM proposals WHERE kind = 'register' AND state IN ('proposed', 'deferred') "
        "ORDER BY impact DESC, doubt DESC, id"
    )
    return [str(row[0]) for row in material.rows(query)]


def _climb(start: float, gains: Sequence[float], whole: float) -> list[float]:
    reached, total = [start / whole if whole else 0.0], start
    for gain in gains:
        total += gain
        reached.append(total / whole if whole else 0.0)
    return reached


def _gains_by_labels(material: Material) -> tuple[float, dict[str, float], float]:
    """True pairs registered already, those inside each proposal, and all of them."""
    corpus, registered, gains = material.corpus, 0.0, dict[str, float]()
    for left, right in material.true_pairs:
        if left in corpus.registered and corpus.registered[left] == corpus.registered.get(right):
            registered += 1
        elif left in corpus.proposal_of and corpus.proposal_of[left] == corpus.proposal_of.get(right):
            gains[corpus.proposal_of[left]] = gains.get(corpus.proposal_of[left], 0.0) + 1
    return registered, gains, float(len(material.true_pairs))


def _gains_by_probability(material: Material) -> tuple[float, dict[str, float], float]:
    corpus = material.corpus
    together: set[Pair] = set(pairs_within(corpus.registered))
    gains: dict[str, float] = {}
    for (left, right), probability in corpus.links.items():
        if (left, right) not in together and (right, left) not in together:
            gains[corpus.proposal_of[left]] = gains.get(corpus.proposal_of[left], 0.0) + probability
    return float(len(together)), gains, len(together) + sum(gains.values())
