"""Cosine of character 3-gram TF-IDF against the whole reference, one query at a time."""

from collections.abc import Iterator

from benchmarks.peers.names import Names, Peer

PEER = Peer("character 3-gram TF-IDF", ("scikit-learn==1.9.1", "scipy==1.17.1", "numpy==2.4.6"))


def rank(reference: Names, queries: Names, top: int) -> Iterator[list[tuple[int, float]]]:
    """Yield the rows with the highest cosine for each query."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(3, 3), lowercase=False)
    columns = vectorizer.fit_transform([f" {name.lower()} " for name in reference.name]).T.tocsr()

    def answer(name: str) -> list[tuple[int, float]]:
        cosine = (vectorizer.transform([f" {name.lower()} "]) @ columns).tocsr()
        best = np.argsort(-cosine.data, kind="stable")[:top]
        return [(int(cosine.indices[place]), float(cosine.data[place])) for place in best]

    return map(answer, queries.name)
