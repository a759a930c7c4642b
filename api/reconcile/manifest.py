"""The service manifest: what this service is and where its parts are."""

from importlib.metadata import version
from typing import Any

from api.guards import CONSOLE_PATH
from api.reconcile.vocabulary import IDENTIFIER_SPACE, SCHEMA_SPACE, TYPES

BATCH_SIZE = 50
"""Queries in one batch; more are refused with 413, as the manifest announces."""

PREVIEW_SIZE = (430, 200)


def manifest(base: str) -> dict[str, Any]:
    """The manifest of the service under `base`, an address without a slash at its end."""
    service = f"{base}/reconcile"
    return {
        "versions": ["0.2"],
        "name": "GID Pilot: applicants (no legal effect, not WIPO identifiers)",
        "identifierSpace": IDENTIFIER_SPACE,
        "schemaSpace": SCHEMA_SPACE,
        "documentation": f"{base}/openapi.json",
        "logo": f"{base}{CONSOLE_PATH}/mark.svg",
        "serviceVersion": version("gid-pilot"),
        "defaultTypes": [TYPES["applicant"]],
        "view": {"url": f"{base}{CONSOLE_PATH}/#/applicants/{{{{id}}}}"},
        "preview": {
            "url": f"{service}/preview?id={{{{id}}}}",
            "width": PREVIEW_SIZE[0],
            "height": PREVIEW_SIZE[1],
        },
        "suggest": {
            what: {"service_url": service, "service_path": f"/suggest/{what}"}
            for what in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [],
        },
        "batchSize": BATCH_SIZE,
    }
