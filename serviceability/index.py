"""The reference index: built from the published files, opened for decisions."""

from __future__ import annotations

from serviceability.errors import IndexUnusable
from serviceability.index_building import IndexReport, build_index
from serviceability.reference_index import ReferenceIndex, open_index

__all__ = ["IndexReport", "IndexUnusable", "ReferenceIndex", "build_index", "open_index"]
