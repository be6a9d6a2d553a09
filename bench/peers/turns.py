"""What a peer's client does with the bench: it takes turns, one line of JSON in, one line of JSON out.

In: `{"requests": 500, "outstanding": 64, "body": "…"}`.
Out: `{"rate": …, "p50_ms": …, "p99_ms": …}`, or `{"failed": …}`.
Clock: `time.perf_counter`, from just before a request is made to when its answer is in the client's hands.
"""

from __future__ import annotations

import json
import os
import sys
import time
from statistics import quantiles
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

URL_VARIABLE = "BENCH_PEER_URL"
READY = "ready"
PREFETCH = 256


def url() -> str:
    """The broker, with credentials and virtual host."""
    return os.environ[URL_VARIABLE]


def main(server: Callable[[], None], client: Callable[[], None]) -> None:
    """Run the role that the command line names."""
    {"server": server, "client": client}[sys.argv[1]]()


def ready() -> None:
    """Tell the bench that requests are answered, or turns taken, from now on."""
    print(READY, flush=True)


def take_turns(turn: Callable[[int, int, str], list[float]]) -> None:
    """Take turns until there are no more; `turn(requests, outstanding, body)` returns the seconds of each request."""
    ready()
    for line in sys.stdin:
        asked = json.loads(line)
        begin = time.perf_counter()
        try:
            durations = turn(asked["requests"], asked["outstanding"], asked["body"])
        except Exception as error:  # noqa: BLE001 - the bench says in the peer's row why there is no figure
            said: dict[str, Any] = {"failed": f"{type(error).__name__}: {error}"}
        else:
            said = summary(durations, time.perf_counter() - begin)
        print(json.dumps(said), flush=True)


def summary(durations: Sequence[float], elapsed: float) -> dict[str, float]:
    """Answers per second, and the 50th and 99th percentile in milliseconds."""
    percentiles = quantiles(durations, n=100)
    return {"rate": len(durations) / elapsed, "p50_ms": percentiles[49] * 1000, "p99_ms": percentiles[98] * 1000}
