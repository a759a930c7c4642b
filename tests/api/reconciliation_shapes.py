"""The shapes of the reconciliation API 0.2 in our own words, as JSON schemas; stricter than the specification's.

Its own schemas are at https://reconciliation-api.github.io/specs/0.2/schemas/. `GID_TEST_RECONCILIATION_SCHEMAS` names
a folder with them; then every answer is checked against both.
"""

import json
import os
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

TEXT = {"type": "string", "minLength": 1}
TYPE = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": TEXT, "name": TEXT, "broader": {"type": "array"}, "description": TEXT},
    "additionalProperties": False,
}
NAMED = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": TEXT, "name": TEXT, "description": {"type": "string"}},
    "additionalProperties": False,
}


def template(mark: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^https?://.*{mark}"}


def results(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["result"],
        "properties": {"result": {"type": "array", "items": item}},
        "additionalProperties": False,
    }


SERVICE = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "properties": {"service_url": {"type": "string", "pattern": "^https?://"}, "service_path": {"pattern": "^/"}},
    "additionalProperties": False,
}
CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "score", "match", "type", "features"],
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9]{14}$"},
        "name": TEXT,
        "description": {"type": "string"},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": NAMED, "minItems": 1},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "value"],
                "properties": {"id": TEXT, "value": {"type": ["number", "boolean"]}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
SHAPES: dict[str, dict[str, Any]] = {
    "manifest": {
        "type": "object",
        "required": [
            "versions",
            "name",
            "identifierSpace",
            "schemaSpace",
            "defaultTypes",
            "view",
            "preview",
            "suggest",
        ],
        "properties": {
            "versions": {"contains": {"const": "0.2"}},
            "name": TEXT,
            "identifierSpace": {"type": "string", "format": "uri"},
            "schemaSpace": {"type": "string", "format": "uri"},
            "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True},
            "view": {"required": ["url"], "properties": {"url": template(r"\{\{id\}\}")}},
            "preview": {
                "required": ["url", "width", "height"],
                "properties": {
                    "url": template(r"\{\{id\}\}"),
                    "width": {"type": "integer"},
                    "height": {"type": "integer"},
                },
            },
            "suggest": {
                "required": ["entity", "property", "type"],
                "properties": dict.fromkeys(("entity", "property", "type"), SERVICE),
            },
            "extend": {"required": ["propose_properties"], "properties": {"propose_properties": SERVICE}},
            "batchSize": {"type": "integer", "minimum": 1},
        },
    },
    "reconciliation-result-batch": {"type": "object", "additionalProperties": results(CANDIDATE)},
    "suggest-entities-response": results(
        {**NAMED, "properties": {**NAMED["properties"], "notable": {"type": "array"}}}
    ),
    "suggest-properties-response": results(NAMED),
    "suggest-types-response": results(TYPE),
    "data-extension-property-proposal": {
        "type": "object",
        "required": ["properties", "type"],
        "properties": {"properties": {"type": "array", "items": NAMED}, "type": TEXT, "limit": {"type": "number"}},
        "additionalProperties": False,
    },
    "data-extension-response": {
        "type": "object",
        "required": ["meta", "rows"],
        "properties": {
            "meta": {"type": "array", "items": NAMED},
            "rows": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["str"],
                            "properties": {"str": TEXT},
                            "additionalProperties": False,
                        },
                    },
                },
            },
        },
        "additionalProperties": False,
    },
}


def official_folder() -> Path | None:
    """Where the specification's own schemas are, if anybody said so."""
    named = os.environ.get("GID_TEST_RECONCILIATION_SCHEMAS")
    return Path(named) if named else None


def require_shape(name: str, answer: Any, official: Path | None) -> None:
    """Check an answer against our shape and, where they are at hand, against the specification's schema."""
    Draft7Validator(SHAPES[name]).validate(answer)
    if official is not None:
        known = [json.loads(path.read_text()) for path in official.glob("*.json") if path.name != "openapi.json"]
        registry = Registry().with_resources((each["$id"], Resource(each, DRAFT7)) for each in known)
        schema = json.loads((official / f"{name}.json").read_text())
        schema.get("properties", {}).pop("authentication", None)  # refers to a schema elsewhere; we send none
        Draft7Validator(schema, registry=registry).validate(answer)
