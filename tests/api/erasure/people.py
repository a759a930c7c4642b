"""Natural persons to erase, and what must be found of them nowhere."""

import json
from collections.abc import Iterable
from pathlib import Path

PERSONS = (
    "JP,9001,Haruko Zimowska,en,,person,JP,Osaka,lei:549300QZWX0000000001,,",
    "WO,IB9001,HARUKO ZIMOWSKA,en,,person,JP,Osaka,lei:549300QZWX0000000001,,",
    "SA,5009,سلمى القنديلية,ar,,person,SA,Riyadh,,,",
)
"""Two records of one person, and one of another who has a name in Arabic letters only."""

NAMES = ("Zimowska", "القنديلية")


def traces(names: Iterable[str], secrets: Iterable[bytes], folder: Path) -> list[str]:
    """Where any of the names, however written, or any of the secrets stands in the files of a folder."""
    wanted: set[bytes] = set(secrets)
    for name in names:
        for form in (name, name.upper(), name.lower()):
            escaped = json.dumps(form)[1:-1]
            wanted |= {form.encode(), escaped.encode(), form.encode("utf-16-le")}
    for secret in list(wanted):
        if len(secret) == 32 and secret in set(secrets):
            wanted.add(secret.hex().encode())
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [f"{path}: {one!r}" for path in files for one in wanted if one in path.read_bytes()]
