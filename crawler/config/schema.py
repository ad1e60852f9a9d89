"""The JSON schema of newswatch.toml, for editors that complete and check it (Taplo, Even Better TOML)."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from crawler.config.addresses import Listen
from crawler.config.tables import FileTable
from crawler.core.durations import words


class _Schema(GenerateJsonSchema):
    """JSON Schema as TOML needs it: no null, defaults as they are written, no titles that repeat the keys."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        return {key: value for key, value in made.items() if key != "default" or value not in (None, [])}

    def encode_default(self, dft: object) -> Any:  # noqa: ANN401 - pydantic's signature
        if isinstance(dft, timedelta):
            return words(dft)
        if isinstance(dft, Listen):
            return str(dft)
        return super().encode_default(dft.value if isinstance(dft, Enum) else dft)

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's signature
        return False


def json_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12), made from the tables."""
    made = FileTable.model_json_schema(schema_generator=_Schema)
    return {"$schema": GenerateJsonSchema.schema_dialect, **made, "title": "newswatch.toml"}
