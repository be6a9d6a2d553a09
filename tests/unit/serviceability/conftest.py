from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.serviceability.small_territory import SERVICES, STREETS, Territory, index_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Territory]:
    index = index_of(tmp_path_factory.mktemp("index") / "all.sqlite", STREETS, SERVICES)
    yield Territory(index)
    index.close()
