"""House numbers are split as publishers write them, and nothing else is taken for one."""

import pytest

from wholesaler_worker.loading.house_number import read_house_number
from wholesaler_worker.loading.refusals import RowRefused


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("1368", ("", 1368, "")),
        ("0042", ("", 42, "")),
        ("7A", ("", 7, "A")),
        ("7 a", ("", 7, "A")),
        ("12 1/2", ("", 12, "1/2")),
        ("12-1/2", ("", 12, "1/2")),
        ("517.5", ("", 517, "1/2")),
        ("N6W23001", ("N6W", 23001, "")),
        ("25W450", ("25W", 450, "")),
        ("112-10", ("112-", 10, "")),
    ],
)
def test_a_number_is_split_into_prefix_number_and_suffix(written: str, parts: tuple[str, int, str]) -> None:
    assert read_house_number(written) == parts


@pytest.mark.parametrize(
    "written", ["", "0", "-5", "ELM", "12 ELM", "1/2", "121/2", "12.25", "99999999999", "2147483648", "١٢", "12 ABC"]
)
def test_what_is_no_number_is_refused_by_its_text(written: str) -> None:
    with pytest.raises(RowRefused, match="house number") as refused:
        read_house_number(written)
    assert repr(written) in str(refused.value)
