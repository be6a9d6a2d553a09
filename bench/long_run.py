"""A worker's memory over many documents: whether it is flat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.figures import Figure
from bench.process_costs import resident_megabytes
from bench.round_trips import JOB, plain_contestants

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.services import Measured
    from bench.territory import Known

MARKS = (10_000, 50_000, 100_000)
_STEP = 10_000
_OUTSTANDING = 64


def memory(
    services: Measured, known: Sequence[Known], say: Callable[[str], None]
) -> tuple[list[Figure], list[tuple[float, float]]]:
    """The worker's resident memory at 10,000, 50,000 and 100,000 documents, and every step between for the plot."""
    worker = services.process_of("worker")
    assert worker is not None
    job = next(each for each in plain_contestants(services, known) if each.name == JOB)
    course: list[tuple[float, float]] = []
    for done in range(_STEP, MARKS[-1] + 1, _STEP):
        job.turn(_STEP, _OUTSTANDING)
        course.append((done, resident_megabytes(worker)))
        say(f"{done:,} documents, worker's memory {course[-1][1]:.1f} MB")
    at = dict(course)
    figures = [Figure(f"worker_megabytes_at_{mark}", at[mark], "MB") for mark in MARKS]
    growth = (at[MARKS[-1]] / at[MARKS[0]] - 1) * 100
    figures.append(Figure("worker_memory_growth_percent", growth, "%", f"from {MARKS[0]:,} to {MARKS[-1]:,} documents"))
    return figures, course
