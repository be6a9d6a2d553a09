"""The hash of a version's content is kept in the records: it must be the same in every later release."""

from datetime import date
from hashlib import sha256

from contracts.document import Segment
from contracts.requests import Activity, Authority, OrderSubmit, OrderSupplement, SupplementKind
from tests.unit.ordering.order_desk import FOLSOM, JANE, at, line
from wholesaler_worker.ordering.content import segment_hash


def test_what_is_not_given_is_no_part_of_it() -> None:
    request = OrderSubmit(pon="PO-1", activity=Activity.NEW, lines=(line("1FR"),))
    segment = Segment(number=7, request=request, reference="acme/7", end_user=JANE, address=FOLSOM)
    canonical = (
        b'{"address":{"city":"San Francisco","line":"1368 Folsom St","state":"CA","zip":"94103"},'
        b'"end_user":{"customer_class":"residence","name":"Jane Doe"},'
        b'"request":{"activity":"N","lines":[{"usoc":"1FR"}],"pon":"PO-1"}}'
    )
    assert segment_hash(segment) == _sha256(canonical)


def test_everything_that_is_given_is() -> None:
    request = OrderSupplement(
        pon="PO-1",
        version=2,
        supplement=SupplementKind.OTHER,
        activity=Activity.CONVERT_AS_SPECIFIED,
        desired_due_date=date(2026, 12, 1),
        lines=(line("1FR", "ESX", number="4155550130", token="token-0123456789"),),
        authority=Authority("Jane Doe", date(2026, 11, 20)),
        remarks="Ring the bell twice",
    )
    canonical = (
        b'{"address":{"telephone_number":"4155550130"},"end_user":null,'
        b'"request":{"activity":"V","authority":{"date":"2026-11-20","name":"Jane Doe"},'
        b'"desired_due_date":"2026-12-01","lines":[{"features":["ESX"],"hold_token":"token-0123456789",'
        b'"telephone_number":"4155550130","usoc":"1FR"}],"pon":"PO-1","remarks":"Ring the bell twice",'
        b'"supplement":"3","version":2}}'
    )
    assert segment_hash(Segment(number=1, request=request, address=at("4155550130"))) == _sha256(canonical)


def _sha256(canonical: bytes) -> bytes:
    return sha256(canonical).digest()
