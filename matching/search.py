"""Answer "who is this?" against many applicants: an inverted index of name features, then the pair model."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.anchors import apply_anchors, compare_anchors
from matching.choice import choose_nodes
from matching.config import DEFAULT_CONFIG, MatchConfig
from matching.engine import encode_nodes
from matching.errors import InvalidRecordError, MatchingError
from matching.evidence import Evidence
from matching.explain import explain_scored, in_company
from matching.indexed import IndexedNodes, query_features
from matching.meeting import Found, Meeting
from matching.nodes import Nodes, nodes_from_records, nodes_from_table
from matching.prior import shift_prior
from matching.probability import to_probability
from matching.records import NameTable, OfficeRecord, record_from_name
from matching.scoring import PAIR_FEATURES, ScoredPairs
from matching.tokens import TokenRarity, encode_names
from matching.tree_walk import load_walk
from matching.type_ahead import TypeAhead

__all__ = ["LEAST_PROBABILITY", "ApplicantSearch", "Candidate"]

SHORTLIST = 32
"""Names compared in full per name asked about; of right answers 24 bring up 0.3 % fewer, 100 no more."""

LEAST_PROBABILITY = 0.02
"""What is less probable is no answer: below, one in a hundred answers of the development data is right."""

RIVAL_SHARE = np.float32(2.0)
"""Log-odds taken from an answer that has nothing in common with the question where another has most; an answer that
has half of it loses half. Learnt on seen entities: right first for 4 % more affiliations and 2 % more assignees."""

MAX_SEGMENTS = 4
"""Separately added parts before those beside the largest are built anew into one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer.

    Attributes:
        record_id: Of the indexed record.
        probability: That the query is this applicant, calibrated.
        evidence: Strongest first; empty when it was not asked for.
    """

    record_id: str
    probability: float
    evidence: tuple[Evidence, ...]


class _Segment:
    """An index over some records; immutable but for what was replaced since."""

    def __init__(self, nodes: Nodes, record_ids: Sequence[str], *, rarity: TokenRarity | None = None) -> None:
        encoded = encode_names(nodes.names, rarity=rarity) if rarity else encode_nodes(nodes)
        self.index = IndexedNodes.build(nodes, encoded)
        self.type_ahead = TypeAhead.of(encoded)
        self.record_ids = record_ids
        self.rows = np.argsort(nodes.of_row, kind="stable")
        self.starts = np.searchsorted(nodes.of_row[self.rows], np.arange(len(nodes) + 1))
        self.gone: set[int] = set()

    def __len__(self) -> int:
        return len(self.record_ids) - len(self.gone)

    def held_as(self, node: int) -> list[str]:
        """The records that say what a node says."""
        rows = self.rows[self.starts[node] : self.starts[node + 1]].tolist()
        return sorted(self.record_ids[row] for row in rows if row not in self.gone)


class ApplicantSearch:
    """An index over applicants that answers queries; adding records makes new segments, never edits old ones."""

    def __init__(self, segments: Iterable[_Segment], config: MatchConfig) -> None:
        self._segments = list(segments)
        self._config = config
        self._where: dict[str, tuple[_Segment, int]] | None = None

    @classmethod
    def build(cls, records: Sequence[OfficeRecord], *, config: MatchConfig = DEFAULT_CONFIG) -> "ApplicantSearch":
        """Index records; ids unique."""
        if not records:
            return cls((), config)
        nodes = nodes_from_records(records, apart=frozenset(), workers=config.worker_count)
        return cls([_Segment(nodes, [record.record_id for record in records])], config)

    @classmethod
    def of_table(cls, table: NameTable, *, config: MatchConfig = DEFAULT_CONFIG) -> "ApplicantSearch":
        """Index the rows of a table; takes a third of the memory and time that as many records do."""
        if not len(table):
            return cls((), config)
        return cls([_Segment(nodes_from_table(table, workers=config.worker_count), table.record_id)], config)

    def __len__(self) -> int:
        return sum(map(len, self._segments))

    def add(self, records: Sequence[OfficeRecord]) -> None:
        """Index more records; a record id met again replaces the older record.

        Raises:
            InvalidRecordError: a record id occurs twice among them.
        """
        if not records:
            return
        where = self._places()
        fresh = {record.record_id for record in records}
        if len(fresh) < len(records):
            raise InvalidRecordError("", "expected unique record ids among those added")
        nodes = nodes_from_records(records, apart=frozenset(), workers=self._config.worker_count)
        segment = _Segment(nodes, [record.record_id for record in records], rarity=self._known_rarity())
        for record_id in fresh & where.keys():
            older, row = where[record_id]
            older.gone.add(row)
        where.update((record.record_id, (segment, row)) for row, record in enumerate(records))
        self._segments.append(segment)
        if len(self._segments) > MAX_SEGMENTS:
            self._unite_small()

    def query(
        self,
        record_or_name: OfficeRecord | str,
        *,
        top: int = 5,
        least: float = LEAST_PROBABILITY,
        explained: bool = True,
    ) -> list[Candidate]:
        """Find the applicants a record or a bare name may stand for.

        Args:
            record_or_name: What is known of the applicant; a country, a kind or an identifier beside the name makes
                the answer better. The last word of a bare name may be incomplete.
            top: Answers wanted, at least 1.
            least: Probability below which something is no answer.
            explained: Whether to say why.

        Returns:
            At most `top` candidates, most probable first, ties by record id; none where nobody is meant.

        Raises:
            MatchingError: `top` is below 1, or the name is too long.
        """
        if top < 1:
            raise MatchingError(f"top must be at least 1, got {top}")
        if not self._segments:
            return []
        typed = isinstance(record_or_name, str)
        query = record_from_name(record_or_name) if isinstance(record_or_name, str) else record_or_name
        asked = nodes_from_records([query], apart=frozenset())
        rarity = self.rarity
        encoded = encode_names(asked.names, rarity=rarity)
        features = query_features(asked, encoded)
        found = []
        for segment in self._segments:
            begun = segment.type_ahead.complete(asked.names, features) if typed else features
            found.append(Found.by(segment.index, asked, begun, max(SHORTLIST, top)))
        meeting = Meeting.of(asked, found, rarity=rarity)
        scored = meeting.comparator.score(load_walk("pair", PAIR_FEATURES), meeting.pairs)
        return self._answers(meeting, scored, top=top, least=least, explained=explained)

    def _answers(
        self, meeting: Meeting, scored: ScoredPairs, *, top: int, least: float, explained: bool
    ) -> list[Candidate]:
        nodes, comparator, rarity = meeting.nodes, meeting.comparator, self.rarity
        group = comparator.groups(scored.left_name, scored.right_name)
        believed = shift_prior(scored.log_odds, group, rarity.match_shares)
        believed += RIVAL_SHARE * (meeting.shares[scored.right] - 1)
        probability = to_probability(apply_anchors(believed, compare_anchors(nodes, scored.left, scored.right)))
        likely = np.flatnonzero(probability >= least)
        likely = likely[np.argsort(-probability[likely], kind="stable")]
        answers: list[tuple[float, str, int]] = []
        for pair in likely.tolist():
            if len(answers) >= top and probability[pair] < answers[-1][0]:
                break
            holders = self._held_as(meeting, int(scored.right[pair]))
            answers += [(float(probability[pair]), record_id, pair) for record_id in holders[:top]]
        answers = sorted(answers, key=lambda one: (-one[0], one[1]))[:top]
        why: dict[int, tuple[Evidence, ...]] = {}
        if explained and answers:
            pairs = list(dict.fromkeys(pair for _, _, pair in answers))
            first = np.zeros(len(pairs), np.int64)
            decided = explain_scored(nodes, comparator, scored.take(np.array(pairs, np.int64)), first, rarity)
            why = {
                pair: in_company(alone, float(probability[pair]))[1] for pair, alone in zip(pairs, decided, strict=True)
            }
        return [Candidate(record_id, chance, why.get(pair, ())) for chance, record_id, pair in answers]

    def _held_as(self, meeting: Meeting, node: int) -> list[str]:
        layer = int(np.searchsorted(meeting.starts, node, side="right")) - 1
        return self._segments[layer].held_as(int(meeting.layers[layer][node - meeting.starts[layer]]))

    @property
    def rarity(self) -> TokenRarity:
        """Word rarity of the largest segment."""
        return self._known_rarity() or TokenRarity.background()

    def _known_rarity(self) -> TokenRarity | None:
        return max(self._segments, key=len).index.rarity if self._segments else None

    def _places(self) -> dict[str, tuple[_Segment, int]]:
        """Where each record is; worked out when first something is added, because queries need it not."""
        if self._where is None:
            self._where = {
                record_id: (segment, row)
                for segment in self._segments
                for row, record_id in enumerate(segment.record_ids)
            }
        return self._where

    def _unite_small(self) -> None:
        """Build all segments but the largest into one; the largest too where the others have outgrown it."""
        largest: _Segment | None = max(self._segments, key=len)
        small = [segment for segment in self._segments if segment is not largest]
        if largest and sum(map(len, small)) > len(largest):
            largest, small = None, self._segments
        rows = [
            (segment, np.array([row for row in range(len(segment.record_ids)) if row not in segment.gone], np.int64))
            for segment in small
        ]
        nodes, _ = choose_nodes([(segment.index.nodes, segment.index.nodes.of_row[kept]) for segment, kept in rows])
        ids = [segment.record_ids[row] for segment, kept in rows for row in kept.tolist()]
        united = _Segment(nodes, ids, rarity=largest.index.rarity if largest else None)
        self._where = None
        self._segments = [united] if largest is None else [largest, united]
