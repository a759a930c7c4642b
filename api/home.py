"""The data folder of a pilot: made by the commands that begin one, looked for by all others."""

from pathlib import Path

from api.errors import HomeUnusableError, NoPilotError


def make_home(home: Path) -> None:
    """Make the folder, for this user only, where it is missing.

    Raises:
        HomeUnusableError: there is something else, or it may not be made there.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise HomeUnusableError(home.absolute(), _reason(home, error)) from None


def require_home(home: Path) -> None:
    """Check that the folder is there; makes nothing.

    Raises:
        NoPilotError: nothing is there.
        HomeUnusableError: there is something else, or it may not be looked at.
    """
    try:
        home.stat()
        next(home.iterdir(), None)
    except FileNotFoundError:
        raise NoPilotError(home.absolute()) from None
    except OSError as error:
        raise HomeUnusableError(home.absolute(), _reason(home, error)) from None


def _reason(home: Path, error: OSError) -> str:
    if home.is_file():
        return "it is a file, expected a folder"
    return error.strerror or type(error).__name__
