"""Method: how one row of Θ goes down; blocks of optimizers one after the other, a schedule,
clipping.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server import checks
from server.checks import Bad
from server.engine import clipping, schedules, swats, updates
from server.engine.search import SEARCHES
from server.spec.model import parse_theta

MOST_ROWS = 256
MOST_POINTS_DRAWN = 12
LAST_EPOCH = 100_000
MOST_NOISE = 1e6


@dataclass(frozen=True)
class Block:
    """One optimizer, until epoch `until` (None: to the end)."""

    optimizer: str = "adam"
    rate: float = 0.03
    hyper: tuple[tuple[str, float], ...] = (("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8))
    decay: float = 0.0
    swats: bool = False  # its rate is what SWATS estimates from the block before
    until: int | None = None


@dataclass(frozen=True)
class Schedule:
    """How the rate changes within a block: the kind's own values, and epochs of warm-up."""

    kind: str = "constant"
    values: tuple[tuple[str, Any], ...] = ()
    warmup: int = 0

    def rate(self, base: float, epoch: int) -> float:
        rate = schedules.SCHEDULES[self.kind].rate(base, epoch, dict(self.values))
        return rate * schedules.warm(epoch, self.warmup) if epoch < self.warmup else rate


@dataclass(frozen=True)
class Clip:
    """The gradient made smaller before the update: by its norm, or value by value."""

    kind: str = "none"
    at: float = 1.0


@dataclass(frozen=True)
class Method:
    """`seed` other than 0: the row draws a start, search noise and gradient noise of its own;
    `start`: θ given by hand; `noise`: another σ than the objective's.
    """

    blocks: tuple[Block, ...] = (Block(),)
    schedule: Schedule = Schedule()
    clip: Clip = Clip()
    seed: int = 0
    start: tuple[float, ...] | None = None
    noise: float | None = None

    def block_at(self, epoch: int) -> int:
        """Which block works in this epoch."""
        ends = [i for i, b in enumerate(self.blocks[:-1]) if epoch < (b.until or 0)]
        return ends[0] if ends else len(self.blocks) - 1

    def rate_at(self, epoch: int, estimate: float = 0.0) -> float:
        """The schedule counts from the block's first epoch. `estimate`: SWATS's rate, 0 if none."""
        index = self.block_at(epoch)
        since = self.blocks[index - 1].until or 0 if index else 0
        return self.schedule.rate(_base(self.blocks[index], estimate), epoch - since)

    def estimates_at(self, epoch: int) -> bool:
        """Whether the next block goes on with the rate that SWATS finds in this one."""
        index = self.block_at(epoch)
        return index + 1 < len(self.blocks) and self.blocks[index + 1].swats


def _base(block: Block, estimate: float) -> float:
    """A momentum adds up about 1/(1 − μ) gradients, so SWATS's paper takes (1 − μ) of the rate."""
    if not block.swats or estimate <= 0:
        return block.rate
    return estimate * (1 - dict(block.hyper).get("momentum", 0.0))


def asked_by(block: Block, size: int) -> int:
    """How many places of f a block asks for in one step, at most; P = size."""
    if block.optimizer not in SEARCHES:
        return 0
    return SEARCHES[block.optimizer].asked(dict(block.hyper), size)


def drawn_by(block: Block) -> int:
    """How many whole θ a block draws in one step, one by one."""
    return int(dict(block.hyper)["candidates"]) if block.optimizer == "random_search" else 0


def method_json(method: Method) -> dict[str, Any]:
    values: dict[str, Any] = {"schedule": {"kind": method.schedule.kind, **_plain(method.schedule)}}
    if method.clip != Clip():
        values["clip"] = {"kind": method.clip.kind, "at": method.clip.at}
    if method.seed:
        values["seed"] = method.seed
    if method.start is not None:
        values["start"] = list(method.start)
    if method.noise is not None:
        values["noise"] = method.noise
    return {"blocks": [_block_json(b) for b in method.blocks], **values}


def _block_json(block: Block) -> dict[str, Any]:
    """Parts that do nothing are left out, as they are in a Spec from before there were any."""
    defaults = _defaults(block.optimizer)
    numbers = {**dict(block.hyper), "decay": block.decay}
    silent = {n for n, v in numbers.items() if n in _SILENT and v == defaults.get(n, 0.0)}
    out: dict[str, Any] = {"optimizer": block.optimizer, "rate": block.rate}
    out |= {name: value for name, value in numbers.items() if name not in silent}
    if block.swats:
        out["swats"] = True
    return out if block.until is None else out | {"until": block.until}


