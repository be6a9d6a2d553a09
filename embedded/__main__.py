"""`python -m embedded up | down | status`: private services that stay, and one worker kept running on them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from embedded.errors import EmbeddedError
from embedded.keeper import keep
from embedded.services import DEFAULT_ROOT, down, status, up

_EXAMPLES = """examples:
  python -m embedded up        start RabbitMQ, PostgreSQL and a worker, with the demo's territory
  python -m embedded status    what runs
  python -m embedded down      stop everything, remove its data
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 on success, 1 when something is missing or fails, 2 on wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m embedded", epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=DEFAULT_ROOT, help="folder for all data (default: %(default)s)")
    # `keep` is what `up` starts in the background; nobody types it.
    parser.add_argument("command", choices=("up", "down", "status", "keep"), metavar="up|down|status")
    chosen = parser.parse_args(arguments)
    root = chosen.root.resolve()
    commands = {"up": _up, "down": _down, "status": _status, "keep": keep}
    try:
        return commands[chosen.command](root)
    except EmbeddedError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; what had been started is stopped", file=sys.stderr)
        return 1


def _up(root: Path) -> int:
    services = up(root, lambda sentence: print(f"  {sentence}", flush=True))
    content = json.loads(services.read_text(encoding="utf-8"))
    administrator = content["administrator"]
    print(f"AMQP         {content['amqp_url']}")
    for name, who in content["resellers"].items():
        print(f"  {who['username']:<13} {who['password']}   (reseller {name})")
    print(f"Management   {content['management_url']}")
    for who in (content["ops"], administrator):
        print(f"  {who['username']:<13} {who['password']}")
    print(f"PostgreSQL   {content['postgres_dsn']}")
    print(f"All of it    {services}")
    print("Stop with    make down")
    return 0


def _down(root: Path) -> int:
    down(root)
    print("stopped")
    return 0


def _status(root: Path) -> int:
    states = status(root)
    for state in states:
        print(f"{state.name:<15} process {state.pid or '-':<8} {'runs' if state.alive else 'ENDED'}")
    return 0 if all(state.alive for state in states) else 1


if __name__ == "__main__":
    sys.exit(main())
