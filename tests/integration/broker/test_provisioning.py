"""A reseller is added, gets a new password, is shut out and let in again."""

import secrets
from collections.abc import Iterator

import pika
import pytest

from broker_config import names
from broker_config.applying import apply
from broker_config.discovering import found_topology
from broker_config.errors import BrokerRefused, ResellerUnknown
from broker_config.management import ManagementApi, api_path
from broker_config.observed import Observed
from broker_config.provisioning import Credentials, ResellerProvisioning
from broker_config.topology import common_topology
from broker_config.verifying import verify
from tests.plugins.servers import RabbitServer


@pytest.fixture(scope="module")
def api(rabbit_server: RabbitServer, vhost: str) -> Iterator[ManagementApi]:
    with ManagementApi(rabbit_server.management_url) as api:
        apply(
            api, common_topology(vhost=vhost), dict.fromkeys(names.SERVICE_USERS, "only-for-users-that-are-not-there")
        )
        yield api


@pytest.fixture
def provisioning(rabbit_server: RabbitServer, vhost: str, api: ManagementApi) -> ResellerProvisioning:
    return ResellerProvisioning(rabbit_server.management_url, "", "", vhost)


@pytest.fixture
def reseller(api: ManagementApi) -> Iterator[str]:
    name = f"acme{secrets.token_hex(3)}"
    yield name
    for path in (api_path("users", names.reseller_user(name)), api_path("vhosts", names.reseller_vhost(name))):
        if api.exists(path):
            api.request("DELETE", path)


def parameters_of(server: RabbitServer, vhost: str, who: Credentials) -> pika.URLParameters:
    parameters = pika.URLParameters(server.amqp_url_of(vhost))
    parameters.credentials = pika.PlainCredentials(who.username, who.password)
    return parameters


def enters(server: RabbitServer, vhost: str, who: Credentials) -> bool:
    try:
        pika.BlockingConnection(parameters_of(server, vhost, who)).close()
    except (pika.exceptions.ProbableAuthenticationError, pika.exceptions.ProbableAccessDeniedError):
        return False
    return True


def is_as_described(api: ManagementApi, vhost: str, reseller: str) -> bool:
    differences = verify(api, found_topology(Observed.of(api), vhost))
    return not [one for one in differences if reseller in one.sentence]


def test_an_added_reseller_may_enter_both_its_virtual_hosts(
    rabbit_server: RabbitServer, vhost: str, api: ManagementApi, provisioning: ResellerProvisioning, reseller: str
) -> None:
    who = provisioning.add(reseller, ("all", "north"), ("clerk",))
    assert who.username == f"reseller.{reseller}"
    assert enters(rabbit_server, vhost, who)
    assert enters(rabbit_server, f"reseller.{reseller}", who)
    assert is_as_described(api, vhost, reseller)
    for queue in (f"answers.{reseller}.clerk", "reference.north.address"):
        assert api.exists(api_path("queues", vhost, queue))
    assert who.password not in repr(who)


def test_a_run_that_broke_off_is_finished_by_the_next(
    rabbit_server: RabbitServer, vhost: str, api: ManagementApi, provisioning: ResellerProvisioning, reseller: str
) -> None:
    provisioning.add(reseller, answers=("clerk",))
    for path in (
        api_path("users", names.reseller_user(reseller)),
        api_path("queues", f"reseller.{reseller}", "intake"),
        api_path("queues", vhost, f"answers.{reseller}"),
    ):
        api.request("DELETE", path)
    who = provisioning.add(reseller)
    assert enters(rabbit_server, vhost, who)
    assert is_as_described(api, vhost, reseller)
    assert api.exists(api_path("queues", vhost, f"answers.{reseller}.clerk"))


def test_a_rotated_password_replaces_the_old_one(
    rabbit_server: RabbitServer, vhost: str, provisioning: ResellerProvisioning, reseller: str
) -> None:
    old = provisioning.add(reseller)
    new = provisioning.rotate(reseller)
    assert not enters(rabbit_server, vhost, old)
    assert enters(rabbit_server, vhost, new)


def test_a_rotation_after_a_leak_ends_what_is_open(
    rabbit_server: RabbitServer, vhost: str, provisioning: ResellerProvisioning, reseller: str
) -> None:
    connection = pika.BlockingConnection(parameters_of(rabbit_server, vhost, provisioning.add(reseller)))
    provisioning.rotate(reseller)
    connection.channel()
    provisioning.rotate(reseller, end_connections=True)
    with pytest.raises(pika.exceptions.ConnectionClosedByBroker):
        connection.process_data_events(time_limit=60)


def test_a_disabled_reseller_loses_its_connections_and_gets_everything_back(
    rabbit_server: RabbitServer, vhost: str, api: ManagementApi, provisioning: ResellerProvisioning, reseller: str
) -> None:
    who = provisioning.add(reseller, ("north",))
    before = api.request("GET", api_path("users", who.username, "permissions"))
    connection = pika.BlockingConnection(parameters_of(rabbit_server, vhost, who))
    provisioning.disable(reseller)
    with pytest.raises(pika.exceptions.ConnectionClosedByBroker):
        connection.process_data_events(time_limit=60)
    assert not enters(rabbit_server, vhost, who)
    assert not enters(rabbit_server, f"reseller.{reseller}", who)
    assert is_as_described(api, vhost, reseller)
    provisioning.disable(reseller)
    new = provisioning.rotate(reseller)
    assert not enters(rabbit_server, vhost, new)
    provisioning.enable(reseller)
    assert enters(rabbit_server, vhost, new)
    assert api.request("GET", api_path("users", who.username, "permissions")) == before
    assert is_as_described(api, vhost, reseller)


def test_further_answers_queues_are_named_by_the_reseller(
    vhost: str, api: ManagementApi, provisioning: ResellerProvisioning, reseller: str
) -> None:
    provisioning.add(reseller)
    assert provisioning.add_answers_queue(reseller, "clerk") == f"answers.{reseller}.clerk"
    assert provisioning.add_answers_queue(reseller, "clerk") == f"answers.{reseller}.clerk"
    assert is_as_described(api, vhost, reseller)
    with pytest.raises(ValueError, match="cannot be part of a name"):
        provisioning.add_answers_queue(reseller, "No.Such")


@pytest.mark.parametrize("name", ["a", "1acme", "acme.evil", "Acme", "a" * 17, "acme-evil", "", ".*"])
def test_a_name_that_is_none_reaches_no_broker(provisioning: ResellerProvisioning, name: str) -> None:
    with pytest.raises(ValueError, match="is no reseller"):
        provisioning.add(name)


def test_a_reseller_that_was_not_added_is_unknown(provisioning: ResellerProvisioning) -> None:
    for attempt in (provisioning.rotate, provisioning.disable, provisioning.enable):
        with pytest.raises(ResellerUnknown, match="nobody"):
            attempt("nobody")


def test_a_broker_that_was_not_set_up_is_said(rabbit_server: RabbitServer) -> None:
    elsewhere = ResellerProvisioning(rabbit_server.management_url, "", "", "no-such-virtual-host")
    with pytest.raises(BrokerRefused, match="broker-config apply"):
        elsewhere.add("acme")


def test_a_wrong_administrator_is_told(rabbit_server: RabbitServer) -> None:
    with pytest.raises(BrokerRefused, match="refuses the user 'nobody'"):
        ResellerProvisioning(rabbit_server.management_url, "nobody", "x").add("acme")
