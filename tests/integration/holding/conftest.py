"""Windows of workers on records of a test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from serviceability.index import ReferenceIndex, open_index
from tests.integration.holding.windows import Window, prepare_records
from tests.unit.wholesaler_worker.territory import write_index
from wholesaler_worker.db.database import Database


@pytest.fixture
def index_path(tmp_path: Path) -> Path:
    return write_index(tmp_path / "reference" / "all.sqlite")


@pytest.fixture
def index(index_path: Path) -> Iterator[ReferenceIndex]:
    found = open_index(index_path)
    yield found
    found.close()


@pytest.fixture
def database(postgres_dsn: str) -> Iterator[Database]:
    prepare_records(postgres_dsn)
    with Database(postgres_dsn, connections=2) as opened:
        yield opened


@pytest.fixture
def window(database: Database, index: ReferenceIndex) -> Window:
    return Window(database, index)