def _plain(schedule: Schedule) -> dict[str, Any]:
    values = dict(schedule.values)
    if "points" in values:
        values["points"] = [list(point) for point in values["points"]]
    return values | ({"warmup": schedule.warmup} if schedule.warmup else {})


# Parsing


def parse_methods(value: Any) -> tuple[Method, ...]:
    listed = checks.listing(value, "methods", 1, MOST_ROWS, "methods")
    return tuple(parse_method(m, f"methods[{i}]") for i, m in enumerate(listed))


def parse_method(value: Any, field: str = "method") -> Method:
    given = checks.mapping(value, field, ("blocks", "schedule", "clip", "seed", "start", "noise"))
    blocks = checks.listing(given.get("blocks", [{}]), f"{field}.blocks", 1, 4, "blocks")
    last = len(blocks) - 1
    parsed = [_block(b, f"{field}.blocks[{i}]", i == last) for i, b in enumerate(blocks)]
    for i in range(1, last):
        if (parsed[i].until or 0) <= (parsed[i - 1].until or 0):
            path = f"{field}.blocks[{i}].until"
            raise Bad(path, f"expected an epoch after {parsed[i - 1].until}, got {parsed[i].until}")
    for i, block in enumerate(parsed):
        if block.swats:
            _check_swats(block, parsed[i - 1] if i else None, f"{field}.blocks[{i}].swats")
    schedule = _schedule(given.get("schedule", {}), f"{field}.schedule")
    clip = _clip(given.get("clip", {}), f"{field}.clip")
    seed = checks.integer(given.get("seed", 0), f"{field}.seed", 0, 2**32 - 1)
    start = given.get("start")
    start = None if start is None else parse_theta(start, f"{field}.start")
    noise = given.get("noise")
    noise = None if noise is None else checks.number(noise, f"{field}.noise", 0, MOST_NOISE)
    return Method(tuple(parsed), schedule, clip, seed, start, noise)


HYPER_LIMITS = {
    "momentum": (0, 0.9999),
    "dampening": (0, 1.0),
    "rate_decay": (0, 10.0),
    "alpha": (0, 0.999999),
    "rho": (0, 0.999999),
    "beta1": (0, 0.9999),
    "beta2": (0, 0.999999),
    "epsilon": (1e-16, 1.0),
    "momentum_decay": (0, 1.0),
    "decay": (0, 10.0),
    "reach": (0, 100),
    "step": (0, 100),
    "h": (1e-14, 1.0),
}
COUNTS = {"centered": (0, 1), "central": (0, 1), "candidates": (1, 64)}
METHODS = {**updates.UPDATES, **SEARCHES}  # what a block's optimizer may be
_SILENT = {*updates.PARTS, "decay"}  # left out of the JSON where they are what they are by default


def _defaults(optimizer: str) -> Mapping[str, float]:
    decay = {} if optimizer in SEARCHES else {"decay": updates.DECAY.get(optimizer, 0.0)}
    return {**METHODS[optimizer].defaults, **decay}


def _block(value: Any, field: str, last: bool) -> Block:
    optimizer = value.get("optimizer", "adam") if isinstance(value, dict) else "adam"
    optimizer = checks.choice(optimizer, f"{field}.optimizer", METHODS)
    known = ("optimizer", "rate", "until", "swats", *HYPER_LIMITS, *COUNTS)
    given = checks.mapping(value, field, known)
    rate = checks.number(given.get("rate", 0.03), f"{field}.rate", 1e-6, 1000)
    numbers = {
        name: _hyper(given.get(name, default), f"{field}.{name}", name)
        for name, default in _defaults(optimizer).items()
    }
    decay = numbers.pop("decay", 0.0)
    if last and given.get("until") is not None:
        raise Bad(
            f"{field}.until", f"the last block has no end, got {checks.shown(given['until'])}"
        )
    until = None if last else checks.integer(given.get("until"), f"{field}.until", 1, LAST_EPOCH)
    wanted = checks.truth(given.get("swats", False), f"{field}.swats")
    return Block(optimizer, rate, tuple(numbers.items()), decay, wanted, until)


def _hyper(value: Any, field: str, name: str) -> float:
    if name in COUNTS:
        return checks.integer(value, field, *COUNTS[name])
    return checks.number(value, field, *HYPER_LIMITS[name])


