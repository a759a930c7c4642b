"""Write api/openapi.json, the committed description of the REST surface: `python -m api.openapi`."""

import json
import tempfile
from pathlib import Path

from api.app import create_app
from api.pilot import open_pilot
from api.settings import Settings

TARGET = Path(__file__).with_name("openapi.json")


def document() -> str:
    """The description as text; it depends on the code alone."""
    with tempfile.TemporaryDirectory() as folder, open_pilot(Settings(home=Path(folder))) as pilot:
        return json.dumps(create_app(pilot).openapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
