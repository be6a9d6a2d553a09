"""What a measurement gives: a figure with its unit and its goal. The names are stable: other programs read them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound that is included: the least or the most that will do."""

    bound: float
    is_least: bool = True

    def is_met_by(self, value: float) -> bool:
        """True on the right side of the bound."""
        return value >= self.bound if self.is_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.bound:,g}"


def at_least(bound: float) -> Goal:
    """A goal for what should be large."""
    return Goal(bound)


def at_most(bound: float) -> Goal:
    """A goal for what should be small."""
    return Goal(bound, is_least=False)


GOALS = {
    "qualify_vs_pika_echo_64": at_least(0.6),
    "qualify_vs_pika_echo_256": at_least(0.6),
    "qualify_p50_vs_pika_echo_1": at_most(2.5),
    "qualify_vs_nameko": at_least(4),
    "qualify_vs_celery": at_least(4),
    "qualify_vs_faststream": at_least(4),
    "bulk_segments_per_second": at_least(3_000),
    "order_documents_per_second": at_least(1_500),
    "order_p50_ms": at_most(6),
    "order_segments_per_second": at_least(3_000),
    "decision_p50_us": at_most(50),
    "decision_line_p50_us": at_most(150),
    "number_search_p99_ms": at_most(20),
    "index_build_seconds": at_most(60),
    "index_megabytes": at_most(300),
    "worker_memory_growth_percent": at_most(5),
}
"""From `what is measured`: what must be reached, by the name of its figure."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, or None and in `note` why there is none; `note` also says what the value was measured on."""

    name: str
    value: float | None
    unit: str
    note: str = ""

    @property
    def goal(self) -> Goal | None:
        """The goal of its name, if it has one."""
        return GOALS.get(self.name)

    @property
    def met(self) -> bool | None:
        """Whether its goal is reached; None without a goal or without a value."""
        if self.goal is None or self.value is None:
            return None
        return self.goal.is_met_by(self.value)
