"""Housekeeping frees what has ended, forgets what is old, makes room ahead, and never stands in the way."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Event

import psycopg
import pytest

from tests.integration.holding.windows import NOW, Window, add_numbers, codes, holders, states, tokens_in
from wholesaler_worker.db.database import Database
from wholesaler_worker.housekeeping.keeping import Housekeeping


def keep_house(database: Database, now: datetime, batch: int = 1000) -> dict[str, int]:
    """What one round does, without the room that it makes."""
    done = Housekeeping(database, clock=lambda: now, batch=batch).keep_house()
    done.pop("partitions_made", None)
    return done


@pytest.fixture
def traffic(postgres_dsn: str) -> Iterator[psycopg.Connection]:
    """A transaction of somebody who answers documents."""
    with psycopg.connect(postgres_dsn) as connection:
        yield connection
        connection.rollback()


def partitions(dsn: str) -> set[date]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD') FROM pg_inherits"
            " WHERE inhparent = 'stored_answer'::regclass"
        )
        return {day for (day,) in rows}


def add_documents(dsn: str, received_at: datetime, count: int, *, answered: bool = True) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT make_answer_partitions(%s, 1)", (received_at.date(),))
        connection.execute(
            "INSERT INTO ledger SELECT 'acme', %(prefix)s || n, 'order.submit', sha256('')::bytea, 'm', 1, %(day)s,"
            " %(at)s, CASE WHEN %(answered)s THEN %(at)s END FROM generate_series(1, %(count)s) AS n",
            {
                "at": received_at,
                "prefix": f"{received_at:%Y%m%d.%H%M%S}-{answered}-",
                "day": received_at.date(),
                "answered": answered,
                "count": count,
            },
        )


def documents(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM ledger")
        return count


def test_an_expired_hold_is_freed_and_its_token_remembered(
    postgres_dsn: str, database: Database, window: Window
) -> None:
    add_numbers(postgres_dsn, [100, 101])
    answers = window.ask(
        {"telephone_numbers": ["4155550100"], "hold_minutes": 60},
        {"telephone_numbers": ["4155550101"], "hold_minutes": 61},
    )
    window.later(minutes=60)
    assert keep_house(database, window.now) == {"holds_freed": 1}
    assert states(postgres_dsn) == {"4155550100": "available", "4155550101": "held"}
    assert holders(postgres_dsn) == {"4155550101": "acme"}
    expired, live = ([token] for token in tokens_in(answers))
    for transaction in ("number.extend", "number.release"):
        (answer,) = window.ask({"hold_tokens": expired}, transaction=transaction)
        assert codes(answer) == ["N308"]
        (answer,) = window.ask({"hold_tokens": expired}, transaction=transaction, reseller="globex")
        assert codes(answer) == ["N309"]
    (answer,) = window.ask({"hold_tokens": live}, transaction="number.extend")
    assert codes(answer) == []


def test_a_number_is_freed_on_the_day_after_its_rest(postgres_dsn: str, database: Database) -> None:
    add_numbers(postgres_dsn, [100], "aging", NOW.date())
    add_numbers(postgres_dsn, [101], "restricted", NOW.date())
    add_numbers(postgres_dsn, [102], "held", NOW.date())
    assert keep_house(database, NOW) == {}
    assert keep_house(database, NOW + timedelta(days=1)) == {"rested_freed": 2}
    assert states(postgres_dsn) == {
        "4155550100": "available",
        "4155550101": "restricted",
        "4155550102": "available",
    }


def test_a_round_goes_on_in_small_transactions_until_all_is_done(
    postgres_dsn: str, database: Database, window: Window
) -> None:
    add_numbers(postgres_dsn, range(100, 107))
    window.ask({"telephone_numbers": [f"4155550{line}" for line in range(100, 107)], "hold_minutes": 1})
    assert keep_house(database, NOW + timedelta(minutes=1), batch=2) == {"holds_freed": 7}


def test_what_a_transaction_has_locked_is_passed_over_without_waiting(
    postgres_dsn: str, database: Database, window: Window, traffic: psycopg.Connection
) -> None:
    add_numbers(postgres_dsn, [100, 101])
    add_numbers(postgres_dsn, [102, 103], "aging", NOW.date() - timedelta(days=1))
    window.ask({"telephone_numbers": ["4155550100", "4155550101"], "hold_minutes": 1})
    traffic.execute("SELECT FROM inventory_number WHERE telephone_number IN ('4155550100', '4155550102') FOR UPDATE")
    assert keep_house(database, NOW + timedelta(minutes=1)) == {"holds_freed": 1, "rested_freed": 1}
    traffic.rollback()
    assert keep_house(database, NOW + timedelta(minutes=1)) == {"holds_freed": 1, "rested_freed": 1}


def test_keys_are_forgotten_after_31_days_unless_their_answer_is_still_owed(
    postgres_dsn: str, database: Database
) -> None:
    old = NOW - timedelta(days=31, seconds=1)
    add_documents(postgres_dsn, old, 5)
    add_documents(postgres_dsn, old, 2, answered=False)
    add_documents(postgres_dsn, NOW - timedelta(days=31), 3)
    assert keep_house(database, NOW, batch=2) == {"keys_forgotten": 5}
    assert documents(postgres_dsn) == 5


def test_the_networks_messages_are_forgotten_after_31_days(postgres_dsn: str, database: Database) -> None:
    with psycopg.connect(postgres_dsn) as connection:
        for event_id, days in (("E-1", 30), ("E-2", 32)):
            connection.execute(
                "INSERT INTO provisioning_event (event_id, order_number, event, received_at, occurred_at)"
                " VALUES (%s, 'W0000001', 'completed', %s, %s)",
                (event_id, NOW - timedelta(days=days), NOW - timedelta(days=days)),
            )
    assert keep_house(database, NOW) == {"network_forgotten": 1}
    with psycopg.connect(postgres_dsn) as connection:
        assert connection.execute("SELECT event_id FROM provisioning_event").fetchall() == [("E-1",)]


def test_old_answers_go_a_day_at_a_time_when_no_document_of_the_day_is_known(
    postgres_dsn: str, database: Database
) -> None:
    days = [NOW - timedelta(days=ago) for ago in (40, 35, 33, 31)]
    for day in days:
        add_documents(postgres_dsn, day, 1)
    add_documents(postgres_dsn, days[1], 1, answered=False)
    assert keep_house(database, NOW) == {"keys_forgotten": 3, "partitions_dropped": 1}
    assert keep_house(database, NOW) == {"partitions_dropped": 1}
    assert keep_house(database, NOW) == {}
    assert {day.date() for day in days} & partitions(postgres_dsn) == {days[1].date(), days[3].date()}


def test_dropping_old_answers_gives_way_to_traffic(
    postgres_dsn: str, database: Database, traffic: psycopg.Connection
) -> None:
    day = NOW - timedelta(days=40)
    add_documents(postgres_dsn, day, 1)
    traffic.execute("INSERT INTO stored_answer VALUES (%s, 'acme', 'T', '')", (NOW.date(),))
    assert keep_house(database, NOW) == {"keys_forgotten": 1}
    assert day.date() in partitions(postgres_dsn)
    traffic.commit()
    assert keep_house(database, NOW) == {"partitions_dropped": 1}


def test_there_is_room_for_the_answers_of_seven_days(postgres_dsn: str, database: Database) -> None:
    later = NOW + timedelta(days=400)
    week = {later.date() + timedelta(days=n) for n in range(7)}
    house = Housekeeping(database, clock=lambda: later)
    assert house.keep_house()["partitions_made"] == 7
    assert week <= partitions(postgres_dsn)
    assert "partitions_made" not in house.keep_house()


def test_one_worker_keeps_house_at_a_time(postgres_dsn: str, database: Database, traffic: psycopg.Connection) -> None:
    add_numbers(postgres_dsn, [100], "aging", NOW.date())
    traffic.execute("SELECT pg_advisory_xact_lock(7305004)")
    assert keep_house(database, NOW + timedelta(days=1)) == {}
    traffic.rollback()
    assert keep_house(database, NOW + timedelta(days=1)) == {"rested_freed": 1}


def test_the_thread_makes_room_before_it_begins_and_then_keeps_house(postgres_dsn: str, database: Database) -> None:
    now, asked = NOW + timedelta(days=400), Event()
    rounds = []

    def clock() -> datetime:
        rounds.append(1)
        if len(rounds) > 6:  # the first round asks once for each piece of work
            asked.set()
        return now

    house = Housekeeping(database, clock=clock, pause=0.01)
    house.start()
    try:
        assert now.date() in partitions(postgres_dsn)
        assert asked.wait(60)
    finally:
        house.stop()
        house.stop()


def test_a_worker_begins_although_the_records_are_away(postgres_dsn: str, caplog: pytest.LogCaptureFixture) -> None:
    away = Database(postgres_dsn, wait=0.05)
    house = Housekeeping(away, pause=60, clock=lambda: datetime.now(UTC))
    with caplog.at_level(logging.WARNING):
        house.start()
    house.stop()
    assert [record.action for record in caplog.records if hasattr(record, "action")] == ["housekeeping.waits"]


def test_tables_of_other_names_are_not_taken_for_days(postgres_dsn: str, database: Database) -> None:
    """The planner may look at every table's name before it looks which ones are partitions."""
    add_documents(postgres_dsn, NOW - timedelta(days=40), 1)
    with psycopg.connect(postgres_dsn) as connection:
        connection.execute("CREATE TABLE no_date_at_all AS SELECT 1")
        connection.execute("ANALYZE")
        connection.execute(f"ALTER DATABASE {connection.info.dbname} SET enable_nestloop = off")
    with Database(postgres_dsn) as fresh:
        assert keep_house(fresh, NOW) == {"keys_forgotten": 1, "partitions_dropped": 1}
