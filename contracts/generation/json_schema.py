"""JSON Schema (draft 2020-12) from the marshmallow shapes: the same fields, limits and rules, said for any language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.document import DOCUMENT_SCHEMA, MAX_SEGMENTS
from contracts.wire.containers import ListOf, MapOf, Part
from contracts.wire.header import HeaderShape
from contracts.wire.manifest import ManifestShape
from contracts.wire.notification import NotificationShape
from contracts.wire.provisioning import DETAILS, ProvisioningHeaderShape
from contracts.wire.reply import ReplyShape
from contracts.wire.result_shapes import RESULTS
from contracts.wire.segments import SEGMENTS
from contracts.wire.shape import OpenShape, RuledShape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.wire.fields import WireField
    from contracts.wire.shape import Shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"

BEYOND_JSON_SCHEMA = (
    "The segments are numbered 1, 2, 3 … in order (E004).",
    "In notification.resend, to is not below from (E022).",
    "A document has at most 8 MiB, no duplicate keys, and is nested at most 32 deep (E005, E001).",
)
"""What the schema of a document cannot say; all else it says exactly as the wholesaler checks it."""

Schema = dict[str, Any]


def document_schema() -> Schema:
    """Return the schema of a document: the header's transaction decides what a segment is."""
    definitions: dict[str, Schema] = {}
    schema = _top(
        "document",
        "Document",
        f"What a reseller sends at once ({DOCUMENT_SCHEMA}). Not said here: {' '.join(BEYOND_JSON_SCHEMA)}",
    )
    schema |= {
        "type": "object",
        "properties": {
            "header": _reference(HeaderShape(), definitions),
            "segments": {"type": "array", "minItems": 1, "maxItems": MAX_SEGMENTS},
        },
        "required": ["header", "segments"],
        "additionalProperties": False,
        "allOf": [
            _if_transaction(transaction, {"items": _reference(shape, definitions)})
            for transaction, shape in SEGMENTS.items()
        ],
        "$defs": definitions,
    }
    return schema


def reply_schema() -> Schema:
    """Return the schema of an answer; a segment that breaks the contract has an empty result."""
    definitions: dict[str, Schema] = {}
    schema = _top("reply", "Answer", "What the wholesaler answers. A reader passes over fields that it does not know.")
    schema |= _object(ReplyShape(), definitions)
    schema["allOf"] = [
        _if_transaction(transaction, {"items": {"properties": {"result": _result(shape, definitions)}}})
        for transaction, shape in RESULTS.items()
    ]
    schema["$defs"] = definitions
    return schema


def notification_schema() -> Schema:
    """Return the schema of a notification."""
    return _of_one(NotificationShape(), "notification", "Notification")


def manifest_schema() -> Schema:
    """Return the schema of the manifest of a reference file."""
    return _of_one(ManifestShape(), "manifest", "Manifest")


def provisioning_schema() -> Schema:
    """Return the schema of what the network's systems publish: the header's event decides what the detail is."""
    definitions: dict[str, Schema] = {}
    schema = _top("provisioning", "Provisioning", "What the network's systems tell about an order that was confirmed.")
    schema |= {
        "type": "object",
        "properties": {"header": _reference(ProvisioningHeaderShape(), definitions), "detail": {"type": "object"}},
        "required": ["header", "detail"],
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"header": {"properties": {"event": {"const": event.value}}}}},
                "then": {"properties": {"detail": _reference(detail(), definitions)}},
            }
            for event, detail in DETAILS.items()
        ],
        "$defs": definitions,
    }
    return schema


def _of_one(shape: Shape, name: str, title: str) -> Schema:
    definitions: dict[str, Schema] = {}
    schema = _top(name, title, shape.about) | _object(shape, definitions)
    if definitions:
        schema["$defs"] = definitions
    return schema


def _top(name: str, title: str, about: str) -> Schema:
    return {"$schema": DIALECT, "$id": f"urn:wholesale-ordering-bus:{name}:1", "title": title, "description": about}


def _if_transaction(transaction: str, segments: Schema) -> Schema:
    named = {"properties": {"transaction": {"const": transaction}}, "required": ["transaction"]}
    return {
        "if": {"properties": {"header": named}, "required": ["header"]},
        "then": {"properties": {"segments": segments}},
    }


def _result(shape: Shape, definitions: dict[str, Schema]) -> Schema:
    return {"anyOf": [{"maxProperties": 0}, _reference(shape, definitions)]}


def _reference(shape: Shape, definitions: dict[str, Schema]) -> Schema:
    if shape.title not in definitions:
        definitions[shape.title] = {}  # Holds the place, so that shapes stand before what they are made of.
        definitions[shape.title] = _object(shape, definitions)
    return {"$ref": f"#/$defs/{shape.title}"}


def _object(shape: Shape, definitions: dict[str, Schema]) -> Schema:
    fields: Mapping[str, Any] = {field.data_key or name: field for name, field in shape.fields.items()}
    schema: Schema = {"description": shape.about} if shape.about else {}
    schema["type"] = "object"
    schema["properties"] = {name: _member(field, definitions) for name, field in fields.items()}
    required = [name for name, field in fields.items() if field.required]
    if required:
        schema["required"] = required
    if shape.unknown == OpenShape.Meta.unknown:
        schema["additionalProperties"] = True
    else:
        schema["additionalProperties"] = False
    if isinstance(shape, RuledShape):
        rules = [rule.json_schema() for rule in shape.rules]
        said = [rule for rule in rules if rule]
        if said:
            schema["allOf"] = said
    return schema


def _member(field: WireField[Any], definitions: dict[str, Schema]) -> Schema:
    _define(field, definitions)
    about, mnemonic = field.metadata["description"], field.metadata["mnemonic"]
    described = f"{about} [{mnemonic}]".strip() if mnemonic else about
    schema = field.json_schema()
    return {"description": described, **schema} if described else schema


def _define(field: Any, definitions: dict[str, Schema]) -> None:
    if isinstance(field, Part):
        _reference(field.shape, definitions)
    elif isinstance(field, ListOf | MapOf):
        _define(field.entry, definitions)
