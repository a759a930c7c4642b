"""The HTTP application: routers over one pilot, guards before them, the console beside them."""

import mimetypes
import sys
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

from api.access.gate import Doorkeeper, Gate, require_operation
from api.access.operations import Operations
from api.access.policy import POLICY
from api.access.recognising import COOKIE, Recogniser
from api.access.repeating import Repeats
from api.access.signing_in import SignIn
from api.access.spending import Spending
from api.guards import (
    CONSOLE_PATH,
    LOOPBACK_HOSTS,
    BodyLimit,
    HeadLikeGet,
    OpenToOtherSites,
    OwnPagesOnly,
    SecurityHeaders,
)
from api.pilot import Pilot
from api.problems import install_problems
from api.refusals import document_refusals
from api.routers import (
    accounts,
    applicants,
    audit,
    did,
    erasures,
    exports,
    health,
    issues,
    network,
    proposals,
    reconcile,
    records,
    report,
    session,
    uploads,
)
from api.schemas.wire import Problem

DESCRIPTION = (
    "Global identifiers and standard names for applicants. Pilot: no legal effect, no WIPO identifiers; "
    "the register of each office prevails."
)

ROUTERS = (
    records, uploads, proposals, applicants, network, exports, reconcile, did, session, accounts, audit, erasures,
    issues, report, health,
)  # fmt: skip
"""In the order in which the contract lists them."""

SECURITY_SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "The API key of a program."},
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "What POST /v1/session gives people."},
}
"""Either lets in; while no account exists and the server listens on the loopback address, neither is needed."""

MAX_NESTING = 1_000
"""Python's own recursion limit. A library below web3 raises it to 100,000, where deep JSON overruns the stack."""


def create_app(pilot: Pilot) -> FastAPI:
    """Put the application together.

    Args:
        pilot: What the requests work on; the caller opens and closes it.
    """
    app = FastAPI(
        generate_unique_id_function=lambda route: route.name,  # the name that the table of roles has, too
        title="GID Pilot",
        version=version("gid-pilot"),
        description=DESCRIPTION,
        docs_url=None,  # the default pages load their scripts from elsewhere
        redoc_url=None,
        openapi_url="/openapi.json",
        separate_input_output_schemas=False,
        dependencies=[Depends(require_operation)],
    )
    app.state.pilot = pilot
    app.state.doorkeeper = _doorkeeper(pilot)
    sys.setrecursionlimit(MAX_NESTING)
    for module in ROUTERS:
        app.include_router(module.router)
    _mount_console(app)
    install_problems(app)
    app.add_middleware(Gate, keeper=app.state.doorkeeper, operations=cache(lambda: Operations(app.routes)))
    app.add_middleware(
        BodyLimit,
        max_bytes=pilot.settings.server.max_body_bytes,
        max_upload_bytes=pilot.settings.intake.max_file_bytes,
    )
    app.add_middleware(OwnPagesOnly, host=pilot.settings.server.host)
    app.add_middleware(OpenToOtherSites)
    app.add_middleware(HeadLikeGet)
    app.add_middleware(SecurityHeaders)
    plain = app.openapi
    app.openapi = lambda: _completed(plain())  # type: ignore[method-assign]
    return app


def _doorkeeper(pilot: Pilot) -> Doorkeeper:
    settings, engine, clock = pilot.settings.access, pilot.engine, pilot.clock
    return Doorkeeper(
        Recogniser(engine, clock, loopback=pilot.settings.server.host in LOOPBACK_HOSTS),
        SignIn(engine, clock, session_hours=settings.session_hours),
        Spending.of_accounts(per_minute=settings.cost_per_minute, per_day=settings.cost_per_day),
        Repeats(engine, clock, kept_hours=settings.answers_kept_hours),
    )


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    """Add what no operation says of itself: with which problems it refuses, their shape, and how one signs in."""
    components = document.setdefault("components", {})
    if "securitySchemes" in components:  # FastAPI keeps the document
        return document
    components.setdefault("schemas", {})["Problem"] = Problem.model_json_schema(
        ref_template="#/components/schemas/{model}"
    )
    components["securitySchemes"] = SECURITY_SCHEMES
    for operation in (each for path in document["paths"].values() for each in path.values()):
        document_refusals(operation["operationId"], operation)
        if not POLICY[operation["operationId"]].public:
            operation["security"] = [{name: []} for name in SECURITY_SCHEMES]
    return document


def _mount_console(app: FastAPI) -> None:
    folder = Path(str(files("api").joinpath("console")))
    if not folder.is_dir():
        return
    mimetypes.add_type("text/javascript", ".js")  # some systems say text/plain, which browsers refuse for modules

    @app.get("/", include_in_schema=False)
    def to_console() -> RedirectResponse:
        return RedirectResponse(f"{CONSOLE_PATH}/")

    app.mount(CONSOLE_PATH, StaticFiles(directory=folder, html=True), name="console")
