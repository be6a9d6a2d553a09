"""Where an arrival waits its turn: by its lane, and by how long it keeps a deciding thread."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from contracts.transactions import INTERACTIVE_SEGMENTS, Lane

if TYPE_CHECKING:
    from wholesaler_worker.receiving.arrival import Arrival

KIB = 1024
SHORT_SEGMENTS = 20
SHORT_BYTES = 32 * KIB
"""A clerk's question. Two hundred segments that each ask for fifty services take seconds, and are allowed."""
LONG_DOCUMENT_BYTES = 1024 * KIB
"""A longer body is handled beside the bulk documents, whatever its lane: reading it alone takes too long."""


class Line(Enum):
    """Whoever waits in one line is served in turns by reseller."""

    INQUIRY = auto()
    ORDER = auto()
    LONGER = auto()
    """Of the inquiry and order lanes, what is not short."""
    BULK = auto()


_OF_LANE = {Lane.INQUIRY: Line.INQUIRY, Lane.ORDER: Line.ORDER, Lane.BULK: Line.BULK}


def line_of(arrival: Arrival) -> Line:
    """Long documents are told by what they are, so that nobody jumps a queue by the lane it takes."""
    if arrival.segments > INTERACTIVE_SEGMENTS or arrival.size > LONG_DOCUMENT_BYTES:
        return Line.BULK
    line = _OF_LANE[arrival.origin.lane] if arrival.origin else Line.INQUIRY
    if line is not Line.BULK and (arrival.segments > SHORT_SEGMENTS or arrival.size > SHORT_BYTES):
        return Line.LONGER
    return line
