"""Natural persons to erase, and what must be found of them nowhere."""

import json
from collections.abc import Iterable

from api.migrations.env import joined_metadata
from api.pilot import Pilot
from api.store.engine import reading

PERSONS = (
    "JP,9001,Haruko Zimowska,en,,person,JP,Osaka,lei:549300QZWX0000000001,,",
    "WO,IB9001,HARUKO ZIMOWSKA,en,,person,JP,Osaka,lei:549300QZWX0000000001,,",
    "SA,5009,سلمى القنديلية,ar,,person,SA,Riyadh,,,",
)
"""Two records of one person, and one of another who has a name in Arabic letters only."""

NAMES = ("Zimowska", "القنديلية")


def traces(names: Iterable[str], secrets: Iterable[bytes], pilot: Pilot) -> list[str]:
    """Where any of the names, however written, or any of the secrets stands in a pilot's files and in its database."""
    wanted: set[bytes] = set(secrets)
    for name in names:
        for form in (name, name.upper(), name.lower()):
            escaped = json.dumps(form)[1:-1]
            wanted |= {form.encode(), escaped.encode(), form.encode("utf-16-le")}
    for secret in list(wanted):
        if len(secret) == 32 and secret in set(secrets):
            wanted.add(secret.hex().encode())
    held = {str(path): path.read_bytes() for path in pilot.settings.home.rglob("*") if path.is_file()}
    held |= _rows_of_a_server(pilot)
    return [f"{place}: {one!r}" for place, data in held.items() for one in wanted if one in data]


def _rows_of_a_server(pilot: Pilot) -> dict[str, bytes]:
    """What a database that is no file of ours answers about each table, binary values in hexadecimal."""
    if pilot.engine.dialect.name == "sqlite":
        return {}
    with reading(pilot.engine) as connection:
        tables = joined_metadata().tables
        return {
            name: "\n".join(connection.exec_driver_sql(f'SELECT t::text FROM "{name}" t').scalars()).encode()
            for name in tables
        }
