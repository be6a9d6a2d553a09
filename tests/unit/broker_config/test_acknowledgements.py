"""Which acknowledgements may leave as one."""

from hypothesis import given
from hypothesis import strategies as st

from broker_config.rabbitmq.acknowledgements import Acknowledgements


def test_a_gapless_run_leaves_as_one() -> None:
    acks = Acknowledgements()
    for tag in (3, 1, 2):
        assert acks.settle(tag, acknowledge=True)
    assert acks.run() == 3
    assert acks.run() == 0


def test_what_waits_behind_a_gap_leaves_singly_and_once() -> None:
    acks = Acknowledgements()
    acks.settle(1, acknowledge=True)
    acks.settle(3, acknowledge=True)
    assert acks.run() == 1
    assert acks.has_stragglers
    assert acks.stragglers() == [3]
    assert not acks.has_stragglers
    acks.settle(2, acknowledge=True)
    # 3 is unknown to the broker by now: an acknowledgement up to it would close the channel.
    assert acks.run() == 2


def test_a_rejected_tag_is_never_acknowledged_as_the_last_of_a_run() -> None:
    acks = Acknowledgements()
    acks.settle(1, acknowledge=True)
    acks.settle(2, acknowledge=False)
    assert acks.run() == 1
    assert acks.all_settled(2)
    assert not acks.all_settled(3)


def test_a_tag_settled_twice_counts_once() -> None:
    acks = Acknowledgements()
    assert acks.settle(1, acknowledge=True)
    assert not acks.settle(1, acknowledge=True)
    acks.settle(3, acknowledge=False)
    assert not acks.settle(3, acknowledge=True)


@given(st.permutations(range(1, 16)), st.sets(st.integers(1, 15)), st.lists(st.booleans(), min_size=15, max_size=15))
def test_every_acknowledged_tag_is_told_once_whatever_the_order(
    order: list[int], rejected: set[int], flush: list[bool]
) -> None:
    acks = Acknowledgements()
    held = set(range(1, 16))  # what a broker would still hold
    told: set[int] = set()
    for tag, now in zip(order, flush, strict=True):
        acks.settle(tag, acknowledge=tag not in rejected)
        if tag in rejected:
            held.discard(tag)
        last = acks.run()
        if last:
            assert last in held
            covered = {one for one in held if one <= last}
            told |= covered
            held -= covered
        if now:
            singles = acks.stragglers()
            assert set(singles) <= held
            told |= set(singles)
            held -= set(singles)
    assert told == set(range(1, 16)) - rejected
    assert held == set()
