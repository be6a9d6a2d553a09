"""Names come from functions, and no reseller's pattern reaches another's name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_config import names
from broker_config.policies import queue_policies
from broker_config.topology import common_topology, reseller_account, reseller_topology, wholesale_topology
from contracts.transactions import BULK_KEY, TRANSACTIONS, Lane

RESELLERS = st.from_regex(names.RESELLER_NAME, fullmatch=True)


@given(RESELLERS, RESELLERS)
def test_a_reseller_may_touch_nothing_of_another(one: str, other: str) -> None:
    permission = reseller_account(one).permissions[0]
    theirs = [*reseller_topology(other, answers=("clerk",)).queues, *reseller_topology(other).exchanges]
    for thing in theirs:
        mine = one == other
        assert bool(re.search(permission.write, thing.name)) == (mine and thing.name == f"documents.{one}")
        if not mine:
            assert not re.search(permission.read, thing.name)
        assert not re.search(permission.configure, thing.name)


@given(RESELLERS)
def test_a_reseller_may_write_to_no_shared_exchange(reseller: str) -> None:
    write = reseller_account(reseller).permissions[0].write
    shared = [exchange.name for exchange in common_topology().exchanges]
    assert not [name for name in (*shared, names.DEFAULT_EXCHANGE_RESOURCE, "amq.topic") if re.search(write, name)]


def test_only_the_areas_of_a_reseller_are_readable() -> None:
    read = reseller_account("acme", ("bay", "all")).permissions[0].read
    assert re.search(read, "reference.bay.address")
    assert not re.search(read, "reference.bayou.address")
    assert not re.search(read, "reference.north.address")


@pytest.mark.parametrize("name", ["a", "acme.evil", "Acme", "acme-1", "1acme", "acme\n", "a" * 17, "acme|beta", "é1"])
def test_what_is_no_reseller_becomes_no_name(name: str) -> None:
    for function in (names.documents_exchange, names.answers_queue, names.reseller_user, names.reseller_vhost):
        with pytest.raises(ValueError, match="is no reseller"):
            function(name)


@pytest.mark.parametrize("part", ["", "a.b", "A", "-a", "a" * 33, "a|b", "all\n"])
def test_what_is_no_part_of_a_name_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="cannot be part"):
        names.answers_queue("acme", part)
    with pytest.raises(ValueError, match="cannot be part"):
        names.reference_stream(part, "address")


@given(RESELLERS, st.sampled_from(list(Lane)))
def test_a_lane_queue_tells_its_reseller_and_lane(reseller: str, lane: Lane) -> None:
    assert names.parse_lane_queue(names.lane_queue(reseller, lane)) == (reseller, lane)


@pytest.mark.parametrize(
    "queue",
    ["documents.acme", "documents.acme.fast", "answers.acme.bulk", "documents.A.bulk", "documents.acme.bulk.x", ""],
)
def test_other_queues_are_no_lane_queues(queue: str) -> None:
    assert names.parse_lane_queue(queue) is None


def test_every_transaction_has_a_lane_and_is_tapped() -> None:
    bindings = {(b.key, b.queue) for b in reseller_topology("acme").bindings if b.exchange == "documents.acme"}
    for name, transaction in TRANSACTIONS.items():
        assert (name, names.lane_queue("acme", transaction.lane)) in bindings
        assert (name, names.TAP_DOCUMENTS) in bindings
    assert (BULK_KEY, names.lane_queue("acme", Lane.BULK)) in bindings


def test_every_queue_has_exactly_one_policy() -> None:
    topology = wholesale_topology(["acme", "beta"])
    for queue in topology.queues:
        matching = [p.name for p in topology.policies if p.vhost == queue.vhost and re.search(p.pattern, queue.name)]
        assert len(matching) == 1, (queue.name, matching)


def test_dead_letters_are_kept_at_least_once() -> None:
    for policy in queue_policies("v"):
        definition = policy.definition
        if "dead-letter-exchange" in definition:
            assert (definition["dead-letter-strategy"], definition["overflow"]) == ("at-least-once", "reject-publish")
        if not policy.name.startswith(("tap", "reference")):
            assert int(definition["delivery-limit"]) > 0


def test_no_policy_applies_in_a_way_that_one_version_refuses() -> None:
    portable = {
        "delivery-limit", "dead-letter-exchange", "dead-letter-strategy", "overflow", "max-length", "max-length-bytes",
        "message-ttl", "max-age",
    }  # fmt: skip
    for policy in wholesale_topology(["acme"]).policies:
        assert policy.apply_to == "queues"
        assert policy.definition.keys() <= portable


def test_a_disabled_reseller_keeps_everything_but_its_rights() -> None:
    enabled, disabled = reseller_topology("acme"), reseller_topology("acme", enabled=False)
    assert disabled.users[0].permissions == ()
    assert (disabled.queues, disabled.bindings) == (enabled.queues, enabled.bindings)
