"""An endpoint between node and chain that misbehaves on demand; it stands for outages, gateways and rate limits."""

import http.client
import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FAULTS = (
    "refuse", "hang", "reset", "reset after forwarding", "cut in the middle", "429", "html", "502 html", "empty",
    "error -32005", "garbage",
)  # fmt: skip
HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


class Proxy:
    """Forwards to the chain; `fault` and `share` say what it does instead, and how often (0 to 1)."""

    def __init__(self, upstream: str, *, seed: int) -> None:
        self._upstream = urlsplit(upstream)
        self._drawn = random.Random(seed)
        self.fault, self.share, self.spoilt = "", 1.0, 0
        self.released = threading.Event()

    def next_fault(self) -> str:
        """Say how this request is answered; empty for properly."""
        if not self.fault or self._drawn.random() >= self.share:
            return ""
        self.spoilt += 1
        return self._drawn.choice(FAULTS) if self.fault == "any" else self.fault

    def forward(self, body: bytes) -> bytes:
        """Ask the chain."""
        connection = http.client.HTTPConnection(str(self._upstream.hostname), self._upstream.port, timeout=30)
        connection.request("POST", "/", body, {"Content-Type": "application/json"})
        answer = connection.getresponse().read()
        connection.close()
        return answer


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fault = proxy.next_fault()
            if fault == "hang":
                proxy.released.wait(30)
            if fault in ("refuse", "reset", "hang"):
                self._reset()
                return
            answers = {
                "429": (429, b"slow down"), "html": (200, HTML), "502 html": (502, HTML), "empty": (200, b""),
                "garbage": (200, b"\xff\xfe{]"),
                "error -32005": (200, b'{"jsonrpc":"2.0","id":0,"error":{"code":-32005,"message":"limit exceeded"}}'),
            }  # fmt: skip
            status, answer = answers[fault] if fault in answers else (200, proxy.forward(body))
            if fault == "reset after forwarding":
                self._reset()
                return
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer[: len(answer) // 2] if fault == "cut in the middle" else answer)

        def _reset(self) -> None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (OSError, ValueError):  # the caller has gone, or we have closed on it
                self.close_connection = True

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            return

    return Handler


@contextmanager
def running_proxy(upstream: str, *, seed: int) -> Iterator[tuple[Proxy, str]]:
    """A proxy for the length of a `with` block, and its URL."""
    proxy = Proxy(upstream, seed=seed)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(proxy))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield proxy, f"http://127.0.0.1:{server.server_port}"
    finally:
        proxy.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
