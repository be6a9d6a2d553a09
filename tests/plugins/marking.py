"""A test's folder is its marker: tests/unit, tests/integration, tests/acceptance."""

from pathlib import Path

import pytest

_TESTS = Path(__file__).parents[1]
_MARKERS = ("unit", "integration", "acceptance")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(_TESTS):
            folder = item.path.relative_to(_TESTS).parts[0]
            if folder not in _MARKERS:
                raise pytest.UsageError(f"{item.path}: tests live in one of tests/{{{','.join(_MARKERS)}}}")
            item.add_marker(folder)
