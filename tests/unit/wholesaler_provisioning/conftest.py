"""The network and a worker that listens to it, for every test of provisioning."""

from collections.abc import Iterator

import pytest

from tests.unit.wholesaler_provisioning.network import Network, only_the_state
from wholesaler_worker.provisioning import carrying_out


@pytest.fixture(autouse=True)
def _effects_in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """What completion does to numbers and customers is tried elsewhere, upon real records."""
    monkeypatch.setattr(carrying_out, "carry_out", only_the_state)


@pytest.fixture
def network() -> Iterator[Network]:
    found = Network()
    found.start()
    yield found
    found.stop()
