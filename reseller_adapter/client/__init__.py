"""The client library: ask the wholesaler from a program, in a few lines."""

from reseller_adapter.client.client import ResellerClient

__all__ = ["ResellerClient"]
