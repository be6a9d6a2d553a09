"""Taking settings out of a TOML table, with a problem for each that is wrong and for each that nobody asked for."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from translators.errors import ProfileProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Choice = TypeVar("Choice", bound=StrEnum)


_WORDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a fraction",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to `word`, or all of them when none is near."""
    names = list(known)
    close = get_close_matches(word.casefold(), [name.casefold() for name in names], n=1)
    if close:
        return f"Did you mean {next(name for name in names if name.casefold() == close[0])!r}?"
    return f"Known are {', '.join(names)}." if names else "None is known here."


class TomlTable:
    """A table of a profile; what was not taken by the time of `finish` is an unknown setting."""

    def __init__(self, path: str, content: Mapping[str, Any], problems: list[ProfileProblem]) -> None:
        self.path = path
        self.content = content
        self._problems = problems
        self._asked: list[str] = []

    def at(self, key: str) -> str:
        """Return the path of a setting of this table."""
        shown = key if key.replace("_", "").replace("-", "").isalnum() else f'"{key}"'
        return f"{self.path}.{shown}" if self.path else shown

    def problem(self, key: str, text: str, hint: str) -> None:
        """Note that the setting `key` (or, when empty, the table itself) is wrong."""
        self._problems.append(ProfileProblem(self.at(key) if key else self.path, text, hint))

    def take(self, key: str) -> Any:
        """Return a setting of any type, or None."""
        self._asked.append(key)
        return self.content.get(key)

    def text(self, key: str, default: str | None = None) -> str | None:
        """Return a setting that is a text."""
        taken = self._typed(key, str, "a text in quotes", default)
        return None if taken is None else str(taken)

    def truth(self, key: str, *, default: bool) -> bool:
        """Return a setting that is true or false."""
        taken = self._typed(key, bool, "true or false", default)
        return default if taken is None else taken

    def choice(self, key: str, choices: type[Choice], default: Choice) -> Choice:
        """Return a setting that is one word of an enumeration."""
        word = self.text(key)
        if word is None:
            return default
        try:
            return choices(word)
        except ValueError:
            self.problem(key, f"{word!r} is not one of its words.", nearest(word, [choice.value for choice in choices]))
            return default

    def table(self, key: str) -> TomlTable:
        """Return a table inside this one, empty when it is not there."""
        content = self._typed(key, dict, "a table", {})
        return TomlTable(self.at(key), content or {}, self._problems)

    def entry(self, key: str, value: Any, *, shorthand: str = "name") -> TomlTable:
        """Return an entry of this table that may be written short: ``a = "b"`` says ``a = {shorthand = "b"}``."""
        self._asked.append(key)
        content = value if isinstance(value, dict) else {shorthand: value}
        return TomlTable(self.at(key), content, self._problems)

    def finish(self) -> None:
        """Note every setting that was never asked for."""
        for key in self.content:
            if key not in self._asked:
                self.problem(key, "there is no such setting.", nearest(key, self._asked))

    def _typed(self, key: str, wanted: type, words: str, default: Any) -> Any:
        value = self.take(key)
        if value is None:
            return default
        if type(value) is not wanted:
            self.problem(key, f"it is {_WORDS.get(type(value), 'a date or time')}, not {words}.", f"Write {words}.")
            return default
        return value
