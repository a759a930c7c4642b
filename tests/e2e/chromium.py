"""Where the browser is and how it is started: quiet, offline but for our server, the same on every machine."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> Path | None:
    """The browser to use, or None when this machine has none."""
    wanted = os.environ.get("GID_CHROMIUM")
    candidates = [wanted] if wanted else [shutil.which(name) for name in NAMES]
    return next((Path(path) for path in candidates if path and Path(path).exists()), None)
