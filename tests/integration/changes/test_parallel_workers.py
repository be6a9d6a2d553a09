"""Several workers take the same documents at the same time: one carries each out, the others give its answer again."""

import pytest

from tests.acceptance.documents_in_flight import account_of, add_inventory, holds_of, reservation, told_tokens
from tests.acceptance.in_flight import line, shift, stillness
from tests.acceptance.order_line import OrderLine, Sent, until
from tests.acceptance.shift import Shift
from tests.acceptance.stillness import Stillness
from tests.integration.wholesaler_worker.conftest import acme, topology_url, wholesale

__all__ = ["acme", "line", "shift", "stillness", "topology_url", "wholesale"]

DOCUMENTS = 500


@pytest.mark.parametrize("workers", [2, 4])
def test_documents_that_come_twice_at_once_are_carried_out_once(
    acme: str, line: OrderLine, shift: Shift, stillness: Stillness, workers: int
) -> None:
    add_inventory(stillness.dsn, DOCUMENTS + 100)
    shift.start(workers)
    until(lambda: stillness.consumers() == workers, shift.log)
    documents = [reservation(acme, n) for n in range(DOCUMENTS)]
    # One after the other in the lane, the two go to different workers.
    sent = [
        Sent(f"{document['header']['transaction_number']}{copy}", document)
        for document in documents
        for copy in (".first", ".second")
    ]
    line.send(sent)

    line.await_answers(sent, shift.log)
    stillness.await_it(shift)
    assert stillness.left() == {}
    account = account_of(sent, line, stillness.dsn)
    assert not account.faults, account
    for document in documents:
        number = document["header"]["transaction_number"]
        came = line.answers[f"{number}.first"] + line.answers[f"{number}.second"]
        assert {answer.body["header"]["replayed"] for answer in came} == {False, True}
    holds = holds_of(stillness.dsn)
    assert len(holds) == DOCUMENTS
    assert holds == told_tokens(line)
