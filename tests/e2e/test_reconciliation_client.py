"""A client of the reconciliation API that others wrote, in a real browser, on a page of another origin.

The client is cocoda-sdk, the library of the Cocoda mapping tool (MIT); what it does not call is called by `fetch`.
"""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Server

pytestmark = pytest.mark.browser

SDK = Path(__file__).parent / "node_modules" / "cocoda-sdk" / "dist" / "cocoda-sdk.js"

MAPPINGS = """async ([api, label]) => {
  const scheme = { uri: 'urn:gid-pilot:applicants', namespace: 'urn:gid-pilot:applicant:' };
  const from = { uri: 'urn:test:one', prefLabel: { en: label }, inScheme: [{ uri: 'urn:test:list' }] };
  const registry = CDK.cdk.initializeRegistry({
    uri: 'urn:test:gid-pilot', provider: 'ReconciliationApi', api, schemes: [scheme],
  });
  const found = await registry.getMappings({ from, to: { inScheme: [scheme] }, mode: 'or' });
  return found.map((each) => ({ to: each.to.memberSet[0].uri, type: each.type[0] }));
}"""

READ = "async (url) => (await fetch(url)).json()"
EXTEND = """async ([url, query]) => {
  const body = new URLSearchParams({ extend: JSON.stringify(query) });
  const answer = await fetch(url, { method: 'POST', body });
  return answer.json();
}"""
REFUSED = "async (url) => fetch(url).then(() => 'read', () => 'refused')"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def foreign_page(browser: Browser, server: Server, tmp_path: Path) -> Iterator[Page]:
    """A page that is served from another port, which makes it another origin."""
    if not SDK.exists():
        pytest.skip("no cocoda-sdk: run `npm ci` in tests/e2e")
    (tmp_path / "sdk.js").write_bytes(SDK.read_bytes())
    (tmp_path / "index.html").write_text('<!doctype html><title>client</title><script src="sdk.js"></script>')
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.server_port}/")
    yield page
    context.close()
    site.shutdown()
    site.server_close()


def one_applicant(server: Server) -> dict[str, Any]:
    items: list[dict[str, Any]] = server.read("applicants?limit=50")["items"]
    return next(each for each in items if len(each["offices"]) > 1 and each["kind"] == "legalPerson")


def test_client_finds_applicants_from_another_origin(foreign_page: Page, server: Server) -> None:
    applicant = one_applicant(server)
    api = f"{server.url}/reconcile"
    uri = f"urn:gid-pilot:applicant:{applicant['gid']}"
    by_name = foreign_page.evaluate(MAPPINGS, [api, applicant["standardName"]["text"]])
    assert by_name[0]["to"] == uri
    assert not any(each["type"].endswith("exactMatch") for each in by_name)  # a name alone settles nothing
    by_gid = foreign_page.evaluate(MAPPINGS, [api, applicant["gid"]])
    assert by_gid == [{"to": uri, "type": "http://www.w3.org/2004/02/skos/core#exactMatch"}]


def test_every_part_of_the_manifest_answers_another_origin(foreign_page: Page, server: Server) -> None:
    gid = one_applicant(server)["gid"]
    manifest = foreign_page.evaluate(READ, f"{server.url}/reconcile")
    entity = manifest["suggest"]["entity"]
    suggested = foreign_page.evaluate(READ, f"{entity['service_url']}{entity['service_path']}?prefix={gid}")
    assert [each["id"] for each in suggested["result"]] == [gid]
    proposals = manifest["extend"]["propose_properties"]
    proposed = foreign_page.evaluate(READ, f"{proposals['service_url']}{proposals['service_path']}?type=applicant")
    wanted = {"ids": [gid], "properties": [{"id": each["id"]} for each in proposed["properties"]]}
    rows = foreign_page.evaluate(EXTEND, [f"{server.url}/reconcile", wanted])["rows"]
    assert rows[gid]["gid"][0]["str"].replace(" ", "") == f"GID{gid}"
    assert foreign_page.evaluate(REFUSED, f"{server.url}/v1/summary") == "refused"


def test_preview_shows_in_a_frame_of_another_origin(foreign_page: Page, server: Server) -> None:
    applicant = one_applicant(server)
    url = foreign_page.evaluate(READ, f"{server.url}/reconcile")["preview"]["url"].replace("{{id}}", applicant["gid"])
    complaints: list[str] = []
    foreign_page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    foreign_page.evaluate("(url) => { document.body.innerHTML = `<iframe src='${url}'></iframe>`; }", url)
    frame = foreign_page.frame_locator("iframe")
    expect(frame.locator("h1")).to_have_text(applicant["standardName"]["text"])
    assert frame.locator("h1").evaluate("(h) => getComputedStyle(h).marginTop") == "0px"  # its own style applies
    assert complaints == []
