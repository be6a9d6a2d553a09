"""A reseller's orders in its own CSV, against the running wholesaler: answered, changed, and followed to the end."""

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel

from demo.cast import EndUser
from tests.acceptance.test_reseller_order_system import buyers, reseller, running_adapter, submit, territory
from tests.plugins.running_services import Running

__all__ = ["buyers", "reseller", "territory"]

WHERE = "customer_name,customer_class,address,city,state,zip"


@pytest.fixture
def delivery(running: Running, reseller: dict[str, str]) -> Iterator[BlockingChannel]:
    """A channel in the reseller's own virtual host."""
    login = {"username": reseller["RESELLER_USERNAME"], "password": reseller["RESELLER_PASSWORD"]}
    url = running.url_of(login, vhost=f"reseller.{reseller['RESELLER_NAME']}")
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        yield connection.channel()


def only_row(text: str) -> dict[str, str]:
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    return row


def asked(running: Running, reseller: dict[str, str], folder: Path, names: str, values: str) -> dict[str, str]:
    (folder / "asked.csv").write_text(f"{names}\n{values}\n", encoding="utf-8")
    return only_row(submit(running, reseller, folder, "asked.csv", "--wait", "100"))


def told(channel: BlockingChannel, last: tuple[str, str]) -> list[dict[str, str]]:
    """The notifications in `delivery` up to the one of this event and version."""
    rows: list[dict[str, str]] = []
    for method, properties, body in channel.consume("delivery", inactivity_timeout=90):
        assert method is not None, f"{last} did not come: {rows}"
        assert properties.type.startswith("order.")
        rows.append(only_row(body.decode()))
        channel.basic_ack(method.delivery_tag)
        if (rows[-1]["event"], rows[-1]["version"]) == last:
            break
    channel.cancel()
    return rows


def in_turn(rows: list[dict[str, str]], pon: str) -> list[tuple[str, str]]:
    return [(str(count), pon) for count in range(1, len(rows) + 1)]


def test_an_order_is_confirmed_changed_and_followed_in_the_resellers_format(
    running: Running,
    reseller: dict[str, str],
    buyers: list[EndUser],
    delivery: BlockingChannel,
    tmp_path: Path,
) -> None:
    jane = buyers[0]
    where = f"{jane.name},{jane.customer_class},{jane.asked},{jane.city},{jane.state},{jane.zip}"

    def ask(names: str, values: str) -> dict[str, str]:
        return asked(running, reseller, tmp_path, names, values)

    held = ask(f"ask,{WHERE},quantity", f"reserve,{where},1")
    number, _, token = held["hold_tokens"].partition("=")
    first, second, *_ = ask(f"ask,{WHERE},services", f"dates,{where},1FR")["due_dates"].split(";")
    ordering = (
        f"ask,order_reference,pon,activity,due_date,{WHERE},line_service,line_features,line_number,line_hold_token"
    )
    with running_adapter(reseller, tmp_path, "--notifications-format", "csv"):
        order = ask(ordering, f"order,r-1,PO-1,new,{first},{where},1FR,ESX,{number},{token}")
        assert (order["order_status"], order["due_date"], order["numbers"]) == ("confirmed", first, number), order
        change = ask("ask,order_reference,pon,version,change,due_date", f"supplement,r-1,PO-1,2,due date,{second}")
        assert (change["order_status"], change["due_date"]) == ("confirmed", second), change
        rows = told(delivery, ("superseded", "1"))
    assert [(row["sequence"], row["pon"]) for row in rows] == in_turn(rows, "PO-1")
    assert [(row["version"], row["due_date"]) for row in rows if row["event"] == "confirmed"] == [
        ("1", first), ("2", second)
    ]  # fmt: skip
    assert ask("ask,pons", "status,PO-1")["order_states"] == "PO-1 version 2 confirmed"

    # A store that knows nothing: what happened before is missing, and asked for.
    shutil.rmtree(reseller["RESELLER_DATA_DIR"])
    with running_adapter(reseller, tmp_path, "--notifications-format", "csv"):
        cancel = ask("ask,order_reference,pon,version,change", "supplement,r-1,PO-1,3,cancel")
        assert cancel["outcome"] == "answered", cancel
        rows = told(delivery, ("cancelled", "3"))
    assert [(row["sequence"], row["pon"]) for row in rows] == in_turn(rows, "PO-1")
    assert {row["version"] for row in rows} == {"1", "2", "3"}


def test_a_rejected_order_has_every_reason_and_is_told_as_one(
    running: Running,
    reseller: dict[str, str],
    buyers: list[EndUser],
    delivery: BlockingChannel,
    tmp_path: Path,
) -> None:
    jane = buyers[0]
    where = f"{jane.name},{jane.customer_class},{jane.asked},{jane.city},{jane.state},{jane.zip}"
    names = f"ask,order_reference,pon,activity,due_date,{WHERE},line_service,line_hold_token"
    values = f"order,r-2,PO-2,new,2020-01-01,{where},1FR,nosuchtoken12345678"
    with running_adapter(reseller, tmp_path, "--notifications-format", "csv"):
        answer = asked(running, reseller, tmp_path, names, values)
        assert (answer["outcome"], answer["order_status"], answer["code"]) == ("refused", "rejected", "O501"), answer
        rows = told(delivery, ("rejected", "1"))
    assert [row["event"] for row in rows] == ["acknowledged", "rejected"]
    assert "N309" in answer["further_errors"]
    assert "N309" in rows[1]["errors"]
