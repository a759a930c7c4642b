"""Word by word comparison of many pairs of names at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.tokens import EncodedNames

__all__ = ["ALIGNMENT_FEATURES", "align_pairs", "similarity_grid"]

ALIGNMENT_FEATURES = (
    "cover_less", "cover_more", "exact_less", "exact_more", "lost_less", "lost_more", "matched_information",
    "matched_peak", "unmatched_fewer", "unmatched_more", "words_fewer", "words_more", "first_words", "last_words",
    "crossed_words", "numbers", "spelling_doubt", "initials", "concepts_matched", "same_order",
    "own_less", "own_more", "own_peak", "slip_gap", "slip_known",
)  # fmt: skip
"""Columns of `align_pairs`; "less" and "more" are the smaller and larger of the two sides, so order does not matter."""

TYPO_FROM = 0.7
"""Word similarity (1 - edits / longer length) below which two words have nothing to do with one another."""

INITIAL, PREFIX, CONCEPT, SOUND = 0.5, 0.8, 0.95, 0.85
"""Similarity given to: a letter and a word it starts, a word and its beginning, translations, equal consonants."""

NO_OWN_WORDS = -1.0
"""Value of a share where a name consists of common words only."""

NO_NUMBERS, NUMBERS_AGREE, NUMBERS_ONE_SIDED, NUMBERS_CONFLICT = 0.0, 1.0, 2.0, 3.0


def align_pairs(encoded: EncodedNames, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.float32]:
    """Measure how the words of each pair of names fit.

    Args:
        encoded: Names with their words and weights.
        left: Row numbers.
        right: Row numbers, as many.

    Returns:
        [pairs, len(ALIGNMENT_FEATURES)]; information in units of the rarest word's (0..1), counts as they are.
    """
    grid, by_concept = similarity_grid(encoded, left, right)
    best_left, best_right = grid.max(axis=2), grid.max(axis=1)
    weight_left, weight_right = encoded.weights[left], encoded.weights[right]
    total_left, total_right = weight_left.sum(axis=1), weight_right.sum(axis=1)
    there_left, there_right = encoded.tokens[left] >= 0, encoded.tokens[right] >= 0
    ceiling = np.float32(encoded.rarity.ceiling)

    def sides(on_left: NDArray[np.float32], on_right: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        return [np.minimum(on_left, on_right), np.maximum(on_left, on_right)]

    found_left = (weight_left * best_left).sum(axis=1)
    found_right = (weight_right * best_right).sum(axis=1)
    whole_left = np.where(best_left >= CONCEPT, weight_left, 0)
    whole_right = np.where(best_right >= CONCEPT, weight_right, 0)
    lost_left = (weight_left * (1 - best_left)).max(axis=1) / ceiling
    lost_right = (weight_right * (1 - best_right)).max(axis=1) / ceiling
    open_left = (there_left & (best_left < INITIAL)).sum(axis=1)
    open_right = (there_right & (best_right < INITIAL)).sum(axis=1)
    doubt = np.where((best_left >= TYPO_FROM) & (best_left < CONCEPT), weight_left, 0).sum(axis=1)
    columns = [
        *sides(found_left / np.maximum(total_left, 1e-6), found_right / np.maximum(total_right, 1e-6)),
        *sides(
            whole_left.sum(axis=1) / np.maximum(total_left, 1e-6),
            whole_right.sum(axis=1) / np.maximum(total_right, 1e-6),
        ),
        *sides(lost_left, lost_right),
        (found_left + found_right) / (2 * ceiling),
        np.maximum(whole_left.max(axis=1), whole_right.max(axis=1)) / ceiling,
        *sides(open_left.astype(np.float32), open_right.astype(np.float32)),
        *sides(encoded.token_count[left].astype(np.float32), encoded.token_count[right].astype(np.float32)),
        *_ends(grid, there_left, there_right),
        _numbers(encoded, left, right, grid),
        doubt / ceiling,
        ((best_left == INITIAL) & there_left).sum(axis=1),
        by_concept,
        _same_order(grid),
        *_own_words(encoded, left, right, best_left, best_right),
        *_slips(encoded, left, right, grid),
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def similarity_grid(
    encoded: EncodedNames, left: NDArray[np.integer], right: NDArray[np.integer]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Similarity of every word of the left name to every word of the right one.

    Returns:
        [pairs, MAX_TOKENS, MAX_TOKENS] in 0..1, and per pair how many words agree only as translations.
    """
    tokens_left, tokens_right = encoded.tokens[left], encoded.tokens[right]
    equal = (tokens_left[:, :, None] == tokens_right[:, None, :]) & (tokens_left >= 0)[:, :, None]
    grid = equal.astype(np.float32)
    concepts_left, concepts_right = encoded.concepts[left], encoded.concepts[right]
    meant = (concepts_left[:, :, None] == concepts_right[:, None, :]) & (concepts_left >= 0)[:, :, None] & ~equal
    grid[meant] = CONCEPT
    met = equal | meant
    open_left = (tokens_left >= 0) & ~met.any(axis=2)
    open_right = (tokens_right >= 0) & ~met.any(axis=1)
    pair, place_left, place_right = np.nonzero(open_left[:, :, None] & open_right[:, None, :])
    if len(pair):
        a = tokens_left[pair, place_left].astype(np.int64)
        b = tokens_right[pair, place_right].astype(np.int64)
        keys, inverse = np.unique(np.minimum(a, b) * len(encoded.words) + np.maximum(a, b), return_inverse=True)
        first, second = np.divmod(keys, len(encoded.words))
        scores = _word_similarity(encoded, first, second)
        grid[pair, place_left, place_right] = scores[inverse]
    return grid, (meant & ~equal.any(axis=2, keepdims=True)).any(axis=2).sum(axis=1).astype(np.float32)


