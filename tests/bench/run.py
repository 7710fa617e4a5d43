"""`python -m tests.bench run`: what the default run costs. Medians of CPU time; worst of seeks.

The default Spec: 2-6-4-1 tanh, 200 points of the circle, batch 10, Adam, float64. One thread.
"""

import platform
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from server import protocol
from server.engine.core import Evaluator
from server.engine.landscape import grid, levels, window_of
from server.engine.planes import principal_plane
from server.frames import Observer
from server.journal import Journal
from server.run import Run
from server.show import Show
from server.spec import parse
from server.state import network
from tests.bench.table import Table

LOOKED = Show(True, True, True, 24, 64, True, 16, True)  # what the page asks for with all panels


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def medians(work: Callable[[], object], times: int) -> float:
    work()
    return median(cpu(work) for _ in range(times))


def begun(steps: int = 0, **spec: object) -> Run:
    run = Run(Journal(parse(spec)))
    run.advance(steps)
    return run


def steps_a_second(trace: bool, **spec: object) -> float:
    run = begun(500, **spec)

    def some() -> None:
        run.advance(1000, trace=trace)
        run.trace.clear()

    return 1000 / medians(some, 9)


def looking(show: Show) -> tuple[float, float, int]:
    """Seconds of observe() and of writing, and the frame's bytes."""
    run, observer = begun(500), Observer()
    writer = protocol.FrameWriter(protocol.layout(1, run.spec, show))
    trace = run.drain()[-200:]
    frame = observer.observe(run, show, trace)
    seconds = medians(lambda: observer.observe(run, show, trace), 101)
    return seconds, medians(lambda: writer.write(frame, 0, 0), 101), len(writer.write(frame, 0, 0))


def landscape(side: int) -> float:
    """Axes, window and one grid, from nothing."""
    run = begun(500)

    def whole() -> None:
        _, path = run.path.until(run.step, run.stepper.theta[0])
        plane = principal_plane(path)
        evaluator = Evaluator(network(run.spec), run.stepper.train, np.float32)
        list(grid(evaluator, plane, window_of(plane.project(path)), side))

    return medians(whole, 9)


def seeking(steps: int = 10_000, seeks: int = 30) -> tuple[float, float, int]:
    """Median and worst of seeks to places drawn at random, and the keyframes' bytes."""
    run = begun(steps)
    places = np.random.default_rng(0).integers(0, steps, seeks).tolist()
    times = [cpu(lambda at=at: run.seek(at)) for at in places]
    return median(times), max(times), sum(k.state.nbytes for k in run.keyframes)


def rows() -> list[tuple[str, str]]:
    seen, write, size = looking(LOOKED)
    bare, _, small = looking(Show())
    half, worst, held = seeking()
    coarse, fine = levels(41)[0], levels(41)[-1]
    rate = {"methods": [{"blocks": [{"optimizer": "sgd"}]}]}
    return [
        ("steps a second, losses of every step measured", f"{steps_a_second(True):,.0f}"),
        ("steps a second, losses not measured", f"{steps_a_second(False):,.0f}"),
        ("the same with sgd", f"{steps_a_second(False, **rate):,.0f}"),
        ("observe(), all panels", f"{seen * 1e3:.2f} ms"),
        ("observe(), numbers and curve only", f"{bare * 1e3:.2f} ms"),
        ("writing a frame, all panels", f"{write * 1e6:.0f} µs"),
        ("bytes of a frame, all panels", f"{size:,}"),
        ("bytes of a frame, numbers and curve only", f"{small:,}"),
        (f"first coarse landscape ({coarse} × {coarse})", f"{landscape(coarse) * 1e3:.1f} ms"),
        (f"landscape of {fine} × {fine}", f"{landscape(fine) * 1e3:.1f} ms"),
        ("seek in 10,000 steps, median of 30", f"{half * 1e3:.2f} ms"),
        ("seek in 10,000 steps, worst of 30", f"{worst * 1e3:.2f} ms"),
        ("keyframes of 10,000 steps", f"{held / 1024:,.0f} KiB"),
    ]


def main(markdown: bool) -> None:
    table = Table(
        "the default run", "", f"Python {platform.python_version()}, NumPy {np.__version__}"
    )
    for name, value in rows():
        table.add(name, "", value)
    print(table.text(markdown))
