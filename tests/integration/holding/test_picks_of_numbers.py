"""What a transaction picks: available, nobody else's, not twice, and as many as there are."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from tests.integration.holding.windows import NOW, add_numbers, prepare_records, states
from tests.unit.wholesaler_worker.territory import CENTER, SWITCH
from wholesaler_worker.changing.records import Number
from wholesaler_worker.db.number_picks import NumberPicks


@pytest.fixture
def dsn(postgres_dsn: str) -> str:
    prepare_records(postgres_dsn)
    return postgres_dsn


@pytest.fixture
def connection(dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(dsn) as opened:
        opened.execute("SET lock_timeout = '5s'")
        opened.commit()
        yield opened
        opened.rollback()


@pytest.fixture
def picks(connection: psycopg.Connection) -> NumberPicks:
    return NumberPicks(connection, NOW)


@pytest.fixture
def others(dsn: str) -> Iterator[NumberPicks]:
    """Another transaction's."""
    with psycopg.connect(dsn) as opened:
        yield NumberPicks(opened, NOW)
        opened.rollback()


def lines(numbers: list[Number]) -> list[int]:
    return sorted(int(number.telephone_number[6:]) for number in numbers)


KINDS = [{"kind": "random"}, {"kind": "sequential"}, {"kind": "pattern", "pattern": "415555...."}]


