"""Method: how one row of Θ goes down; blocks of optimizers one after the other, and a schedule."""

from dataclasses import dataclass
from typing import Any

from server import checks
from server.checks import Bad
from server.engine import schedules, updates
from server.engine.search import SEARCHES
from server.spec.model import parse_theta

MOST_ROWS = 256


@dataclass(frozen=True)
class Block:
    """One optimizer, until epoch `until` (None: to the end)."""

    optimizer: str = "adam"
    rate: float = 0.03
    hyper: tuple[tuple[str, float], ...] = (("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8))
    until: int | None = None


@dataclass(frozen=True)
class Method:
    """`seed` other than 0: the row draws a start and search noise of its own;
    `start`: θ given by hand.
    """

    blocks: tuple[Block, ...] = (Block(),)
    schedule: str = "constant"
    every: int = 20
    seed: int = 0
    start: tuple[float, ...] | None = None

    def block_at(self, epoch: int) -> int:
        """Which block works in this epoch."""
        ends = [i for i, b in enumerate(self.blocks[:-1]) if epoch < (b.until or 0)]
        return ends[0] if ends else len(self.blocks) - 1

    def rate_at(self, epoch: int) -> float:
        """The schedule counts from the block's first epoch."""
        index = self.block_at(epoch)
        since = self.blocks[index - 1].until or 0 if index else 0
        decay = schedules.SCHEDULES[self.schedule]
        return decay(self.blocks[index].rate, epoch - since, self.every)


def asked_by(block: Block, size: int) -> int:
    """How many places of f a block asks for in one step, at most; P = size."""
    if block.optimizer not in SEARCHES:
        return 0
    return SEARCHES[block.optimizer].asked(dict(block.hyper), size)


def method_json(method: Method) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for block in method.blocks:
        blocks.append({"optimizer": block.optimizer, "rate": block.rate, **dict(block.hyper)})
        if block.until is not None:
            blocks[-1]["until"] = block.until
    out = {"blocks": blocks, "schedule": {"kind": method.schedule, "every": method.every}}
    out |= {"seed": method.seed} if method.seed else {}
    return out | ({"start": list(method.start)} if method.start is not None else {})


def parse_methods(value: Any) -> tuple[Method, ...]:
    listed = checks.listing(value, "methods", 1, MOST_ROWS, "methods")
    return tuple(parse_method(m, f"methods[{i}]") for i, m in enumerate(listed))


def parse_method(value: Any, field: str = "method") -> Method:
    given = checks.mapping(value, field, ("blocks", "schedule", "seed", "start"))
    blocks = checks.listing(given.get("blocks", [{}]), f"{field}.blocks", 1, 4, "blocks")
    last = len(blocks) - 1
    parsed = [_block(b, f"{field}.blocks[{i}]", i == last) for i, b in enumerate(blocks)]
    for i in range(1, last):
        if (parsed[i].until or 0) <= (parsed[i - 1].until or 0):
            path = f"{field}.blocks[{i}].until"
            raise Bad(path, f"expected an epoch after {parsed[i - 1].until}, got {parsed[i].until}")
    schedule = checks.mapping(given.get("schedule", {}), f"{field}.schedule", ("kind", "every"))
    name = f"{field}.schedule"
    kind = checks.choice(schedule.get("kind", "constant"), f"{name}.kind", schedules.SCHEDULES)
    every = checks.integer(schedule.get("every", 20), f"{name}.every", 1, 10_000)
    seed = checks.integer(given.get("seed", 0), f"{field}.seed", 0, 2**32 - 1)
    start = given.get("start")
    start = None if start is None else parse_theta(start, f"{field}.start")
    return Method(tuple(parsed), kind, every, seed, start)


HYPER_LIMITS = {
    "momentum": (0, 0.9999),
    "beta1": (0, 0.9999),
    "beta2": (0, 0.999999),
    "epsilon": (1e-16, 1.0),
    "reach": (0, 100),
    "step": (0, 100),
    "h": (1e-14, 1.0),
}
COUNTS = {"candidates": (1, 64)}
FLAGS = ("central",)
METHODS = {**updates.UPDATES, **SEARCHES}  # what a block's optimizer may be


def _block(value: Any, field: str, last: bool) -> Block:
    optimizer = value.get("optimizer", "adam") if isinstance(value, dict) else "adam"
    optimizer = checks.choice(optimizer, f"{field}.optimizer", METHODS)
    defaults = METHODS[optimizer].defaults
    known = ("optimizer", "rate", "until", *HYPER_LIMITS, *COUNTS, *FLAGS)
    given = checks.mapping(value, field, known)
    rate = checks.number(given.get("rate", 0.03), f"{field}.rate", 1e-6, 1000)
    hyper = tuple(
        (name, _hyper(name, given.get(name, default), f"{field}.{name}"))
        for name, default in defaults.items()
    )
    if last and given.get("until") is not None:
        raise Bad(f"{field}.until", f"the last block has no end, got {given['until']!r}")
    until = None if last else checks.integer(given.get("until"), f"{field}.until", 1, 100_000)
    return Block(optimizer, rate, hyper, until)


def _hyper(name: str, value: Any, field: str) -> float:
    if name in COUNTS:
        return checks.integer(value, field, *COUNTS[name])
    if name in FLAGS:
        return checks.truth(value, field)
    return checks.number(value, field, *HYPER_LIMITS[name])
