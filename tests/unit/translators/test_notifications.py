"""A notification in the reseller's format: columns and words by the profile, nothing lost on the way."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from contracts.notification import Notification, NotificationHeader, OrderEvent
from contracts.notification_reading import read_notification
from translators.errors import ProfileUnusable
from translators.profile import Profile, read_profile
from translators.registry import FORMATS, translator

MINIMAL = """
profile = "acme/1"
[fields]
reference = "order"
[answer]
order = "segment.reference"
"""


def example(event: str) -> Notification:
    return read_notification((files("contracts") / "examples" / f"{event}.notification.json").read_bytes())


def row(body: bytes) -> dict[str, str]:
    (only,) = csv.DictReader(io.StringIO(body.decode("utf-8"), newline=""))
    return only


@pytest.mark.parametrize("event", OrderEvent)
def test_csv_and_json_say_the_same(event: OrderEvent, standard: Profile) -> None:
    notification = example(event)
    in_json = json.loads(translator("json", standard).write_notification(notification))
    in_csv = row(translator("csv", standard).write_notification(notification))
    assert in_csv["event"] == in_json["event"] == event.removeprefix("order.")
    assert in_json["sequence"] == notification.header.sequence
    assert in_csv.keys() == in_json.keys()
    for name, value in in_json.items():
        shown = ";".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        assert in_csv[name] == shown


@pytest.mark.parametrize("event", OrderEvent)
def test_the_wholesaler_format_gives_back_what_came(event: OrderEvent, standard: Profile) -> None:
    notification = example(event)
    assert read_notification(translator("wholesaler", standard).write_notification(notification)) == notification


def test_a_confirmation_says_what_was_confirmed(standard: Profile) -> None:
    shown = row(translator("csv", standard).write_notification(example("order.confirmed")))
    assert (shown["due_date"], shown["numbers"], shown["switch"]) == ("2026-12-01", "4155550122", "SNFCCA90DS0")


def test_a_rejection_says_every_reason(standard: Profile) -> None:
    shown = row(translator("csv", standard).write_notification(example("order.rejected")))
    assert (shown["code"], shown["hint"]) == ("D402", "The next free date is 2026-12-03.")
    assert shown["errors"].startswith("D402 ")


def test_a_jeopardy_is_explained(standard: Profile) -> None:
    shown = json.loads(translator("json", standard).write_notification(example("order.jeopardy")))
    assert shown["jeopardy"] == "O525"
    assert "construction" in shown["meaning"]


def test_what_was_said_about_a_jeopardy_is_told_before_what_its_code_means(standard: Profile) -> None:
    notification = example("order.jeopardy")
    said = replace(notification, detail={"code": "O525", "text": "The duct is flooded."})
    assert json.loads(translator("json", standard).write_notification(said))["meaning"] == "The duct is flooded."
    over = replace(notification, detail={"recovered": True, "text": "The due date is not in danger any more."})
    shown = row(translator("csv", standard).write_notification(over))
    assert (shown["jeopardy"], shown["meaning"]) == ("", "The due date is not in danger any more.")


def test_a_profile_names_its_own_columns_and_words() -> None:
    profile = read_profile(
        MINIMAL
        + """
[csv]
delimiter = ";"
[tables.ereignis]
"bestätigt" = "order.confirmed"
[notification]
"Bestellung" = "pon"
"Ereignis" = { value = "event", table = "ereignis" }
"Termin" = { value = "detail.due_date", date = "%d.%m.%Y" }
"Nummern" = { value = "detail.numbers", separator = ",", key = "nummern.alle" }
"""
    )
    notification = example("order.confirmed")
    text = translator("csv", profile).write_notification(notification).decode("utf-8")
    assert text == "Bestellung;Ereignis;Termin;Nummern\r\nPO-5512;bestätigt;01.12.2026;4155550122\r\n"
    shown = json.loads(translator("json", profile).write_notification(notification))
    assert shown["nummern"] == {"alle": ["4155550122"]}


def test_a_profile_that_says_nothing_of_notifications_shows_them_as_the_standard_does(standard: Profile) -> None:
    notification = example("order.completed")
    for form in FORMATS:
        own = translator(form, read_profile(MINIMAL)).write_notification(notification)
        assert own == translator(form, standard).write_notification(notification)


def test_a_value_that_no_notification_has_is_a_problem_of_the_profile() -> None:
    with pytest.raises(ProfileUnusable, match=r"notification\.termin\.value: a notification has no value"):
        read_profile(MINIMAL + '[notification]\ntermin = "detail.due_dat"\n')


def test_a_detail_that_a_spreadsheet_would_calculate_is_made_harmless(standard: Profile) -> None:
    header = NotificationHeader(
        event=OrderEvent.CONFIRMED,
        reseller="acme",
        pon="-1",
        version=1,
        sequence=1,
        occurred_at=datetime(2026, 11, 23, tzinfo=UTC),
        transaction_number="A-1",
        reference="=1+1",
    )
    shown = row(translator("csv", standard).write_notification(Notification(header=header)))
    assert (shown["order_reference"], shown["pon"]) == ("'=1+1", "'-1")
