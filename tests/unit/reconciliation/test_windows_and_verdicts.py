"""When a window begins, what waits at the broker, and how a verdict reads."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from wholesaler_worker.reconciliation.verdict import Figures, Verdict
from wholesaler_worker.reconciliation.waiting import Waiting, waiting_in
from wholesaler_worker.reconciliation.window import moment

NOW = datetime(2026, 11, 24, 13, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("today", datetime(2026, 11, 24, tzinfo=UTC)),
        ("24h", NOW - timedelta(hours=24)),
        ("90m", NOW - timedelta(minutes=90)),
        ("7d", NOW - timedelta(days=7)),
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T00:00Z", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T01:30", datetime(2026, 11, 24, 1, 30, tzinfo=UTC)),
        ("2026-11-24T01:30:00+02:00", datetime(2026, 11, 24, 1, 30, tzinfo=timezone(timedelta(hours=2)))),
    ],
)
def test_a_moment_is_read_as_it_is_meant(text: str, meant: datetime) -> None:
    assert moment(text, NOW) == meant


@pytest.mark.parametrize("text", ["", "yesterday", "0h", "24", "h", "999999d", "2026-02-30", "24:00"])
def test_what_is_no_moment_is_refused_with_what_would_be_one(text: str) -> None:
    with pytest.raises(ValueError, match="such as 2026-11-24T00:00Z"):
        moment(text, NOW)


def test_lanes_count_for_their_reseller_and_the_ladder_for_all() -> None:
    queues = {
        "documents.acme.inquiry": 2,
        "documents.acme.bulk": 1,
        "documents.beta.order": 4,
        "retry.5s": 3,
        "retried": 1,
        "invalid": 9,
        "answers.acme": 9,
        "documents.acme.other": 9,
    }
    found = waiting_in(queues)
    assert found == Waiting({"acme": 3, "beta": 4}, 4, ("beta",))
    assert found.total == 11


def test_a_verdict_sums_its_resellers_up_and_is_clean_without_findings() -> None:
    figures = {"acme": Figures(received=3, answered=2, under_way=1), "beta": Figures(received=2, answered=2)}
    verdict = Verdict(since=NOW, until=NOW, figures=figures)
    assert verdict.last_line == "received 5 answered 4 lost 0 doubled 0 missing 0"
    assert verdict.is_clean
    assert verdict.as_json()["resellers"]["acme"]["under_way"] == 1


@pytest.mark.parametrize("wrong", ["lost", "doubled", "missing"])
def test_one_finding_of_any_kind_is_enough_even_if_it_is_nobodys(wrong: str) -> None:
    figures = {"": Figures(**{wrong: 1}), "acme": Figures(received=1, answered=1)}
    verdict = Verdict(since=NOW, until=NOW, figures=figures)
    assert not verdict.is_clean
    assert verdict.as_json()[wrong] == 1
    assert list(verdict.as_json()["resellers"]) == ["acme"]
