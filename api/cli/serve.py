"""`gid serve`: API and console over the pilot's data."""

import socket
from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.errors import NoAccountError, PortInUseError
from api.guards import CONSOLE_PATH, LOOPBACK_HOSTS
from api.pilot import Pilot, open_pilot
from api.settings import read_settings

LONGEST_HEAD = 1024 * 1024
"""Bytes of a request's line and headers: room for every parameter at its longest, whatever its script."""


def serve(
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0 lets the system choose one.")] = None,
) -> None:
    """Serve the API and the console until Ctrl-C.

    The address is printed on standard output. Without accounts there is no sign-in, and then it listens on the loopback
    address only; with GID_SERVER__HOST it listens elsewhere once there is an account (`gid accounts add`).
    """
    settings = read_settings()
    with open_pilot(settings, make=False) as pilot:
        serve_pilot(pilot, port=settings.server.port if port is None else port)


def serve_pilot(pilot: Pilot, *, port: int) -> None:
    """Serve one pilot until it is told to stop.

    Raises:
        PortInUseError: the address cannot be listened on.
        NoAccountError: it is not the loopback address, and nobody would need to sign in.
    """
    host = pilot.settings.server.host
    if host not in LOOPBACK_HOSTS and not pilot.accounts.all():
        raise NoAccountError(host)
    with _listening(host, port) as listener:
        address = f"http://{host}:{listener.getsockname()[1]}"
        typer.echo(f"API      {address}/v1/summary\nConsole  {address}{CONSOLE_PATH}/\nStop with Ctrl-C")
        http_server(pilot).run(sockets=[listener])


def http_server(pilot: Pilot) -> uvicorn.Server:
    """The server of one pilot's application; whoever runs it says where it listens."""
    config = uvicorn.Config(
        create_app(pilot),
        log_config=None,
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=LONGEST_HEAD,
    )
    return uvicorn.Server(config)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, so that asyncio sends at once
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortInUseError(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    listener.listen()
    return listener
