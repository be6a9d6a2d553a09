"""`python -m demo`, as `make demo` runs it: on the packaged addresses, and on county files where there are some.

It starts servers of its own and ends with 0 only if every answer was right.
"""

import os
import subprocess
import sys

import pytest

from demo.story import ROOT
from embedded.given_servers import AMQP, MANAGEMENT, POSTGRES
from tests.plugins.running_services import CHECKOUT

VARIABLE = "WHOLESALE_REAL_DATA"
LEFT_OUT = {VARIABLE, AMQP, MANAGEMENT, POSTGRES}

pytestmark = pytest.mark.usefixtures("private_servers")


def story(real_data: str | None) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    if real_data is not None:
        environment[VARIABLE] = real_data
    ended = subprocess.run(
        [sys.executable, "-m", "demo"],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_story_ends_well_on_the_packaged_addresses() -> None:
    told = story(None)
    shown_words = ("A102", "A106", "F201", "F202", "documents.acme", "answers.beta", "6 completed version 2")
    for shown in (*shown_words, "lost 0 doubled 0 missing 0", "Every answer was right"):
        assert shown in told, told
    assert list(ROOT.glob("run-*")) == []


def test_the_story_ends_well_on_county_files() -> None:
    named = os.environ.get(VARIABLE)
    if not named:
        pytest.skip(f"{VARIABLE} names no folder of county address files")
    told = story(named)
    assert "SNFCCA01" in told
    assert "Every answer was right" in told
