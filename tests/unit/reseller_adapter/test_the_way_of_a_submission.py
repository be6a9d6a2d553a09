"""A document handed over by command goes out, and its answer comes back in the same format."""

import json

from broker_config.memory import MemoryBroker
from broker_config.names import reseller_user
from reseller_adapter.adapter import Tuning
from reseller_adapter.commands.progress import Told
from reseller_adapter.settings import ResellerSettings
from reseller_adapter.store.store import Store
from reseller_adapter.submitting import take_in
from reseller_adapter.waiting import AnswerWait
from tests.plugins.stub_wholesaler import StubWholesaler
from tests.unit.reseller_adapter.conftest import PATIENCE

CSV = b"order_reference,customer_name,address,city,state,zip,services\nA-1,Jane Doe,1 Main St,Oakland,CA,94601,1FR\n"


def test_a_csv_file_is_answered_in_csv(
    broker: MemoryBroker, settings: ResellerSettings, store: Store, wholesaler: StubWholesaler
) -> None:
    name = take_in(store, "acme", (CSV, "csv", ""), Tuning())
    wait = AnswerWait(settings, store, lambda: broker.transport(reseller_user("acme")), Tuning())

    assert wait.wait(name, PATIENCE, Told())

    (answer,) = store.submissions.answers(name)
    assert answer.content_type.startswith("text/csv")
    header, row = answer.body.decode().splitlines()
    assert dict(zip(header.split(","), row.split(","), strict=True))["order_reference"] == "A-1"


def test_a_json_file_is_answered_in_json(
    broker: MemoryBroker, settings: ResellerSettings, store: Store, wholesaler: StubWholesaler
) -> None:
    order = {"order_reference": "A-1", "customer_name": "Jane Doe", "address": "1 Main St", "zip": "94601",
             "city": "Oakland", "state": "CA", "services": ["1FR"]}  # fmt: skip
    body = json.dumps({"orders": [order]}).encode()
    name = take_in(store, "acme", (body, "json", ""), Tuning())
    wait = AnswerWait(settings, store, lambda: broker.transport(reseller_user("acme")), Tuning())

    assert wait.wait(name, PATIENCE, Told())

    (answer,) = store.submissions.answers(name)
    assert json.loads(answer.body)["orders"][0]["order_reference"] == "A-1"
