"""What a frame of a crowd costs: `python -m tests.bench.crowd`.

300 runs of 2-8-8-1 (200 points, minibatches of 10) take five steps together, and sit for a frame:
CPU µs of each step and of each frame, one by one and in stacks.
"""

import statistics
import time
from collections.abc import Callable

from server import journal, memory, protocol, spec
from server.album import Album, Sitter
from server.cohort import Cohorts
from server.frames import Observer
from server.run import Run
from server.show import Show
from tests.bench.table import Table

RUNS, STEPS, ROUNDS, TOGETHER = 300, 5, 15, 64
MODEL = {"hidden": [{"units": 8}, {"units": 8}]}
SHOWS = {
    "field 24, theta, curve 1": Show(field=24, theta=True, curve=1),
    "the Network page's": Show(
        theta=True, grad=True, hist=True, maps=24, field=48, batch=True, curve=16
    ),
}


def main() -> None:
    memory.keep_freed()  # as the server does
    table = Table("show", "", "CPU µs each")
    for name, show in SHOWS.items():
        for kind, cost in costs(show).items():
            table.add(name, kind, f"{cost:.1f}")
    print(table.text(markdown=False))


def costs(show: Show) -> dict[str, float]:
    """Medians of CPU µs a run."""
    runs = [Run(journal.Journal(spec.parse(given(seed)))) for seed in range(RUNS)]
    writer = [protocol.FrameWriter(protocol.layout(n, r.spec, show)) for n, r in enumerate(runs)]
    sitters = [
        Sitter(*pair, None, 0, 1, 60.0) for pair in zip(runs, [show] * RUNS, writer, strict=True)
    ]
    cohorts, album, observers = Cohorts(), Album(), [Observer() for _ in runs]

    def step() -> None:
        cohorts.advance([(run, STEPS) for run in runs], trace=False)

    def together() -> None:
        for start in range(0, RUNS, TOGETHER):
            album.frames(sitters[start : start + TOGETHER])

    def alone() -> None:
        for observer, s in zip(observers, sitters, strict=True):
            frame = observer.observe(s.run, s.show, s.run.drain(), s.plane)
            s.writer.write(frame, s.flags, s.speed, s.number)

    spent = {"five steps": list[float](), "in stacks": list[float](), "one by one": list[float]()}
    for _ in range(ROUNDS):
        spent["five steps"].append(timed(step))
        spent["in stacks"].append(timed(together))
        spent["one by one"].append(timed(alone))
    return {name: statistics.median(times[2:]) for name, times in spent.items()}


def given(seed: int) -> dict[str, object]:
    return {"model": MODEL, "seeds": {"init": seed}, "data": {"count": 200}, "batch": 10}


def timed(do: Callable[[], None]) -> float:
    """µs a run."""
    start = time.process_time()
    do()
    return (time.process_time() - start) / RUNS * 1e6


if __name__ == "__main__":
    main()
