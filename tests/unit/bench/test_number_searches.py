"""Which searches are measured, over an inventory of which shape; the searches themselves need a database."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from bench.number_searches import PATTERNS, codes_of_centers, searches_of


class Inventory:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, kind: str) -> Callable[..., None]:
        return lambda *arguments: self.asked.append((kind, *arguments))


@pytest.mark.parametrize("numbers", [400_000, 10_000_000])
def test_the_first_rate_center_has_a_fifth_of_the_numbers_the_second_a_tenth_the_others_few(numbers: int) -> None:
    sizes = [len(codes) for codes in codes_of_centers(numbers).values()]
    assert sizes[0] == numbers // 50_000
    assert sizes[1] == numbers // 100_000
    assert set(sizes[2:]) == {7}
    assert numbers // 10_000 - sum(sizes) < 7


def test_a_code_lies_in_one_rate_center() -> None:
    codes = [code for mine in codes_of_centers(10_000_000).values() for code in mine]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 6 and code.isdigit() for code in codes)


def test_every_pattern_is_asked_in_the_four_hard_rate_centers_for_one_number_and_for_many() -> None:
    centers, inventory = codes_of_centers(10_000_000), Inventory()
    searches = searches_of(inventory, centers, random.Random(1))  # type: ignore[arg-type] # it is asked, not searched
    for search in searches["pattern"]:
        search()
    hard = list(centers)[:4]
    assert len(set(inventory.asked)) == len(hard) * len(PATTERNS) * 2
    assert {(kind, center, quantity) for kind, center, _, quantity in inventory.asked} == {
        ("pattern", center, quantity) for center in hard for quantity in (1, 20)
    }
    assert all(len(pattern) == 10 and "{" not in pattern for _, _, pattern, _ in inventory.asked)


def test_a_search_for_specific_numbers_asks_for_others_each_time() -> None:
    centers, inventory = codes_of_centers(400_000), Inventory()
    (search,) = searches_of(inventory, centers, random.Random(1))["specific"]  # type: ignore[arg-type] # as above
    for _ in centers:
        search()
    asked = [tuple(numbers) for _, numbers in inventory.asked]
    assert len(set(asked)) == len(centers)
    for numbers, mine in zip(asked, centers.values(), strict=True):
        assert {number[:6] for number in numbers} <= set(mine)
