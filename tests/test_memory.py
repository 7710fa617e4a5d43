"""Memory that was freed is used again, as the system counts it."""

import platform
import subprocess
import sys

import pytest

FAULTS = """
import resource
from server.memory import keep_freed
if {keep}:
    keep_freed()
def pieces():
    return [bytes(100_000) for _ in range(50)]
pieces()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    pieces()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(keep: bool) -> int:
    """New pages that the system gave."""
    program = [sys.executable, "-c", FAULTS.format(keep=keep)]
    return int(subprocess.run(program, capture_output=True, check=True, text=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others have no mallopt")
def test_pieces_that_were_freed_are_not_asked_of_the_system_again():
    kept, given_back = faults(keep=True), faults(keep=False)
    assert 10 * kept < given_back, (kept, given_back)
