"""Evidence that is not in the name: identifiers that agree or disagree, patent families in common, kinds that clash."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from matching.analysis import ORGANISATION, PERSON
from matching.nodes import Codes, Nodes

__all__ = ["ENTITY_SCHEMES", "NAMES_ALONE_AT_MOST", "AnchorEvidence", "apply_anchors", "compare_anchors"]

ENTITY_SCHEMES = frozenset(
    {"lei", "ror", "isni", "orcid", "jp-corporate-number", "cn-uscc", "kr-brn", "ru-inn", "ru-ogrn", "eu-vat", "duns"}
)
"""Schemes that give one applicant one number; office schemes may give several (domain notes, section 3.5)."""

IDENTIFIER_AGREES = 8.0
"""Least log-odds of a pair whose identifiers agree and nothing contradicts: 0.99966."""

IDENTIFIER_CONFLICT, OFFICE_NUMBER_CONFLICT = -6.0, -0.5
"""Log-odds added where a one-per-entity number differs, and where an office's own number differs."""

FIRST_FAMILY, FURTHER_FAMILY, FAMILIES_AT_MOST = 2.5, 0.8, 5.0
"""Log-odds of the first shared patent family, of every further one, and the cap; co-applicants share families too."""

KIND_CONFLICT = -2.0
"""Log-odds added where one office says legal person and the other natural person."""

NAMES_ALONE_AT_MOST = 6.0
"""Largest log-odds (0.9975) without an agreeing identifier: names propose, they never reach auto-acceptance."""


@dataclass(frozen=True, slots=True)
class AnchorEvidence:
    """Per pair: what identifiers, families and kinds say.

    Attributes:
        agreeing: Identifiers in common.
        conflicting: Schemes with one number per entity in which the two have different numbers.
        office_conflicting: Other schemes in which they have different numbers.
        families: Patent families in common.
        kind_conflict: Legal against natural person.
        country_conflict: Both countries known and different.
    """

    agreeing: NDArray[np.float32]
    conflicting: NDArray[np.float32]
    office_conflicting: NDArray[np.float32]
    families: NDArray[np.float32]
    kind_conflict: NDArray[np.bool_]
    country_conflict: NDArray[np.bool_]


def compare_anchors(nodes: Nodes, left: NDArray[np.integer], right: NDArray[np.integer]) -> AnchorEvidence:
    """Compare pairs of nodes by what is on record beside names."""
    kind_left, kind_right = nodes.kind[left], nodes.kind[right]
    country_left, country_right = nodes.country[left], nodes.country[right]
    agreeing, conflicting, office_conflicting = _identifiers(nodes, left, right)
    return AnchorEvidence(
        agreeing=agreeing,
        conflicting=conflicting,
        office_conflicting=office_conflicting,
        families=_common(_incidence(nodes.families, len(nodes)), left, right),
        kind_conflict=(np.minimum(kind_left, kind_right) == ORGANISATION)
        & (np.maximum(kind_left, kind_right) == PERSON),
        country_conflict=(country_left >= 0) & (country_right >= 0) & (country_left != country_right),
    )


def apply_anchors(log_odds: NDArray[np.float32], evidence: AnchorEvidence) -> NDArray[np.float32]:
    """Add what anchors say to what names say.

    An agreeing identifier settles the matter unless something contradicts: another identifier, the kinds, or a
    different country together with a name that does not fit.
    """
    families = np.minimum(FIRST_FAMILY + FURTHER_FAMILY * (evidence.families - 1), FAMILIES_AT_MOST)
    adjusted = np.minimum(log_odds, NAMES_ALONE_AT_MOST) + np.where(evidence.families > 0, families, 0)
    adjusted = adjusted + KIND_CONFLICT * evidence.kind_conflict
    adjusted = adjusted + OFFICE_NUMBER_CONFLICT * np.minimum(evidence.office_conflicting, 1)
    adjusted = adjusted + IDENTIFIER_CONFLICT * np.minimum(evidence.conflicting, 1)
    adjusted = np.minimum(adjusted, NAMES_ALONE_AT_MOST)
    contradicted = (evidence.conflicting > 0) | evidence.kind_conflict | (evidence.country_conflict & (log_odds < 0))
    agrees = evidence.agreeing > 0
    adjusted = np.where(agrees & ~contradicted, np.maximum(adjusted, IDENTIFIER_AGREES), adjusted)
    final: NDArray[np.float32] = np.where(agrees & contradicted, adjusted + 2.0, adjusted).astype(np.float32)
    return final


def _identifiers(
    nodes: Nodes, left: NDArray[np.integer], right: NDArray[np.integer]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    codes = nodes.identifiers
    nothing = np.zeros(len(left), np.float32)
    if len(codes.node) == 0:
        return nothing, nothing, nothing
    schemes = [word.split(":", 1)[0].lower() for word in codes.words]
    agreeing = _common(_incidence(codes, len(nodes)), left, right)
    conflicts = []
    for wanted in (True, False):
        chosen = sorted({scheme for scheme in schemes if (scheme in ENTITY_SCHEMES) == wanted})
        conflict = nothing.copy()
        for scheme in chosen:
            mine = np.array([other == scheme for other in schemes])[codes.code]
            part = Codes(codes.node[mine], codes.code[mine], codes.words)
            holders = np.zeros(len(nodes), bool)
            holders[part.node] = True
            both = np.flatnonzero(holders[left] & holders[right])
            conflict[both] += _common(_incidence(part, len(nodes)), left[both], right[both]) == 0
        conflicts.append(conflict)
    return agreeing, conflicts[0], conflicts[1]


def _incidence(codes: Codes, nodes: int) -> sp.csr_matrix:
    ones = np.ones(len(codes.node), np.float32)
    return sp.csr_matrix((ones, (codes.node, codes.code)), shape=(nodes, max(1, len(codes.words))))


def _common(incidence: sp.csr_matrix, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.float32]:
    """How many codes both nodes of each pair have."""
    result = np.zeros(len(left), np.float32)
    held = np.diff(incidence.indptr) > 0
    both = np.flatnonzero(held[left] & held[right])
    if len(both):
        result[both] = np.asarray(incidence[left[both]].multiply(incidence[right[both]]).sum(axis=1)).ravel()
    return result
