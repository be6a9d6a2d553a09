"""What the wholesaler answers to orders and reservations, in the reseller's own columns and words."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from contracts.reply_reading import read_reply
from contracts.transactions import TRANSACTIONS
from translators.profile import read_profile
from translators.registry import translator

if TYPE_CHECKING:
    from contracts.reply import Reply
    from translators.profile import Profile

ROWS = """
profile = "acme/1"
[csv]
rows = "{kind}"
[fields]
reference = "order"
[answer]
{columns}
"""


def example(transaction: str) -> Reply:
    return read_reply((files("contracts") / "examples" / f"{transaction}.reply.json").read_bytes())


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8"), newline="")))


def first_row(transaction: str, profile: Profile) -> dict[str, str]:
    return rows(translator("csv", profile).write_reply(example(transaction)))[0]


@pytest.mark.parametrize("transaction", TRANSACTIONS)
def test_every_answer_can_be_written_in_every_format(transaction: str, standard: Profile) -> None:
    reply = example(transaction)
    assert len(rows(translator("csv", standard).write_reply(reply))) == len(reply.segments)
    assert len(json.loads(translator("json", standard).write_reply(reply))["orders"]) == len(reply.segments)
    assert read_reply(translator("wholesaler", standard).write_reply(reply)) == reply


def test_a_confirmation_has_its_number_its_date_and_its_telephone_numbers(standard: Profile) -> None:
    row = first_row("order.submit", standard)
    assert (row["order_status"], row["order_number"], row["due_date"]) == ("confirmed", "W0000042", "2026-12-01")
    assert row["numbers"] == "4155550122"
    assert (row["central_office"], row["switch"]) == ("SNFCCA90", "SNFCCA90DS0")


def test_a_reservation_has_its_numbers_and_tokens(standard: Profile) -> None:
    row = first_row("number.reserve", standard)
    assert row["numbers"] == "4155550122"
    assert row["hold_tokens"] == "4155550122=h-7Q2dPl0Z3v"
    assert row["held_until"].startswith("4155550122=2026-11-23T10:30:00")


def test_dates_are_a_list(standard: Profile) -> None:
    assert first_row("due_date.offer", standard)["due_dates"].startswith("2026-12-01;2026-12-02")


def test_the_state_of_orders_is_a_list_in_one_cell_or_a_row_each(standard: Profile) -> None:
    assert first_row("order.status", standard)["order_states"].startswith("PO-5512 version 2 confirmed")
    profile = read_profile(
        ROWS.format(kind="order", columns='pon = "order.pon"\nstate = "order.state"\nlast = "order.history.1.event"')
    )
    (row, *_) = rows(translator("csv", profile).write_reply(example("order.status")))
    assert row == {"pon": "PO-5512", "state": "confirmed", "last": "order.confirmed"}


def test_a_customers_record_shows_what_there_is(standard: Profile) -> None:
    row = first_row("customer.record", standard)
    assert row["numbers"].startswith("4155550142")
    assert row["open_orders"] == "PO-5512"
    assert row["city"] == "SAN FRANCISCO"


def test_plain_numbers_can_have_a_row_each() -> None:
    profile = read_profile(
        ROWS.format(kind="number", columns='n = "number.telephone_number"\nyours = "number.available"')
    )
    assert rows(translator("csv", profile).write_reply(example("order.submit"))) == [
        {"n": "4155550122", "yours": "true"}
    ]


def test_what_was_sent_again_is_counted(standard: Profile) -> None:
    assert first_row("notification.resend", standard)["resent"] == "2"
