"""PostgreSQL loses its power while documents are under way, and comes back: every order is carried out once."""

from collections.abc import Iterator

import pytest

from embedded.run_folder import RunFolder
from tests.acceptance.documents_in_flight import in_flight
from tests.acceptance.mortal_postgres import MortalPostgres
from tests.acceptance.order_line import OrderLine, until
from tests.acceptance.orders_in_flight import await_end, each_was_carried_out_once, make_orders
from tests.acceptance.shift import Shift
from tests.acceptance.stillness import Stillness
from tests.plugins.databases import migrate_template
from tests.plugins.servers import start_or_excuse

BEFORE, MEANWHILE = 400, 200


@pytest.fixture
def postgres(private_servers: None, run_folder: RunFolder) -> Iterator[MortalPostgres]:
    server = MortalPostgres(run_folder)
    start_or_excuse(server.cluster)
    yield server
    server.cluster.stop()


@pytest.fixture
def postgres_dsn(postgres: MortalPostgres) -> str:
    dsn = postgres.cluster.create_database("wholesale")
    migrate_template(dsn)
    return dsn


def test_orders_that_are_under_way_when_the_database_loses_its_power_are_carried_out_once(
    acme: str, postgres: MortalPostgres, line: OrderLine, shift: Shift, stillness: Stillness
) -> None:
    orders = make_orders(stillness.dsn, acme, BEFORE + MEANWHILE)
    before = in_flight(orders[:BEFORE], twice=40, reused=5, seed=15)
    meanwhile = in_flight(orders[BEFORE:], twice=20, reused=5, seed=16)
    line.send(before)
    shift.start(2)
    line.wait(lambda came: len(came.answers) >= BEFORE // 4, shift.log)
    postgres.kill()
    line.send(meanwhile)
    until(lambda: shift.has_logged("document.retried"), shift.log)
    postgres.start_again()

    sent = before + meanwhile
    await_end(sent, line, shift, stillness)
    each_was_carried_out_once(sent, line, stillness, len(orders))
