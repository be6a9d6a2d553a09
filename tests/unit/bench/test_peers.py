"""The peers' requirements are locked, name no host, and are no dependencies of the product."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import peer_installing
from bench.peer_installing import PEERS, PeerMissing, installed_python
from bench.peers.turns import summary, take_turns

CHECKOUT = Path(__file__).parents[3]
REQUIREMENTS = CHECKOUT / "bench" / "peers"


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_is_one_file_with_locked_requirements(peer: str) -> None:
    assert (REQUIREMENTS / f"{peer}_echo.py").exists()
    locked = (REQUIREMENTS / f"requirements-{peer}.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9-]+(?:\[[a-z]+\])?==", locked, re.MULTILINE)
    assert f"{peer}==" in pinned
    assert locked.count("--hash=sha256:") >= len(pinned)
    assert "://" not in locked


@pytest.mark.parametrize("peer", PEERS)
def test_no_peer_is_installed_with_the_product(peer: str) -> None:
    for file in ("pyproject.toml", "requirements.lock"):
        assert not re.search(rf"^\W*{peer}\b.*[=>]=", (CHECKOUT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_a_peer_that_cannot_be_installed_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    peers = tmp_path / "bench" / "peers"
    peers.mkdir(parents=True)
    (peers / "requirements-nameko.txt").write_text("nameko==2.14.1\n", encoding="utf-8")
    monkeypatch.setattr(peer_installing, "CHECKOUT", tmp_path)

    def fails(command: tuple[str, ...], **_: object) -> None:
        raise subprocess.CalledProcessError(1, command, stderr="warning: slow\nerror: no network\n")

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(PeerMissing, match="not installed: error: no network"):
        installed_python("nameko")


def test_a_client_answers_each_turn_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = [{"requests": n, "outstanding": 1, "body": "{}"} for n in (2, 0)]
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(json.dumps(turn) + "\n" for turn in turns)))

    def turn(requests: int, outstanding: int, body: str) -> list[float]:
        if not requests:
            raise ConnectionError("the broker went away")
        return [0.001] * requests

    take_turns(turn)
    ready, first, second = capsys.readouterr().out.splitlines()
    assert ready == "ready"
    assert json.loads(first)["p50_ms"] == pytest.approx(1.0)
    assert json.loads(second) == {"failed": "ConnectionError: the broker went away"}


def test_a_summary_is_in_milliseconds_and_per_second() -> None:
    assert summary([0.002] * 10, 0.5) == pytest.approx({"rate": 20.0, "p50_ms": 2.0, "p99_ms": 2.0})
