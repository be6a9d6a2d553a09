"""`submit` on a real broker: alone, and beside a running adapter."""

import csv
import io
import json
import threading
from pathlib import Path

from contracts.document import Document
from contracts.reply import Reply
from tests.integration.reseller_adapter.conftest import PATIENCE, Programs, Reseller
from tests.plugins.stub_wholesaler import StubWholesaler, everything_is_available

HEADER = "order_reference,customer_name,address,city,state,zip,services"


def orders(count: int) -> bytes:
    rows = [f"A-{number},Jane Doe,{number} Main St,Oakland,CA,94601,1FR" for number in range(1, count + 1)]
    return "\n".join([HEADER, *rows, ""]).encode()


def references(answer: bytes) -> list[str]:
    return [row["order_reference"] for row in csv.DictReader(io.StringIO(answer.decode()))]


def test_a_file_is_answered_without_a_running_adapter(
    programs: Programs, wholesaler: StubWholesaler, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(orders(3))
    ended = programs.call("submit", str(file), "--wait", "120")
    assert ended.returncode == 0, ended.stderr.decode()
    assert references(ended.stdout) == ["A-1", "A-2", "A-3"]
    assert not ended.stderr


def test_a_file_goes_through_the_running_adapter(programs: Programs, wholesaler: StubWholesaler) -> None:
    running = programs.run()
    ended = programs.call("submit", "-", "--format", "csv", stdin=orders(2))
    assert ended.returncode == 0, ended.stderr.decode()
    assert references(ended.stdout) == ["A-1", "A-2"]
    running.wait_for("action=answer.taken_in")
    assert running.stop() == 0


def test_several_commands_at_once_each_get_their_own_answer(programs: Programs, wholesaler: StubWholesaler) -> None:
    got: dict[int, list[str]] = {}

    def submit(count: int) -> None:
        got[count] = references(programs.call("submit", "-", "--format", "csv", stdin=orders(count)).stdout)

    threads = [threading.Thread(target=submit, args=(count,)) for count in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(4 * PATIENCE)
    assert {count: len(answered) for count, answered in got.items()} == {1: 1, 2: 2, 3: 3, 4: 4}


def test_an_answer_that_does_not_come_in_time_can_be_fetched_later(
    programs: Programs, wholesaler: StubWholesaler
) -> None:
    may_answer = threading.Event()

    def later(document: Document) -> Reply:
        may_answer.wait()
        return everything_is_available(document)

    wholesaler.answer_of = later
    ended = programs.call("submit", "-", "--format", "csv", "--wait", "1", stdin=orders(1))
    assert ended.returncode == 1
    assert ended.stdout == b""
    (sentence,) = ended.stderr.decode().splitlines()
    assert "no answer to document" in sentence

    pending = json.loads(programs.call("pending", "list", "--json").stdout)
    assert [item["state"] for item in pending] == ["waiting"]
    may_answer.set()
    name = pending[0]["id"]
    assert name in sentence
    fetched = programs.call("pending", "show", name, "--wait", "120")
    assert fetched.returncode == 0, fetched.stderr.decode()
    assert references(fetched.stdout) == ["A-1"]
    assert references(programs.call("pending", "show", name, "--answer").stdout) == ["A-1"]


def test_defects_are_listed_one_per_line_and_nothing_is_sent(programs: Programs, reseller: Reseller) -> None:
    body = HEADER.encode() + b"\nA-1,Jane Doe,1 Main St,Oakland,CA,bad-zip,1FR\nA-2,Jane Doe,,,,,1FR,too,many\n"
    ended = programs.call("submit", "-", "--format", "csv", stdin=body)
    assert ended.returncode == 1
    assert len(ended.stderr.decode().splitlines()) >= 2
    assert json.loads(programs.call("status", "--json").stdout)["submissions"] == {}


def test_a_long_file_goes_by_the_bulk_lane_and_comes_back_whole(programs: Programs, wholesaler: StubWholesaler) -> None:
    wholesaler.part_limit = 500_000
    ended = programs.call("submit", "-", "--format", "csv", "--wait", "120", stdin=orders(10_001))
    assert ended.returncode == 0, ended.stderr.decode()
    assert references(ended.stdout) == [f"A-{number}" for number in range(1, 10_002)]
    assert {delivery.routing_key for delivery in wholesaler.deliveries} == {"bulk", "service.qualify"}
    assert sorted(len(document.segments) for document in wholesaler.documents) == [1, 10_000]
