"""An error as an answer carries it: a stable code, the exact place, and what would work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contracts.codes import CODES, Action, Severity, catalogued

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerError:
    """One entry of `errors` on a reply or on a segment of it.

    `path` is a JSON Pointer (RFC 6901) into the request document; `value` is what stood there, as text, shortened;
    `text` is one sentence about what is wrong and `hint` says what would work.
    """

    code: str
    path: str
    text: str
    hint: str
    value: str | None = None

    @property
    def severity(self) -> Severity:
        """How bad it is, from the catalogue."""
        return catalogued(self.code).severity

    @property
    def action(self) -> Action:
        """What the reseller does next, from the catalogue."""
        return catalogued(self.code).action

    @property
    def retryable(self) -> bool:
        """True if the same content can succeed later, unchanged."""
        return catalogued(self.code).retryable

    @property
    def refuses(self) -> bool:
        """True if the segment or document that carries this error is refused because of it."""
        return self.severity in (Severity.NONFATAL, Severity.FATAL)

    def below(self, prefix: str) -> AnswerError:
        """Return the same error with `prefix` (such as ``/segments/3``) put before its path."""
        return replace(self, path=prefix + self.path)


VALUE_LIMIT = 80
"""The most characters of a refused value that an answer repeats."""


def answer_error(
    code: str, path: str, *, value: object = None, text: str | None = None, hint: str | None = None
) -> AnswerError:
    """Return an error with the catalogue's sentence and hint unless better ones are given.

    Raises `KeyError` for a code that is not in the catalogue.
    """
    entry = CODES[code]
    shown = None if value is None else shortened(value)
    return AnswerError(code=code, path=path, value=shown, text=text or entry.sentence, hint=hint or entry.hint)


def shortened(value: object) -> str:
    """Return `value` as printable text of at most `VALUE_LIMIT` characters, control characters escaped."""
    text = value if isinstance(value, str) else repr(value)
    # Cut first: what is refused can be megabytes long.
    start = text[: VALUE_LIMIT + 1]
    escaped = "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in start)
    return escaped if len(escaped) <= VALUE_LIMIT else escaped[: VALUE_LIMIT - 1] + "…"


def refuses(errors: Iterable[AnswerError]) -> bool:
    """True if any of `errors` refuses what carries it."""
    return any(error.refuses for error in errors)
