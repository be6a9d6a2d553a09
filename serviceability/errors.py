"""Errors of this package.

``ServiceabilityError``
└── ``IndexUnusable``: the index file is missing, not ours, half written or of another version: build it again.
"""

from __future__ import annotations


class ServiceabilityError(Exception):
    """Base of the errors that this package raises."""


class IndexUnusable(ServiceabilityError):
    """The index cannot be opened; the sentence names the file and says what to do."""
