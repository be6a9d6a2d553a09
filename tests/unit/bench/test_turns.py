"""Contestants take turns, and their ratio is that of turns side by side."""

from collections.abc import Callable

import pytest

from bench.client import RoundTrips
from bench.peer_installing import PeerMissing
from bench.round_trips import QUICK, one_segment
from bench.turns import Contestant, ratio, take_turns


def contestant(name: str, order: list[str], rates: Callable[[int], float]) -> Contestant:
    turns = iter(range(1000))

    def turn(requests: int, outstanding: int) -> RoundTrips:
        order.append(name)
        rate = rates(next(turns))
        return RoundTrips(rate, outstanding / rate * 1000, outstanding / rate * 2000)

    return Contestant(name, turn)


def test_the_order_is_reversed_after_every_round() -> None:
    order: list[str] = []
    two = [contestant("a", order, lambda _: 100.0), contestant("b", order, lambda _: 100.0)]
    take_turns(two, outstanding=1, rounds=3, seconds=1.0)
    assert "".join(order) == "ab" + "ab" + "ba" + "ab", "the first look, then three rounds"


def test_a_ratio_is_the_median_over_the_rounds_whatever_the_machine_did() -> None:
    order: list[str] = []
    noise = [1.0, 1.0, 0.1, 1.0]
    two = [contestant("a", order, lambda n: 300 * noise[n]), contestant("b", order, lambda n: 600 * noise[n])]
    take_turns(two, outstanding=1, rounds=3, seconds=1.0)
    assert ratio(*two, lambda turn: turn.rate) == pytest.approx(0.5)
    assert ratio(*two, lambda turn: turn.p50_ms) == pytest.approx(2.0)


def test_a_turn_has_as_many_requests_as_fit_in_its_time() -> None:
    asked: list[int] = []

    def turn(requests: int, outstanding: int) -> RoundTrips:
        asked.append(requests)
        return RoundTrips(1000.0, 1.0, 2.0)

    take_turns([Contestant("a", turn)], outstanding=1, rounds=1, seconds=2.0)
    assert asked[-1] == 2000


def test_one_that_fails_takes_no_further_turn_and_stops_nobody() -> None:
    order: list[str] = []

    def fails(requests: int, outstanding: int) -> RoundTrips:
        order.append("b")
        raise PeerMissing("its client ended")

    sound, failing = contestant("a", order, lambda _: 100.0), Contestant("b", fails)
    take_turns([sound, failing], outstanding=1, rounds=2, seconds=1.0)
    assert order.count("b") == 1
    assert len(sound.taken) == 2
    assert failing.failed == "its client ended"


def test_a_peer_that_is_not_there_has_a_row_that_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    def both(*_: object) -> list[Contestant]:
        return [contestant("qualify", order, lambda _: 100.0), contestant("pika_echo", order, lambda _: 100.0)]

    monkeypatch.setattr("bench.round_trips.plain_contestants", both)
    figures = one_segment(None, (), (), {"nameko": "not installed: no network"}, QUICK)  # type: ignore[arg-type]
    row = next(figure for figure in figures if figure.name == "qualify_vs_nameko")
    assert (row.value, row.note, row.met) == (None, "not installed: no network", None)
    assert sum(figure.name == "qualify_vs_nameko" for figure in figures) == 1
