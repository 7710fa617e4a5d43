"""Memory: what was freed is kept for what comes next, on Linux with glibc.

Frames with pictures take 16 KB each and are freed when they are sent. glibc gives back what lies
free at the end of its memory, and the next frames get it again as new pages, which the system must
clear: a sixth of what such frames cost (docs/performance.md).
"""

import ctypes
import sys

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # of mallopt(3)
KEPT = 64 << 20  # bytes that may lie free at the end
LARGE = 4 << 20  # a piece from this size on is asked of the system, and given back, by itself


def keep_freed() -> None:
    """For the whole process; elsewhere nothing happens."""
    if sys.platform != "linux":
        return
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return
    mallopt(TRIM_THRESHOLD, KEPT)
    mallopt(MMAP_THRESHOLD, LARGE)
