"""The wholesaler format, version 1: what resellers and the wholesaler say to each other.

Frozen dataclasses, marshmallow schemas for them, the answer codes, the identifiers of the trade, and the JSON Schema
and AsyncAPI documents generated from the schemas. Nothing here does I/O.
"""

__version__ = "0.1.0"
