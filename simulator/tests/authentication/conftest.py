"""Properties are tried out without a stopwatch: a busy machine is no failure."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None, database=None)
settings.load_profile("unhurried")
