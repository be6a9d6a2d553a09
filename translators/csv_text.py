"""From the bytes of a CSV file to its text; bytes that are no text are named with their offset."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING

from translators.reading import MAX_INPUT_BYTES
from translators.rules import ByteOrderMark

if TYPE_CHECKING:
    from translators.errors import Defects
    from translators.rules import CsvDialect

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BAD_CHARACTER = re.compile("[\0\udc80-\udcff]")
_LINE_END = re.compile("\r\n|\r|\n")
_ESCAPED = 0xDC00
"""What `surrogateescape` adds to a byte that it cannot decode."""
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(data: bytes, dialect: CsvDialect, defects: Defects) -> str | None:
    """Return the text; what cannot be decoded is noted and replaced.

    None means that nothing more can be said about it. Raises `TranslationFailed` for a file that is too large.
    """
    if len(data) > MAX_INPUT_BYTES:
        hint = f"At most {MAX_INPUT_BYTES:,} are read; send it in pieces."
        raise defects.too_large("the file", f"It has {len(data):,} bytes.", hint)
    if data.startswith(_UTF_16_MARKS):
        defects.add("byte 0", None, "The file is UTF-16.", f"Save it as {dialect.encoding}.")
        return None
    marked = data.startswith(codecs.BOM_UTF8)
    if marked and (dialect.byte_order_mark is ByteOrderMark.REFUSE or dialect.encoding != "utf-8"):
        defects.add("byte 0", None, "The file begins with a UTF-8 byte order mark.", f"Save it as {dialect.encoding}.")
    if not marked and dialect.byte_order_mark is ByteOrderMark.REQUIRE:
        defects.add("byte 0", None, "The byte order mark is missing.", "Save the file as UTF-8 with byte order mark.")
    body = data[len(codecs.BOM_UTF8) :] if marked else data
    if not body.strip():
        defects.add("the file", None, "It is empty.", "Send a header line and at least one row.")
        return None
    return _text(body, len(data) - len(body), dialect, defects)


def _text(body: bytes, start: int, dialect: CsvDialect, defects: Defects) -> str:
    try:
        text = body.decode(dialect.encoding)
    except UnicodeDecodeError:
        # Undecodable bytes become lone surrogates, which no decoding yields otherwise: so each is found again.
        text = body.decode(dialect.encoding, "surrogateescape")
    else:
        if "\0" not in text:
            return text
    return _without_bad_characters(text, start, dialect, defects)


def _without_bad_characters(text: str, start: int, dialect: CsvDialect, defects: Defects) -> str:
    last, offset, line = 0, start, 1
    for bad in _BAD_CHARACTER.finditer(text):
        between = text[last : bad.start()]
        offset += len(between.encode(dialect.encoding, "surrogateescape"))
        line += len(_LINE_END.findall(between))
        last = bad.start()
        if bad.group() == "\0":
            said, hint = "It is a NUL character, which no text holds.", "Take it out."
        else:
            said = f"The byte 0x{ord(bad.group()) - _ESCAPED:02X} is not {dialect.encoding}."
            hint = f"Save the file as {dialect.encoding}, or say its encoding in the profile."
        defects.add(f"byte {offset} (line {line})", None, said, hint, at=line)
    return _BAD_CHARACTER.sub(_REPLACEMENT, text)


def encoded(text: str, dialect: CsvDialect) -> bytes:
    """Return the bytes of an answer; a sign that the encoding lacks becomes its plain form or ``?``."""
    try:
        body = text.encode(dialect.encoding)
    except UnicodeEncodeError:
        plain = "".join(_encodable(character, dialect.encoding) for character in text)
        body = plain.encode(dialect.encoding, "replace")
    return codecs.BOM_UTF8 + body if dialect.byte_order_mark is ByteOrderMark.REQUIRE else body


def _encodable(character: str, encoding: str) -> str:
    """``ő`` has no place in latin-1, but ``o`` has."""
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode() or "?"
    return character
