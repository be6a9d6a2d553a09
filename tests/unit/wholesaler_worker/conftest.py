"""A worker on the broker in memory for every test of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.wholesaler_worker.territory import write_index
from tests.unit.wholesaler_worker.wholesale import Reseller, Wholesale


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return write_index(tmp_path / "reference" / "all.sqlite")


@pytest.fixture
def wholesale(index: Path) -> Iterator[Wholesale]:
    found = Wholesale(index)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def acme(wholesale: Wholesale) -> Iterator[Reseller]:
    found = Reseller(wholesale)
    found.listen()
    yield found
    found.close()
