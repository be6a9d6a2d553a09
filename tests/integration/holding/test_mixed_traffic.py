"""Reserving, extending, releasing, expiring and housekeeping at the same time leave no number in two states."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import psycopg
import pytest

from serviceability.index import open_index
from tests.integration.holding.windows import (
    NOW,
    RESELLERS,
    Window,
    add_numbers,
    codes,
    held_in,
    prepare_records,
    set_terms,
)
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.db.database import Database
from wholesaler_worker.housekeeping.keeping import Housekeeping

CLERKS, ROUNDS, NUMBERS = 12, 12, 30


@pytest.fixture
def busy(postgres_dsn: str) -> Iterator[Database]:
    prepare_records(postgres_dsn, (NOW.date(), NOW.date() + timedelta(days=1)))
    add_numbers(postgres_dsn, range(100, 100 + NUMBERS))
    set_terms(postgres_dsn, Rules(aging_days=0, holds_each=20))
    with Database(postgres_dsn, connections=CLERKS + 1, wait=120) as opened:
        yield opened


def work_of(clerk: int, database: Database, index_path: Path, barrier: Barrier) -> None:
    """A batch of two resellers' documents a round; a minute passes from round to round, holds last three."""
    chance = random.Random(clerk)
    index = open_index(index_path)
    window = Window(database, index)
    tokens: list[tuple[str, str]] = []
    try:
        barrier.wait()
        for _ in range(ROUNDS):
            names = [f"4155550{line}" for line in chance.sample(range(100, 100 + NUMBERS), 4)]
            asked = [
                window.document({"telephone_numbers": names, "hold_minutes": 3}, reseller=chance.choice(RESELLERS)),
                window.document(
                    {"kind": chance.choice(["random", "sequential"]), "quantity": 3, "hold_minutes": 3},
                    reseller=chance.choice(RESELLERS),
                    address=True,
                ),
            ]
            chance.shuffle(tokens)
            for transaction in ("number.extend", "number.release"):
                if tokens:
                    reseller, token = tokens.pop()
                    asked.append(window.document({"hold_tokens": [token]}, transaction=transaction, reseller=reseller))
            for document, answers in zip(asked, window.ask_together(asked), strict=True):
                assert not {"S999"} & {code for answer in answers for code in codes(answer)}
                if held_in(answers):
                    told = [number for answer in answers for number in answer["result"]["numbers"]]
                    tokens += [(document.reseller, one["hold_token"]) for one in told if "hold_token" in one]
            window.later(minutes=1)
    finally:
        index.close()


def test_no_number_is_in_two_states_whatever_happens_at_once(
    postgres_dsn: str, busy: Database, index_path: Path
) -> None:
    barrier = Barrier(CLERKS + 1, timeout=120)

    def keep_house() -> None:
        barrier.wait()
        for minute in range(ROUNDS):
            Housekeeping(busy, clock=lambda minute=minute: NOW + timedelta(minutes=minute), batch=3).keep_house()

    with ThreadPoolExecutor(CLERKS + 1) as threads:
        at_work = [threads.submit(work_of, clerk, busy, index_path, barrier) for clerk in range(CLERKS)]
        at_work.append(threads.submit(keep_house))
        for work in at_work:
            work.result()
    with psycopg.connect(postgres_dsn) as connection:
        ((wrong,),) = connection.execute(
            "SELECT count(*) FROM inventory_number n LEFT JOIN number_hold h USING (telephone_number)"
            " WHERE (n.state = 'held') <> (h.token IS NOT NULL) OR n.state NOT IN ('held', 'available')"
        )
        ((both,),) = connection.execute("SELECT count(*) FROM number_hold JOIN expired_hold USING (token)")
        ((held,),) = connection.execute("SELECT count(*) FROM number_hold")
    assert (wrong, both) == (0, 0)
    assert held > 0
