import pytest

from embedded.errors import EmbeddedError
from embedded.given_servers import given_servers

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
