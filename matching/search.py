"""Answer "who is this?" against many applicants: an inverted index of name features, then the pair model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.analysis import NameColumns
from matching.config import DEFAULT_CONFIG, MatchConfig
from matching.errors import MatchingError
from matching.evidence import Evidence
from matching.explain import explain_against
from matching.features import FeatureList, FeatureSpace, name_features, sound_features
from matching.nodes import nodes_from_records
from matching.records import OfficeRecord, record_from_name
from matching.tokens import EncodedNames, TokenRarity, encode_names

__all__ = ["ApplicantSearch", "Candidate"]

MAX_FREQUENCY = 2_000
"""Postings of one feature that are read at most; commoner features do not help to find anybody."""

SHORTLIST = 24
"""Records compared in full per query."""

MAX_SEGMENTS = 6
"""Separately added parts before all are built anew into one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer.

    Attributes:
        record_id: Of the indexed record.
        probability: That the query is this applicant, calibrated.
        evidence: Strongest first.
    """

    record_id: str
    probability: float
    evidence: tuple[Evidence, ...]


class _Segment:
    """An immutable index over some records."""

    def __init__(self, records: Sequence[OfficeRecord], workers: int) -> None:
        self.records = records
        nodes = nodes_from_records(records, apart=frozenset(record.record_id for record in records), workers=workers)
        self.row_of_node = np.empty(len(nodes), np.int64)
        self.row_of_node[nodes.of_row] = np.arange(len(records))
        encoded = encode_names(nodes.names)
        self.rarity = encoded.rarity
        features = _features(nodes.names, encoded)
        space = FeatureSpace.build(features, rows=len(nodes.names), max_frequency=MAX_FREQUENCY, least_frequency=1)
        self.keys = space.keys
        self.weights = space.weights
        self.postings = space.matrix.tocsc()
        order = np.argsort(nodes.entry_name, kind="stable")
        self.bearers = nodes.entry_node[order]
        self.bearer_starts = np.searchsorted(nodes.entry_name[order], np.arange(len(nodes.names) + 1))
        codes = nodes.identifiers
        self.by_identifier: dict[str, list[int]] = {}
        for node, code in zip(codes.node.tolist(), codes.code.tolist(), strict=True):
            self.by_identifier.setdefault(codes.words[code], []).append(int(self.row_of_node[node]))

    def shortlist(self, query: OfficeRecord, features: FeatureList) -> list[int]:
        """Rows of the records worth a full comparison."""
        rows = [row for i in query.identifiers for row in self.by_identifier.get(f"{i.scheme}:{i.value}", ())]
        names = self._nearest_names(features)
        for name in names.tolist():
            bearers = self.bearers[self.bearer_starts[name] : self.bearer_starts[name + 1]]
            rows += self.row_of_node[bearers[:SHORTLIST]].tolist()
        return list(dict.fromkeys(rows))[:SHORTLIST]

    def _nearest_names(self, features: FeatureList) -> NDArray[np.int64]:
        if len(self.keys) == 0:
            return np.zeros(0, np.int64)
        place = np.minimum(np.searchsorted(self.keys, features.keys), len(self.keys) - 1)
        known = self.keys[place] == features.keys
        columns, factors = place[known], features.factors[known]
        spans = [slice(self.postings.indptr[column], self.postings.indptr[column + 1]) for column in columns.tolist()]
        if not spans:
            return np.zeros(0, np.int64)
        names = np.concatenate([self.postings.indices[span] for span in spans])
        value = np.concatenate([
            self.postings.data[span] * (factor * weight)
            for span, factor, weight in zip(spans, factors, self.weights[columns], strict=True)
        ])  # fmt: skip
        distinct, inverse = np.unique(names, return_inverse=True)
        total = np.bincount(inverse, weights=value)
        best = np.argsort(-total, kind="stable")[:SHORTLIST]
        return distinct[best]


def _features(names: NameColumns, encoded: EncodedNames) -> FeatureList:
    return FeatureList.join([name_features(names, encoded), sound_features(names, encoded)])


class ApplicantSearch:
    """An index over office records that answers queries; adding records makes new segments, never edits old ones."""

    def __init__(self, segments: tuple[_Segment, ...], config: MatchConfig) -> None:
        self._segments = segments
        self._config = config

    @classmethod
    def build(cls, records: Sequence[OfficeRecord], *, config: MatchConfig = DEFAULT_CONFIG) -> "ApplicantSearch":
        """Index records; ids unique."""
        return cls((_Segment(tuple(records), config.worker_count),) if records else (), config)

    def __len__(self) -> int:
        return sum(len(segment.records) for segment in self._segments)

    def add(self, records: Sequence[OfficeRecord]) -> None:
        """Index more records; a record id met again replaces the older record."""
        if not records:
            return
        new = {record.record_id for record in records}
        stale = any(record.record_id in new for segment in self._segments for record in segment.records)
        if stale or len(self._segments) + 1 > MAX_SEGMENTS:
            kept = [r for segment in self._segments for r in segment.records if r.record_id not in new]
            self._segments = (_Segment((*kept, *records), self._config.worker_count),)
        else:
            self._segments = (*self._segments, _Segment(tuple(records), self._config.worker_count))

    def query(self, record_or_name: OfficeRecord | str, *, top: int = 5) -> list[Candidate]:
        """Find the applicants a record or a bare name may stand for.

        Args:
            record_or_name: What is known of the applicant; more than a name makes the answer better.
            top: Answers wanted, at least 1.

        Returns:
            At most `top` candidates, most probable first; ties by record id.

        Raises:
            MatchingError: `top` is below 1, or the name is too long or empty.
        """
        if top < 1:
            raise MatchingError(f"top must be at least 1, got {top}")
        query = record_from_name(record_or_name) if isinstance(record_or_name, str) else record_or_name
        found: list[Candidate] = []
        for segment in self._segments:
            nodes = nodes_from_records([query], apart=frozenset())
            encoded = encode_names(nodes.names, rarity=segment.rarity)
            rows = segment.shortlist(query, _features(nodes.names, encoded))
            decisions = explain_against(query, [segment.records[row] for row in rows], rarity=segment.rarity)
            found += [Candidate(d.right, d.probability, d.evidence) for d in decisions]
        found.sort(key=lambda candidate: (-candidate.probability, candidate.record_id))
        return found[:top]

    @property
    def rarity(self) -> TokenRarity:
        """Word rarity of the largest segment."""
        if not self._segments:
            return TokenRarity.background()
        return max(self._segments, key=lambda segment: len(segment.records)).rarity
