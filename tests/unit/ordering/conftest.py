"""A desk with the index of a territory made for orders."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from serviceability.index import open_index
from tests.unit.ordering.order_desk import OrderDesk, write_order_index


@pytest.fixture(scope="session")
def order_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_order_index(tmp_path_factory.mktemp("orders") / "all.sqlite")


@pytest.fixture
def desk(order_index: Path) -> Iterator[OrderDesk]:
    index = open_index(order_index)
    yield OrderDesk(index)
    index.close()
