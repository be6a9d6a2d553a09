"""A reseller's morning, proved afterwards: everything received was answered, and nothing was done twice."""

import json
import time
from pathlib import Path
from typing import Any

from demo.cast import EndUser
from tests.acceptance.test_orders_of_a_reseller import WHERE, asked
from tests.acceptance.test_reseller_order_system import buyers, reseller, territory
from tests.plugins.running_services import Running

__all__ = ["buyers", "reseller", "territory"]

PATIENCE = 90


def reconcile(running: Running, folder: Path, *arguments: str) -> tuple[int, str]:
    program = ("wholesaler-worker", "--services", str(running.services), "reconcile", *arguments)
    ended = running.run(*program, environment={}, folder=folder)
    assert ended.stderr == ""
    return ended.returncode, ended.stdout


def reconciled(running: Running, folder: Path, reseller: str, received: int) -> dict[str, Any]:
    """The figures of a reseller, once the broker's confirmation of its last answer stands in the ledger."""
    deadline = time.monotonic() + PATIENCE
    while True:
        status, said = reconcile(running, folder, "--since", "1h", "--reseller", reseller, "--json")
        found: dict[str, Any] = json.loads(said)
        if found["answered"] == found["received"] == received or time.monotonic() > deadline:
            assert status == 0, said
            return found


def test_everything_a_reseller_asked_was_answered_and_nothing_is_lost_doubled_or_missing(
    running: Running, reseller: dict[str, str], buyers: list[EndUser], tmp_path: Path
) -> None:
    jane, name = buyers[0], reseller["RESELLER_NAME"]
    where = f"{jane.name},{jane.customer_class},{jane.asked},{jane.city},{jane.state},{jane.zip}"

    def ask(names: str, values: str) -> dict[str, str]:
        return asked(running, reseller, tmp_path, names, values)

    held = ask(f"ask,{WHERE},quantity", f"reserve,{where},1")
    number, _, token = held["hold_tokens"].partition("=")
    first, second, *_ = ask(f"ask,{WHERE},services", f"dates,{where},1FR")["due_dates"].split(";")
    ordering = (
        f"ask,order_reference,pon,activity,due_date,{WHERE},line_service,line_features,line_number,line_hold_token"
    )
    order = ask(ordering, f"order,r-1,PO-1,new,{first},{where},1FR,ESX,{number},{token}")
    assert order["order_status"] == "confirmed", order
    change = ask("ask,order_reference,pon,version,change,due_date", f"supplement,r-1,PO-1,2,due date,{second}")
    assert change["order_status"] == "confirmed", change
    assert ask("ask,pons", "status,PO-1")["order_states"] == "PO-1 version 2 confirmed"

    found = reconciled(running, tmp_path, name, received=5)
    assert {what: found[what] for what in ("received", "answered", "lost", "doubled", "missing")} == {
        "received": 5, "answered": 5, "lost": 0, "doubled": 0, "missing": 0
    }, found  # fmt: skip
    assert (found["notifications"], found["findings"]) == (5, [])
    assert list(found["resellers"]) == [name]

    status, said = reconcile(running, tmp_path, "--since", "1h", "--reseller", name)
    assert status == 0
    assert said.splitlines()[-1] == "received 5 answered 5 lost 0 doubled 0 missing 0"
    assert name in said


def test_what_is_no_time_or_no_stretch_of_time_is_wrong_usage(running: Running, tmp_path: Path) -> None:
    for arguments in (("--since", "yesterday"), ("--until", "2026-02-30"), ("--since", "1h", "--until", "2h")):
        ended = running.run(
            "wholesaler-worker", "--services", str(running.services), "reconcile", *arguments,
            environment={}, folder=tmp_path,
        )  # fmt: skip
        assert (ended.returncode, ended.stdout) == (2, "")
        assert "Traceback" not in ended.stderr


def test_a_reseller_that_nobody_knows_is_not_said_to_be_in_order(running: Running, tmp_path: Path) -> None:
    ended = running.run(
        "wholesaler-worker", "--services", str(running.services), "reconcile", "--reseller", "nobody",
        environment={}, folder=tmp_path,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "there is no reseller nobody" in ended.stderr
