"""Whoever sits together, everybody's frame is the one that he has alone."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from server import protocol
from server.album import Album, Sitter
from server.frames import Observer
from server.journal import Journal
from server.run import Run
from server.show import Show
from server.spec import parse
from server.walkers import Walkers
from tests import strategies

ALBUM = Album()
SHOWS = st.builds(
    Show,
    theta=st.booleans(),
    grad=st.booleans(),
    hist=st.booleans(),
    maps=st.sampled_from([0, 8, 24]),
    field=st.sampled_from([0, 16, 33]),
    batch=st.booleans(),
    curve=st.sampled_from([1, 16]),
    landscape=st.booleans(),
)
PROBES = st.none() | st.integers(0, 30) | st.tuples(*[st.floats(-1, 1)] * 2, st.just(1.0))


@st.composite
def crowds(draw: st.DrawFn) -> list[tuple[Any, int, Show]]:
    """A Spec with the steps that it took and what its page looks at; most have siblings, which
    differ in nothing but numbers.
    """
    out: list[tuple[Any, int, Show]] = []
    for spec in draw(st.lists(strategies.specs(), min_size=1, max_size=2)):
        spec["methods"] = spec.get("methods", [{}])[:1]
        show = draw(SHOWS)
        for _ in range(draw(st.integers(1, 4))):
            penalty = spec.get("penalty", {}) | {"lambda": draw(st.floats(1e-3, 1))}
            sibling = spec | {"seeds": {"init": draw(st.integers(0, 9))}, "penalty": penalty}
            own = Show(**(vars(show) | {"probe": draw(PROBES)}))
            out.append((sibling, draw(st.integers(0, 12)), own))
    return draw(st.permutations(out))


def sitter(number: int, spec: Any, steps: int, show: Show) -> Sitter:
    run = Run(Journal(parse(spec)))
    run.advance(steps)
    writer = protocol.FrameWriter(protocol.layout(number, run.spec, show))
    return Sitter(run, show, writer, None, number, protocol.PLAYING, 7.5)


def alone(sitter: Sitter) -> bytes:
    run = sitter.run
    observer = Walkers() if run.spec.objective.planar else Observer()
    frame = observer.observe(run, sitter.show, run.drain(), sitter.plane)
    return sitter.writer.write(frame, sitter.flags, sitter.speed, sitter.number)


def differing(one: bytes, other: bytes, layout: protocol.Layout) -> list[str]:
    """The fields in which two frames differ; NaNs are NaNs, and a cell of a picture may be off by
    one.
    """
    found = [] if one[:64] == other[:64] else ["header"]
    for name, dtype, shape, offset in layout.fields:
        a, b = (np.frombuffer(f, f"<{dtype}", int(np.prod(shape)), offset) for f in (one, other))
        if name in ("field", "maps"):
            same = (np.abs(a.astype(int) - b) <= 1).all()
        else:
            same = np.array_equal(a, b, equal_nan=dtype != "u2")
        found += [] if same else [name]
    return found


@settings(max_examples=15, deadline=None)
@given(crowds())
def test_a_frame_does_not_depend_on_who_sits_beside(crowd: list[tuple[Any, int, Show]]):
    together, lone = ([sitter(n, *who) for n, who in enumerate(crowd)] for _ in range(2))
    for made, other in zip(ALBUM.frames(together), lone, strict=True):
        assert differing(made, alone(other), other.writer.layout) == []
