"""Loss: what is summed over the examples, and the penalty beside it."""

from dataclasses import dataclass
from typing import Any

from server import checks
from server.checks import Bad
from server.engine import losses


@dataclass(frozen=True)
class Penalty:
    kind: str = "none"
    strength: float = 0.001


def parse_loss(value: Any, task: str, field: str = "loss") -> str:
    name = checks.choice(value, field, losses.ENTRIES)
    if losses.loss_for(name, task, 2) is None:
        fit = [n for n in losses.ENTRIES if losses.loss_for(n, task, 2) is not None]
        text = f"expected {', '.join(fit)} for a {task}, got {name}"
        raise Bad(field, text, "loss_task", allowed=", ".join(fit), got=name)
    return name


def parse_huber(value: Any, field: str = "huber") -> float:
    """δ, where Huber's loss turns from a square into a line."""
    return checks.number(value, field, 0.001, 100)


def parse_penalty(value: Any, field: str = "penalty") -> Penalty:
    given = checks.mapping(value, field, ("kind", "lambda"))
    kind = checks.choice(given.get("kind", "none"), f"{field}.kind", ("none", *losses.PENALTIES))
    return Penalty(kind, checks.number(given.get("lambda", 0.001), f"{field}.lambda", 0, 10))
