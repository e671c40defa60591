"""One product's clock, which can be wrong, and the world's, which is not."""

from applink_simulator.domain.clock import Clock


def test_a_clock_may_run_ahead_of_its_source_or_behind_it():
    """Moves add up; a reset makes it right again."""
    seconds = [1000.0]
    clock = Clock(lambda: seconds[0])
    clock.move(600)
    clock.move(-50)
    assert (clock.now(), clock.ahead) == (1550.0, 550.0)
    seconds[0] = 2000.0
    assert clock.now() == 2550.0
    clock.reset()
    assert (clock.now(), clock.ahead) == (2000.0, 0.0)


def test_a_frozen_clock_stands_still_and_can_still_be_moved():
    seconds = iter(range(100))
    clock = Clock(lambda: float(next(seconds)))
    clock.freeze(500)
    assert clock.now() == clock.now() == 500
    clock.move(-20)
    assert clock.now() == 480


def test_a_clock_that_is_set_shows_the_second_it_stands_at_and_what_it_is_ahead():
    """As the control surface sets it, in one go; None lets it run."""
    clock = Clock(lambda: 1000.0)
    clock.set(60.0, 500.0)
    assert (clock.now(), clock.frozen_at) == (560.0, 500.0)
    clock.set(60.0, None)
    assert (clock.now(), clock.frozen_at) == (1060.0, None)
