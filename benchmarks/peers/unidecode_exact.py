"""Equal after transliteration to ASCII and lower case."""

from benchmarks.peers.names import Names, Peer

PEER = Peer("exact after unidecode and lower case", ("Unidecode==1.4.0",))


def cluster(names: Names, _threshold: None) -> list[str]:
    """Group names by their ASCII spelling."""
    from unidecode import unidecode

    return [unidecode(name).lower().strip() or name for name in names.name]