def _word_similarity(
    encoded: EncodedNames, first: NDArray[np.integer], second: NDArray[np.integer]
) -> NDArray[np.float32]:
    """Similarity of unequal words: by edits, as beginning, as initial or by sound; numbers are never alike."""
    lengths_first, lengths_second = encoded.word_length[first], encoded.word_length[second]
    shorter, longer = np.minimum(lengths_first, lengths_second), np.maximum(lengths_first, lengths_second)
    same_start = encoded.word_first[first] == encoded.word_first[second]
    scores: NDArray[np.float32] = np.where(same_start & (shorter == 1), np.float32(INITIAL), np.float32(0))
    # an edit distance that leaves TYPO_FROM is impossible for very different lengths; beginnings share the first letter
    worth = (shorter >= 3) & (same_start | (shorter >= TYPO_FROM * longer))
    worth &= ~(encoded.word_numeric[first] | encoded.word_numeric[second])
    chosen = np.flatnonzero(worth)
    if len(chosen) == 0:
        return scores
    words_first: Sequence[str] = [encoded.words[number] for number in first[chosen].tolist()]
    words_second: Sequence[str] = [encoded.words[number] for number in second[chosen].tolist()]
    edits = process.cpdist(
        words_first, words_second, scorer=OSA.normalized_similarity, score_cutoff=TYPO_FROM, dtype=np.float32, workers=1
    )
    candidates = np.flatnonzero(same_start[chosen] & (edits < PREFIX) & (shorter[chosen] < longer[chosen]))
    begins = [
        place
        for place in candidates.tolist()
        if words_first[place].startswith(words_second[place]) or words_second[place].startswith(words_first[place])
    ]
    edits[begins] = PREFIX
    sound = encoded.word_sound
    alike = (sound[first[chosen]] == sound[second[chosen]]) & (shorter[chosen] >= 4) & same_start[chosen]
    edits[alike] = np.maximum(edits[alike], np.float32(SOUND))
    scores[chosen] = np.maximum(scores[chosen], edits)
    return scores


