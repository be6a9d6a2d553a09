"""The steps that turn two empty servers into a wholesaler with a territory and two resellers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embedded.own_programs import Step

if TYPE_CHECKING:
    from pathlib import Path

RESELLERS = ("acme", "beta")


PREMISES = Step("make room on the given servers", ("demo", "premises"))


def preparing_steps(files: Path, credentials: Path) -> list[Step]:
    """Topology, tables, the demo's territory written into `files`, loaded and published, in this order.

    `credentials` is the file where broker-config keeps the service users' generated passwords.
    """
    return [
        Step("apply the broker's topology", ("broker_config", "apply", "--credentials", str(credentials))),
        Step("make the tables", ("wholesaler_worker", "migrate")),
        Step("write the demo's territory", ("demo", "territory", str(files))),
        Step(
            "load its addresses",
            ("wholesaler_worker", "load", "addresses", "--format", "openaddresses", str(files / "addresses.csv")),
        ),
        Step("load its offices and switches", ("wholesaler_worker", "load", "network", str(files / "network"))),
        Step("load its numbers", ("wholesaler_worker", "load", "numbers", str(files / "numbers.csv"))),
        Step("publish the reference index", ("wholesaler_worker", "publish")),
    ]


def reseller_step(reseller: str) -> Step:
    """Add one reseller; its output is its credentials, shown this once."""
    return Step(f"add the reseller {reseller}", ("wholesaler_worker", "reseller", "add", reseller, "--json"))


WORKER = Step("run a worker", ("wholesaler_worker", "run"))
