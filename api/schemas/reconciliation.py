"""What clients of the reconciliation API 0.2 send; its names are the specification's, not ours."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

MOST_CANDIDATES = 50
MOST_CONSTRAINTS = 20
MOST_EXTENDED = 200


class _Sent(BaseModel):
    """Lenient, as clients of several versions are about: what is not known is left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class PropertyConstraint(_Sent):
    """A property and the value, or values, that it should have."""

    pid: Annotated[str, Field(max_length=80)]
    v: JsonValue

    def values(self) -> list[str]:
        """The values as text; of an entity its id."""
        values = self.v if isinstance(self.v, list) else [self.v]
        plain = [value.get("id", "") if isinstance(value, dict) else value for value in values]
        return [str(value).strip() for value in plain if isinstance(value, str | int | float) and str(value).strip()]


class ReconcileQuery(_Sent):
    """One question: a name, properties, or both."""

    query: str = ""
    type: Annotated[list[str], BeforeValidator(_listed), Field(max_length=10)] = []
    limit: Annotated[int, Field(ge=1)] = 10
    properties: Annotated[list[PropertyConstraint], Field(max_length=MOST_CONSTRAINTS)] = []
    type_strict: Literal["any", "should", "all"] = "any"


class WantedProperty(_Sent):
    """A column to fetch."""

    id: Annotated[str, Field(max_length=80)]


class ExtendQuery(_Sent):
    """Entities and the columns to fetch for them."""

    ids: Annotated[list[str], Field(max_length=MOST_EXTENDED)]
    properties: Annotated[list[WantedProperty], Field(max_length=MOST_CONSTRAINTS)]
