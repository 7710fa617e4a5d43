"""Fitting: which data and which minibatches go with an objective."""

from typing import Any

from server import checks
from server.checks import Bad
from server.spec.data import MOST_POINTS, Data
from server.spec.objective import Objective

MOST_BATCH = 256  # of a network


def check_task(objective: Objective, data: Data, field: str) -> None:
    """Softmax asks for classes; a line goes through any points."""
    if objective.sorts and data.task == "regression":
        raise Bad(field, "softmax needs classes, got a regression", "softmax_classes")


def parse_batch(value: Any, objective: Objective, field: str = "batch") -> int:
    """Of two weights up to all points that there may be, and these if nothing is said."""
    if not objective.planar:
        return checks.integer(value, field, 1, MOST_BATCH)
    return MOST_POINTS if value is None else checks.integer(value, field, 1, MOST_POINTS)
