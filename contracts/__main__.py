"""``python -m contracts``: keeps the generated files current."""

from __future__ import annotations

import argparse
import sys

from contracts import __version__
from contracts.generation.files import NotInACheckout, stale_files, write_files

_EXAMPLES = """examples:
  python -m contracts generate           write contracts/schemas/*.json and docs/reference/codes.md
  python -m contracts generate --check   say which of them are not current; exit 1 if any is not
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code: 0 done, 1 not current or not possible, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return _check() if options.check else _generate()
    except (NotInACheckout, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contracts",
        description="The wholesaler format: its schemas and its codes.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"contracts {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    generate = commands.add_parser("generate", help="write the generated files, or check them")
    generate.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is not current")
    return parser


def _check() -> int:
    stale = stale_files()
    for path in stale:
        print(f"error: {path} is not current; run python -m contracts generate", file=sys.stderr)
    return 1 if stale else 0


def _generate() -> int:
    for path in write_files():
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
