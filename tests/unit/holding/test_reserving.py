"""`number.reserve`: what is held for whom, what is not, and why."""

import re

import pytest

from contracts.address import Address
from contracts.requests import NumberKind, NumberRelease, NumberReserve
from tests.unit.holding.desk import FOLSOM, MARKET, NOW, Counter, day_after
from tests.unit.wholesaler_worker.territory import CENTER
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.db.numbers import NumberState


def named(*numbers: str, minutes: int | None = None) -> NumberReserve:
    return NumberReserve(telephone_numbers=numbers, hold_minutes=minutes)


def of_kind(quantity: int, kind: NumberKind = NumberKind.RANDOM, pattern: str | None = None) -> NumberReserve:
    return NumberReserve(kind=kind, quantity=quantity, pattern=pattern)


def test_a_free_number_is_held_for_the_asker_with_a_token_and_an_end(counter: Counter) -> None:
    number = counter.add(122)
    answer = counter.ask(named(number, minutes=60))
    (held,) = answer["numbers"]
    assert (answer["outcome"], answer["errors"]) == ("answered", [])
    assert (held["telephone_number"], held["code"], held["held_until"]) == (number, "N301", "2026-11-23T10:30:00Z")
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", held["hold_token"])
    recorded = counter.books.numbers.get(number)
    assert recorded is not None
    assert (recorded.state, recorded.token, recorded.until) == (NumberState.HELD, held["hold_token"], NOW.date())
    hold = counter.books.holds.get(held["hold_token"])
    assert hold is not None
    assert (hold.reseller, hold.held_since, hold.extensions) == ("acme", NOW, 0)


def test_a_hold_lasts_as_long_as_the_terms_say_when_nothing_is_asked(counter: Counter) -> None:
    answer = counter.ask(named(counter.add(122)))
    assert answer["numbers"][0]["held_until"] == "2026-11-23T13:30:00Z"


def test_tokens_are_different_and_never_shown_by_their_records(counter: Counter) -> None:
    answer = counter.ask(named(counter.add(100), counter.add(101)))
    first, second = (number["hold_token"] for number in answer["numbers"])
    assert first != second
    assert first not in repr(counter.books.holds.get(first))
    assert first not in repr(counter.books.numbers.get("4155550100"))


def test_a_number_that_the_asker_holds_keeps_its_token_and_its_end(counter: Counter) -> None:
    number = counter.add(122)
    first = counter.ask(named(number, minutes=60))["numbers"]
    counter.later(minutes=5)
    again = counter.ask(named(number, minutes=600))
    assert again["numbers"] == first
    assert again["errors"] == []
    assert counter.books.more_holds.get("acme") == 1


@pytest.mark.parametrize(
    ("state", "until", "code"),
    [
        (NumberState.ASSIGNED, None, "N302"),
        (NumberState.HELD, day_after(0), "N303"),
        (NumberState.AGING, day_after(0), "N304"),
        (NumberState.RESTRICTED, None, "N306"),
    ],
)
def test_a_number_that_cannot_be_held_is_told_as_what_it_is(
    counter: Counter, state: NumberState, until: object, code: str
) -> None:
    free, other = counter.add(100), counter.add(101, state, until=until)
    answer = counter.ask(named(free, other))
    assert answer["outcome"] == "answered"
    assert answer["errors"] == [
        (code, "/request/telephone_numbers/1"),
        ("N307", "/request/telephone_numbers"),
    ]
    assert "1 of 2" in answer["texts"][1]
    assert [number["code"] for number in answer["numbers"]] == ["N301", code]
    assert "hold_token" not in answer["numbers"][1]
    assert answer["numbers"][1].get("until") == ("2026-11-23" if until else None)


def test_a_number_held_by_another_reseller_is_neither_given_nor_its_token_told(counter: Counter) -> None:
    number = counter.add(122)
    counter.ask(named(number), reseller="globex")
    answer = counter.ask(named(number))
    assert answer["numbers"] == [{"telephone_number": number, "code": "N303", "until": "2026-11-23"}]


def test_when_no_named_number_can_be_held_the_verdicts_are_the_answer(counter: Counter) -> None:
    answer = counter.ask(named("4155550122"))
    assert (answer["outcome"], answer["numbers"]) == (
        "answered",
        [{"telephone_number": "4155550122", "code": "N305"}],
    )
    assert "0 of 1" in answer["texts"][-1]


@pytest.mark.parametrize("number", ["0155550122", "4159110122", "4151550122"])
def test_what_is_no_telephone_number_is_said_to_be_none(counter: Counter, number: str) -> None:
    assert counter.ask(named(number))["numbers"][0]["code"] == "N306"


