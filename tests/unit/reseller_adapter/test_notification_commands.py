"""`reseller-adapter notifications` and what `status` says about them; no broker is reached."""

import json
from pathlib import Path

import pytest

from contracts.notification_writing import write_notification
from reseller_adapter.store.notification_records import KeptNotification
from reseller_adapter.store.store import Store
from tests.plugins.notices import notice
from tests.unit.reseller_adapter.test_commands import call, environment

__all__ = ["environment"]


@pytest.fixture
def kept(environment: None, tmp_path: Path) -> Store:
    """PO-1 is told up to 1, has 3 waiting and misses 2; PO-2 is told."""
    with Store(tmp_path / "adapter") as store:
        for pon, sequence, at in (("PO-1", 1, 1000.0), ("PO-1", 3, 1001.0), ("PO-2", 1, 1002.0)):
            one = notice(pon, sequence)
            new = KeptNotification(
                pon=pon,
                sequence=sequence,
                version=1,
                event=one.header.event,
                message_id=None,
                received_at=at,
                delivered_at=None,
            )
            store.notifications.add(new, write_notification(one))
            if sequence == 1:
                store.notifications.delivered(pon, 1, at + 1)
        store.notifications.keep_odd(1003.0, "m", "It cannot be read.", b"\xff odd")
    return store


@pytest.mark.usefixtures("kept")
def test_the_list_says_what_is_delivered_waits_and_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("notifications", "list") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "PO-1  delivered up to 1  waiting 3  missing 2, not asked yet"
    assert second == "PO-2  delivered up to 1"


@pytest.mark.usefixtures("kept")
def test_only_those_that_wait_can_be_listed_for_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("notifications", "list", "--waiting", "--json") == 0
    (item,) = json.loads(capsys.readouterr().out)
    assert (item["pon"], item["delivered"], item["waiting"], item["missing"]) == ("PO-1", 1, [3], [2, 2])


@pytest.mark.usefixtures("kept")
def test_one_order_is_shown_with_its_notifications(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("notifications", "show", "PO-1") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith(
        "1  version 1  order.acknowledged  at 2026-11-23T09:31:00Z  delivered 1970-01-01T00:16:41Z"
    )
    assert lines[2].endswith("waits")
    assert call("notifications", "show", "PO-1", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["notifications"][1]["notification"]["header"]["sequence"] == 3


@pytest.mark.usefixtures("kept")
def test_what_was_set_aside_is_listed_and_printed_byte_for_byte(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert call("notifications", "list", "--unreadable") == 0
    assert b"It cannot be read." in capfdbinary.readouterr().out
    assert call("notifications", "unreadable", "1") == 0
    assert capfdbinary.readouterr().out == b"\xff odd"


@pytest.mark.usefixtures("kept")
def test_a_gap_is_passed_over_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("notifications", "skip", "PO-1") == 0
    assert "does without 2" in capsys.readouterr().out
    assert call("notifications", "skip", "PO-1") == 1
    assert "nothing is missing" in capsys.readouterr().err


def test_an_order_system_that_lost_some_gets_them_again(kept: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("notifications", "again", "PO-2") == 0
    assert "delivered when the adapter runs" in capsys.readouterr().out
    with Store(kept.data_dir) as store:
        (due,) = store.notifications.next(10)
        assert (due.pon, due.sequence) == ("PO-2", 1)
        store.notifications.delivered("PO-2", 1, 2000.0)
    assert call("notifications", "again", "PO-1", "--from", "2") == 1
    assert "not told up to 2 yet" in capsys.readouterr().err


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("arguments", [("show", "PO-9"), ("skip", "PO-9"), ("unreadable", "9")])
def test_what_nobody_heard_of_is_one_sentence(arguments: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert call("notifications", *arguments) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.usefixtures("environment")
def test_an_empty_store_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("notifications", "list") == 0
    assert capsys.readouterr().out == "nothing is there\n"


@pytest.mark.usefixtures("kept")
def test_the_status_counts_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("status", "--json") == 0
    counts = json.loads(capsys.readouterr().out)["notifications"]
    assert counts == {"orders": 2, "waiting": 1, "gaps": 1, "unreadable": 1}
    assert call("status") == 0
    assert "orders with a missing notification: 1" in capsys.readouterr().out


@pytest.mark.usefixtures("environment")
def test_notifications_into_a_folder_need_the_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--notifications-to", "folder") == 2
    assert "--watch" in capsys.readouterr().err
