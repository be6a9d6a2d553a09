"""What a row of nacks means."""

from broker_config.rabbitmq.nack_streak import NackStreak

A, B = ("answers", "answers.acme"), ("answers", "answers.beta")


def test_one_full_destination_is_no_reason_to_leave_the_node() -> None:
    streak = NackStreak()
    for _ in range(100):
        streak.nacked(A, final=False)
    assert not streak.suggests_next_host(0.0)


def test_twenty_nacks_at_two_destinations_are() -> None:
    streak = NackStreak()
    for _ in range(19):
        streak.nacked(A, final=False)
    assert not streak.suggests_next_host(0.0)
    streak.nacked(B, final=False)
    assert streak.suggests_next_host(0.0)
    assert not streak.suggests_next_host(0.0)


def test_an_ack_between_them_ends_the_row() -> None:
    streak = NackStreak()
    for _ in range(19):
        streak.nacked(A, final=False)
    streak.acked(A)
    streak.nacked(B, final=False)
    assert not streak.suggests_next_host(0.0)


def test_moves_do_not_follow_each_other_without_a_pause() -> None:
    streak = NackStreak()
    moves = 0
    for moment in range(1000):
        for destination in (A, B) * 10:
            streak.nacked(destination, final=False)
        moves += streak.suggests_next_host(moment / 100)
    assert moves < 50


def test_a_destination_given_up_as_full_refuses_at_once_until_it_accepts() -> None:
    streak = NackStreak()
    assert not streak.nacked(A, final=False)
    assert streak.nacked(A, final=True)
    assert streak.nacked(A, final=False)
    assert not streak.nacked(B, final=False)
    streak.acked(A)
    assert not streak.nacked(A, final=False)