@pytest.mark.parametrize("kind", KINDS)
def test_picked_numbers_are_available_ones_of_the_rate_center(dsn: str, picks: NumberPicks, kind: dict) -> None:
    add_numbers(dsn, range(100, 110))
    add_numbers(dsn, range(110, 120), "assigned")
    add_numbers(dsn, range(120, 130), center="OAKLAND")
    (*picked,) = picks.pick(CENTER, 10, **kind)
    assert lines(picked) == list(range(100, 110))
    assert {(number.rate_center, number.switch, number.state) for number in picked} == {(CENTER, SWITCH, "available")}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_given_twice(dsn: str, picks: NumberPicks, kind: dict) -> None:
    add_numbers(dsn, range(100, 110))
    picked = [number for _ in range(4) for number in picks.pick(CENTER, 3, **kind)]
    assert lines(picked) == list(range(100, 110))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_what_another_transaction_has_picked_is_passed_over_without_waiting(
    dsn: str, picks: NumberPicks, others: NumberPicks, kind: dict, other: dict
) -> None:
    add_numbers(dsn, range(100, 110))
    theirs = others.pick(CENTER, 4, **other)
    ours = [number for _ in range(6) for number in picks.pick(CENTER, 6, **kind)]
    assert lines([*theirs, *ours]) == list(range(100, 110))


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_books_of_the_transaction_use_is_not_picked(dsn: str, picks: NumberPicks, kind: dict) -> None:
    add_numbers(dsn, range(100, 110))
    used = {"4155550104", "4155550105"}
    picked = [
        n
        for _ in range(5)
        for n in picks.pick(CENTER, 4, taken=lambda n: n in used, **kind)
        if not used.add(n.telephone_number)
    ]
    assert lines(picked) == [*range(100, 104), *range(106, 110)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("first", KINDS)
def test_what_was_given_and_forgotten_is_given_again_when_there_is_nothing_else(
    dsn: str, picks: NumberPicks, kind: dict, first: dict
) -> None:
    add_numbers(dsn, range(100, 104))
    picks.pick(CENTER, 4, taken=lambda _: False, **first)
    assert lines([*picks.pick(CENTER, 4, taken=lambda _: False, **kind)]) == list(range(100, 104))


def test_what_is_told_before_is_drawn_in_one_go(
    dsn: str, picks: NumberPicks, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_numbers(dsn, range(100, 140))
    draws = []
    monkeypatch.setattr(
        NumberPicks, "_draw", lambda self, *asked, draw=NumberPicks._draw: draws.append(1) or draw(self, *asked)
    )
    for _ in range(10):
        picks.will_pick(CENTER, 3)
    picked = [number for _ in range(10) for number in picks.pick(CENTER, 3)]
    assert len(draws) == 1
    assert len(set(lines(picked))) == 30


def test_no_more_is_locked_than_was_told_or_is_wanted(dsn: str, picks: NumberPicks, others: NumberPicks) -> None:
    add_numbers(dsn, range(100, 140))
    picks.will_pick(CENTER, 10)
    picks.pick(CENTER, 2)
    assert len(others.pick(CENTER, 100)) == 30


def test_a_run_of_which_another_has_a_part_is_unlocked_again(dsn: str, picks: NumberPicks, others: NumberPicks) -> None:
    add_numbers(dsn, [*range(100, 105), *range(110, 113)])
    (*theirs,) = others.pick(CENTER, 1, kind="pattern", pattern="4155550102")
    assert lines(theirs) == [102]
    assert lines([*picks.pick(CENTER, 5, kind="sequential")]) == [110, 111, 112]
    assert lines([*others.pick(CENTER, 9)]) == [100, 101, 103, 104]


def test_numbers_of_one_switch_are_picked(dsn: str, picks: NumberPicks) -> None:
    add_numbers(dsn, range(100, 110))
    with psycopg.connect(dsn) as connection:
        connection.execute("INSERT INTO switch (clli, type) VALUES ('SNFCCA01DS1', '5ESS')")
        connection.execute("UPDATE inventory_number SET switch = 'SNFCCA01DS1' WHERE telephone_number > '4155550106'")
    picked = [
        *picks.pick(CENTER, 1, switch="SNFCCA01DS1"),
        *picks.pick(CENTER, 1, switch="SNFCCA01DS1", kind="sequential"),
        *picks.pick(CENTER, 1, switch="SNFCCA01DS1", kind="pattern", pattern=".........."),
        *picks.pick(CENTER, 1, switch="SNFCCA01DS1"),
    ]
    assert lines(picked) == [107, 108, 109]


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_expired_or_rested_is_freed_and_picked_when_there_is_too_little(
    dsn: str, picks: NumberPicks, kind: dict
) -> None:
    add_numbers(dsn, [100])
    add_numbers(dsn, [101], "aging", NOW.date() - timedelta(days=1))
    add_numbers(dsn, [102], "aging", NOW.date())
    add_numbers(dsn, [103, 104], "held", NOW.date())
    with psycopg.connect(dsn) as connection:
        for line, until in ((103, NOW), (104, NOW + timedelta(seconds=1))):
            connection.execute(
                "INSERT INTO number_hold VALUES (%s, %s, 'acme', %s, %s, 0)",
                (f"{line:032d}", f"4155550{line}", NOW - timedelta(hours=4), until),
            )
    picked = [number for _ in range(3) for number in picks.pick(CENTER, 5, **kind)]
    assert lines(picked) == [100, 101, 103]
    tokens = [f"{line:032d}" for line in (103, 104)]
    assert picks.expired("acme", tokens) == {tokens[0]}
    assert picks.expired("globex", tokens) == set()


def test_nothing_is_freed_as_long_as_there_is_enough(
    dsn: str, picks: NumberPicks, connection: psycopg.Connection
) -> None:
    add_numbers(dsn, [100])
    add_numbers(dsn, [101], "aging", NOW.date() - timedelta(days=1))
    picks.pick(CENTER, 1)
    connection.commit()
    assert states(dsn)["4155550101"] == "aging"


def test_an_unknown_rate_center_has_no_numbers(picks: NumberPicks) -> None:
    for kind in KINDS:
        assert list(picks.pick("OAKLAND", 3, **kind)) == []


def test_order_numbers_are_never_the_same(picks: NumberPicks, others: NumberPicks) -> None:
    given = [inventory.order_number() for _ in range(300) for inventory in (picks, others)]
    assert len(set(given)) == 600
    assert given[0] == "W0000001"
    assert all(len(number) == 8 and number[1:].isdigit() for number in given)


def test_the_hold_of_a_number_that_another_has_locked_is_left_alone(
    dsn: str, picks: NumberPicks, others: NumberPicks
) -> None:
    """Otherwise whoever has the number would wait for a transaction that may wait for it."""
    add_numbers(dsn, [103], "held", NOW.date())
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "INSERT INTO number_hold VALUES (%s, '4155550103', 'acme', %s, %s, 0)",
            ("t" * 32, NOW - timedelta(hours=4), NOW),
        )
    with psycopg.connect(dsn) as owner:
        owner.execute("SELECT FROM inventory_number FOR UPDATE")
        assert list(picks.pick(CENTER, 1)) == []
        owner.execute("SELECT FROM number_hold FOR UPDATE NOWAIT")
    assert lines([*others.pick(CENTER, 1)]) == [103]
