"""A reseller's order system and its adapter against the running wholesaler: every way in, and long documents."""

import csv
import io
import json
import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pika
import pytest

from demo.cast import EndUser, number_end_users, qualifying_end_users
from demo.checking import checked_numbers, checked_orders
from demo.files import numbers_csv, orders_json
from demo.network import Office, offices
from demo.points import Point, packaged_points
from tests.acceptance.reseller_program import document
from tests.plugins.running_services import PROGRAMS, Running


@pytest.fixture(scope="module")
def territory() -> tuple[list[Point], list[Office]]:
    points = list(packaged_points())
    return points, list(offices(points))


@pytest.fixture(scope="module")
def buyers(territory: tuple[list[Point], list[Office]]) -> list[EndUser]:
    return qualifying_end_users(*territory)


@pytest.fixture
def reseller(running: Running, tmp_path: Path) -> dict[str, str]:
    """A reseller of this test's own, so that nobody else reads its answers: the environment of its adapter."""
    name = f"r{secrets.token_hex(4)}"
    added = running.run(
        "wholesaler-worker", "reseller", "add", name, "--json",
        environment=running.as_administrator(), folder=tmp_path,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    login = json.loads(added.stdout)
    return {
        "RESELLER_NAME": name,
        "RESELLER_AMQP_URL": running.content["amqp_url"],
        "RESELLER_USERNAME": login["username"],
        "RESELLER_PASSWORD": login["password"],
        "RESELLER_DATA_DIR": str(tmp_path / "adapter"),
    }


@contextmanager
def running_adapter(reseller: dict[str, str], folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`reseller-adapter run`, once it is ready, ended cleanly; its log is a file in `folder`."""
    with (folder / "adapter.log").open("ab") as log:
        begins = log.tell()
        adapter = subprocess.Popen(
            [PROGRAMS / "reseller-adapter", "run", *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), **reseller},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_ready(adapter, folder / "adapter.log", begins)
            yield adapter
        finally:
            adapter.send_signal(signal.SIGTERM)
            status = adapter.wait(60)
    assert status in {0, -signal.SIGKILL}, (folder / "adapter.log").read_text()


def wait_until_ready(adapter: subprocess.Popen[bytes], log: Path, begins: int) -> None:
    """Before that, a submission would go without the adapter, and a signal would end it unheard."""
    deadline = time.monotonic() + 90
    pause = threading.Event()
    while b"action=adapter.ready" not in (said := log.read_bytes()[begins:]):
        assert adapter.poll() is None, said.decode()
        assert time.monotonic() < deadline, said.decode()
        pause.wait(0.05)  # a file tells nobody that it has grown


def submit(running: Running, reseller: dict[str, str], folder: Path, *arguments: str) -> str:
    ended = running.run("reseller-adapter", "submit", *arguments, environment=reseller, folder=folder)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_json_file_is_answered_in_its_own_words(
    running: Running, reseller: dict[str, str], buyers: list[EndUser], tmp_path: Path
) -> None:
    (tmp_path / "orders.json").write_text(orders_json(buyers), encoding="utf-8")
    answer = submit(running, reseller, tmp_path, "orders.json", "--format", "json", "--wait", "100")
    assert [one.wrong for one in checked_orders(buyers, answer)] == [""] * len(buyers)


def test_a_csv_file_gets_numbers_of_the_right_office(
    running: Running, reseller: dict[str, str], territory: tuple[list[Point], list[Office]], tmp_path: Path
) -> None:
    callers = number_end_users(*territory)
    (tmp_path / "numbers.csv").write_text(numbers_csv(callers), encoding="utf-8")
    answer = submit(running, reseller, tmp_path, "numbers.csv", "--format", "csv", "--wait", "100")
    assert [one.wrong for one in checked_numbers(callers, answer)] == [""] * (3 * len(callers))


def test_the_wholesalers_own_format_goes_through_too(
    running: Running, reseller: dict[str, str], buyers: list[EndUser], tmp_path: Path
) -> None:
    first = buyers[0]
    asked = document(
        reseller["RESELLER_NAME"],
        {"line": first.asked, "city": first.city, "state": first.state, "zip": first.zip},
    )
    (tmp_path / "document.json").write_text(json.dumps(asked), encoding="utf-8")
    reply = json.loads(submit(running, reseller, tmp_path, "document.json", "--format", "wholesaler"))
    assert reply["header"]["transaction_number"] == asked["header"]["transaction_number"]
    assert reply["header"]["outcome"] == "answered"


def test_a_file_of_more_than_a_document_holds_is_split_and_put_together(
    running: Running, reseller: dict[str, str], buyers: list[EndUser], tmp_path: Path
) -> None:
    rows = 10_500
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(("ask", "order_reference", "customer_name", "address", "city", "state", "zip"))
    for number in range(rows):
        user = buyers[number % 4]
        lines.writerow(("validate", f"row-{number}", user.name, user.asked, user.city, user.state, user.zip))
    (tmp_path / "long.csv").write_text(text.getvalue(), encoding="utf-8")
    answer = submit(running, reseller, tmp_path, "long.csv", "--wait", "100")
    answered = list(csv.DictReader(io.StringIO(answer)))
    assert [row["order_reference"] for row in answered] == [f"row-{number}" for number in range(rows)]
    assert {row["outcome"] for row in answered} == {"answered"}


def test_what_was_collected_goes_as_one_document(
    running: Running, reseller: dict[str, str], buyers: list[EndUser], tmp_path: Path
) -> None:
    for number, user in enumerate(buyers[:3], 1):
        (tmp_path / f"{number}.json").write_text(orders_json([user]).replace("acme-1", f"acme-{number}"), "utf-8")
        added = running.run("reseller-adapter", "collect", f"{number}.json", environment=reseller, folder=tmp_path)
        assert added.returncode == 0, added.stderr
    answer = submit(running, reseller, tmp_path, "--collected", "--format", "json")
    assert [one.wrong for one in checked_orders(buyers[:3], answer)] == [""] * 3
    assert len({record["order_reference"] for record in json.loads(answer)["orders"]}) == 3


def test_a_message_on_intake_is_answered_where_it_says(
    running: Running, reseller: dict[str, str], buyers: list[EndUser], tmp_path: Path
) -> None:
    login = {"username": reseller["RESELLER_USERNAME"], "password": reseller["RESELLER_PASSWORD"]}
    url = running.url_of(login, vhost=f"reseller.{reseller['RESELLER_NAME']}")
    with (
        running_adapter(reseller, tmp_path),
        pika.BlockingConnection(pika.URLParameters(url)) as connection,
    ):
        channel = connection.channel()
        channel.confirm_delivery()
        channel.queue_declare("clerk", durable=True, arguments={"x-queue-type": "quorum"})
        for reply_to, correlation_id in (("clerk", "one"), (None, "two")):
            channel.basic_publish(
                "",
                "intake",
                orders_json(buyers[:1]).encode(),
                pika.BasicProperties(
                    content_type="application/json",
                    delivery_mode=2,
                    correlation_id=correlation_id,
                    reply_to=reply_to,
                ),
                mandatory=True,
            )
        for queue, correlation_id in (("clerk", "one"), ("delivery", "two")):
            for method, properties, body in channel.consume(queue, inactivity_timeout=90):
                assert method is not None, f"nothing came to {queue}: {(tmp_path / 'adapter.log').read_text()}"
                assert properties.correlation_id == correlation_id
                assert [one.wrong for one in checked_orders(buyers[:1], body.decode())] == [""]
                channel.basic_ack(method.delivery_tag)
                break
            channel.cancel()


def test_submit_goes_through_the_adapter_that_runs(
    running: Running, reseller: dict[str, str], buyers: list[EndUser], tmp_path: Path
) -> None:
    (tmp_path / "orders.json").write_text(orders_json(buyers), encoding="utf-8")
    with running_adapter(reseller, tmp_path):
        answer = submit(running, reseller, tmp_path, "orders.json", "--wait", "100")
    assert [one.wrong for one in checked_orders(buyers, answer)] == [""] * len(buyers)


def test_what_is_pending_outlives_a_killed_adapter(
    running: Running, reseller: dict[str, str], buyers: list[EndUser], tmp_path: Path
) -> None:
    watched = tmp_path / "watched"
    watched.mkdir()
    for number in range(20):
        (watched / f"{number}.json").write_text(orders_json(buyers), encoding="utf-8")
    with running_adapter(reseller, tmp_path, "--watch", str(watched)) as adapter:
        ended = running.run("reseller-adapter", "status", environment=reseller, folder=tmp_path)
        assert ended.returncode == 0, ended.stderr
        adapter.kill()
        adapter.wait()
    with running_adapter(reseller, tmp_path, "--watch", str(watched)):
        for number in range(20):
            name = f"{number}.json"
            answered = running.run(
                "sh", "-c", f'until [ -e "watched/done/{number}.answer.json" ]; do sleep 0.1; done',
                environment={}, folder=tmp_path, timeout=120,
            )  # fmt: skip
            assert answered.returncode == 0, name
            answer = (watched / "done" / f"{number}.answer.json").read_text(encoding="utf-8")
            assert [one.wrong for one in checked_orders(buyers, answer)] == [""] * len(buyers)
