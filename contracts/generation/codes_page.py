"""The reference page of the answer codes, from the catalogue."""

from __future__ import annotations

from contracts.codes import CODE_GROUPS, Code

_START = """# Answer codes

<!-- Generated from contracts/codes by `python -m contracts generate`; change it there. -->

Every error and every verdict of an answer carries one of these codes. A code never changes its meaning, and there is no
code for "other".

- **severity**: `info` and `warning` go with an answer; `nonfatal` refuses the segment that carries it (in the header:
  the document); `fatal` refuses the document.
- **action**: what to do next: `none`, `fix` the content, `choose` among what is offered, `retry` the same later,
  `resend` under a new transaction number, `cancel` what was asked, or `wait`.
- **retryable**: whether the same content can succeed later, unchanged.

Programs decide by `code`, `severity`, `action` and `retryable`; `text` and `hint` are for people and may be more
precise than the sentences here.
"""


def codes_page() -> str:
    """Return the page as Markdown: a table of all codes, then a section per code whose anchor is the code."""
    lines = [_START, "| code | severity | action | retryable | meaning |", "|---|---|---|---|---|"]
    for entries in CODE_GROUPS.values():
        lines.extend(
            f"| [{entry.code}](#{entry.code.lower()}) | {entry.severity} | {entry.action} | {_yes(entry)} "
            f"| {entry.sentence} |"
            for entry in entries
        )
    for group, entries in CODE_GROUPS.items():
        lines.extend(["", f"## {group}"])
        for entry in entries:
            lines.extend(_section(entry))
    return "\n".join(lines) + "\n"


def _section(entry: Code) -> list[str]:
    return [
        "",
        f"### {entry.code}",
        "",
        entry.sentence,
        "",
        f"Severity `{entry.severity}`, action `{entry.action}`, retryable: {_yes(entry)}.",
        "",
        f"**What would work:** {entry.hint}",
    ]


def _yes(entry: Code) -> str:
    return "yes" if entry.retryable else "no"
