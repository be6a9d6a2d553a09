"""A profile is used only when all of it is right; all of its problems are told at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.errors import ProfileUnusable
from translators.profile import read_profile
from translators.registry import FORMATS

SOUND = """
profile = "acme/1"
[fields]
reference = "ref"
[answer]
reference = "segment.reference"
"""


def problems(text: str) -> dict[str, str]:
    """Return the text of each problem by its path."""
    with pytest.raises(ProfileUnusable) as raised:
        read_profile(text)
    return {problem.path: problem.text for problem in raised.value.problems}


def test_a_sound_profile_is_read() -> None:
    assert read_profile(SOUND).name == "acme/1"


def test_all_problems_are_told_with_their_path() -> None:
    found = problems("""
        profil = "x"
        profile = "acme"
        description = 3
        [reading]
        unknown = "maybe"
        trim = 1
        [csv]
        delimiter = "ab"
        quote = "x"
        encoding = "utf-16"
        line_end = "cr"
        rows = "page"
        byte_order_mark = "sometimes"
        colour = "red"
        [json]
        records = "a..b"
        single = "yes"
        [tables.empty]
        [tables.class]
        RES = "residence"
        res = "business"
        x = 3
        [fields]
        "adress.line" = "a"
        "address.zip" = { name = "zip", tabel = "class" }
        "address.city" = { column = 3 }
        "address.state" = { key = "a..b" }
        "end_user.class" = { name = "c", table = "clas", unlisted = "drop" }
        "request.services" = { name = "s", separator = "" }
        "request.earliest" = { name = "e", date = "%d.%m" }
        "request.remarks" = { name = "r", date = "%d.%m.%Y" }
        "request.quantity" = { name = "q", default = "many" }
        "request.pon" = { name = "p", default = [1] }
        reference = {}
        [answer]
        a = "segment.ref"
        b = { value = "segment.reference", each = "{usoc}", where = "available" }
        c = { value = "result.services" }
        d = { value = "result.services", each = "{nothing}={code:none}" }
        e = { value = "result.services", each = "{usoc" }
        f = { value = "result.services", each = { x = "{usoc}" } }
        g = { only = "xml", table = "nosuch", date = "%d" }
        h = { value = "result.services", where = "free", each = "{usoc}", column = "A" }
        "/top" = "header.outcome"
        "a.b" = "header.outcome"
    """)

    assert set(found) == {
        "profil", "profile", "description",
        "reading.unknown", "reading.trim",
        "csv.delimiter", "csv.quote", "csv.encoding", "csv.line_end", "csv.rows", "csv.byte_order_mark", "csv.colour",
        "json.records", "json.single",
        "tables.empty", "tables.class.res", "tables.class.x",
        'fields."adress.line"', 'fields."address.zip".tabel', 'fields."address.city".column',
        'fields."address.state".key', 'fields."end_user.class".table', 'fields."end_user.class".unlisted',
        'fields."request.services".separator', 'fields."request.earliest".date', 'fields."request.remarks".date',
        'fields."request.quantity".default', 'fields."request.pon".default', "fields.reference",
        "answer.a.value", "answer.b.each", "answer.b.where", "answer.c.value", "answer.d.each", "answer.e.each",
        "answer.f.each", "answer.g.value", "answer.g.only", "answer.g.table", "answer.g.date", "answer.h.where",
        "answer.h.column", 'answer."/top".key', 'answer."a.b".key',
    }  # fmt: skip


def test_each_problem_says_what_to_do() -> None:
    with pytest.raises(ProfileUnusable) as raised:
        read_profile(SOUND.replace('reference = "ref"', 'refrence = "ref"'))

    assert str(raised.value) == "fields.refrence: there is no such field. Did you mean 'reference'?"


def test_codes_that_the_contract_does_not_know_are_told_before_any_file_is_read() -> None:
    found = problems(
        SOUND
        + """
        [tables.ask]
        check = "service.qualified"
        [fields.transaction]
        name = "ask"
        table = "ask"
        default = "service.qualifies"
        """
    )

    assert set(found) == {"fields.transaction.table", "fields.transaction.default"}


def test_what_is_no_toml_is_told_with_its_line() -> None:
    assert "line 2" in problems('profile = "a/1"\n[fields\n')["(the file)"]


def test_a_profile_without_sections_is_told_what_is_missing() -> None:
    assert set(problems("")) == {"profile", "fields", "answer"}


@pytest.mark.parametrize("spelling", ['"address.zip" = "plz"', 'address.zip = "plz"', 'address = { zip = "plz" }'])
def test_a_field_may_be_written_in_any_spelling_of_toml(spelling: str) -> None:
    profile = read_profile(SOUND.replace('reference = "ref"', spelling))

    assert [(rule.field.name, rule.columns) for rule in profile.fields] == [("address.zip", ("plz",))]


def assert_read_or_told(text: str, section: str = "") -> None:
    told: list[str] | None = None
    try:
        profile = read_profile(text)
    except ProfileUnusable as unusable:
        told = [problem.path for problem in unusable.problems]
    else:
        for make in FORMATS.values():
            make(profile)
    assert told is None or (told and all(path.startswith(section) for path in told))


@given(st.text())
def test_any_text_is_a_profile_or_has_problems(text: str) -> None:
    assert_read_or_told(text)


VALUES = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(0, 9), st.booleans(), st.just("segment.reference")),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=3,
)
SETTINGS = st.sampled_from(
    ["name", "column", "key", "table", "date", "default", "each", "where", "value", "only", "separator", "join"]
)


def toml(value: object) -> str:
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(sign):08x}" for sign in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return str(value).lower()


@given(section=st.sampled_from(["fields", "answer"]), entry=st.dictionaries(SETTINGS, VALUES, max_size=5))
def test_settings_of_any_type_are_read_or_told(section: str, entry: dict[str, object]) -> None:
    written = ", ".join(f"{key} = {toml(value)}" for key, value in entry.items())
    name = '"address.zip"' if section == "fields" else "zip"
    text = SOUND.replace(f"[{section}]", f"[{section}]\n{name} = {{ {written} }}")
    assert_read_or_told(text, section)


def test_a_file_too_long_to_be_a_profile_is_not_read_as_one() -> None:
    assert "262,144" in problems("".join(f"k{number} = 1\n" for number in range(100_000)))["(the file)"]
