"""What the synthetic switches can do: service codes of the trade (USOC) with a state for each kind of switch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.network import Switch


@dataclass(frozen=True, slots=True)
class Feature:
    """A service or feature as features.csv carries it; list fields are joined with ``|``."""

    usoc: str
    name: str
    customer_class: str = "both"
    status: str = "available"
    condition: str = ""
    requires: str = ""
    excludes: str = ""


_ON_EVERY_SWITCH = (
    Feature("1FR", "Flat rate residence line", "residence", excludes="1MR"),
    Feature("1MR", "Measured residence line", "residence", excludes="1FR"),
    Feature("1FB", "Flat rate business line", "business"),
    Feature("ESX", "Call waiting"),
    Feature("ESM", "Call forwarding"),
    Feature("ESC", "Three-way calling"),
    Feature("ESL", "Speed calling, 8 numbers", excludes="ESF"),
    Feature("ESF", "Speed calling, 30 numbers", excludes="ESL"),
    Feature("TTR", "Touch-tone calling", "residence"),
)

_ON_NEW_SWITCHES = (
    Feature("NSD", "Caller identification, name and number"),
    Feature("NNK", "Caller identification, number"),
    Feature("NWT", "Caller identification while waiting", requires="ESX|NSD"),
    Feature("NSS", "Call return"),
    Feature("NSQ", "Repeat dialing"),
    Feature("VMX", "Voice mail", "residence"),
    Feature("1DSLX", "Digital subscriber line, 8 Mbit/s", status="conditional", condition="loop shorter than 3,600 m"),
    Feature("PRXTY", "Primary rate interface, 23 channels", "business", status="unavailable"),
)


def features_of(switch: Switch) -> Iterator[Feature]:
    """Yield what `switch` offers: an old switch has no caller identification and no data."""
    yield from _ON_EVERY_SWITCH
    if switch.type.startswith("5ESS"):
        yield from _ON_NEW_SWITCHES
