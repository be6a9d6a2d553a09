"""A URL with several hosts, read alike by every Python."""

import pytest

from broker_config.server_url import split_server_url


@pytest.mark.parametrize(
    ("url", "hosts", "path", "query"),
    [
        ("amqp://one", "one", "", ""),
        ("amqp://me:p%40ss@one:1,two,[::1]:3/a%2Fb", "me:p%40ss@one:1,two,[::1]:3", "/a%2Fb", ""),
        ("amqps://[::1],one/v?certfile=c.pem", "[::1],one", "/v", "certfile=c.pem"),
        ("amqp://[not closed/v", "[not closed", "/v", ""),
        ("https://admin:x@host:15671?a=b", "admin:x@host:15671", "", "a=b"),
    ],
)
def test_hosts_stand_as_they_were_given(url: str, hosts: str, path: str, query: str) -> None:
    parts = split_server_url(url)
    assert (parts.netloc, parts.path, parts.query) == (hosts, path, query)
    assert parts.geturl() == url


@pytest.mark.parametrize("text", ["", "host:5672", "//host", "host"])
def test_what_is_no_url_has_no_scheme_and_no_host(text: str) -> None:
    assert split_server_url(text)[:2] == ("", "")
