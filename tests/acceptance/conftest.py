"""A wholesaler of a test's own, as the tests of the running worker have it."""

from tests.integration.wholesaler_worker.conftest import acme, topology_url, wholesale

__all__ = ["acme", "topology_url", "wholesale"]
