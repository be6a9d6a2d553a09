"""What a pattern says to the inventory's indexes, and how runs are found."""

import random

import pytest

from wholesaler_worker.db.number_patterns import MOST_ENDS, NumberPattern
from wholesaler_worker.db.number_runs import first_or_longest_run


@pytest.mark.parametrize(
    ("pattern", "ends", "first"),
    [
        (".........7", 1, "7"),
        ("415555..22", 1, "22"),
        ("......1.2.", 100, "0201"),
        (".......7..", 100, "007"),
        ("......7...", 0, ""),
        ("4155......", 0, ""),
        ("......7.77", 10, "7707"),
    ],
)
def test_what_is_fixed_at_the_end_gives_the_beginnings_of_the_reversed_numbers(
    pattern: str, ends: int, first: str
) -> None:
    found = NumberPattern(pattern).ends
    assert len(found) == ends <= MOST_ENDS
    assert found[:1] == ([first] if first else [])


def test_every_number_that_fits_lies_within_the_bounds_and_ends() -> None:
    chance = random.Random(3)
    for _ in range(2000):
        number = "".join(chance.choice("0123456789") for _ in range(10))
        pattern = NumberPattern("".join(digit if chance.random() < 0.4 else "." for digit in number))
        bounds = pattern.bounds
        assert bounds["lowest"] <= number <= bounds["highest"]
        assert bounds["line_lowest"] <= number[6:] <= bounds["line_highest"]
        assert not pattern.ends or sum(number[::-1].startswith(end) for end in pattern.ends) == 1


def plainly(numbers: list[int], quantity: int) -> tuple[int, int]:
    """The same, said in the simplest way: every run, the first of the longest that count up to `quantity`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1 and number % 10_000:
            runs[-1].append(number)
        else:
            runs.append([number])
    lengths = [min(len(run), quantity) for run in runs]
    return runs[lengths.index(max(lengths))][0], max(lengths)


def test_the_first_run_that_is_long_enough_is_found_or_else_the_longest() -> None:
    chance = random.Random(7)
    for _ in range(3000):
        numbers = sorted(chance.sample(range(4155559960, 4155560050), chance.randrange(1, 70)))
        turn = chance.randrange(len(numbers))
        numbers = numbers[turn:] + numbers[:turn]
        quantity = chance.choice((1, 2, 3, 5, 10, 40))
        start, length = first_or_longest_run("".join(map(str, numbers)), quantity)
        assert (int(start), length) == plainly(numbers, quantity)


def test_without_numbers_there_is_no_run() -> None:
    assert first_or_longest_run("", 3) == ("", 0)
