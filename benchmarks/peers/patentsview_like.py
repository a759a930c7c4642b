"""PatentsView's recipe for assignees: canopies of equal first or last letters, TF-IDF, average linkage.

After the published description of its assignee disambiguation; the program itself needs its own database. Canopies too
large for a square matrix are split by more letters.
"""

from collections import defaultdict
from collections.abc import Iterator

from benchmarks.peers.grouping import connected
from benchmarks.peers.names import Names, Peer

PEER = Peer(
    "PatentsView-like (canopies, TF-IDF, average linkage)",
    ("scikit-learn==1.9.1", "scipy==1.17.1", "numpy==2.4.6"),
    threshold=0.7,
    grid=(0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8),
)
LETTERS = 4
MAX_CANOPY = 2_500
"""Names compared each with each; 2,500 are a matrix of 50 MB."""


def _canopies(texts: list[str], rows: list[int], letters: int, *, from_end: bool) -> Iterator[list[int]]:
    parts: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        text = texts[row]
        parts[text[-letters:] if from_end else text[:letters]].append(row)
    for part in parts.values():
        if len(part) <= MAX_CANOPY:
            if len(part) > 1:
                yield part
        elif letters < max(len(texts[row]) for row in part):
            yield from _canopies(texts, part, letters * 2, from_end=from_end)


def cluster(names: Names, threshold: float) -> list[int]:
    """Group names whose average cosine is at or above the threshold inside a canopy; canopies are then united."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = ["".join(c for c in name.lower() if c.isalnum() or c == " ").strip() or name for name in names.name]
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True).fit_transform(texts)

    def pairs() -> Iterator[tuple[int, int]]:
        for from_end in (False, True):
            for rows in _canopies(texts, list(range(len(texts))), LETTERS, from_end=from_end):
                part = matrix[rows]
                distance = 1.0 - (part @ part.T).toarray()
                distance.clip(0.0, 1.0, out=distance)
                tree = linkage(squareform(distance, checks=False), method="average")
                label_of = fcluster(tree, t=1.0 - threshold, criterion="distance").tolist()
                first: dict[int, int] = {}
                for row, label in zip(rows, label_of, strict=True):
                    yield row, first.setdefault(label, row)

    return connected(len(texts), pairs())
