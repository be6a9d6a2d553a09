"""What an operator sees of loading and publishing."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from serviceability.index import open_index
from tests.integration.wholesaler_records.commands import CHECKOUT, wholesaler_worker
from tests.unit.wholesaler_loading.network_files import write_network
from wholesaler_worker.publication import index_path

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(postgres_dsn: str, tmp_path: Path) -> Run:
    settings = {"WHOLESALE_POSTGRES_DSN": postgres_dsn, "WHOLESALE_DATA_DIR": str(tmp_path / "data")}
    return lambda *arguments: wholesaler_worker(*arguments, folder=tmp_path, **settings)


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def addresses(folder: Path, *rows: str) -> Path:
    return write(folder / "addresses.csv", "NUMBER,STREET,UNIT,CITY,REGION,POSTCODE", *rows)


GOOD_ADDRESSES = ("1301,Folsom St,APT 3,San Francisco,CA,94103", "1399,Folsom St,,San Francisco,CA,94103")


def test_a_territory_is_loaded_and_published_by_five_commands(run: Run, tmp_path: Path) -> None:
    numbers = write(
        tmp_path / "numbers.csv",
        "telephone_number,switch,rate_center,state,until",
        "4155550100,SNFCCA01DS0,,available,",
    )
    for command in (
        ("load", "addresses", "--format", "openaddresses", addresses(tmp_path, *GOOD_ADDRESSES)),
        ("load", "network", write_network(tmp_path / "network")),
        ("load", "numbers", numbers),
        ("publish",),
    ):
        ended = run(*command)
        assert (ended.returncode, ended.stderr) == (0, ""), command
        again = run(*command)
        assert again.returncode == 0
        assert "nothing" in again.stdout, command
    index = open_index(index_path(tmp_path / "data"))
    assert (index.address_epoch, index.feature_epoch) == (1, 1)
    index.close()


def test_refused_rows_are_listed_by_line_and_the_others_are_loaded(run: Run, tmp_path: Path) -> None:
    file = addresses(tmp_path, GOOD_ADDRESSES[0], "x,Folsom St,,,,", GOOD_ADDRESSES[1])
    ended = run("load", "addresses", "--format", "openaddresses", file)
    assert ended.returncode == 0
    assert ended.stderr.startswith(f"{file}:3: 'x' is not a house number")
    assert ended.stdout == "3 rows read, 1 refused, 2 new points; 1 range in the records\n"


def test_tiger_files_are_loaded_by_one_command_again_and_again(run: Run, tmp_path: Path) -> None:
    header = "TLID,FULLNAME,LFROMHN,LTOHN,RFROMHN,RTOHN,ZIPL,ZIPR,PARITYL,PARITYR"
    file = write(
        tmp_path / "addrfeat.csv", header, "1,Elm St,99,1,2,98,59645,,O,E", "2,Elm St,,7,,,59645,,O,",
        "1,Elm St,99,1,2,98,59645,,O,E",
    )  # fmt: skip
    command = ("load", "addresses", "--format", "tiger", "--state", "Montana", file)
    ended = run(*command)
    assert (ended.returncode, ended.stderr) == (0, f"{file}:3: LFROMHN is empty, the other end is '7'\n")
    assert ended.stdout == "3 rows read, 1 refused, 2 new or different ranges; 2 ranges in the records\n"
    assert "nothing new" in run(*command).stdout


def test_only_the_first_hundred_refused_rows_are_listed_and_the_rest_is_counted(run: Run, tmp_path: Path) -> None:
    ended = run("load", "addresses", "--format", "openaddresses", addresses(tmp_path, *["x,,,,,"] * 250))
    lines = ended.stderr.splitlines()
    assert len(lines) == 101
    assert lines[-1] == "and 150 more rows were refused"


def test_a_network_with_a_wrong_row_is_refused_whole(run: Run, tmp_path: Path, postgres_dsn: str) -> None:
    folder = write_network(tmp_path / "network", offices="x,x,x,CA", features="y,,,,,,,,,")
    ended = run("load", "network", folder)
    assert ended.returncode == 1
    lines = ended.stderr.splitlines()
    assert [line.partition(": ")[0] for line in lines[:2]] == [f"{folder}/offices.csv:3", f"{folder}/features.csv:4"]
    assert lines[2:] == [f"wholesaler-worker: {folder} was not loaded: 2 wrong rows, listed above"]
    with psycopg.connect(postgres_dsn) as connection:
        assert connection.execute("SELECT count(*) FROM central_office").fetchone() == (0,)


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("load", "addresses", "nowhere.csv"), 2, "Missing option '--format'"),
        (("load", "addresses", "--format", "shapefile", "x.csv"), 2, "'shapefile' is not one of"),
        (("load", "addresses", "--format", "rows"), 2, "Missing argument 'FILE...'"),
        (("load", "addresses", "--format", "rows", "--state", "MT", "x.csv"), 2, "only --format tiger takes it"),
        (("load", "addresses", "--format", "tiger", "--state", "Ontario", "x.csv"), 2, "'Ontario' is not a state"),
        (("load", "addresses", "--format", "tiger", "nowhere.dbf"), 1, "nowhere.dbf cannot be read: No such file"),
        (
            ("generate", "territory", "--ranges", "0", "--offices", "1", "--seed", "1", "x"),
            2,
            "'--ranges': 0 is not in",
        ),
        (("load", "addresses", "--format", "rows", "nowhere.csv"), 1, "nowhere.csv cannot be read: No such file"),
        (("load", "network", "nowhere"), 1, "nowhere lacks offices.csv, serving.csv, switches.csv, features.csv"),
        (("load", "numbers", "nowhere.csv"), 1, "nowhere.csv cannot be read: No such file"),
        (("publish",), 1, "there are no addresses in the records"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    run: Run, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    ended = run(*arguments)
    assert ended.returncode == status
    assert sentence in ended.stderr


def test_a_file_that_breaks_off_loads_nothing(run: Run, tmp_path: Path) -> None:
    file = addresses(tmp_path, *GOOD_ADDRESSES)
    file.write_bytes(file.read_bytes() + b'1401,"Folsom')
    ended = run("load", "addresses", "--format", "openaddresses", file)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "is not CSV after line 3" in ended.stderr
    file = addresses(tmp_path, *GOOD_ADDRESSES)
    assert "2 new points" in run("load", "addresses", "--format", "openaddresses", file).stdout


def test_a_schema_that_is_not_migrated_is_named(empty_postgres_dsn: str, tmp_path: Path) -> None:
    ended = wholesaler_worker("reseller", "list", folder=tmp_path, WHOLESALE_POSTGRES_DSN=empty_postgres_dsn)
    assert ended.returncode == 1
    assert "run: wholesaler-worker migrate" in ended.stderr


def test_a_terminal_shows_a_bar_of_the_load(postgres_dsn: str, tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "wholesaler_worker", "load", "addresses", "--format", "openaddresses",
         str(addresses(tmp_path, *GOOD_ADDRESSES))],
        cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=follower,
        env={"PATH": "/usr/bin:/bin", "TERM": "xterm", "PYTHONPATH": str(CHECKOUT),
             "WHOLESALE_POSTGRES_DSN": postgres_dsn},
    ) as child:  # fmt: skip
        os.close(follower)
        shown = b""
        try:
            while block := os.read(leader, 4096):
                shown += block
        except OSError:
            pass  # the terminal's way to say that nobody writes any more
        assert child.wait(timeout=60) == 0
    os.close(leader)
    assert b"loading addresses.csv" in shown
