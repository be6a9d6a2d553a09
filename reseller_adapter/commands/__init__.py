"""The commands of `reseller-adapter`, one per module."""