def _own_words(
    encoded: EncodedNames,
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    best_left: NDArray[np.float32],
    best_right: NDArray[np.float32],
) -> list[NDArray[np.float32]]:
    """How far the words that are nobody's but this applicant's fit: share on either side, and the most telling one."""
    shares, peaks = [], []
    for rows, best in ((left, best_left), (right, best_right)):
        weight = np.where(encoded.own[rows], encoded.weights[rows], 0)
        total = weight.sum(axis=1)
        shares.append(np.where(total > 0, (weight * best).sum(axis=1) / np.maximum(total, 1e-6), NO_OWN_WORDS))
        peaks.append((weight * best).max(axis=1))
    peak = np.minimum(peaks[0], peaks[1]) / np.float32(encoded.rarity.ceiling)
    return [np.minimum(shares[0], shares[1]), np.maximum(shares[0], shares[1]), peak]


def _slips(
    encoded: EncodedNames, left: NDArray[np.integer], right: NDArray[np.integer], grid: NDArray[np.float32]
) -> list[NDArray[np.float32]]:
    """Of words that match only nearly: how much rarer the rarer spelling is, and whether both are words in use.

    A rare spelling of a frequent word is a slip; two words in common use are two words (generics, genetics).
    """
    best, partner = grid.max(axis=2), grid.argmax(axis=2)
    nearly = (best >= TYPO_FROM) & (best < CONCEPT)
    there = np.take_along_axis(encoded.weights[right], partner, axis=1)
    gap = np.where(nearly, np.abs(encoded.weights[left] - there), 0).max(axis=1) / np.float32(encoded.rarity.ceiling)
    known_right = np.take_along_axis(encoded.known[right], partner, axis=1)
    known = (nearly & encoded.known[left] & known_right).any(axis=1)
    return [gap.astype(np.float32), known.astype(np.float32)]


def _ends(
    grid: NDArray[np.float32], there_left: NDArray[np.bool_], there_right: NDArray[np.bool_]
) -> list[NDArray[np.float32]]:
    """Similarity of first with first, last with last, and first with last either way (family name moved)."""
    every = np.arange(len(grid))
    end_left = np.maximum(there_left.sum(axis=1) - 1, 0)
    end_right = np.maximum(there_right.sum(axis=1) - 1, 0)
    crossed = np.maximum(grid[every, 0, end_right], grid[every, end_left, 0])
    return [grid[:, 0, 0], grid[every, end_left, end_right], crossed]


def _numbers(
    encoded: EncodedNames, left: NDArray[np.integer], right: NDArray[np.integer], grid: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Whether the numbers in the names agree: "Plant 2" is not "Plant 3"."""
    numeric_left = encoded.numeric[left]
    numeric_right = encoded.numeric[right]
    loose_left = (numeric_left & (grid.max(axis=2) < 1)).any(axis=1)
    loose_right = (numeric_right & (grid.max(axis=1) < 1)).any(axis=1)
    state = np.where(numeric_left.any(axis=1) | numeric_right.any(axis=1), NUMBERS_AGREE, NO_NUMBERS)
    state = np.where(loose_left ^ loose_right, NUMBERS_ONE_SIDED, state)
    return np.where(loose_left & loose_right, NUMBERS_CONFLICT, state).astype(np.float32)


def _same_order(grid: NDArray[np.float32]) -> NDArray[np.float32]:
    """Share of matched words of the left name whose partners come in rising order; 1 when fewer than two match."""
    best = grid.max(axis=2)
    partner = np.where(best >= INITIAL, grid.argmax(axis=2), -1)
    reached = np.maximum.accumulate(partner, axis=1)
    before = np.concatenate([np.full((len(grid), 1), -1), reached[:, :-1]], axis=1)
    matched = partner >= 0
    rising = (matched & (partner >= before)).sum(axis=1)
    share: NDArray[np.float32] = (rising / np.maximum(matched.sum(axis=1), 1)).astype(np.float32)
    return share
