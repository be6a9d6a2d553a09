"""How to reach a broker, parsed once from a URL."""

import pytest

from broker_config.errors import SettingsUnusable
from broker_config.settings import BrokerSettings


def test_a_url_may_name_several_hosts_and_a_quoted_virtual_host() -> None:
    settings = BrokerSettings.from_url("amqp://me:p%40ss@one:1,two,[::1]:3/a%2Fb")
    assert settings.hosts == (("one", 1), ("two", 5672), ("::1", 3))
    assert (settings.username, settings.password, settings.vhost) == ("me", "p@ss", "a/b")


def test_credentials_beside_the_url_win() -> None:
    settings = BrokerSettings.from_url("amqp://me:secret@host", "you", "other")
    assert (settings.username, settings.password, settings.vhost) == ("you", "other", "wholesale")


def test_tls_is_a_choice_of_the_url() -> None:
    settings = BrokerSettings.from_url("amqps://host/v?cacertfile=ca.pem&certfile=c.pem&keyfile=k.pem")
    assert settings.hosts == (("host", 5671),)
    assert settings.tls is not None
    assert (settings.tls.ca_file, settings.tls.certificate_file, settings.tls.key_file) == ("ca.pem", "c.pem", "k.pem")


def test_every_problem_is_said_at_once_and_never_the_password() -> None:
    with pytest.raises(SettingsUnusable) as problem:
        BrokerSettings.from_url("http://:topsecret@host:99999")
    said = str(problem.value)
    assert "amqp://" in said
    assert "port" in said
    assert "no user" in said
    assert "topsecret" not in said


@pytest.mark.parametrize("query", ["certfile=c.pem", "keyfile=k.pem", "verify=none"])
def test_half_a_certificate_and_unknown_options_are_refused(query: str) -> None:
    with pytest.raises(SettingsUnusable):
        BrokerSettings.from_url(f"amqps://me:x@host/v?{query}")


def test_a_password_is_not_shown() -> None:
    assert "topsecret" not in repr(BrokerSettings.from_url("amqp://me:topsecret@host"))
