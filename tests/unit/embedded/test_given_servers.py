import pytest

from embedded.errors import EmbeddedError
from embedded.given_servers import ServerUrls, given_servers

ALL = {
    "WHOLESALE_AMQP_URL": "amqp://a:b@broker:5672",
    "WHOLESALE_MANAGEMENT_URL": "http://a:b@broker:15672",
    "WHOLESALE_POSTGRES_DSN": "postgresql://a:b@db/x",
}


def test_without_urls_no_servers_are_given() -> None:
    assert given_servers({"PATH": "/bin"}) is None


def test_all_three_urls_give_servers() -> None:
    given = given_servers(ALL)
    assert given is not None
    assert given.postgres_dsn == ALL["WHOLESALE_POSTGRES_DSN"]


@pytest.mark.parametrize("left_out", ALL)
def test_a_mixture_is_refused_and_names_what_is_missing(left_out: str) -> None:
    with pytest.raises(EmbeddedError, match=left_out):
        given_servers({name: value for name, value in ALL.items() if name != left_out})


@pytest.mark.parametrize(
    ("dsn", "expected"),
    [
        ("postgresql://a:b@db/x", "postgresql://a:b@db/x?options=-csearch_path%3Dwholesale_demo"),
        (
            "postgresql://db/x?sslmode=require",
            "postgresql://db/x?sslmode=require&options=-csearch_path%3Dwholesale_demo",
        ),
        ("host=db dbname=x", "host=db dbname=x options=-csearch_path=wholesale_demo"),
    ],
)
def test_a_territory_has_a_schema_of_its_own_in_a_given_database(dsn: str, expected: str) -> None:
    assert ServerUrls("amqp://broker", "http://broker", dsn).with_own_schema().postgres_dsn == expected


def test_a_given_database_with_options_of_its_own_is_refused() -> None:
    with pytest.raises(EmbeddedError, match="WHOLESALE_POSTGRES_DSN has options"):
        ServerUrls("", "", "postgresql://db/x?options=-cwork_mem%3D1GB").with_own_schema()
