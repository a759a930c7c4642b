"""The learnt tables and models that matching reads: packaged, or a folder of others while figures are measured."""

import os
from importlib import resources
from pathlib import Path
from typing import Final

from matching.errors import ModelFileError

__all__ = ["FOLDER_VARIABLE", "read_artefact"]

FOLDER_VARIABLE: Final = "MATCHING_DATA"
"""Environment variable naming a folder whose files stand in for the packaged ones; files it lacks are packaged."""


def read_artefact(name: str) -> bytes:
    """Read a file of matching/data.

    Args:
        name: Its file name.

    Raises:
        ModelFileError: the folder that the environment names does not exist.
    """
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen:
        folder = Path(chosen)
        if not folder.is_dir():
            raise ModelFileError(f"{FOLDER_VARIABLE}={chosen}: expected a folder with learnt tables")
        if (folder / name).is_file():
            return (folder / name).read_bytes()
    return resources.files("matching").joinpath("data", name).read_bytes()
