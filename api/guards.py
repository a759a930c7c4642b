"""What stands before every request: a cap on its size, and headers that tell browsers what not to do."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import RequestTooLargeError
from api.problems import problem_body, problem_response, unforeseen_problem
from node.errors import ForbiddenError

API_POLICY = "default-src 'none'; frame-ancestors 'none'"
CONSOLE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
CONSOLE_PATH = "/console"
RECONCILE_PATH = "/reconcile"
UPLOADS_PATH = "/v1/uploads"

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")

OPEN_HEADERS = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "vary": "origin",
}
"""What lets pages of other web sites read; no credentials go with it, so nobody is read as somebody signed in."""

PREFLIGHT_HEADERS = {
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "content-type, accept",
    "access-control-max-age": "600",
}

SHARED_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class BodyLimit:
    """Refuses a body above the cap before it is read, or, when its length was not told, as soon as it passes it."""

    def __init__(self, app: ASGIApp, max_bytes: int, max_upload_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._max_upload_bytes = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stated = dict(scope["headers"]).get(b"content-length", b"0")
        most = self._max_upload_bytes if _streams(scope) else self._max_bytes
        if not stated.isdigit() or int(stated) > most:
            size = int(stated) if stated.isdigit() else most
            error = RequestTooLargeError(size, most)
            await problem_response(problem_body(error, instance=scope["path"]))(scope, receive, send)
            return
        await self._app(scope, self._counted(receive, most), send)

    def _counted(self, receive: Receive, most: int) -> Callable[[], Awaitable[Message]]:
        read = 0

        async def counting() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413, f"a request body may have at most {most:,} bytes")
            return message

        return counting


def _streams(scope: Scope) -> bool:
    """Whether the body goes to a file piece by piece, and never into memory."""
    path, method = str(scope["path"]), scope["method"]
    return (method == "POST" and path == UPLOADS_PATH) or (method == "PATCH" and path.startswith(f"{UPLOADS_PATH}/"))


class HeadLikeGet:
    """Answers HEAD as GET is answered, without the body (RFC 9110, 9.3.2); the routes name only GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)


def is_open(scope: Scope) -> bool:
    """Whether other web sites may read what this request asks for: only the reconciliation API, which reads only."""
    path: str = scope["path"]
    return path == RECONCILE_PATH or path.startswith(f"{RECONCILE_PATH}/")


class OpenToOtherSites:
    """Cross-origin access (CORS) to the reconciliation API, and to nothing else; preflights are answered here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not is_open(scope):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers={**OPEN_HEADERS, **PREFLIGHT_HEADERS})(scope, receive, send)
            return

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.encode(), value.encode()) for name, value in OPEN_HEADERS.items()]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, opened)


class OwnPagesOnly:
    """Refuses what another web site makes a visitor's browser send: the pilot has no sign-in that would stop it.

    On the loopback address a foreign Host means DNS rebinding; anywhere, a foreign Origin on a write means forgery.
    The reconciliation API is left out of the second rule: it sends questions by POST and changes nothing.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._hosts = LOOPBACK_HOSTS if host in LOOPBACK_HOSTS else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and not self._is_own(scope):
            error = ForbiddenError("requests from other web sites are refused")
            await problem_response(problem_body(error, instance=scope["path"]))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_own(self, scope: Scope) -> bool:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if self._hosts is not None and urlsplit(f"//{host}").hostname not in self._hosts:
            return False
        if scope["method"] in ("GET", "HEAD", "OPTIONS") or is_open(scope):
            return True
        origin = headers.get(b"origin")
        fetched_by_own = headers.get(b"sec-fetch-site", "same-origin") in ("same-origin", "none")
        return fetched_by_own and (origin is None or urlsplit(origin).netloc == host)


class SecurityHeaders:
    """Adds the headers to every response, that of an error nobody foresaw included.

    The console may run its own scripts, the API nothing at all.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        console = scope["path"].startswith(CONSOLE_PATH)
        extra = {
            **SHARED_HEADERS,
            "content-security-policy": CONSOLE_POLICY if console else API_POLICY,
            "cache-control": "no-cache" if console else "no-store",
        }

        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                present = {name.lower() for name, _ in message["headers"]}
                added = [
                    (name.encode(), value.encode()) for name, value in extra.items() if name.encode() not in present
                ]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:
            if started:  # half an answer is on its way; the server can only close the connection
                raise
            await unforeseen_problem(scope["path"], error)(scope, receive, with_headers)
