"""What a reseller sends in these tests, the records that it needs, and the final account of what became of it."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.acceptance.order_line import Came, OrderLine, Sent
from tests.unit.wholesaler_worker.territory import CENTER, FOLSOM, OFFICE, SWITCH

REUSED = "E007"
"""The transaction number was used for something else."""
_COPIES = ".copy"


def add_inventory(dsn: str, numbers: int) -> None:
    """An office with room for everybody, and so many free numbers."""
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "INSERT INTO central_office (clli, name, rate_center, daily_capacity) VALUES (%s, 'Folsom', %s, 1000000)",
            (OFFICE, CENTER),
        )
        connection.execute("INSERT INTO switch (clli, type, npa_nxx) VALUES (%s, '5ESS', '{415555}')", (SWITCH,))
        connection.execute(
            "INSERT INTO inventory_number (telephone_number, switch, rate_center, state)"
            " SELECT '415555' || to_char(n, 'FM0000'), %s, %s, 'available' FROM generate_series(0, %s) AS n",
            (SWITCH, CENTER, numbers - 1),
        )
        connection.execute("UPDATE terms SET holds_each = 1000000")


def reservation(reseller: str, n: int, **changes: Any) -> dict[str, Any]:
    """One number of any kind: carried out twice, it would hold two."""
    segment = {
        "number": 1,
        "reference": f"order/{n}",
        "end_user": {"name": "Jane Doe", "class": "residence"},
        "address": FOLSOM,
        "request": {"kind": "random", "quantity": 1},
    }
    return {
        "header": {
            "schema": "document/1",
            "transaction": "number.reserve",
            "transaction_number": f"R-{n:05d}",
            "reseller": reseller,
            "sent_at": "2026-11-23T09:30:00Z",
        },
        "segments": [segment | changes],
    }


def in_flight(documents: Sequence[dict[str, Any]], *, twice: int, reused: int, seed: int) -> list[Sent]:
    """Every document once, `twice` of them once more, and `reused` of those with other content, in no order at all."""
    chance = random.Random(seed)
    messages = [Sent(document["header"]["transaction_number"], document) for document in documents]
    for place, document in enumerate(chance.sample(list(documents), twice)):
        header = document["header"] | {"sent_at": "2026-11-23T09:45:00Z"}
        again = document | {"header": header}
        if place < reused:
            again |= {"segments": [segment | {"reference": "another"} for segment in document["segments"]]}
        messages.append(Sent(header["transaction_number"] + _COPIES, again))
    chance.shuffle(messages)
    return messages


@dataclass(frozen=True)
class Account:
    """What was sent, against what came and what the records hold; `faults` are sentences."""

    messages: int
    documents: int
    answers: int
    notifications: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        said = (
            f"messages {self.messages} documents {self.documents} answers {self.answers}"
            f" notifications {self.notifications} faults {len(self.faults)}"
        )
        return "\n".join([said, *self.faults[:20]])


def account_of(sent: Sequence[Sent], line: OrderLine, dsn: str) -> Account:
    """Compare everything, after the last worker has ended."""
    by_number: defaultdict[str, list[Sent]] = defaultdict(list)
    for message in sent:
        by_number[message.transaction_number].append(message)
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT transaction_number, message_id, answered_at FROM ledger").fetchall()
        stored = connection.execute("SELECT transaction_number FROM stored_answer").fetchall()
    identities: dict[str, str] = {number: identity for number, identity, _ in rows}
    faults = [f"{number} is in the ledger and was not sent" for number in identities.keys() - by_number.keys()]
    faults += [f"{number} was sent and is not in the ledger" for number in by_number.keys() - identities.keys()]
    faults += [f"{number} is not noted as answered" for number, _, answered_at in rows if answered_at is None]
    faults += [f"{number} has {times} stored answers" for number, times in _uneven(by_number, stored)]
    for number, messages in by_number.items():
        faults += (f"{number}: {fault}" for fault in _faults_of(messages, line, identities.get(number)))
    strangers = line.answers.keys() - {message.correlation_id for message in sent}
    faults += [f"an answer to {stranger} came" for stranger in strangers]
    return Account(
        messages=len(sent),
        documents=len(by_number),
        answers=sum(map(len, line.answers.values())),
        notifications=sum(map(len, line.notifications.values())),
        faults=tuple(faults),
    )


def holds_of(dsn: str) -> set[str]:
    """The tokens in the records."""
    with psycopg.connect(dsn) as connection:
        return {token for (token,) in connection.execute("SELECT token FROM number_hold").fetchall()}


def told_tokens(line: OrderLine) -> set[str]:
    """The tokens in the answers."""
    segments = (segment for came in line.answers.values() for answer in came for segment in answer.body["segments"])
    return {number["hold_token"] for segment in segments for number in segment["result"].get("numbers", [])}


def _uneven(wanted: Iterable[str], found: Iterable[tuple[Any, ...]]) -> list[tuple[str, int]]:
    times = Counter(number for (number,) in found)
    return [(number, times[number]) for number in {*wanted, *times} if times[number] != 1]


def _faults_of(messages: Sequence[Sent], line: OrderLine, identity: str | None) -> Iterable[str]:
    """Of the messages with one transaction number one content was carried out, and the other one was refused."""
    answered: dict[str, str] = {}
    accepted: list[Came] = []
    for message in messages:
        came = line.answers.get(message.correlation_id, [])
        if not came:
            yield f"no answer to {message.correlation_id}"
            continue
        kinds = {REUSED in answer.codes for answer in came}
        if len(kinds) != 1:
            yield f"answers of two kinds to {message.correlation_id}"
        elif not kinds.pop():
            accepted += came
            answered[message.correlation_id] = str(message.document["segments"])
    contents = {str(message.document["segments"]) for message in messages}
    carried_out = set(answered.values())
    if len(carried_out) != 1:
        yield f"{len(carried_out)} contents were carried out"
    if len(answered) != sum(str(message.document["segments"]) in carried_out for message in messages):
        yield f"of {len(contents)} contents the wrong messages were refused"
    if {answer.message_id for answer in accepted} != {identity}:
        yield "its answers do not carry the id that the ledger knows"
    if len({str(answer.body["segments"]) for answer in accepted}) > 1:
        yield "its answers differ"
    if any(answer.body["header"]["outcome"] != "answered" for answer in accepted):
        yield f"it was refused: {accepted[0].body}"
