"""The JSON-RPC endpoint: web3's transport, with its many failures reduced to two."""

from collections.abc import Sequence
from typing import Any

import requests
from web3 import HTTPProvider
from web3.exceptions import Web3Exception
from web3.types import RPCEndpoint

from node.errors import ChainUnavailableError, ConflictError

TIMEOUT_S = 20.0
_AWAY = (requests.RequestException, Web3Exception, ValueError, OSError, AttributeError, TypeError, KeyError)
"""What web3 raises when nothing answers, or when what answers is not of the shape it takes for granted."""


class RpcError(ConflictError):
    """The node answered with an error; only its revert data is acted upon, never its text, which differs by client."""

    def __init__(self, method: str, *, code: int, message: str, data: str = "") -> None:
        super().__init__(f"{method} failed with {code}: {message}")
        self.method = method
        self.code = code
        self.message = message
        self.data = data


class Rpc:
    """One endpoint. Not shared between threads that mind order; web3 keeps one HTTP session per thread."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self.url = url
        self._provider = HTTPProvider(url, request_kwargs={"timeout": timeout_s}, exception_retry_configuration=None)

    def call(self, method: str, *params: object) -> Any:
        """Make one request and return its `result`.

        Raises:
            RpcError: The node answered with an error.
            ChainUnavailableError: Nothing usable answered.
        """
        try:
            response = self._provider.make_request(RPCEndpoint(method), params)
        except _AWAY as error:
            raise ChainUnavailableError(self.url, _reason(error)) from error
        return self._result(method, response)

    def batch(self, method: str, params: Sequence[Sequence[object]]) -> list[Any]:
        """Make many requests of one method in one round trip; results in the order asked."""
        if not params:
            return []
        try:
            answers = self._provider.make_batch_request([(RPCEndpoint(method), list(each)) for each in params])
        except _AWAY as error:
            raise ChainUnavailableError(self.url, _reason(error)) from error
        if not isinstance(answers, list) or len(answers) != len(params):
            raise ChainUnavailableError(self.url, "the endpoint does not answer batches of requests")
        return [self._result(method, answer) for answer in answers]

    def _result(self, method: str, response: object) -> Any:
        if not isinstance(response, dict):
            raise ChainUnavailableError(self.url, "the answer is not JSON-RPC")
        error = response.get("error")
        if error is not None:
            details = error if isinstance(error, dict) else {"message": str(error)}
            raise RpcError(
                method,
                code=int(details.get("code", 0)),
                message=str(details.get("message", ""))[:300],
                data=_revert_data(details.get("data")),
            )
        if "result" not in response:
            raise ChainUnavailableError(self.url, "the answer is not JSON-RPC")
        return response["result"]


def _revert_data(data: object) -> str:
    """Return the revert bytes as hexadecimal; clients put them in `data` itself or one level below."""
    if isinstance(data, dict):
        data = data.get("data") or data.get("result")
    return data if isinstance(data, str) and data.startswith("0x") else ""


def _reason(error: BaseException) -> str:
    """Say in a few words why nothing answered, without the nested text of the HTTP libraries."""
    if isinstance(
        error, requests.exceptions.InvalidURL | requests.exceptions.MissingSchema | requests.exceptions.InvalidSchema
    ):
        return "this is not an HTTP address"
    if isinstance(error, requests.Timeout):
        return "it did not answer in time"
    if isinstance(error, requests.ConnectionError):
        return "nothing answers there"
    if isinstance(error, requests.HTTPError):
        return (
            f"it answered HTTP {error.response.status_code}"
            if error.response is not None
            else "it answered an HTTP error"
        )
    return f"it answered something that is not JSON-RPC ({type(error).__name__})"
