"""What a run of the bench says: every figure against its goal, as a table and as JSON."""

import json

import pytest

from bench.figures import GOALS, Figure, at_least, at_most
from bench.report import as_json, table

STABLE_NAMES = {
    "qualify_vs_pika_echo_64",
    "qualify_vs_pika_echo_256",
    "qualify_p50_vs_pika_echo_1",
    "qualify_vs_nameko",
    "qualify_vs_celery",
    "qualify_vs_faststream",
    "bulk_segments_per_second",
    "decision_p50_us",
    "number_search_p99_ms",
}


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [
        (at_least(0.6), 0.6, True),
        (at_least(0.6), 0.599, False),
        (at_most(2.5), 2.5, True),
        (at_most(2.5), 2.501, False),
    ],
)
def test_a_goal_includes_its_bound(goal, value: float, met: bool) -> None:
    assert goal.is_met_by(value) is met


def test_every_stable_name_has_a_goal() -> None:
    assert GOALS.keys() >= STABLE_NAMES


def test_what_was_not_measured_meets_and_misses_nothing() -> None:
    assert Figure("qualify_vs_nameko", None, "times its rate", "not installed").met is None


def test_a_figure_without_a_goal_meets_and_misses_nothing() -> None:
    assert Figure("qualify_64_rate", 3000.0, "documents/s").met is None


def test_the_json_is_one_array_of_objects_with_five_members() -> None:
    figures = [
        Figure("qualify_vs_pika_echo_64", 0.71239, "times its rate"),
        Figure("decision_p50_us", 72.0, "µs", "1,000,000 ranges"),
        Figure("qualify_64_rate", 3123.456, "documents/s"),
        Figure("qualify_vs_celery", None, "times its rate", "not installed: no network"),
    ]
    assert json.loads(as_json(figures)) == [
        {"name": "qualify_vs_pika_echo_64", "value": 0.7124, "unit": "times its rate", "goal": 0.6, "met": True},
        {"name": "decision_p50_us", "value": 72.0, "unit": "µs", "goal": 50, "met": False},
        {"name": "qualify_64_rate", "value": 3123.0, "unit": "documents/s", "goal": None, "met": None},
        {"name": "qualify_vs_celery", "value": None, "unit": "times its rate", "goal": 4, "met": None},
    ]


def test_a_row_says_why_there_is_no_value() -> None:
    row = table([Figure("qualify_vs_celery", None, "times its rate", "not installed: no network")]).splitlines()[1]
    assert "not measured" in row
    assert row.endswith("not installed: no network")


def test_a_missed_goal_is_seen_at_once() -> None:
    missed, reached = table(
        [Figure("decision_p50_us", 51.0, "µs"), Figure("index_megabytes", 35.0, "MB")]
    ).splitlines()[1:]
    assert "NO" in missed.split()
    assert "yes" in reached.split()
