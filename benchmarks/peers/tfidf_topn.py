"""Cosine of character 3-gram TF-IDF, the ten nearest of each name by sparse_dot_topn, single linkage."""

from benchmarks.peers.grouping import connected
from benchmarks.peers.names import Names, Peer

PEER = Peer(
    "character 3-gram TF-IDF (sparse_dot_topn)",
    ("scikit-learn==1.9.1", "sparse-dot-topn==1.2.0", "scipy==1.17.1", "numpy==2.4.6"),
    threshold=0.8,
    grid=(0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9),
)
NEIGHBOURS = 10


def cluster(names: Names, threshold: float) -> list[int]:
    """Group names whose cosine is at or above the threshold."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    texts = [f" {name.lower()} " for name in names.name]
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(3, 3), lowercase=False).fit_transform(texts)
    near = sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=NEIGHBOURS, threshold=threshold, n_threads=2).tocoo()
    return connected(len(texts), zip(near.row.tolist(), near.col.tolist(), strict=True))
