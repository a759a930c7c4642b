"""Under which name a command line judges and proposes."""

import getpass


def user_name() -> str:
    """The system's name for this user."""
    try:
        return getpass.getuser()[:80]
    except (OSError, KeyError):  # a container without an entry for its user
        return "cli"
