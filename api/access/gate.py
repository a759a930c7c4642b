"""The door of the API: recognises who asks, looks their right up, takes the cost from their quota, repeats answers.

Stands before the routes, so that nothing of a refused request is read. `require_operation` stands behind them and
checks that what runs is what was allowed.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from anyio import to_thread
from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.measuring import Measures
from api.access.operations import Operation, Operations
from api.access.policy import POLICY, is_allowed
from api.access.recognising import Recogniser
from api.access.repeating import LARGEST_KEPT, Repeats, request_digest
from api.access.roles import NOBODY, Acting
from api.access.signing_in import SignIn
from api.access.spending import Headers, Spending
from api.errors import OperationForbiddenError, SignInNeededError, TooManyRequestsError
from api.logs import event_log
from api.problems import TYPE_PREFIX, plain_problem, problem_body, problem_response
from api.store.answers import GivenAnswer
from node.errors import GidError

Value = TypeVar("Value")


class Doorkeeper:
    """What the gate knows of one pilot."""

    def __init__(self, recogniser: Recogniser, sign_in: SignIn, spending: Spending, repeats: Repeats) -> None:
        self.recogniser = recogniser
        self.sign_in = sign_in
        self.spending = spending
        self.repeats = repeats
        self.measures = Measures()

    def admit(self, operation: str, headers: dict[str, str], address: str) -> tuple[Acting, Headers]:
        """Who acts, and the headers that tell what is left of their quota.

        Raises:
            SignInNeededError: nobody signed in, or what came does not hold.
            OperationForbiddenError: no role of theirs may do this.
            TooManyRequestsError: their quota is used up, or too many wrong keys came from this address.
        """
        rule = POLICY.get(operation)
        try:
            acting = self.recogniser.recognise(headers)
        except SignInNeededError:
            if rule is None or not rule.public:
                self.sign_in.strangers.spend(address, 1)
                raise
            acting = NOBODY
        if not is_allowed(operation, acting.roles):
            raise OperationForbiddenError(operation) if acting.signed_in else SignInNeededError
        cost = 0 if acting.open or rule is None else rule.cost
        spent = self.spending.spend(acting.id or f"address {address}", cost) if cost else ()
        return acting, spent


class Gate:
    """Middleware around the routes of one application."""

    def __init__(self, app: ASGIApp, keeper: Doorkeeper, operations: Callable[[], Operations]) -> None:
        self._app = app
        self._keeper = keeper
        self._operations = operations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        operation = self._operations().find(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if operation is None:
            methods = self._operations().methods(scope["path"]) if scope["type"] == "http" else []
            await (_other_method(scope, methods) if methods else self._app)(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        address = (scope.get("client") or ("", 0))[0]
        try:
            acting, spent = await _aside(self._keeper.admit, operation.name, headers, address)
        except GidError as error:
            await self._refuse(error, scope, receive, send)
            return
        scope.setdefault("state", {}).update(acting=acting, operation=operation.name)
        answer = _Answer(send, spent)
        started = time.perf_counter()
        try:
            await self._serve(operation, scope, receive, answer, headers)
        finally:
            self._tell(operation, acting, answer.status, time.perf_counter() - started)
            if acting.key_id:
                await _aside(self._keeper.recogniser.note_use, acting)

    async def _serve(
        self, operation: Operation, scope: Scope, receive: Receive, answer: "_Answer", headers: dict[str, str]
    ) -> None:
        key = headers.get("idempotency-key")
        if key is None or not POLICY[operation.name].repeatable:
            await self._app(scope, receive, answer)
            return
        account = scope["state"]["acting"].id
        try:
            body = await _whole_body(receive)
            if body is None:  # the client went away
                return
            digest = request_digest(scope["method"], scope["path"], scope["query_string"], body)
            earlier = await _aside(self._keeper.repeats.earlier, account, key, digest)
        except HTTPException as error:  # the body is larger than the server takes
            await plain_problem(error.status_code, error.detail, instance=scope["path"])(scope, receive, answer)
            return
        except GidError as error:
            await self._refuse(error, scope, receive, answer)
            return
        if earlier is not None:
            await answer.repeat(earlier)
            return
        answer.remember()
        try:
            await self._app(scope, _replayed(body, receive), answer)
        except BaseException:
            await _aside(self._keeper.repeats.drop, account, key)
            raise
        await _aside(self._keeper.repeats.keep, account, key, answer.given(digest))

    async def _refuse(self, error: GidError, scope: Scope, receive: Receive, send: Send) -> None:
        body = problem_body(error, instance=scope["path"])
        self._keeper.measures.refused(body["type"].removeprefix(TYPE_PREFIX))
        event_log().info("request_refused", problem=body["type"], status=body["status"])
        response = problem_response(body)
        if isinstance(error, TooManyRequestsError):
            response.headers["RateLimit"] = f'"minute";r=0;t={error.retry_after}'
        await response(scope, receive, send)

    def _tell(self, operation: Operation, acting: Acting, status: int, seconds: float) -> None:
        self._keeper.measures.answered(operation.name, status, seconds)
        event_log().info(
            "request_answered", operation=operation.name, status=status, ms=round(seconds * 1000), account=acting.id
        )


class _Answer:
    """Passes an answer on, adds headers, and remembers it."""

    def __init__(self, send: Send, extra: Headers) -> None:
        self._send = send
        self._extra = [(name.lower().encode(), value.encode()) for name, value in extra]
        self._headers: list[tuple[bytes, bytes]] = []
        self._body: bytearray | None = None
        self.status = 500

    def remember(self) -> None:
        """Keep what passes from now on."""
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._headers = list(message.get("headers", ()))
            message = {**message, "headers": [*self._headers, *self._extra]}
        elif self._body is not None and len(self._body) <= LARGEST_KEPT:
            self._body += message.get("body", b"")
        await self._send(message)

    def given(self, digest: str) -> GivenAnswer:
        """The answer as it is kept."""
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in self._headers)
        return GivenAnswer(digest, "", self.status, headers, bytes(self._body or b""))

    async def repeat(self, earlier: GivenAnswer) -> None:
        """Give an earlier answer again, and say so."""
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in earlier.headers]
        headers.append((b"idempotency-replayed", b"true"))
        await self({"type": "http.response.start", "status": earlier.status, "headers": headers})
        await self({"type": "http.response.body", "body": earlier.body})


def _other_method(scope: Scope, methods: list[str]) -> ASGIApp:
    """The refusal of a method that a path does not answer; each route for itself knows only its own."""
    detail = f"{scope['method'][:20]} is not answered here"
    answer = plain_problem(405, detail, instance=scope["path"])
    answer.headers["Allow"] = ", ".join(methods)
    return answer


async def _aside(work: Callable[..., Value], *arguments: Any) -> Value:
    """Do what waits for the database or hashes in a thread, so that other requests go on."""
    return await to_thread.run_sync(lambda: work(*arguments))


async def _whole_body(receive: Receive) -> bytes | None:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def acting_account(request: Request) -> Acting:
    """In whose name the request acts; the gate has put it there."""
    acting: Acting = request.state.acting
    return acting


def require_operation(request: Request) -> None:
    """Check that the operation that runs is the one the gate allowed; stands behind every route.

    Raises:
        OperationForbiddenError: it is another one, or the gate was passed by.
    """
    running = request.scope["route"].name
    if getattr(request.state, "operation", None) != running:
        raise OperationForbiddenError(running)
