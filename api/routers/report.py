"""The report over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.access.roles import Role
from api.report.annex import report_json
from api.report.html import as_html, content_policy
from api.report.making import ReportOptions, make_report
from api.report.markdown import as_markdown
from api.routers.acting import ActingAccount
from api.routers.pilot import ServedPilot
from api.schemas.wire import ANSWERS

router = APIRouter(prefix="/v1/report", tags=["report"], responses=ANSWERS)

FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {form: {"schema": {"type": "string"}} for form in ("text/html", "text/markdown")}}
}


@router.get("", response_model=dict[str, Any], responses=FORMS)
def read_report(
    pilot: ServedPilot,
    acting: ActingAccount,
    request: Request,
    anonymise: Annotated[bool, Query(description="Withhold names that may be of natural persons.")] = False,
    language: Annotated[str, Query(pattern="^[a-z]{2}$")] = "en",
) -> Response:
    """The feasibility report as JSON, HTML or Markdown, as Accept says; a mere reader sees no names of persons."""
    withhold = anonymise or acting.roles <= {Role.READER}
    report, wording = make_report(pilot, ReportOptions(language=language, anonymise=withhold))
    wanted = request.headers.get("accept", "")
    if "text/markdown" in wanted:
        return Response(as_markdown(report, wording), media_type="text/markdown")
    if "text/html" in wanted and "application/json" not in wanted:
        return HTMLResponse(as_html(report, wording), headers={"content-security-policy": content_policy()})
    return JSONResponse(report_json(report, wording))
