"""The pages about orders say what the code does."""

import re
from pathlib import Path

from contracts.codes import CODES
from wholesaler_worker.changing.records import OrderState
from wholesaler_worker.ordering.activities import MATRIX
from wholesaler_worker.ordering.states import FOLLOWING

DOCS = Path(__file__).parents[3] / "docs"
REFERENCE = (DOCS / "reference/orders.md").read_text(encoding="utf-8")
EXPLANATION = (DOCS / "explanation/orders.md").read_text(encoding="utf-8")


def table(page: str, first_cell: str) -> list[list[str]]:
    """The rows of the table whose head begins with `first_cell`, the head included."""
    lines = iter(page.splitlines())
    head = next(line for line in lines if line.startswith(f"|{first_cell}|"))
    rows = [head]
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append(line)
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if not row.startswith("|---")]


def test_the_matrix_on_the_page_is_the_one_that_orders_are_held_against() -> None:
    (_, *activities), *rows = table(REFERENCE, " ")
    letters = [re.findall("`(.)`", activity)[0] for activity in activities]
    assert letters == [activity.value for activity in MATRIX]
    shown = {row[0].replace("`", ""): row[1:] for row in rows}
    elements = list(next(iter(MATRIX.values())))
    assert shown == {element.value: [MATRIX[activity][element].value for activity in MATRIX] for element in elements}


def test_the_moves_on_the_page_are_those_of_the_code() -> None:
    _, *rows = table(EXPLANATION, " from ")
    shown: dict[str, set[str]] = {}
    for before, after in rows:
        ends = set() if after.startswith("nothing") else set(after.split(", "))
        shown.update(dict.fromkeys(before.split(", "), ends))
    assert shown == {state.value: {end.value for end in FOLLOWING[state]} for state in OrderState}


def test_each_code_on_the_pages_exists() -> None:
    linked = re.findall(r"\[`([A-Z]\d{3})`\]\((?:\.\./reference/)?codes\.md#([a-z0-9]+)\)", REFERENCE + EXPLANATION)
    assert len(linked) > 20
    assert [code for code, anchor in linked if code not in CODES or anchor != code.lower()] == []
