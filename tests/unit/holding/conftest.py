"""A counter with the small territory's index."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from serviceability.index import open_index
from tests.unit.holding.desk import Counter
from tests.unit.wholesaler_worker.territory import write_index


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    index = open_index(write_index(tmp_path / "reference" / "all.sqlite"))
    yield Counter(index)
    index.close()
