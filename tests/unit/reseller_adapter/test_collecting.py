"""Requests of many end users are gathered and sent as one document per transaction."""

import json

import pytest

from contracts.document import Mode
from reseller_adapter.adapter import Tuning
from reseller_adapter.collecting import collect, merge, submit_collected
from reseller_adapter.errors import InputRefused, NothingCollected
from reseller_adapter.store.store import Store
from tests.plugins.order_system import orders_csv
from tests.plugins.stub_wholesaler import StubWholesaler
from tests.unit.reseller_adapter.conftest import StartAdapter
from tests.unit.reseller_adapter.test_splitting import document


def collect_csv(store: Store, *references: str) -> int:
    return collect(store, "acme", "orders.csv", (orders_csv(*references), "csv", ""), Tuning())


def collect_json(store: Store, reference: str, ask: str) -> int:
    order = {"order_reference": reference, "customer_name": "Jane", "address": "1 Main St", "zip": "94601", "ask": ask}
    return collect(store, "acme", "one.json", (json.dumps({"orders": [order]}).encode(), "json", ""), Tuning())


def test_what_was_collected_is_sent_as_one_document_and_answered_in_order(
    start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    assert collect_csv(store, "A-1", "A-2") == 2
    assert collect_json(store, "A-3", "check") == 1
    name = submit_collected(store, "acme", None, Tuning())
    assert start_adapter().next_done() == name
    (sent,) = wholesaler.documents
    assert [(segment.number, segment.reference) for segment in sent.segments] == [(1, "A-1"), (2, "A-2"), (3, "A-3")]
    (answer,) = store.submissions.answers(name)
    assert [row.partition(",")[0] for row in answer.body.decode().splitlines()[1:]] == ["A-1", "A-2", "A-3"]
    assert not store.collection.all()


def test_the_answer_can_be_asked_for_in_another_format(
    start_adapter: StartAdapter, store: Store, wholesaler: StubWholesaler
) -> None:
    collect_csv(store, "A-1")
    name = submit_collected(store, "acme", "json", Tuning())
    assert start_adapter().next_done() == name
    (answer,) = store.submissions.answers(name)
    assert json.loads(answer.body)["orders"][0]["order_reference"] == "A-1"


def test_each_transaction_is_a_document_of_its_own(store: Store) -> None:
    for reference, ask in (("A-1", "check"), ("A-2", "validate"), ("A-3", "check")):
        collect_json(store, reference, ask)
    name = submit_collected(store, "acme", None, Tuning())
    documents = store.documents.of(name)
    assert [(found.transaction, found.segments) for found in documents] == [
        ("service.qualify", 2),
        ("address.validate", 1),
    ]
    assert [found.transaction_number for found in documents] == [f"{name}-1", f"{name}-2"]


def test_atomic_documents_are_not_merged_with_others() -> None:
    merged = merge([document(1), document(2, mode=Mode.ATOMIC), document(1), document(2, mode=Mode.ATOMIC)], "n")
    assert [len(found.segments) for found in merged] == [2, 2, 2]


def test_a_defect_is_said_when_it_is_collected(store: Store) -> None:
    with pytest.raises(InputRefused, match="zip"):
        collect(store, "acme", "x.csv", (orders_csv("A-1").replace(b"94601", b"x"), "csv", ""), Tuning())
    assert not store.collection.all()


def test_nothing_collected_is_nothing_to_send(store: Store) -> None:
    with pytest.raises(NothingCollected, match="collect FILE"):
        submit_collected(store, "acme", None, Tuning())
    collect_csv(store, "A-1")
    submit_collected(store, "acme", None, Tuning())
    with pytest.raises(NothingCollected):
        submit_collected(store, "acme", None, Tuning())


def test_two_commands_do_not_send_the_same_requests_twice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    collect_csv(store, "A-1")
    seen_by_both = store.collection.all()
    submit_collected(store, "acme", None, Tuning())
    monkeypatch.setattr(store.collection, "all", lambda: seen_by_both)
    with pytest.raises(NothingCollected, match="another command"):
        submit_collected(store, "acme", None, Tuning())
    assert len(store.submissions.open()) == 1
