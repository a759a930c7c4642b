"""The pilot that a request works on, handed to every handler."""

from typing import Annotated

from fastapi import Depends, Request

from api.pilot import Pilot


def served_pilot(request: Request) -> Pilot:
    """The pilot this application was created for."""
    pilot: Pilot = request.app.state.pilot
    return pilot


ServedPilot = Annotated[Pilot, Depends(served_pilot)]
