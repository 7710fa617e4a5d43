"""Frames that are made together have the bytes of each made alone, whoever sits."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from server import journal, protocol, spec
from server.album import Album, Sitter
from server.engine.core import Array
from server.engine.planes import principal_plane
from server.frames import Observer
from server.run import Run
from server.show import Show
from server.walkers import Walkers

LIGHT = Show(field=24, theta=True, curve=1)
ALL = Show(theta=True, grad=True, hist=True, maps=16, field=32, batch=True, landscape=True)
MODEL = {"hidden": [{"units": 8}, {"units": 8}]}
DEEP = {"hidden": [{"units": 20, "activation": a} for a in ("relu", "maxout", "elu")]}
LOST = {
    "data": {"count": 20},
    "model": {"hidden": [{"units": 6, "activation": "linear"}] * 2},
    "methods": [{"blocks": [{"optimizer": "sgd", "rate": 1000}]}],
}
SPECS: list[dict[str, Any]] = [
    *({"model": MODEL, "seeds": {"init": seed}} for seed in range(1, 6)),
    {"model": MODEL, "data": {"count": 77}},
    {"model": MODEL, "batch": 7},
    {"model": MODEL, "batch": 7, "seeds": {"data": 9}},
    {"model": MODEL, "data": {"test": 0}},
    {"model": MODEL, "data": {"test": 0}, "seeds": {"init": 8}},
    {"model": MODEL, "penalty": {"kind": "l2", "lambda": 0.01}},
    {"model": MODEL, "penalty": {"kind": "l2", "lambda": 0.3}, "seeds": {"init": 4}},
    {"model": MODEL, "penalty": {"kind": "l1", "lambda": 0.3}},
    {"model": MODEL, "dtype": "float32"},
    {"model": MODEL, "dtype": "float32", "seeds": {"init": 9}},
    {"model": MODEL, "dtype": "float32", "penalty": {"kind": "l2", "lambda": 0.3}},
    {"model": MODEL, "data": {"preset": "spiral3"}},
    {"model": MODEL, "data": {"preset": "spiral3"}, "seeds": {"init": 9}},
    {"model": MODEL, "data": {"preset": "hills"}},
    {"model": MODEL, "data": {"preset": "hills"}, "seeds": {"init": 9}},
    {"model": MODEL | {"features": ["x", "xy", "sin_x"]}},
    {"model": DEEP, "data": {"count": 40}},
    {"model": DEEP, "data": {"count": 40}, "seeds": {"init": 9}},
    {"model": {"hidden": []}, "loss": "squared"},
    {"model": {"hidden": []}, "loss": "squared", "seeds": {"data": 9}},
    LOST,
    LOST | {"seeds": {"init": 9}},
    {"model": MODEL | {"dropout": 0.3}},
    {"methods": [{"blocks": [{"optimizer": "random_local_search"}]}]},
    {"methods": [{}, {"blocks": [{"optimizer": "sgd", "rate": 0.1}]}]},
    {"objective": {"kind": "surface", "function": "bowl"}},
    {"data": {"points": []}},
    {"data": {"points": [[0.1, 0.2, 1]], "test": 0}},
]  # fmt: skip


def run_of(given: Any, steps: int, trace: bool) -> Run:
    run = Run(journal.Journal(spec.parse(given)))
    run.advance(steps, trace)
    return run


def sitters_of(runs: list[Run], shows: list[Show]) -> list[Sitter]:
    out: list[Sitter] = []
    for number, (run, show) in enumerate(zip(runs, shows, strict=True)):
        writer = protocol.FrameWriter(protocol.layout(number, run.spec, show))
        plane = None
        if number % 2 and not run.spec.objective.planar and not run.blowup:
            plane = principal_plane(run.path.until(run.step, run.stepper.theta[0])[1])
        out.append(Sitter(run, show, writer, plane, number, protocol.PLAYING, 12.5))
    return out


def alone(sitter: Sitter) -> bytes:
    observer = Walkers() if sitter.run.spec.objective.planar else Observer()
    frame = observer.observe(sitter.run, sitter.show, sitter.run.drain(), sitter.plane)
    return sitter.writer.write(frame, sitter.flags, sitter.speed, sitter.number)


def bits(values: Array) -> bytes:
    return np.where(np.isnan(values), np.nan, values).tobytes()


def same_frame(one: bytes, other: bytes, layout: protocol.Layout) -> None:
    """To the byte, but for the signs of NaNs; in a few cells of a picture a number that lies
    between two may be either.
    """
    assert len(one) == len(other) == layout.bytes
    assert one[: protocol.FRAME_HEADER.size] == other[: protocol.FRAME_HEADER.size]
    for name, dtype, shape, offset in layout.fields:
        a, b = (np.frombuffer(f, f"<{dtype}", int(np.prod(shape)), offset) for f in (one, other))
        if name in ("field", "maps"):
            off = np.abs(a.astype(int) - b)
            assert off.max(initial=0) <= 1 and off.mean() < 1e-3, name
        else:
            assert bits(a) == bits(b), f"{name}: {a} {b}"


@pytest.mark.parametrize("trace", [True, False])
@pytest.mark.parametrize("show", [LIGHT, ALL])
def test_frames_of_a_crowd_are_those_of_each(trace: bool, show: Show):
    """One by one by the same album; and, where each step was measured, by an observer."""
    crowds = [[run_of(s, 17, trace) for s in SPECS] for _ in range(3)]
    shows = [replace(show, probe=(None, 3, (0.1, 0.2, 1.0))[i % 3]) for i in range(len(SPECS))]
    whole, lone, plain = (sitters_of(runs, shows) for runs in crowds)
    album, other = Album(), Album()
    for round_ in range(3):
        made = album.frames(whole[::-1] if round_ == 1 else whole)
        made = made[::-1] if round_ == 1 else made
        each = [other.frames([sitter])[0] for sitter in lone]
        for at, sitter in enumerate(whole):
            same_frame(made[at], each[at], sitter.writer.layout)
            if trace and not round_:
                same_frame(made[at], alone(plain[at]), sitter.writer.layout)
        for runs in crowds[:2]:
            for run in runs:
                run.advance(3 + round_, trace)


def test_losses_that_were_measured_for_a_frame_are_those_that_a_step_measures():
    seen, measured = ([run_of(s, 5, on) for s in SPECS[:5]] for on in (False, True))
    sitters, album = sitters_of(seen, [Show(curve=2)] * 5), Album()
    at = {name: offset for name, _, _, offset in sitters[0].writer.layout.fields}["curve"]
    for step in (5, 9):
        for frame, run, other in zip(album.frames(sitters), seen, measured, strict=True):
            trace = other.drain()
            marked = trace[:: len(trace) - 1] if step == 5 else trace[-1:]
            wanted = [[t.step, *[t.loss] * 3, *[t.test_loss] * 3] for t in marked]
            told = np.frombuffer(frame, "<f8", 14, at).reshape(2, 7)
            assert told[: len(marked)].tolist() == wanted and np.isnan(told[len(marked) :]).all()
            assert run.traced == step and not run.trace
            run.advance(4, trace=False)
            other.advance(4)
