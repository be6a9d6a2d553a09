"""A wholesaler of a test's own, as the tests of the running worker have it."""

from tests.acceptance.in_flight import line, shift, stillness
from tests.integration.wholesaler_worker.conftest import acme, topology_url, wholesale

__all__ = ["acme", "line", "shift", "stillness", "topology_url", "wholesale"]
