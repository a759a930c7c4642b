"""The list of erasures beside the database: what a restored backup does not know, the list does."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from api.errors import StoreUnavailableError
from api.store.erasures import Erasure

LIST_NAME = "erasures.json"
LIST_TYPE = "gid-pilot/erasures"


class ErasureList:
    """A file in the data folder, for this user only. It holds GIDs, keyed hashes and certificates, and no names."""

    def __init__(self, home: Path) -> None:
        self._path = home / LIST_NAME

    def read(self) -> list[Erasure]:
        """What is on it; nothing when there is none yet.

        Raises:
            StoreUnavailableError: the file is there and cannot be read, so that nobody knows what must not be served.
        """
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            entries = document["erasures"]
            return [
                Erasure(**entry | {"gids": tuple(entry["gids"]), "fingerprints": tuple(entry["fingerprints"])})
                for entry in entries
            ]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreUnavailableError(
                f"the list of erasures {self._path} cannot be read ({type(error).__name__})",
                advice="put the file back from its latest copy; without it, erased data could be served again",
            ) from None

    def write(self, erasures: Iterable[Erasure]) -> None:
        """Replace the list; it is on disk when this returns."""
        text = json.dumps({"type": LIST_TYPE, "erasures": [asdict(each) for each in erasures]}, indent=1)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._path.with_suffix(".part")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