def _check_swats(block: Block, before: Block | None, field: str) -> None:
    if block.optimizer not in swats.USED_BY:
        names = ", ".join(swats.USED_BY)
        raise Bad(field, f"only {names} can take SWATS's rate, got {block.optimizer}", "swats_by")
    if before is None or before.optimizer not in swats.AFTER:
        names = ", ".join(swats.AFTER)
        got = "no block" if before is None else before.optimizer
        raise Bad(field, f"SWATS's rate comes from a block of {names} before, got {got}", "swats")


EPOCHS = {"every": (1, 10_000), "total": (1, LAST_EPOCH), "warmup": (0, 10_000)}
SCHEDULE_LIMITS = {
    "gamma": (0.01, 1.0),
    "floor": (0.0, 1000.0),
    "rise": (0.0, 1.0),
    "div": (1.0, 1e6),
    "final_div": (1.0, 1e9),
    "factor": (1e-6, 100.0),  # of a drawn point
}


def _schedule(value: Any, field: str) -> Schedule:
    kind = value.get("kind", "constant") if isinstance(value, dict) else "constant"
    kind = checks.choice(kind, f"{field}.kind", schedules.SCHEDULES)
    given = checks.mapping(value, field, ("kind", "points", *EPOCHS, *SCHEDULE_LIMITS))
    values = [
        (name, _schedule_value(given.get(name, default), f"{field}.{name}", name))
        for name, default in schedules.SCHEDULES[kind].defaults.items()
    ]
    warmup = checks.integer(given.get("warmup", 0), f"{field}.warmup", *EPOCHS["warmup"])
    return Schedule(kind, tuple(values), warmup)


def _schedule_value(value: Any, field: str, name: str) -> Any:
    if name == "points":
        return _drawn(value, field)
    if name in EPOCHS:
        return checks.integer(value, field, *EPOCHS[name])
    return checks.number(value, field, *SCHEDULE_LIMITS[name])


def _drawn(value: Any, field: str) -> tuple[tuple[int, float], ...]:
    """[[epoch, factor], …], one epoch after the other."""
    given = list(value) if isinstance(value, tuple) else value
    points = checks.listing(given, field, 1, MOST_POINTS_DRAWN, "points")
    out: list[tuple[int, float]] = []
    for i, point in enumerate(points):
        pair = list(point) if isinstance(point, tuple) else point
        epoch, factor = checks.listing(pair, f"{field}[{i}]", 2, 2, "numbers")
        at = checks.integer(epoch, f"{field}[{i}][0]", 0, LAST_EPOCH)
        if out and at <= out[-1][0]:
            raise Bad(f"{field}[{i}][0]", f"expected an epoch after {out[-1][0]}, got {at}")
        out.append((at, checks.number(factor, f"{field}[{i}][1]", *SCHEDULE_LIMITS["factor"])))
    return tuple(out)


CLIP_LIMITS = (1e-9, 1e9)


def _clip(value: Any, field: str) -> Clip:
    given = checks.mapping(value, field, ("kind", "at"))
    kind = checks.choice(given.get("kind", "none"), f"{field}.kind", clipping.CLIPS)
    return Clip(kind, checks.number(given.get("at", 1.0), f"{field}.at", *CLIP_LIMITS))


def method_tables() -> dict[str, Any]:
    """What the page offers: every optimizer and schedule with its numbers, and their limits."""
    real = {**HYPER_LIMITS, **SCHEDULE_LIMITS, "at": CLIP_LIMITS}
    limits = {name: [*pair, False] for name, pair in real.items()}
    return {
        "optimizers": {name: _table(name) for name in METHODS},
        "schedules": {name: dict(s.defaults) for name, s in schedules.SCHEDULES.items()},
        "clips": list(clipping.CLIPS),
        "limits": limits | {name: [*pair, True] for name, pair in {**COUNTS, **EPOCHS}.items()},
        "swats": {"after": swats.AFTER, "by": swats.USED_BY},
    }


def _table(name: str) -> dict[str, Any]:
    """`rated`: whether the rate says how far it goes; `moments`, `scalars`: what its state is."""
    rated = name not in SEARCHES or not SEARCHES[name].compares
    told = {"rate": METHODS[name].suggested, "rated": rated, "numbers": dict(_defaults(name))}
    if name not in updates.UPDATES:
        return told
    return told | {"moments": updates.UPDATES[name].slots, "scalars": updates.UPDATES[name].scalars}
