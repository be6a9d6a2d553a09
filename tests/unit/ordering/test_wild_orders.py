"""Whatever an order says, it is answered: with a code, a place and a hint for each thing that is wrong."""

from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.address import Address
from contracts.codes import CODES
from contracts.document import CustomerClass, EndUser
from contracts.requests import Activity, Authority, OrderLine, OrderSubmit, OrderSupplement, SupplementKind
from serviceability.index import open_index
from tests.unit.ordering.order_desk import (
    FIRST_DAY,
    FOLSOM,
    HOWARD,
    MARKET,
    NOWHERE,
    OAKLAND,
    OTHER_CENTER,
    OTHER_SWITCH,
    SECOND_SWITCH,
    OrderDesk,
    at,
)
from wholesaler_worker.db.numbers import NumberState

NUMBERS = (
    "4155550100",
    "4155550130",
    "4155550131",
    "4155550140",
    "4155550122",
    "5105550007",
    "4155110100",
    "0000000000",
)
TOKENS = ("token-of-0122-0123456789", "token-of-0123-0123456789", "token-of-0124-0123456789", "nobody-knows-this-one")
USOCS = ("1FR", "1FB", "ESX", "NWT", "BLK", "WM9", "RSX", "ZZZ")

numbers = st.none() | st.sampled_from(NUMBERS)
lines = st.builds(
    OrderLine,
    usoc=st.sampled_from(USOCS),
    features=st.lists(st.sampled_from(USOCS), max_size=3).map(tuple),
    telephone_number=numbers,
    hold_token=st.none() | st.sampled_from(TOKENS),
)
several_lines = st.lists(lines, max_size=3).map(tuple)
dates = st.none() | st.dates(date(2026, 11, 20), date(2026, 12, 20)) | st.sampled_from((date.min, date.max, FIRST_DAY))
authorities = st.none() | st.builds(Authority, st.just("Jane"), st.dates(date(2026, 11, 1), date(2026, 12, 1)))
addresses = st.sampled_from(
    (
        None,
        FOLSOM,
        HOWARD,
        MARKET,
        NOWHERE,
        OAKLAND,
        Address(street="Folsom", number="1368", city="San Francisco", state="CA"),
        Address(line="?"),
        *map(at, NUMBERS),
    )
)
end_users = st.none() | st.builds(
    EndUser, name=st.just("Jane"), customer_class=st.none() | st.sampled_from(CustomerClass)
)
submitted = st.builds(
    OrderSubmit,
    pon=st.sampled_from(("PO-1", "PO-2")),
    activity=st.sampled_from(Activity),
    version=st.integers(1, 3),
    desired_due_date=dates,
    lines=several_lines,
    authority=authorities,
)
supplemented = st.builds(
    OrderSupplement,
    pon=st.sampled_from(("PO-1", "PO-2")),
    version=st.integers(2, 4),
    supplement=st.just(SupplementKind.OTHER),
    activity=st.sampled_from(Activity),
    desired_due_date=dates,
    lines=several_lines,
    authority=authorities,
)
asked = st.tuples(submitted | supplemented, addresses, end_users, st.sampled_from(("acme", "globex")))


def wild_desk(index: Path) -> OrderDesk:
    desk = OrderDesk(open_index(index))
    desk.free(100, 101)
    desk.free(7, npa_nxx="510555", switch=OTHER_SWITCH, center=OTHER_CENTER)
    desk.customer(130, 131)
    desk.customer(140, reseller="globex", suspended=True)
    desk.hold(122)
    desk.hold(123, reseller="globex")
    desk.hold(124, npa_nxx="415556", switch=SECOND_SWITCH)
    desk.number(150, NumberState.AGING, until=FIRST_DAY)
    return desk


@settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(orders=st.lists(asked, min_size=1, max_size=5))
def test_every_order_is_answered(order_index: Path, orders: list[tuple[object, ...]]) -> None:
    desk = wild_desk(order_index)
    try:
        for request, address, end_user, reseller in orders:
            assert isinstance(request, OrderSubmit | OrderSupplement)
            answer = desk.ask(request, address=address, end_user=end_user, reseller=reseller)
            assert (answer.outcome == "answered") is (answer.result.get("status") == "confirmed")
            assert (answer.outcome == "refused") is any(
                CODES[code].severity in ("nonfatal", "fatal") for code in answer.codes
            )
            assert all(answer.texts)
            assert all(answer.hints)
            assert all(path.startswith("/segments/0") for _, path in answer.errors)
            assert len(set(answer.errors)) == len(answer.errors), answer.errors
    finally:
        desk.index.close()
