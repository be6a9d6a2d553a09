"""Fixtures of tests with many documents under way: the reseller's line, the workers, the stillness in the end."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from broker_config import names
from tests.acceptance.order_line import OrderLine
from tests.acceptance.shift import Shift
from tests.acceptance.stillness import Stillness
from tests.integration.wholesaler_worker.worker_program import Wholesale


@pytest.fixture
def line(wholesale: Wholesale, acme: str) -> Iterator[OrderLine]:
    login = f"{quote(names.reseller_user(acme))}:{quote(wholesale.added[acme])}"
    with OrderLine(f"amqp://{login}@{wholesale.host}/{quote(wholesale.vhost, safe='')}", acme) as opened:
        yield opened


@pytest.fixture
def shift(wholesale: Wholesale, tmp_path: Path) -> Iterator[Shift]:
    with Shift(wholesale.environment, tmp_path) as started:
        yield started


@pytest.fixture
def stillness(wholesale: Wholesale, acme: str) -> Stillness:
    return Stillness(wholesale, acme, wholesale.environment["WHOLESALE_POSTGRES_DSN"])
