"""Each office's own address: what comes goes to its node, and transactions to every other node too, as gossip would."""

import http.client
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from devnet.consortium.member import HOST, Member
from node.errors import GidError

SEND = "eth_sendRawTransaction"
MAX_BODY_BYTES = 4 * 1024 * 1024


@contextmanager
def relayed(member: Member, members: Sequence[Member]) -> Iterator[str]:
    """An address for one member for the length of a `with` block, on a port that the system chooses."""
    server = ThreadingHTTPServer((HOST, 0), _handler(member, [each for each in members if each is not member]))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(member: Member, others: Sequence[Member]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            if length > MAX_BODY_BYTES:
                self._answer(413, b"")
                return
            body = self.rfile.read(length)
            try:
                answer = member.forward(body)
            except (OSError, http.client.HTTPException):
                self._answer(503, b"")
                return
            if not member.cut_off:
                for raw in _sent(body):
                    _spread(raw, others)
            self._answer(200, answer)

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 - the library's name
            return

    return Handler


def _sent(body: bytes) -> list[str]:
    """Return the signed transactions in a request, which may be a list of requests."""
    try:
        document: Any = json.loads(body)
        calls = document if isinstance(document, list) else [document]
        return [call["params"][0] for call in calls if call["method"] == SEND]
    except (ValueError, TypeError, KeyError, IndexError):
        return []  # the node has said what is wrong with it


def _spread(raw: str, others: Sequence[Member]) -> None:
    for each in others:
        if each.reachable:
            try:
                each.rpc.call(SEND, raw)
            except GidError:
                continue  # it knows it already, or is away; its own node would not tell the sender either