def test_without_an_address_a_number_of_any_rate_center_is_held(counter: Counter) -> None:
    number = counter.add(122, rate_center="OAKLAND")
    assert counter.ask(named(number))["numbers"][0]["code"] == "N301"


def test_with_an_address_only_numbers_of_its_rate_center_are_held(counter: Counter) -> None:
    here, there = counter.add(122), counter.add(123, rate_center="OAKLAND")
    answer = counter.ask(named(here, there), address=FOLSOM)
    assert [number["code"] for number in answer["numbers"]] == ["N301", "N305"]


def test_an_address_that_does_not_resolve_refuses_the_reservation_and_says_what_was_found(counter: Counter) -> None:
    number = counter.add(122)
    nowhere = Address(line="9999 Folsom St", city="San Francisco", state="CA", zip="94103")
    answer = counter.ask(named(number), address=nowhere)
    assert (answer["outcome"], [code for code, _ in answer["errors"]]) == ("refused", ["A106"])
    assert answer["result"]["valid_ranges"]
    assert answer["numbers"] == []
    assert counter.wanted.numbers == set()


def test_an_expired_hold_holds_nothing(counter: Counter) -> None:
    number = counter.add(122)
    (first,) = counter.ask(named(number, minutes=60), reseller="globex")["numbers"]
    counter.later(minutes=60)
    (held,) = counter.ask(named(number))["numbers"]
    assert held["code"] == "N301"
    assert held["hold_token"] != first["hold_token"]
    assert counter.books.holds.get(first["hold_token"]) is None
    assert counter.store.noted == {first["hold_token"]}


def test_a_hold_holds_until_its_very_end(counter: Counter) -> None:
    number = counter.add(122)
    counter.ask(named(number, minutes=60), reseller="globex")
    counter.later(minutes=60, microseconds=-1)
    assert counter.ask(named(number))["numbers"][0]["code"] == "N303"


def test_a_number_rests_through_its_last_day_and_is_free_after_it(counter: Counter) -> None:
    number = counter.add(122, NumberState.AGING, until=day_after(2))
    counter.later(days=2)
    assert counter.ask(named(number))["numbers"][0]["code"] == "N304"
    counter.later(days=1)
    assert counter.ask(named(number))["numbers"][0]["code"] == "N301"


def test_a_number_named_twice_breaks_a_rule(counter: Counter) -> None:
    one, other = counter.add(100), counter.add(101)
    answer = counter.ask(named(one, other, one))
    assert (answer["outcome"], answer["errors"]) == ("refused", [("E022", "/request/telephone_numbers/2")])
    assert "/request/telephone_numbers/0" in answer["texts"][0]


def test_a_hold_beyond_the_terms_is_refused_with_the_bound(counter: Counter) -> None:
    counter.rules = Rules(longest_hold_minutes=600)
    answer = counter.ask(named(counter.add(122), minutes=601))
    assert (answer["outcome"], answer["errors"]) == ("refused", [("E023", "/request/hold_minutes")])
    assert "600" in answer["texts"][0]
    assert counter.ask(named("4155550122", minutes=600))["numbers"][0]["code"] == "N301"


def test_all_that_is_wrong_is_said_at_once(counter: Counter) -> None:
    counter.rules = Rules(longest_hold_minutes=600)
    number = counter.add(122)
    answer = counter.ask(named(number, number, minutes=601))
    assert [code for code, _ in answer["errors"]] == ["E022", "E023"]


@pytest.mark.parametrize("kind", [NumberKind.RANDOM, NumberKind.SEQUENTIAL])
def test_numbers_of_a_kind_come_from_the_rate_center_of_the_address(counter: Counter, kind: NumberKind) -> None:
    counter.add_free(*range(100, 110))
    answer = counter.ask(of_kind(4, kind), address=FOLSOM)
    assert {number["code"] for number in answer["numbers"]} == {"N301"}
    assert len(answer["numbers"]) == 4
    assert counter.store.asked == [{"rate_center": CENTER, "quantity": 4, "kind": kind, "pattern": ""}]


def test_a_pattern_is_handed_on(counter: Counter) -> None:
    counter.ask(of_kind(4, NumberKind.PATTERN, "415555..22"), address=FOLSOM)
    assert counter.store.asked[0]["pattern"] == "415555..22"


def test_fewer_than_asked_is_a_warning_that_counts(counter: Counter) -> None:
    counter.add_free(100, 101, 102)
    answer = counter.ask(of_kind(5), address=FOLSOM)
    assert (answer["outcome"], answer["errors"]) == ("answered", [("N307", "/request/quantity")])
    assert "3 of 5" in answer["texts"][0]


def test_a_kind_needs_an_address(counter: Counter) -> None:
    answer = counter.ask(of_kind(1))
    assert (answer["outcome"], answer["errors"]) == ("refused", [("E020", "/address")])


