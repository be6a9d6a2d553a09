from embedded.restart_delay import FIRST, LONGEST, STEADY, RestartDelay


def test_the_delay_grows_while_the_worker_dies_young_and_stays_bounded() -> None:
    delay = RestartDelay()
    delays = [delay.after(lifetime=1.0) for _ in range(10)]
    assert delays[:3] == [FIRST, 2 * FIRST, 4 * FIRST]
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST


def test_the_delay_starts_anew_after_a_steady_run() -> None:
    delay = RestartDelay()
    for _ in range(5):
        delay.after(lifetime=1.0)
    assert delay.after(lifetime=STEADY) == FIRST
