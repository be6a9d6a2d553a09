"""The examples of docs/examples, run as a reseller's programmer would run them, each on an answers queue of its own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from demo.cast import qualifying_end_users
from demo.network import offices
from demo.points import packaged_points
from tests.plugins.running_services import CHECKOUT, Running

EXAMPLES = CHECKOUT / "docs" / "examples"


@pytest.fixture(scope="module")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("node") / "node"
    shutil.copytree(EXAMPLES / "node", folder, ignore=shutil.ignore_patterns("node_modules"))
    install = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(install, cwd=folder, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return folder


@pytest.fixture
def question() -> tuple[str, str, str, str]:
    points = list(packaged_points())
    first = qualifying_end_users(points, list(offices(points)))[0]
    return first.asked, first.city, first.state, first.zip


def answers_queue(running: Running, name: str, folder: Path) -> str:
    added = running.run(
        "wholesaler-worker",
        "reseller",
        "answers",
        "add",
        "acme",
        name,
        environment=running.as_administrator(),
        folder=folder,
    )
    assert added.returncode == 0, added.stderr
    return f"answers.acme.{name}"


def assert_qualified(printed: str) -> None:
    reply = json.loads(printed)
    assert reply["header"]["outcome"] == "answered", reply
    services = {service["usoc"]: service for service in reply["segments"][0]["result"]["services"]}
    assert services["1FR"]["available"] is True
    assert [reason["step"] for reason in services["1FR"]["because"]][:2] == ["address", "central office"]


def test_python_with_pika(running: Running, question: tuple[str, ...], tmp_path: Path) -> None:
    environment = {**running.as_reseller(), "ANSWERS_QUEUE": answers_queue(running, "python", tmp_path)}
    program = str(EXAMPLES / "python" / "qualify.py")
    ended = running.run(sys.executable, program, *question, environment=environment, folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert_qualified(ended.stdout)


def test_node_with_amqplib(running: Running, question: tuple[str, ...], node_folder: Path) -> None:
    environment = {**running.as_reseller(), "ANSWERS_QUEUE": answers_queue(running, "node", node_folder)}
    ended = running.run("node", "qualify.js", *question, environment=environment, folder=node_folder)
    assert ended.returncode == 0, ended.stderr
    assert_qualified(ended.stdout)


def test_shell_with_amqp_tools(running: Running, question: tuple[str, ...], tmp_path: Path) -> None:
    environment = {**running.as_reseller(), "ANSWERS_QUEUE": answers_queue(running, "shell", tmp_path)}
    program = str(EXAMPLES / "shell" / "qualify.sh")
    ended = running.run("sh", program, *question, environment=environment, folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert_qualified(ended.stdout)
