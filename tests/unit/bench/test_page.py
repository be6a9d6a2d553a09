"""docs/performance.md and its plots."""

from pathlib import Path
from xml.etree import ElementTree

from bench.figures import Figure
from bench.page import Run, write_page
from bench.plots import bars, line
from bench.round_trips import Costs
from bench.stages import Stage

RUN = Run(
    figures=[
        *(
            Figure(f"{who}_{n}_rate", 1000.0 + n, "documents/s")
            for n in (1, 64, 256)
            for who in ("qualify", "pika_echo")
        ),
        Figure("nameko_64_rate", 500.0, "documents/s"),
        Figure("qualify_vs_pika_echo_64", 0.7, "times its rate"),
        Figure("qualify_vs_celery", None, "times its rate", "not installed: no network"),
    ],
    stages=[Stage("decide", 75.0), Stage("write <the> answer", 25.0)],
    costs={
        64: Costs({"worker": 300.0, "echo": 100.0, "broker of the worker": 500.0, "broker of the echo": 400.0}, 0.25)
    },
    memory=[(10_000.0, 90.0), (100_000.0, 91.0)],
    ranges=1_000_000,
    known=20_000,
    seconds=2.0,
    load=0.5,
)


def test_the_page_names_clock_machine_and_territory_and_shows_every_figure(tmp_path: Path) -> None:
    write_page(tmp_path / "performance.md", RUN)
    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert "**Clock**" in page
    assert "1,000,000 ranges" in page
    assert "cores" in page
    for figure in RUN.figures:
        assert f"| {figure.name} |" in page
    assert "not installed: no network" in page


def test_every_plot_on_the_page_is_written_and_is_well_formed(tmp_path: Path) -> None:
    write_page(tmp_path / "performance.md", RUN)
    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    for name in ("rates", "peers", "stages", "memory"):
        assert f"(plots/{name}.svg)" in page
        ElementTree.parse(tmp_path / "plots" / f"{name}.svg")  # noqa: S314 - we wrote it


def test_shares_of_the_stages_are_of_their_sum(tmp_path: Path) -> None:
    write_page(tmp_path / "performance.md", RUN)
    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert "| decide | 75 | 75% |" in page
    assert "**100**" in page


def test_a_bar_is_as_long_as_its_value_says() -> None:
    drawn = ElementTree.fromstring(bars("t", "/s", [("a", 200.0), ("b", 50.0)]))  # noqa: S314 - we wrote it
    widths = [
        float(rect.attrib["width"]) for rect in drawn.iter("{http://www.w3.org/2000/svg}rect") if "rx" in rect.attrib
    ]
    assert widths[0] == 4 * widths[1]


def test_what_is_flat_looks_flat() -> None:
    drawn = ElementTree.fromstring(line("t", "n", "MB", [(0, 100.0), (10, 100.0)]))  # noqa: S314 - we wrote it
    heights = {circle.attrib["cy"] for circle in drawn.iter("{http://www.w3.org/2000/svg}circle")}
    assert len(heights) == 1
