"""What one look found: facts for a program, lines for a person, and what is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Finding:
    """`facts` is ready for JSON; `problems` are sentences that say what to do, and none when all is well."""

    facts: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
