"""A reseller's own words for the wholesaler's codes, one table for both directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translators.toml_table import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translators.toml_table import TomlTable


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table as the profile has it: the reseller's word to the wholesaler's code.

    The reseller's words are compared without regard to case. When several words mean the same code, the first of
    them is the one that answers use.
    """

    name: str
    entries: Mapping[str, str]
    codes: Mapping[str, str]
    words: Mapping[str, str]

    @classmethod
    def of(cls, name: str, entries: Mapping[str, str]) -> CodeTable:
        """Build the table and its reverse."""
        words: dict[str, str] = {}
        for word, code in entries.items():
            words.setdefault(code, word)
        return cls(name, dict(entries), {word.casefold(): code for word, code in entries.items()}, words)

    def code(self, word: str) -> str | None:
        """Return the wholesaler's code for the reseller's word, or None if it is not in the table."""
        return self.codes.get(word.casefold())

    def word(self, code: str) -> str:
        """Return the reseller's word for a code, or the code itself: an answer is never lost for want of a word."""
        return self.words.get(code, code)


def table_named(entry: TomlTable, key: str, name: str | None, tables: Mapping[str, CodeTable]) -> CodeTable | None:
    """Return the table that the setting `key` of a profile names, if it names one; notes a name that is none."""
    if name is None:
        return None
    if name not in tables:
        hint = nearest(name, tables) if tables else f"Add [tables.{name}]."
        entry.problem(key, f"there is no table {name!r}.", hint)
    return tables.get(name)
