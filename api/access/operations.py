"""Which operation a request asks for: the routes of the application, looked through before anything of it is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount, compile_path

FRAMEWORK = frozenset({"openapi"})
"""Routes that FastAPI adds itself; the description of the API names nobody and is public."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A method and path that something answers; `name` is that of the function."""

    name: str
    method: str
    path: str
    pattern: re.Pattern[str]


class Operations:
    """All operations of an application, in the order in which its router tries them."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self.all: list[Operation] = []
        for route in iter_route_contexts(routes):
            if isinstance(route.original_route, Mount) or route.name in FRAMEWORK:
                continue
            path = route.path or ""
            pattern = compile_path(path)[0]
            for method in sorted(route.methods or ()):
                self.all.append(Operation(route.name or "", method, path, pattern))

    def find(self, method: str, path: str) -> Operation | None:
        """The operation of a request; None for a file of the console, and for what is not there anyway."""
        for operation in self.all:
            if operation.method == method and operation.pattern.match(path):
                return operation
        return None

    def methods(self, path: str) -> list[str]:
        """What a path answers at all; HEAD wherever GET, as `guards.HeadLikeGet` sees to."""
        fitting = [operation for operation in self.all if operation.pattern.match(path)]
        exact = [operation for operation in fitting if operation.path == path]  # and no "judgement" for an id
        found = {operation.method for operation in exact or fitting}
        return sorted(found | ({"HEAD"} if "GET" in found else set()))