def test_where_no_office_serves_there_are_no_numbers(counter: Counter) -> None:
    counter.add_free(100)
    answer = counter.ask(of_kind(1), address=MARKET)
    assert [code for code, _ in answer["errors"]] == ["A111", "N307"]
    assert answer["numbers"] == []
    assert counter.store.asked == []


def test_what_will_be_asked_of_the_inventory_is_told_before(counter: Counter) -> None:
    counter.add_free(*range(100, 110))
    counter.ask_together([of_kind(2), of_kind(3), of_kind(1, NumberKind.SEQUENTIAL)], address=FOLSOM)
    assert counter.store.expected == [(CENTER, 2), (CENTER, 3)]
    assert set(counter.store.counted) == {"acme"}


def test_the_segments_of_a_document_never_get_the_same_number(counter: Counter) -> None:
    counter.add_free(*range(100, 106))
    answers = counter.ask_together([of_kind(2)] * 4, address=FOLSOM)
    numbers = [number["telephone_number"] for answer in answers for number in answer["numbers"]]
    assert len(numbers) == len(set(numbers)) == 6


def test_more_holds_than_a_reseller_may_have_are_refused_as_a_whole(counter: Counter) -> None:
    counter.rules = Rules(holds_each=5)
    counter.store.held["acme"] = 3
    counter.add_free(*range(100, 110))
    answer = counter.ask(of_kind(3), address=FOLSOM)
    assert (answer["outcome"], answer["errors"]) == ("refused", [("N311", "/request/quantity")])
    assert re.search(r"\b3\b.*\b5\b", answer["texts"][0])
    assert "2" in answer["hints"][0]
    assert counter.books.holds.own() == {}
    assert counter.ask(of_kind(2), address=FOLSOM)["outcome"] == "answered"


def test_holds_of_the_same_transaction_count(counter: Counter) -> None:
    counter.rules = Rules(holds_each=5)
    counter.add_free(*range(100, 110))
    answers = counter.ask_together([of_kind(3), of_kind(3), of_kind(2)], address=FOLSOM)
    assert [answer["outcome"] for answer in answers] == ["answered", "refused", "answered"]


def test_what_is_released_in_the_same_transaction_makes_room(counter: Counter) -> None:
    counter.rules = Rules(holds_each=1)
    one, other = counter.add(100), counter.add(101)
    (held,) = counter.ask(named(one))["numbers"]
    answers = counter.ask_together([named(other), NumberRelease(hold_tokens=(held["hold_token"],)), named(other)])
    assert [answer["outcome"] for answer in answers] == ["refused", "answered", "answered"]


def test_only_numbers_that_would_be_newly_held_count_against_the_limit(counter: Counter) -> None:
    counter.rules = Rules(holds_each=1)
    one, working = counter.add(100), counter.add(101, NumberState.ASSIGNED)
    counter.ask(named(one))
    answer = counter.ask(named(one, working))
    assert [number["code"] for number in answer["numbers"]] == ["N301", "N302"]
    refused = counter.ask(named(one, working, counter.add(102)))
    assert refused["errors"] == [("N311", "/request/telephone_numbers")]


def test_another_resellers_holds_do_not_count(counter: Counter) -> None:
    counter.rules = Rules(holds_each=1)
    counter.ask(named(counter.add(100)), reseller="globex")
    assert counter.ask(named(counter.add(101)))["outcome"] == "answered"


def test_an_address_may_be_a_number_that_works_there(counter: Counter) -> None:
    there = Address(telephone_number=counter.add(150, NumberState.ASSIGNED))
    here, elsewhere = counter.add(122), counter.add(123, rate_center="OAKLAND")
    counter.add_free(160, 161)
    answer = counter.ask(named(here, elsewhere), address=there)
    assert [number["code"] for number in answer["numbers"]] == ["N301", "N305"]
    assert counter.wanted.numbers == {here, elsewhere, there.telephone_number}
    picked = counter.ask(of_kind(2), address=there)
    assert len(picked["numbers"]) == 2
    assert counter.store.expected == [(CENTER, 2)]
    assert counter.store.asked[0]["rate_center"] == CENTER


@pytest.mark.parametrize("request_", [named("4155550122"), of_kind(1)])
def test_an_address_by_a_number_that_does_not_work_is_not_known(counter: Counter, request_: NumberReserve) -> None:
    free = counter.add(150)
    counter.add(122)
    counter.add_free(160)
    for number in (free, "4155550199"):
        answer = counter.ask(request_, address=Address(telephone_number=number))
        assert (answer["outcome"], answer["errors"]) == ("refused", [("A112", "/address/telephone_number")])
        assert answer["numbers"] == []
    assert counter.store.asked == []
