"""Property tests on a machine that may stall: an example that takes long is no failure."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "patient",
    settings.get_profile(settings.get_current_profile_name()),  # in CI Hypothesis's own, which repeats itself
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")
