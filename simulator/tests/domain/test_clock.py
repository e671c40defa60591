"""The clock of a topology and those that follow it."""

from applink_simulator.domain.clock import Clock


def test_a_follower_runs_with_its_leader_and_may_be_wrong_on_its_own():
    """One product's clock is ten minutes ahead, the others' are not."""
    leader = Clock(lambda: 1000.0)
    follower = leader.follower()
    follower.move(600)
    assert (leader.now(), follower.now()) == (1000.0, 1600.0)
    leader.move(50)
    assert follower.now() == 1650.0
    follower.reset()
    assert follower.now() == leader.now() == 1050.0


def test_a_frozen_clock_stands_still_and_can_still_be_moved():
    seconds = iter(range(100))
    clock = Clock(lambda: float(next(seconds)))
    clock.freeze(500)
    assert clock.now() == clock.now() == 500
    clock.move(-20)
    assert clock.now() == 480
