"""Post office boxes and postal routes: where mail is brought, which is no place where service can be had."""

from __future__ import annotations

import re

from serviceability.words import fold

_BOX = re.compile(r"\b(?:P\s?O|POST\s+OFFICE)\s*BOX\s+#?\s*[A-Z0-9-]*[0-9][A-Z0-9-]*[ ,;]*")
_ROUTE = re.compile(r"\s*(?:(?:RR|HC|RURAL\s+ROUTE|HIGHWAY\s+CONTRACT|STAR\s+ROUTE)\s*#?\s*[0-9]+[,\s]+BOX\s"
                    r"|GENERAL\s+DELIVERY)")  # fmt: skip


def without_box(line: str) -> str:
    """Return `line` without a post office box: beside it stands where the house is, if anything does."""
    if "box" not in line.lower():
        return line
    return _BOX.sub("", fold(line))


def postal_only(line: str) -> str:
    """Return why a line that names no house is none: the sentence on a box or a route; empty for any other line."""
    folded = fold(line)
    if _BOX.search(folded):
        return "A post office box is no address where service can be had."
    if _ROUTE.match(folded):
        return "A postal route says where mail is brought, not where service can be had."
    return ""
