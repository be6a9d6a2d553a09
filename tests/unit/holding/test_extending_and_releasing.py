"""`number.extend` and `number.release`: only with one's own live tokens, and within the terms."""

import pytest

from contracts.requests import NumberExtend, NumberRelease, NumberReserve
from tests.unit.holding.desk import NOW, Counter, day_after
from wholesaler_worker.changing.change import Rules
from wholesaler_worker.db.numbers import NumberState


def reserve(counter: Counter, *lines: int, reseller: str = "acme", minutes: int = 60) -> list[str]:
    numbers = tuple(counter.add(line) for line in lines)
    answer = counter.ask(NumberReserve(telephone_numbers=numbers, hold_minutes=minutes), reseller=reseller)
    return [number["hold_token"] for number in answer["numbers"]]


def extend(*tokens: str, minutes: int | None = None) -> NumberExtend:
    return NumberExtend(hold_tokens=tokens, hold_minutes=minutes)


def release(*tokens: str) -> NumberRelease:
    return NumberRelease(hold_tokens=tokens)


def test_a_hold_grows_from_its_end_and_keeps_its_token(counter: Counter) -> None:
    (token,) = reserve(counter, 122)
    answer = counter.ask(extend(token, minutes=120))
    assert answer["numbers"] == [
        {
            "telephone_number": "4155550122",
            "code": "N301",
            "hold_token": token,
            "held_until": "2026-11-23T12:30:00Z",
        }
    ]
    assert counter.wanted.tokens == {token}
    hold, number = counter.books.holds.get(token), counter.books.numbers.get("4155550122")
    assert hold is not None
    assert number is not None
    assert (hold.extensions, hold.held_since) == (1, NOW)
    assert number.until == NOW.date()


def test_an_extension_into_another_day_is_seen_on_the_number(counter: Counter) -> None:
    (token,) = reserve(counter, 122)
    counter.ask(extend(token, minutes=24 * 60))
    number = counter.books.numbers.get("4155550122")
    assert number is not None
    assert number.until == day_after(1)


def test_an_extension_is_as_long_as_the_terms_say_when_nothing_is_asked(counter: Counter) -> None:
    (token,) = reserve(counter, 122)
    assert counter.ask(extend(token))["numbers"][0]["held_until"] == "2026-11-23T14:30:00Z"


def test_extensions_are_limited_in_number(counter: Counter) -> None:
    (token,) = reserve(counter, 122)
    for _ in range(Rules().hold_extensions):
        assert counter.ask(extend(token, minutes=1))["outcome"] == "answered"
    answer = counter.ask(extend(token, minutes=1))
    assert answer["errors"] == [("N310", "/request/hold_tokens/0")]
    assert "3 times" in answer["texts"][0]


def test_a_hold_is_never_longer_in_all_than_the_terms_allow(counter: Counter) -> None:
    counter.rules = Rules(longest_hold_minutes=100)
    (token,) = reserve(counter, 122, minutes=60)
    counter.later(minutes=30)
    answer = counter.ask(extend(token, minutes=41))
    assert answer["errors"] == [("N310", "/request/hold_tokens/0")]
    assert "40 minutes" in answer["hints"][0]
    assert counter.ask(extend(token, minutes=40))["numbers"][0]["held_until"] == "2026-11-23T11:10:00Z"
    assert counter.ask(extend(token, minutes=1))["errors"] == [("N310", "/request/hold_tokens/0")]


def test_an_extension_longer_than_any_hold_is_out_of_its_limits(counter: Counter) -> None:
    counter.rules = Rules(longest_hold_minutes=100)
    (token,) = reserve(counter, 122, minutes=60)
    assert ("E023", "/request/hold_minutes") in counter.ask(extend(token, minutes=101))["errors"]


@pytest.mark.parametrize("make", [extend, release])
class TestTokens:
    def test_an_expired_hold_is_told_as_expired(self, counter: Counter, make: type) -> None:
        (token,) = reserve(counter, 122)
        counter.later(minutes=60)
        assert counter.ask(make(token))["errors"] == [("N308", "/request/hold_tokens/0")]

    def test_an_expired_hold_is_told_as_expired_when_its_number_is_free_already(
        self, counter: Counter, make: type
    ) -> None:
        counter.store.expired_tokens.add(("acme", "x" * 32))
        assert counter.ask(make("x" * 32))["errors"] == [("N308", "/request/hold_tokens/0")]
        assert counter.ask(make("x" * 32), reseller="globex")["errors"] == [("N309", "/request/hold_tokens/0")]

    def test_a_foreign_token_is_answered_exactly_as_an_unknown_one(self, counter: Counter, make: type) -> None:
        (token,) = reserve(counter, 122, reseller="globex")
        foreign, unknown = counter.ask(make(token)), counter.ask(make("y" * 32))
        assert foreign == unknown
        assert foreign["errors"] == [("N309", "/request/hold_tokens/0")]

    def test_an_expired_foreign_token_is_unknown_too(self, counter: Counter, make: type) -> None:
        (token,) = reserve(counter, 122, reseller="globex")
        counter.later(minutes=60)
        assert counter.ask(make(token)) == counter.ask(make("y" * 32))

    def test_a_token_twice_breaks_a_rule(self, counter: Counter, make: type) -> None:
        first, second = reserve(counter, 122, 123)
        answer = counter.ask(make(first, second, first))
        assert answer["errors"] == [("E022", "/request/hold_tokens/2")]
        assert first not in str(answer["texts"])

    def test_one_wrong_token_leaves_all_others_as_they_were(self, counter: Counter, make: type) -> None:
        tokens = reserve(counter, 122, 123, 124)
        before = [counter.books.holds.get(token) for token in tokens]
        answer = counter.ask(make(*tokens, "z" * 32))
        assert (answer["outcome"], answer["errors"]) == ("refused", [("N309", "/request/hold_tokens/3")])
        assert [counter.books.holds.get(token) for token in tokens] == before
        assert answer["numbers"] == []


def test_a_released_number_rests_before_anybody_has_it(counter: Counter) -> None:
    (token,) = reserve(counter, 122)
    answer = counter.ask(release(token))
    until = day_after(90)
    assert answer["numbers"] == [{"telephone_number": "4155550122", "code": "N304", "until": until.isoformat()}]
    assert answer["errors"] == []
    number = counter.books.numbers.get("4155550122")
    assert number is not None
    assert (number.state, number.until, number.token) == (NumberState.AGING, until, None)
    assert counter.books.holds.get(token) is None


def test_without_a_rest_a_released_number_is_free_at_once(counter: Counter) -> None:
    counter.rules = Rules(aging_days=0)
    (token,) = reserve(counter, 122)
    assert counter.ask(release(token))["numbers"] == [{"telephone_number": "4155550122", "code": "N300"}]
    assert counter.ask(NumberReserve(telephone_numbers=("4155550122",)))["numbers"][0]["code"] == "N301"


def test_a_released_token_is_unknown(counter: Counter) -> None:
    (token,) = reserve(counter, 122)
    answers = counter.ask_together([release(token), release(token), extend(token)])
    assert [answer["errors"] for answer in answers[1:]] == [[("N309", "/request/hold_tokens/0")]] * 2
