"""A pytest plugin: the Hypothesis profile of `make fuzz`, for hours in which nobody waits."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fuzz",
    deadline=None,
    max_examples=5000,
    suppress_health_check=[HealthCheck.too_slow],
)
