"""`python -m bench [--quick]`: measure everything side by side, print a table, write JSON and docs/performance.md."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.local_decisions import local_decisions
from bench.report import performance_page, table
from bench.round_trips import long_documents, one_segment
from bench.services import measured_services
from embedded.errors import EmbeddedError

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def main() -> int:
    """0 when everything was measured, 1 when a server or a tool is missing, 2 on wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests, under a minute; the page is not written")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    chosen = parser.parse_args()
    try:
        with measured_services() as services:
            figures = {
                **one_segment(services, quick=chosen.quick),
                **long_documents(services, quick=chosen.quick),
                **local_decisions(services, quick=chosen.quick),
            }
    except EmbeddedError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(table(figures))
    text = json.dumps({name: round(value, 3) for name, value in figures.items()}, indent=2) + "\n"
    if chosen.json:
        chosen.json.write_text(text, encoding="utf-8")
    if not chosen.quick:
        PAGE.write_text(performance_page(figures), encoding="utf-8")
        print(f"wrote {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
