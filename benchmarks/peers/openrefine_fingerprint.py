"""OpenRefine's fingerprint, written from its documentation ("Clustering in depth: Fingerprint")."""

import re
import unicodedata

from benchmarks.peers.names import Names, Peer

PEER = Peer("OpenRefine fingerprint", ())


def fingerprint(name: str) -> str:
    """Trim, lower-case, drop punctuation and controls, fold to ASCII where possible, sort the distinct words."""
    text = re.sub(r"[^\w\s]|_", "", name.strip().lower())
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(sorted(set(text.split())))


def cluster(names: Names, _threshold: None) -> list[str]:
    """Group names by fingerprint."""
    return [fingerprint(name) or name for name in names.name]
