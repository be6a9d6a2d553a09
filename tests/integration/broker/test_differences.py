"""Whatever is otherwise on a broker is named in a sentence, and mended where nothing is lost by it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from broker_config import names
from broker_config.applying import apply
from broker_config.differences import Difference
from broker_config.discovering import found_topology
from broker_config.errors import PasswordMissing
from broker_config.management import ManagementApi, api_path
from broker_config.observed import Observed
from broker_config.provisioning import ResellerProvisioning
from broker_config.topology import common_topology
from broker_config.verifying import verify
from tests.plugins.servers import RabbitServer

PASSWORDS = dict.fromkeys(names.SERVICE_USERS, "only-for-users-that-are-not-there")


@dataclass
class Place:
    """A virtual host that is as described, with one reseller."""

    api: ManagementApi
    vhost: str
    reseller: str
    provisioning: ResellerProvisioning

    def path(self, *parts: str) -> str:
        """Fill in the names of this place."""
        values = {"v": self.vhost, "r": self.reseller, "u": f"reseller.{self.reseller}"}
        return api_path(*(part.format(**values) for part in parts))

    def differences(self) -> list[str]:
        return [str(one) for one in self.found()]

    def found(self) -> tuple[Difference, ...]:
        return verify(self.api, found_topology(Observed.of(self.api), self.vhost))

    def apply(self) -> list[str]:
        topology = found_topology(Observed.of(self.api), self.vhost)
        return [str(one) for one in apply(self.api, topology, PASSWORDS).left]


@pytest.fixture(scope="module")
def place(rabbit_server: RabbitServer, vhost: str) -> Iterator[Place]:
    reseller = f"acme{secrets.token_hex(3)}"
    with ManagementApi(rabbit_server.management_url) as api:
        assert apply(api, common_topology(vhost=vhost), PASSWORDS).left == ()
        provisioning = ResellerProvisioning(rabbit_server.management_url, "", "", vhost)
        provisioning.add(reseller, ("all", "bay"), ("clerk",))
        yield Place(api, vhost, reseller, provisioning)
        api.request("DELETE", api_path("users", names.reseller_user(reseller)))
        api.request("DELETE", api_path("vhosts", names.reseller_vhost(reseller)))


Request = tuple[str, tuple[str, ...], Any]
DOCUMENTS = ("bindings", "{v}", "e", "documents.{r}", "q")
POLICY = {"pattern": ".*", "definition": {"max-length": 5}, "priority": 99, "apply-to": "queues"}

MENDED: list[tuple[list[Request], str]] = [
    ([("DELETE", ("exchanges", "{v}", "invalid"), None)], "missing: there is no exchange invalid"),
    ([("DELETE", ("queues", "{v}", "documents.{r}.order"), None)], "missing: there is no quorum queue documents."),
    ([("DELETE", ("queues", "{v}", "tap.parked"), None)], "missing: there is no stream queue tap.parked"),
    ([("DELETE", ("queues", "reseller.{r}", "intake"), None)], "missing: there is no quorum queue intake"),
    ([("DELETE", (*DOCUMENTS, "documents.{r}.bulk", "bulk"), None)], "missing: there is no binding from documents."),
    (
        [("POST", (*DOCUMENTS, "answers.{r}"), {"routing_key": "service.qualify"})],
        "unexpected: there is a binding from documents.",
    ),
    (
        [("POST", (*DOCUMENTS, "answers.{r}"), {"routing_key": ""})],
        "unexpected: there is a binding from documents.",
    ),
    (
        [("POST", ("bindings", "{v}", "e", "documents.{r}", "e", "dead-letter"), {"routing_key": "a b/c"})],
        "to the exchange dead-letter with key 'a b/c'",
    ),
    ([("DELETE", ("policies", "{v}", "lane-bulk"), None)], "missing: there is no policy lane-bulk"),
    (
        [("PUT", ("policies", "{v}", "tap"), {**POLICY, "pattern": "^tap"})],
        "max-age nothing, not 31D; max-length 5, not nothing; max-length-bytes nothing, not",
    ),
    ([("PUT", ("policies", "{v}", "mine"), POLICY)], "unexpected: there is a policy mine in virtual host {v}"),
    (
        [("PUT", ("operator-policies", "{v}", "cap"), {**POLICY, "pattern": "^answers"})],
        "unexpected: there is a operator policy cap in virtual host {v} that is not ours and matches answers.{r}",
    ),
    (
        [("PUT", ("permissions", "{v}", "{u}"), {"configure": "^$", "write": ".*", "read": "^answers"})],
        "different: the user reseller.{r} in virtual host {v} may write '.*', not '^documents",
    ),
    (
        [("PUT", ("permissions", "{v}", "ops"), {"configure": "^$", "write": "^$", "read": ".*"})],
        "different: the user ops in virtual host {v} may read '.*', not '^tap",
    ),
    (
        [("PUT", ("permissions", "reseller.{r}", "ops"), {"configure": "", "write": "", "read": ".*"})],
        "unexpected: the user ops has permissions in virtual host reseller.{r} and should have none",
    ),
    ([("DELETE", ("permissions", "{v}", "network"), None)], "missing: the user network in virtual host {v} has no"),
    (
        [("PUT", ("user-limits", "{u}", "max-channels"), {"value": 7})],
        "different: the user reseller.{r} has max-channels 7, not 200",
    ),
    ([("DELETE", ("user-limits", "{u}", "max-connections"), None)], "has max-connections unlimited, not 20"),
    (
        [("PUT", ("vhost-limits", "reseller.{r}", "max-queues"), {"value": 7})],
        "different: the virtual host reseller.{r} has max-queues 7, not 50",
    ),
    (
        [("PUT", ("vhost-limits", "{v}", "max-queues"), {"value": 1000})],
        "unexpected: the virtual host {v} has max-queues 1000, which should not be limited",
    ),
    (
        [("PUT", ("users", "guest"), {"password": "guest", "tags": ""})],
        "unexpected: there is the user guest, whose password everybody knows",
    ),
]


@pytest.mark.parametrize(("requests", "sentence"), MENDED)
def test_a_difference_is_named_and_mended(place: Place, requests: list[Request], sentence: str) -> None:
    assert place.differences() == []
    for method, path, body in requests:
        place.api.request(method, place.path(*path), body)
    wanted = sentence.format(v=place.vhost, r=place.reseller)
    differences = place.differences()
    assert any(wanted in difference for difference in differences), differences
    assert place.apply() == []
    assert place.differences() == []


def test_wider_tags_are_taken_away_and_the_password_stays(place: Place) -> None:
    user = names.reseller_user(place.reseller)
    before = place.api.request("GET", api_path("users", user))
    body = {"tags": "monitoring", "password_hash": before["password_hash"]}
    place.api.request("PUT", api_path("users", user), body)
    assert place.differences() == [f"unexpected: the user {user} has the tags monitoring, not no tags"]
    assert place.apply() == []
    after = place.api.request("GET", api_path("users", user))
    assert (after["password_hash"], place.differences()) == (before["password_hash"], [])


LEFT: list[tuple[Request, Request, str]] = [
    (
        ("PUT", ("exchanges", "{v}", "somebodys"), {"type": "topic", "durable": True}),
        ("DELETE", ("exchanges", "{v}", "somebodys"), None),
        "unexpected: there is an exchange somebodys in virtual host {v} that is not ours: delete it if nobody needs it",
    ),
    (
        ("PUT", ("queues", "{v}", "somebodys"), {"durable": True}),
        ("DELETE", ("queues", "{v}", "somebodys"), None),
        "unexpected: there is a queue somebodys in virtual host {v} that is not ours: delete it if nobody needs it",
    ),
]


@pytest.mark.parametrize(("tamper", "undo", "sentence"), LEFT)
def test_what_is_not_ours_is_named_and_left(place: Place, tamper: Request, undo: Request, sentence: str) -> None:
    place.api.request(tamper[0], place.path(*tamper[1]), tamper[2])
    try:
        assert place.apply() == [sentence.format(v=place.vhost)]
    finally:
        place.api.request(undo[0], place.path(*undo[1]), undo[2])
    assert place.differences() == []


@pytest.mark.parametrize(
    ("kind", "name", "wrong", "words"),
    [
        ("queues", "invalid", {"durable": True}, "is a classic queue, not a quorum one: when it is empty"),
        (
            "queues",
            "tap.answers",
            {"durable": True, "arguments": {"x-queue-type": "quorum"}},
            "is a quorum queue, not a stream one: when it is empty",
        ),
        (
            "queues",
            "retried",
            {"durable": True, "arguments": {"x-queue-type": "quorum", "x-max-length": 5}},
            "is declared with the arguments x-max-length, which win over our policy",
        ),
        ("exchanges", "answers", {"type": "fanout", "durable": True}, "is a fanout exchange, not a direct one: delete"),
        (
            "exchanges",
            "notifications",
            {"type": "direct", "durable": True, "arguments": {"alternate-exchange": "invalid"}},
            "is declared with the arguments alternate-exchange: delete",
        ),
        ("exchanges", "provisioning", {"type": "direct", "durable": False}, "is declared with durable false: delete"),
    ],
)
def test_the_wrong_kind_is_never_accepted_nor_deleted(
    place: Place, kind: str, name: str, wrong: dict[str, Any], words: str
) -> None:
    path = api_path(kind, place.vhost, name)
    place.api.request("DELETE", path)
    place.api.request("PUT", path, wrong)
    left = place.apply()
    assert len(left) == 1
    assert words in left[0]
    assert place.api.exists(path)
    place.api.request("DELETE", path)
    assert place.apply() == []
    assert place.differences() == []


def test_applying_twice_changes_nothing_the_second_time(place: Place) -> None:
    before = Observed.of(place.api)
    topology = found_topology(before, place.vhost)
    assert apply(place.api, topology, {}).mended == ()
    assert Observed.of(place.api) == before


def test_messages_survive_an_apply(place: Place) -> None:
    lane = f"documents.{place.reseller}.inquiry"
    message = {"properties": {}, "routing_key": "address.validate", "payload": "{}", "payload_encoding": "string"}
    exchange = f"documents.{place.reseller}"
    assert place.api.request("POST", f"{api_path('exchanges', place.vhost, exchange)}/publish", message)["routed"]
    place.api.request("DELETE", api_path("exchanges", place.vhost, exchange))
    assert place.apply() == []
    get = {"count": 5, "ackmode": "ack_requeue_false", "encoding": "auto"}
    assert len(place.api.request("POST", f"{api_path('queues', place.vhost, lane)}/get", get)) == 1


def test_a_strange_user_in_our_virtual_host_is_named(place: Place) -> None:
    place.api.request("PUT", "/api/users/stranger", {"password": "x", "tags": ""})
    rights = {"configure": "", "write": "", "read": ".*"}
    place.api.request("PUT", place.path("permissions", "{v}", "stranger"), rights)
    try:
        (left,) = place.apply()
        assert left.startswith(f"unexpected: the user stranger has permissions in virtual host {place.vhost}")
    finally:
        place.api.request("DELETE", "/api/users/stranger")


def test_a_user_that_is_missing_needs_a_password_before_anything_is_changed(place: Place) -> None:
    place.api.request("DELETE", "/api/users/network")
    place.api.request("DELETE", place.path("policies", "{v}", "tap"))
    topology = found_topology(Observed.of(place.api), place.vhost)
    with pytest.raises(PasswordMissing, match="network"):
        apply(place.api, topology, {})
    assert any("no policy tap" in difference for difference in place.differences())
    assert place.apply() == []


def test_a_reseller_whose_user_is_gone_is_named_with_the_command_that_helps(place: Place) -> None:
    place.api.request("DELETE", place.path("users", "{u}"))
    left = place.apply()
    assert any(f"`wholesaler-worker reseller rotate {place.reseller}`" in difference for difference in left)
    place.provisioning.rotate(place.reseller)
    place.provisioning.enable(place.reseller, ("all", "bay"))
    assert place.differences() == []
