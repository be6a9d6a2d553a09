"""Records of two resellers' orders for every test that reads them."""

from collections.abc import Iterator

import pytest

from tests.integration.order_inquiries.recorded import Recorded, recorded


@pytest.fixture
def written(postgres_dsn: str) -> Iterator[Recorded]:
    with recorded(postgres_dsn) as found:
        yield found
