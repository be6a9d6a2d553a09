"""The measured territory: of any size, the same every time, and what is asked for exists in it."""

from datetime import date
from pathlib import Path

import pytest

from bench.documents import in_turn, qualify_document
from bench.stages import stages
from bench.territory import OFFICES, Territory, address_rows, feature_rows, territory
from contracts.document_reading import read_document
from contracts.results import Match
from serviceability.decision import qualify
from serviceability.index import open_index


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    return territory(tmp_path_factory.mktemp("territory"), 3_000, lambda _: None)


def test_there_are_as_many_ranges_as_asked_for_and_always_the_same() -> None:
    assert sum(1 for _ in address_rows(1_234)) == 1_234
    assert list(address_rows(500)) == list(address_rows(500))


def test_there_are_a_hundred_offices() -> None:
    assert len({row.central_office for row in feature_rows(3_000)}) == OFFICES == 100


def test_every_address_that_is_asked_about_is_found_and_can_be_served(small: Territory) -> None:
    index = open_index(small.index)
    for address in in_turn(small.known[:300]):
        found = qualify(
            index, address, services=("1FR", "ESX"), customer_class="residence", today=date(2026, 6, 1)
        ).result
        assert found.match in (Match.EXACT, Match.STANDARDISED), address
        assert [service.available for service in found.services] == [True, True], address
    index.close()


def test_the_documents_keep_the_contract(small: Territory) -> None:
    document = read_document(qualify_document(in_turn(small.known[:4])))
    assert [segment.number for segment in document.segments] == [1, 2, 3, 4]


def test_it_is_built_once(small: Territory, tmp_path: Path) -> None:
    said: list[str] = []
    first = territory(tmp_path, 1_000, said.append)
    assert len(said) == 1
    assert territory(tmp_path, 1_000, said.append) == first
    assert len(said) == 1


def test_the_stages_are_the_whole_way_of_a_document(small: Territory) -> None:
    found = stages(small, 50)
    assert [stage.name for stage in found][:3] == [
        "the driver reads its frames",
        "hand over to the deciding thread",
        "identity and contract",
    ]
    assert len(found) == 9
    assert sum(stage.microseconds for stage in found) > 0
