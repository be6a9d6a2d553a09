"""Fifty reservers at once on a small inventory: nobody waits in a circle, and no number has two holders."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest

from serviceability.index import open_index
from tests.integration.holding.windows import (
    Window,
    add_numbers,
    codes,
    held_in,
    holders,
    prepare_records,
    set_terms,
    states,
)
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.db.database import Database

RESERVERS, NUMBERS = 50, 120
KINDS: list[dict[str, Any]] = [
    {"kind": "random", "quantity": 3},
    {"kind": "sequential", "quantity": 4},
    {"kind": "pattern", "pattern": "415555.1..", "quantity": 2},
    {"kind": "sequential", "quantity": 2},
    {"kind": "random", "quantity": 1},
]


@pytest.fixture
def many(postgres_dsn: str) -> Iterator[Database]:
    prepare_records(postgres_dsn)
    with psycopg.connect(postgres_dsn) as connection:
        connection.cursor().executemany(
            "INSERT INTO reseller (name, transactions) VALUES (%s, '{number.reserve}')",
            [(f"reseller{n}",) for n in range(RESERVERS)],
        )
    with Database(postgres_dsn, connections=RESERVERS, wait=120) as opened:
        yield opened


def all_at_once(many: Database, index_path: Path, reserve: Callable[[Window, int], list[str]]) -> list[str]:
    """What `RESERVERS` threads got that began at the same moment, each with a connection and an index of its own."""
    barrier = Barrier(RESERVERS, timeout=120)

    def begin(place: int) -> list[str]:
        index = open_index(index_path)
        try:
            barrier.wait()
            return reserve(Window(many, index), place)
        finally:
            index.close()

    with ThreadPoolExecutor(RESERVERS) as threads:
        return [number for got in threads.map(begin, range(RESERVERS)) for number in got]


def test_reservers_of_all_kinds_get_every_number_once(postgres_dsn: str, many: Database, index_path: Path) -> None:
    add_numbers(postgres_dsn, range(100, 100 + NUMBERS))

    def reserve(window: Window, place: int) -> list[str]:
        got: list[str] = []
        # A kind may have none left where another has: each asks with all of them in turn, until none has any.
        kinds = cycle(KINDS[place % len(KINDS) :] + KINDS[: place % len(KINDS)])
        in_vain = 0
        while in_vain < len(KINDS):
            answers = window.ask(next(kinds), reseller=f"reseller{place}", address=True)
            found = held_in(answers)
            in_vain = 0 if found else in_vain + 1
            got += found
        return got

    got = all_at_once(many, index_path, reserve)
    assert sorted(got) == [f"4155550{line}" for line in range(100, 100 + NUMBERS)]
    assert set(states(postgres_dsn).values()) == {"held"}
    assert len(holders(postgres_dsn)) == NUMBERS


def test_reservers_of_the_same_named_numbers_share_them_without_waiting_in_a_circle(
    postgres_dsn: str, many: Database, index_path: Path
) -> None:
    add_numbers(postgres_dsn, range(100, 110))
    names = [f"4155550{line}" for line in range(100, 110)]

    def reserve(window: Window, place: int) -> list[str]:
        order = names[place % 10 :] + names[: place % 10]
        asked = [{"telephone_numbers": order[:5]}, {"telephone_numbers": order[5:][::-1]}]
        return held_in(window.ask(*asked, reseller=f"reseller{place}"))

    got = all_at_once(many, index_path, reserve)
    assert sorted(got) == names


def test_workers_never_exceed_a_resellers_limit_together(postgres_dsn: str, many: Database, index_path: Path) -> None:
    allowed = 30
    set_terms(postgres_dsn, Rules(holds_each=allowed))
    add_numbers(postgres_dsn, range(100, 100 + NUMBERS))

    def reserve(window: Window, _place: int) -> list[str]:
        got: list[str] = []
        while True:
            (answer,) = window.ask({"kind": "random", "quantity": 1}, address=True)
            if answer["outcome"] == "refused":
                assert codes(answer) == ["N311"]
                return got
            got += held_in([answer])

    got = all_at_once(many, index_path, reserve)
    assert len(got) == len(set(got)) == allowed
    assert set(holders(postgres_dsn)) == set(got)


def test_batches_of_several_resellers_do_not_wait_for_each_other_in_a_circle(
    postgres_dsn: str, many: Database, index_path: Path
) -> None:
    add_numbers(postgres_dsn, range(100, 100 + 2 * RESERVERS))

    def reserve(window: Window, place: int) -> list[str]:
        names = ["acme", "globex"] if place % 2 else ["globex", "acme"]
        asked = [window.document({"kind": "random", "quantity": 1}, reseller=name, address=True) for name in names]
        return held_in([answer for answers in window.ask_together(asked) for answer in answers])

    got = all_at_once(many, index_path, reserve)
    assert len(got) == len(set(got)) == 2 * RESERVERS
