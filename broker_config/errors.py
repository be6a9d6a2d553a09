"""What can go wrong with the broker, and what the caller does about it.

BrokerError
├── BrokerUnreachable    nobody answers: try again later, or look whether the broker runs
├── BrokerRefused        the broker knows us and says no: mend user, password, virtual host or permissions
├── TransportClosed      used after `close` or before `open`: a mistake in the program, or it is ending
├── PasswordMissing      users have to be made and nobody said where their passwords go: give a credentials file
├── ResellerUnknown      the broker has nothing of this reseller: add it first
└── SettingsUnusable     an address or a file of settings cannot be used; the sentence lists every problem
"""

from __future__ import annotations


class BrokerError(Exception):
    """Root of everything this package raises on purpose; its text is a sentence for a person."""


class BrokerUnreachable(BrokerError):
    """No broker answered in time."""


class BrokerRefused(BrokerError):
    """The broker answered and refused."""


class TransportClosed(BrokerError):
    """The transport is not open."""


class PasswordMissing(BrokerError):
    """A user does not exist yet and there is no password to make it with."""


class ResellerUnknown(BrokerError):
    """No reseller of this name was added to the broker."""


class SettingsUnusable(BrokerError):
    """An address, a credential or a file of settings cannot be used."""
