"""What the tests of the real program share."""

from collections.abc import Iterator

import pytest

from tests.live.program import Program


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    """Whatever is said to it, it raises nothing."""
    with Program() as running:
        yield running
        running.ended()
        assert "Traceback" not in running.errors
