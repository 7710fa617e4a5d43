"""Makes frames.json: stored bytes of frames and landscapes, with the values in them.

`python -m tests.reference.frames`. Both ends of the wire are tested against this file; it is made
anew only when the wire changes, and the change is read before it is committed. NaN is null; header
names are the browser's.
"""

import base64
import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import server  # noqa: F401  BLAS on one thread
from server import protocol
from server.engine.planes import FACTS, principal_plane
from server.frames import Observer
from server.journal import Journal
from server.run import Run
from server.show import Show
from server.spec import parse
from server.walkers import Walkers

TINY = {"hidden": [{"units": 2, "activation": "tanh"}]}
PLAIN = {"data": {"count": 12}, "model": TINY, "batch": 5}
THREE = {"data": {"preset": "spiral3", "count": 12}, "model": TINY, "methods": [{}, {}]}
VALUE = {"data": {"preset": "plane", "count": 12}, "model": {"hidden": []}, "batch": 4}
BLOWN = {
    "data": {"count": 12},
    "model": {"hidden": [{"units": 2, "activation": "linear"}] * 2},
    "methods": [{"blocks": [{"optimizer": "sgd", "rate": 1000}]}],
}
ALL = Show(True, True, True, 8, 16, True, 4, True)
RACE = {
    "objective": {"kind": "surface", "function": "himmelblau"},
    "methods": [
        {"blocks": [{"optimizer": "adam", "rate": 0.05}]},
        {"blocks": [{"optimizer": "random_local_search", "candidates": 2}]},
        {"blocks": [{"optimizer": "sgd", "rate": 0.5}]},
    ],
}
POINTS = {"objective": {"kind": "points"}, "data": {"count": 8}, "batch": 3}
WALK = Show(theta=True, grad=True, curve=2, landscape=True, trail=8, tried=16, inner=True)

FRAMES: list[tuple[str, Any, int, Show, int]] = [
    ("a run that plays, with everything shown", PLAIN, 7, ALL, protocol.PLAYING),
    ("step 0, only what is always sent", PLAIN, 0, Show(curve=1), 0),
    ("three classes, two rows", THREE, 3, ALL, protocol.BEHIND),
    ("a regression without hidden layers", VALUE, 9, ALL, 0),
    ("a run that diverged", BLOWN, 400, Show(theta=True, curve=2), 0),
]


WALKS: list[tuple[str, Any, int, Show, int]] = [
    ("a race on a mountain that plays: more steps than fit, one walker left", RACE, 20, WALK, 1),
    ("a race at its start, only what is always sent", RACE, 0, Show(curve=1), 0),
    ("two weights on points", POINTS, 3, replace(WALK, batch=True), 0),
]


def cases() -> list[dict[str, Any]]:
    return [*map(frame, FRAMES), landscape(), *map(frame, WALKS), ground()]


def frame(case: tuple[str, Any, int, Show, int]) -> dict[str, Any]:
    name, spec, steps, show, flags = case
    run = Run(Journal(parse(spec)))
    run.advance(steps)
    plane = None
    if len(run.path.steps) > 3 and run.blowup is None:
        plane = principal_plane(run.path.until(run.step, run.stepper.theta[0])[1])
    observer = Walkers() if run.spec.objective.planar else Observer()
    made = observer.observe(run, show, run.drain(), plane)
    layout = protocol.layout(3, run.spec, show)
    data = protocol.FrameWriter(layout).write(made, flags, 199.5)
    fields = {
        n: np.frombuffer(data, f"<{d}", int(np.prod(s)), o).reshape(s)
        for n, d, s, o in layout.fields
    }
    head = dict(zip(HEADER, protocol.FRAME_HEADER.unpack_from(data), strict=True))
    return stored(name, layout.text(), data, head, fields)


HEADER = (
    "kind layout step horizon epoch version flags buckets first speed batch_count reserved"
).split()


def landscape() -> dict[str, Any]:
    run = Run(Journal(parse(PLAIN)))
    heights = np.array([[1, 2, 3], [4, 5.5, 6], [7, np.nan, np.inf]])
    path = np.array([[0, -0.5, 0.5, 0.75, 0], [640, 0, 0, 0.125, 0.25]])
    facts = {"norm": 0.25, "curvature": 4, "angle": 60, "residual": 0.001}
    data = protocol.landscape(
        5, (-1, 1, -2, 2), (0.9, 0.08), 640, run.version, True, heights, path, "gradient", facts
    )
    return told("a landscape of 3 × 3", data)


def ground() -> dict[str, Any]:
    """Of a mountain: no path, no facts, a plane of kind xy."""
    heights, nowhere = np.array([[4, 2.5, 1], [np.inf, 0, 1], [3, 2, np.nan]]), np.zeros((0, 5))
    window, unknown = (-2, 2, -1, 3), (np.nan, np.nan)
    data = protocol.landscape(6, window, unknown, 0, 1, False, heights, nowhere, "xy")
    return told("a mountain of 3 × 3", data)


def told(name: str, data: bytes) -> dict[str, Any]:
    number, n, m = struct.unpack_from("<III", data, 4)
    window, shares = struct.unpack_from("<4d", data, 16), struct.unpack_from("<4d", data, 48)
    step, version, finest, kind, _, *facts = struct.unpack_from("<dIIII4d", data, 80)
    head = {"kind": 2, "plane": number, "n": n, "m": m, "window": window, "explained": shares[:2]}
    head |= {"walk": shares[2:], "step": step, "version": version, "finest": bool(finest)}
    head |= {"plane_kind": kind, "facts": facts[: len(FACTS[list(FACTS)[kind]])]}
    z = np.frombuffer(data, "<f4", n * n, 136).reshape(n, n)
    points = np.frombuffer(data, "<f4", m * 5, -(-(136 + 4 * n * n) // 8) * 8).reshape(m, 5)
    return stored(name, None, data, plain(head), {"z": z, "path": points})


def stored(
    name: str, layout: str | None, data: bytes, header: Any, values: dict[str, Any]
) -> dict[str, Any]:
    lists = {k: json.loads(json.dumps(plain(v.tolist()))) for k, v in values.items()}
    text = base64.b64encode(data).decode()
    head = json.loads(json.dumps(header))
    return {"name": name, "layout": layout, "bytes": text, "values": lists, "header": head}


def plain(value: Any) -> Any:
    """NaN as null, infinities as null too: JSON has neither."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def main() -> None:
    text = '{"frames": [\n' + ",\n".join(json.dumps(c) for c in cases()) + "\n]}\n"
    Path(__file__).with_name("frames.json").write_text(text)


if __name__ == "__main__":
    main()
