"""A small wholesaler's records for every test of changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.changes.wholesale_records import WholesaleRecords, wholesale_records


@pytest.fixture
def records(postgres_dsn: str, tmp_path: Path) -> Iterator[WholesaleRecords]:
    with wholesale_records(postgres_dsn, tmp_path) as found:
        yield found
