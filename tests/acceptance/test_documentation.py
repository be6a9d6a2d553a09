"""Every command in a `console` block of the documentation works, in order, as a reader of that page would type it.

A page's commands run in one folder that holds nothing but `docs`, with the settings of an operator and of the reseller
acme in the environment.
A command whose comment says `# exits with N` must end with that status, every other one with 0. Programs that stay
running stand in `text` blocks; the tests of those programs run them.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.plugins.running_services import CHECKOUT, PROGRAMS, Running

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STATUS = re.compile(r"# exits with (\d+)$")
PAGES = sorted(page for page in (CHECKOUT / "docs").rglob("*.md") if BLOCK.search(page.read_text(encoding="utf-8")))
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#([^)]*))?\)")


def commands_of(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    return [
        line.removeprefix("$ ") for block in BLOCK.findall(text) for line in block.splitlines() if line.startswith("$ ")
    ]


def test_there_are_pages_with_commands() -> None:
    assert PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_the_commands_of_a_page_work(page: Path, running: Running, tmp_path: Path) -> None:
    # As in a checkout: the pages name files below docs/.
    (tmp_path / "docs").symlink_to(CHECKOUT / "docs")
    for command in commands_of(page):
        expected = int(found[1]) if (found := STATUS.search(command)) else 0
        ended = subprocess.run(
            ["bash", "-euc", command],
            cwd=tmp_path,
            env={
                "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
                "HOME": str(tmp_path),
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(CHECKOUT),
                **running.as_administrator(),
                **running.as_reseller(),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",  # a page writes latin-1
            check=False,
            timeout=240,
        )
        assert ended.returncode == expected, f"$ {command}\n{ended.stdout}{ended.stderr}"
        assert "Traceback" not in ended.stderr


def documents_with_links() -> list[Path]:
    tops = [CHECKOUT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*tops, *sorted((CHECKOUT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", documents_with_links(), ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"
