"""What is compared with what, and which ratio is wanted. Each group has rounds of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.bench.cases import CASES, RACE

Goals = Mapping[str, tuple[float | None, float | None]]  # by peer: of our float64, of our float32
FRACTION = 1 / 16  # of a landscape in one run of PyTorch's loop: the cost of a cell is constant


@dataclass(frozen=True)
class Group:
    """`work` is ours, holding `units` of what is compared; `peers` gives each peer's work and
    how many units it holds.
    """

    title: str
    unit: str
    work: str
    peers: Mapping[str, tuple[str, float]]
    goals: Goals = field(default_factory=dict)
    units: float = 1.0
    ours: tuple[str, ...] = ("float64", "float32")


def groups() -> Iterator[Group]:
    for case, goals in STEPS.items():
        work, names = f"step:{case}:sgd", [*goals, "NumPy float64", "NumPy float32"]
        yield Group(f"one step, SGD ({case})", "µs", work, {n: (work, 1) for n in names}, goals)
    for case, goal in ADAM.items():
        work = f"step:{case}:adam"
        peers = {"PyTorch": (work, 1.0)}
        yield Group(f"one step, Adam ({case})", "µs", work, peers, {"PyTorch": goal})
    for (case, rows), goal in LOCKSTEP.items():
        title, peers = f"a replica-step, R = {rows:,} ({case})", {"Playground": f"step:{case}:sgd"}
        told = {name: (work, 1.0) for name, work in peers.items()}
        yield Group(title, "µs", f"lockstep:{case}:{rows}", told, {"Playground": goal}, rows)
    yield _race()
    for case, goal in LANDSCAPES.items():
        work, peers = f"landscape:{case}", {"PyTorch": (f"landscape:{case}", FRACTION)}
        title = f"landscape 64 × 64, 400 points ({case})"
        yield Group(title, "ms", work, peers, {"PyTorch": goal})
    for case, goal in SURFACES.items():
        work, peers = f"surface:{case}", {"Playground": (f"surface:{case}", 1.0)}
        title = f"surface 100 × 100, every unit ({case})"
        yield Group(title, "µs", work, peers, {"Playground": goal})
    peers = {name: (f"frame:{name}", 1.0) for name in ("json", "msgpack", "msgpack, lists")}
    yield Group("writing a frame of 20,000 floats", "µs", "frame:ours", peers, FRAMES, 1.0, FLOAT32)


def _race() -> Group:
    work = "race:a:" + ",".join(RACE)
    title = f"race of {len(RACE)} optimizers, one step of all (a)"
    return Group(title, "µs", work, {"PyTorch": (work, 1.0)}, {"PyTorch": (60, 70)})


STEPS: dict[str, Goals] = {
    "a": {"PyTorch": (32, 33), "Playground": (1.0, 1.05), "ConvNetJS": (2.5, 2.6)},
    "b": {"PyTorch": (22, 26), "Playground": (10, 11.5), "ConvNetJS": (7.5, 8.5)},
    "c": {"PyTorch": (10, 13), "ConvNetJS": (26, 33)},
    "d": {"PyTorch": (None, 3.8), "ConvNetJS": (None, 80)},
    "e": {"PyTorch": (None, 1.5), "ConvNetJS": (None, 98)},
}
ADAM = {"a": (42, 45), "c": (15, 20), "e": (None, 1.35)}
LOCKSTEP = {("a", 64): (8, 11), ("a", 1024): (10, 13), ("b", 64): (25, 39), ("b", 1024): (25, 39)}
LANDSCAPES = {"a": (25, 35), "b": (10, 15), "c": (3, 4.3), "d": (None, 2.6)}
SURFACES = {"a": (70, 115), "b": (90, 150)}
FRAMES: Goals = {"json": (None, 3000), "msgpack": (None, 12)}
FLOAT32 = ("float32",)
assert set(STEPS) == set(CASES)

SATURATED_AT_MOST = 1.2  # times a healthy network
