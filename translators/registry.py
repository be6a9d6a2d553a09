"""The reseller formats by name and by content type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from translators.csv_format import CsvFormat
from translators.errors import TranslationProblem
from translators.json_format import JsonFormat
from translators.wholesaler_format import WholesalerFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contracts.document import Document
    from contracts.notification import Notification
    from contracts.reply import Reply
    from translators.profile import Profile
    from translators.reading import ReadContext


class Translator(Protocol):
    """A pure pair: from a reseller's bytes to documents, and from a reply or a
    notification to a reseller's bytes. No I/O, no clock."""

    @property
    def name(self) -> str:
        """The format's name, as ``--format`` takes it."""
        ...

    @property
    def content_type(self) -> str:
        """The content type of what it writes."""
        ...

    def read_documents(self, data: bytes, context: ReadContext) -> tuple[Document, ...]:
        """Return the documents in `data`, one per transaction; by a profile also longer ones than the contract allows.

        Raises `TranslationFailed` with every defect, and nothing else.
        """
        ...

    def write_reply(self, reply: Reply) -> bytes:
        """Return the reply as the reseller reads it; never fails."""
        ...

    def write_notification(self, notification: Notification) -> bytes:
        """Return what happened to an order as the reseller reads it; never fails."""
        ...


class UnknownFormat(TranslationProblem):
    """No format has this name or content type."""


FORMATS: Mapping[str, Callable[[Profile], Translator]] = {
    JsonFormat.name: JsonFormat,
    CsvFormat.name: CsvFormat,
    WholesalerFormat.name: lambda _: WholesalerFormat(),
}
"""How the translator of each format is made from a profile."""

_BY_CONTENT_TYPE = {
    JsonFormat.content_type: JsonFormat.name,
    "text/json": JsonFormat.name,
    CsvFormat.content_type: CsvFormat.name,
    "application/csv": CsvFormat.name,
    WholesalerFormat.content_type: WholesalerFormat.name,
}


def translator(format: str, profile: Profile) -> Translator:  # noqa: A002 - the word of the command line
    """Return the translator of a format; raises `UnknownFormat`."""
    if format not in FORMATS:
        raise UnknownFormat(f"There is no format {format!r}; use one of {', '.join(FORMATS)}.")
    return FORMATS[format](profile)


def translator_for_content_type(content_type: str, profile: Profile) -> Translator:
    """Return the translator of a content type, whose parameters (``; charset=…``) do not count; the profile decides.

    Raises `UnknownFormat`.
    """
    plain = content_type.partition(";")[0].strip().casefold()
    if plain not in _BY_CONTENT_TYPE:
        known = ", ".join(_BY_CONTENT_TYPE)
        raise UnknownFormat(f"No format has the content type {content_type[:100]!r}; use one of {known}.")
    return translator(_BY_CONTENT_TYPE[plain], profile)
