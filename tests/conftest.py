"""What every test has: BLAS on one thread (set by `server` before NumPy is imported),
quiet hypothesis.
"""

import server  # noqa: F401  isort: skip

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "downhill",
    deadline=None,  # two busy cores: time says nothing here
    derandomize=True,  # the same examples every time; found ones are kept as @example
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("downhill")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running in this thread, and
    `asyncio.run` refuses to start another.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
