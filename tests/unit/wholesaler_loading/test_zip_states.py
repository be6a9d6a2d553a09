"""A ZIP says its state where a publisher leaves it out."""

import pytest

from serviceability.states import STATE_CODES
from wholesaler_worker.loading.zip_states import state_of_zip


@pytest.mark.parametrize(
    ("zip_code", "state"),
    [
        ("97007", "OR"), ("94103", "CA"), ("99501", "AK"), ("02138", "MA"), ("05401", "VT"), ("10001", "NY"),
        ("20001", "DC"), ("20109", "VA"), ("36104", "AL"), ("73301", "TX"), ("79901", "TX"), ("00901", "PR"),
        ("31901", "GA"), ("82001", "WY"), ("83702", "ID"), ("96813", "HI"), ("99401", "WA"), ("39901", "GA"),
    ],
)  # fmt: skip
def test_the_first_three_digits_say_the_state(zip_code: str, state: str) -> None:
    assert state_of_zip(zip_code) == state


@pytest.mark.parametrize("zip_code", ["00000", "00401", "09001", "34001", "96201"])
def test_a_zip_of_no_state_says_none(zip_code: str) -> None:
    assert state_of_zip(zip_code) == ""


def test_every_state_has_a_zip() -> None:
    found = {state_of_zip(f"{prefix:03}01") for prefix in range(1000)}
    assert found - {""} <= STATE_CODES
    assert STATE_CODES - found == {"AS", "MP"}  # they share a prefix with Hawaii and Guam
