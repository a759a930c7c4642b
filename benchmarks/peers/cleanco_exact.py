"""Equal after cleanco has taken the legal form away."""

from benchmarks.peers.names import Names, Peer

PEER = Peer("cleanco, then exact", ("cleanco==2.3",))


def cluster(names: Names, _threshold: None) -> list[str]:
    """Group names by cleanco's base name in lower case."""
    from cleanco import basename

    return [basename(name).lower().strip() or name for name in names.name]
