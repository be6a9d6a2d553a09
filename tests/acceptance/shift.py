"""Workers as processes, several at once; one that is killed is replaced by the next."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.heard_signals import wait_until_it_hears

PATIENCE = 120.0
"""Seconds for what must happen: only ever to end a test that would hang."""
_LONGEST_LINE = 300


@dataclass(frozen=True)
class Crash:
    """Where a worker ends, and at which document (or notification) that passes there."""

    point: str
    n: int


class Shift:
    """Runs workers; their logs are files in `folder`. Use it as a context: what still runs is ended."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment = {"PATH": os.environ["PATH"], **environment}
        self._folder = folder
        self._lock = threading.Lock()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._standing: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Shift":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            process.wait()

    def crash(self, crashes: Sequence[Crash], *, at_once: int) -> dict[Crash, int]:
        """Run all of them, `at_once` at a time, each to its end; the exit status of each."""
        waiting: queue.SimpleQueue[Crash] = queue.SimpleQueue()
        for crash in crashes:
            waiting.put(crash)
        ended: dict[Crash, int] = {}

        def work() -> None:
            while True:
                try:
                    crash = waiting.get_nowait()
                except queue.Empty:
                    return
                process = self._start("tests.acceptance.crashing_worker", crash.point, str(crash.n), "--", "run")
                try:
                    ended[crash] = process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    return

        places = [threading.Thread(target=work) for _ in range(at_once)]
        for place in places:
            place.start()
        for place in places:
            place.join()
        return ended

    def start(self, workers: int) -> None:
        """Start plain workers, which stay."""
        self._standing += [self._start("wholesaler_worker", "run") for _ in range(workers)]

    def end(self) -> list[int]:
        """Tell the plain workers to stop; their exit statuses."""
        for process in self._standing:
            wait_until_it_hears(process, signal.SIGTERM, PATIENCE)
            process.send_signal(signal.SIGTERM)
        ended = [process.wait(PATIENCE) for process in self._standing]
        self._standing.clear()
        return ended

    def has_logged(self, action: str) -> bool:
        """True when a worker has said so."""
        said = f'"action": "{action}"'
        return any(said in file.read_text("utf-8", errors="replace") for file in self._folder.glob("worker-*.log"))

    def log(self) -> str:
        """The last line of each worker, for a failed test."""
        return "\n".join(
            f"{file.name}: {line[:_LONGEST_LINE]}"
            for file in sorted(self._folder.glob("worker-*.log"))
            for line in file.read_text("utf-8", errors="replace").splitlines()[-1:]
        )

    def _start(self, *module_and_arguments: str) -> subprocess.Popen[bytes]:
        with self._lock:
            log = self._folder / f"worker-{len(self._processes):02d}.log"
            with log.open("wb") as output:
                process = subprocess.Popen(
                    [sys.executable, "-m", *module_and_arguments],
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=output,
                )
            self._processes.append(process)
            return process
