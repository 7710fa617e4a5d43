"""Work: what takes longer than a moment, in pieces of a few milliseconds, so that somebody else can
do something in between.
"""

from collections.abc import Generator
from typing import TypeVar

import numpy as np

from server.engine.ftz import flush_denormals

T = TypeVar("T")
Work = Generator[None, None, T]  # pieces of work, and what comes of them


def finished(work: Work[T]) -> T:
    found = None
    while found is None:
        found = piece(work)
    return found


def piece(work: Work[T]) -> T | None:
    """Do one piece; what came of it when it was the last one."""
    with flush_denormals(), np.errstate(all="ignore"):
        try:
            next(work)
        except StopIteration as end:
            return end.value
