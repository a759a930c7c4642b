"""Figures by kind of variation and by pair of scripts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.quality.fates import Fate
from matching.quality.retrieval import Bound

__all__ = ["BoundLoss", "Slice", "count_slice", "losses_by_bound", "slice_pairs"]


@dataclass(frozen=True, slots=True)
class Slice:
    """Pairs that have something in common.

    Attributes:
        label: What they have in common.
        pairs: True pairs.
        fates: What became of them.
        claimed: Pairs put together, true or not.
        right: True ones among the claimed.
    """

    label: str
    pairs: int
    fates: Mapping[Fate, int]
    claimed: int
    right: int

    @property
    def recall(self) -> float | None:
        """Share of the true pairs that is joined; None when there are none."""
        return sum(count for fate, count in self.fates.items() if fate.joined) / self.pairs if self.pairs else None

    @property
    def precision(self) -> float | None:
        """Share of the claimed pairs that is true; None when there are none."""
        return self.right / self.claimed if self.claimed else None


@dataclass(frozen=True, slots=True)
class BoundLoss:
    """True pairs that one bound kept from being compared.

    Attributes:
        bound: Which.
        cut: True pairs it kept apart.
        lost: Those of them that no other way brought together.
        share: `lost` of all true pairs, 0..1: the recall this bound costs at most.
    """

    bound: Bound
    cut: int
    lost: int
    share: float


def count_slice(label: str, fates: Sequence[Fate], claimed: Sequence[bool]) -> Slice:
    """Count pairs: fates of the true ones, and for each pair put together whether it is true."""
    return Slice(label, len(fates), dict(Counter(fates)), len(claimed), sum(claimed))


def slice_pairs(
    true: Iterable[tuple[str, Fate]], claimed: Iterable[tuple[str, bool]], order: Sequence[str] = ()
) -> tuple[Slice, ...]:
    """Count pairs by label.

    Args:
        true: Label and fate of true pairs.
        claimed: Label, and whether it is true, of pairs put together.
        order: Labels in the order wanted; others follow, most pairs first.
    """
    fates: dict[str, list[Fate]] = {}
    for label, fate in true:
        fates.setdefault(label, []).append(fate)
    made: dict[str, list[bool]] = {}
    for label, right in claimed:
        made.setdefault(label, []).append(right)
    slices = [count_slice(label, fates.get(label, []), made.get(label, [])) for label in {**fates, **made}]
    place = {label: number for number, label in enumerate(order)}
    return tuple(sorted(slices, key=lambda one: (place.get(one.label, len(place)), -one.pairs, one.label)))


def losses_by_bound(fates: Sequence[Fate], bounds: Sequence[Bound | None]) -> tuple[BoundLoss, ...]:
    """Count true pairs by the bound that kept them from being compared; the sequences run parallel."""
    cut, lost = Counter(bounds), Counter(b for f, b in zip(fates, bounds, strict=True) if not f.joined)
    return tuple(BoundLoss(bound, cut[bound], lost[bound], lost[bound] / len(fates)) for bound in Bound if cut[bound])
