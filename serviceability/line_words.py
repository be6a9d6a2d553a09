"""The words of a free line with the places of its commas; hyphens stay inside numbers and units."""

from __future__ import annotations

import re

from serviceability.words import fold

_WORD = re.compile(r"[,;\n\r|]|#|[0-9]+/[0-9]+|[0-9]+(?=-[0-9]/[0-9])|[A-Z0-9]*[0-9][A-Z0-9]*(?:-[A-Z0-9]+)*"
                   r"|[A-Z](?:-[0-9]+)+|[A-Z]+")  # fmt: skip
_THOUSANDS = re.compile(r"(\s*[0-9]{1,3}),([0-9]{3})(?![0-9])")
_BREAKS = frozenset(",;\n\r|")


def line_words(line: str) -> tuple[list[str], set[int]]:
    """Return the folded words of `line` and the places behind which a comma (or a new line) stands."""
    words: list[str] = []
    breaks: set[int] = set()
    text = fold(line)
    if "," in text and (number := _THOUSANDS.match(text)):
        text = f"{number[1]}{number[2]}{text[number.end() :]}"
    for word in _WORD.findall(text):
        if word in _BREAKS:
            breaks.add(len(words))
        else:
            words.append(word)
    breaks -= {0, len(words)}
    return words, breaks
