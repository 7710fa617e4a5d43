"""The wire: messages ↔ bytes (docs/protocol.md). Its mirror is static/js/protocol.js.

1. Total: any bytes give a message or a ProtocolError; nothing else is ever raised by `decode`.
2. No I/O, no clock, no session: what a message means is decided elsewhere.
3. A frame is one fixed header and one flat buffer; its layout is sent once, as JSON, whenever it
   changes.
"""

import json
import re
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine import params
from server.engine.core import Array
from server.engine.landscape import Window
from server.engine.planes import FACTS, RANDOM_WALK
from server.engine.rows import SCALARS, SLOTS
from server.frames import Frame
from server.pictures import map_slots
from server.show import Show, parse_show
from server.spec import MOST_ROWS, Spec
from server.studies import STUDIES
from server.tallies import BINS
from server.walkers import trail_length
from server.work import Work

VERSION = 1
HELLO_BYTES, TEXT_BYTES = 512 << 10, 64 << 10
FRAME_HEADER = struct.Struct("<IIdddIIIIdII")
PART_HEADER = struct.Struct("<IIII")
LANDSCAPE_HEADER = struct.Struct("<IIII4d2d2ddIIII4d")
PLAYING, DIVERGED, BEHIND = 1, 2, 8
WORD = 0xFFFFFFFF


class ProtocolError(Exception):
    """Something that came over the wire cannot be used.
    `code` and `field` are for programs, the text for people.
    """

    def __init__(self, code: str, text: str, field: str = "", cause: Bad | None = None) -> None:
        super().__init__(text)
        self.code, self.text, self.field, self.cause = code, text, field, cause


# Browser → server


@dataclass(frozen=True)
class Hello:
    spec: Any
    journal: Any
    checkpoint: Any
    step: int | None
    horizon: int
    show: Show
    tag: int | None = None  # comes back with the journal: which of the page's journals it is
    tab: str = ""  # of which tab it is; empty: of none
    present: bool = False
    code: str = ""  # of the run that is looked at; empty: a run of its own


@dataclass(frozen=True)
class Play:
    speed: float


@dataclass(frozen=True)
class Pause:
    pass


@dataclass(frozen=True)
class Stride:
    unit: str
    count: int


@dataclass(frozen=True)
class Seek:
    step: int


@dataclass(frozen=True)
class EditIt:
    id: int
    edit: dict[str, Any]


@dataclass(frozen=True)
class Restart:
    init: int | None


@dataclass(frozen=True)
class Look:
    show: Show


@dataclass(frozen=True)
class Ready:
    n: int


@dataclass(frozen=True)
class Present:
    on: bool


@dataclass(frozen=True)
class Share:
    pass


@dataclass(frozen=True)
class PlaneChoice:
    """How the landscape's plane is chosen. `seed` is for `random`; `weights`, as (layer, unit,
    input) like a `weight` edit's, for `weights`.
    """

    kind: str = "path"
    seed: int = 0
    weights: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class AskLandscape:
    """`plane` is for networks, `window` for mountains."""

    size: int
    plane: PlaneChoice
    window: Window | None = None


@dataclass(frozen=True)
class AskCheck:
    pass


@dataclass(frozen=True)
class AskPlace:
    plane: int
    a: float
    b: float


@dataclass(frozen=True)
class AskSurvey:
    """What the ground is like at a place (None: where `row` stands); a cut through it at `angle`,
    `span` to each side, and differences at `h`.
    """

    id: int
    at: tuple[float, float] | None
    row: int
    angle: float
    span: float
    h: float
    fresh: bool = False  # the limits of walkers that begin there


@dataclass(frozen=True)
class AskFormula:
    id: int
    text: str


@dataclass(frozen=True)
class AskStudy:
    """`question` is checked by the study that it is about."""

    id: int
    about: str
    question: Mapping[str, Any]


Message = (
    Hello
    | Play
    | Pause
    | Stride
    | Seek
    | EditIt
    | Restart
    | Look
    | Ready
    | Present
    | Share
    | AskLandscape
    | AskPlace
    | AskCheck
    | AskSurvey
    | AskFormula
    | AskStudy
)
NAME = re.compile(r"[A-Za-z0-9_-]{8,40}")
LAST_STEP = 2**40
PIECE = 50_000  # characters: a millisecond or two
WIDE = 1e9
FAR = 1e6  # of a mountain's window: walkers are lost long before
MOST_SIDE = 201
CHOSEN = tuple(kind for kind in FACTS if kind != "xy")  # the planes of a network


def decode(data: str | bytes) -> Message:
    """A text from the browser → a message, or ProtocolError."""
    if isinstance(data, bytes):
        raise ProtocolError("binary", "expected a JSON text, got a binary message")
    try:
        checks.check_many(data, "message")
        value = checks.parsed(data)
    except Bad as bad:
        raise ProtocolError("too_many", bad.text) from None
    except ValueError:
        raise ProtocolError("json", "expected a JSON object, got something else") from None
    if not isinstance(value, dict):
        raise ProtocolError("json", f"expected a JSON object, got {checks.shown(value)}")
    try:
        kind = value.get("type")
        if kind != "hello" and len(data) > TEXT_BYTES:
            raise ProtocolError("too_large", f"expected at most 64 KiB, got {len(data):,} bytes")
        known, read = READERS[checks.choice(kind, "type", READERS)]
        checks.mapping(value, "", ("type", *known))
        return read(value)
    except Bad as bad:
        raise ProtocolError("field", bad.text, bad.field, bad) from None


def _hello(v: dict[str, Any]) -> Message:
    follows = checks.choice(v.get("role", "own"), "role", ("own", "follow")) == "follow"
    if follows and v.get("code") is None:
        raise Bad("code", "expected the code of the run to follow, got nothing")
    step, tag = v.get("step"), v.get("tag")
    return Hello(
        spec=v.get("spec"),
        journal=v.get("journal"),
        checkpoint=v.get("checkpoint"),
        step=None if step is None else checks.integer(step, "step", 0, LAST_STEP),
        horizon=checks.integer(v.get("horizon", 0), "horizon", 0, LAST_STEP),
        show=parse_show(v.get("show", {})),
        tag=None if tag is None else checks.integer(tag, "tag", 0, 2**53),
        tab=_name(v.get("tab"), "tab"),
        present=checks.truth(v.get("present", False), "present"),
        code=_name(v.get("code"), "code") if follows else "",
    )


def _name(value: Any, field: str) -> str:
    """An id that is hard to guess: of a tab, of a shared run; empty if there is none."""
    if value is None:
        return ""
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise Bad(field, f"expected 8 to 40 of A–Z a–z 0–9 _ -, got {checks.shown(value)}")
    return value


def _edit(v: dict[str, Any]) -> Message:
    if not isinstance(v.get("edit"), dict):
        raise Bad("edit", f"expected an object with a kind, got {checks.shown(v.get('edit'))}")
    return EditIt(checks.integer(v.get("id"), "id", 0, 2**53), v["edit"])


def _stride(v: dict[str, Any]) -> Message:
    unit = checks.choice(v.get("unit", "batch"), "unit", ("batch", "epoch"))
    count = checks.integer(v.get("count", 1), "count", -1, 1)
    if not count:
        raise Bad("count", "expected −1 or 1, got 0")
    return Stride(unit, count)


def _restart(v: dict[str, Any]) -> Message:
    init = v.get("init")
    return Restart(None if init is None else checks.integer(init, "init", 0, 2**32 - 1))


def _landscape(v: dict[str, Any]) -> Message:
    size = checks.integer(v.get("size", 41), "size", 11, MOST_SIDE)
    if size % 2 == 0:
        raise Bad("size", f"expected an odd number from 11 to {MOST_SIDE}, got {size}")
    window = v.get("window")
    return AskLandscape(
        size, parse_plane(v.get("plane", {})), None if window is None else parse_window(window)
    )


def parse_window(value: Any) -> Window:
    """[x0, x1, y0, y1]."""
    sides = checks.listing(value, "window", 4, 4, "numbers: x0, x1, y0, y1")
    x0, x1, y0, y1 = (
        checks.number(side, f"window[{i}]", -FAR, FAR) for i, side in enumerate(sides)
    )
    for at, low, high in ((1, x0, x1), (3, y0, y1)):
        if not low < high:
            raise Bad(f"window[{at}]", f"expected more than {low:g}, got {high:g}")
    return x0, x1, y0, y1


def parse_plane(value: Any) -> PlaneChoice:
    given = checks.mapping(value, "plane", ("kind", "seed", "weights"))
    kind = checks.choice(given.get("kind", "path"), "plane.kind", CHOSEN)
    seed = checks.integer(given.get("seed", 0), "plane.seed", 0, 2**32 - 1)
    if kind != "weights":
        return PlaneChoice(kind, seed)
    listed = checks.listing(given.get("weights"), "plane.weights", 2, 2, "weights")
    first, second = (_weight(w, f"plane.weights[{i}]") for i, w in enumerate(listed))
    if first == second:
        raise Bad("plane.weights", "expected two different weights")
    return PlaneChoice(kind, seed, (first, second))


def _weight(value: Any, field: str) -> tuple[int, int, int]:
    parts = checks.listing(value, field, 3, 3, "numbers: layer, unit, input")
    layer, unit, source = (checks.integer(part, field, 0, 2**16) for part in parts)
    return layer, unit, source


def parse_place(v: Mapping[str, Any], within: str = "") -> AskPlace:
    """A place of a plane: of the message, or within an edit of kind `place`."""
    plane = checks.integer(v.get("plane"), f"{within}plane", 0, 2**32 - 1)
    a = checks.number(v.get("a"), f"{within}a", -WIDE, WIDE)
    return AskPlace(plane, a, checks.number(v.get("b"), f"{within}b", -WIDE, WIDE))


def _survey(v: dict[str, Any]) -> Message:
    at = v.get("at")
    return AskSurvey(
        id=checks.integer(v.get("id"), "id", 0, 2**53),
        at=None if at is None else _xy(at),
        row=checks.integer(v.get("row", 0), "row", 0, MOST_ROWS - 1),
        angle=checks.number(v.get("angle", 0), "angle", -1e3, 1e3),
        span=checks.number(v.get("span", 1), "span", 1e-9, FAR),
        h=checks.number(v.get("h", 0.1), "h", 1e-16, 1e3),
        fresh=checks.truth(v.get("fresh", False), "fresh"),
    )


def _xy(value: Any) -> tuple[float, float]:
    pair = checks.listing(value, "at", 2, 2, "numbers: x, y")
    x, y = (checks.number(part, f"at[{i}]", -FAR, FAR) for i, part in enumerate(pair))
    return x, y


def _formula(v: dict[str, Any]) -> Message:
    text = v.get("text")
    if not isinstance(text, str):
        raise Bad("text", f"expected a formula of x and y, got {checks.shown(text)}")
    return AskFormula(checks.integer(v.get("id"), "id", 0, 2**53), text)


def _study(v: dict[str, Any]) -> Message:
    about = checks.choice(v.get("about"), "about", STUDIES)
    question = v.get("question")
    if not isinstance(question, dict):
        raise Bad("question", f"expected an object, got {checks.shown(question)}")
    return AskStudy(checks.integer(v.get("id"), "id", 0, 2**53), about, question)


HELLO = (
    "role", "spec", "journal", "checkpoint", "step", "horizon", "show", "tag", "tab", "present",
    "code",
)  # fmt: skip
READERS: dict[str, tuple[tuple[str, ...], Callable[[dict[str, Any]], Message]]] = {
    "hello": (HELLO, _hello),
    "play": (("speed",), lambda v: Play(checks.number(v.get("speed", 0), "speed", 0, 1e6))),
    "pause": ((), lambda v: Pause()),
    "step": (("unit", "count"), _stride),
    "seek": (("step",), lambda v: Seek(checks.integer(v.get("step"), "step", 0, LAST_STEP))),
    "edit": (("id", "edit"), _edit),
    "restart": (("init",), _restart),
    "show": (("show",), lambda v: Look(parse_show(v.get("show")))),
    "ready": (("n",), lambda v: Ready(checks.integer(v.get("n", 1), "n", 1, 64))),
    "present": (("on",), lambda v: Present(checks.truth(v.get("on"), "on"))),
    "share": ((), lambda v: Share()),
    "landscape": (("size", "plane", "window"), _landscape),
    "place": (("plane", "a", "b"), parse_place),
    "check": ((), lambda v: AskCheck()),
    "survey": (("id", "at", "row", "angle", "span", "h", "fresh"), _survey),
    "formula": (("id", "text"), _formula),
    "study": (("id", "about", "question"), _study),
}


# Server → browser


def encode(message: Any) -> str:
    """A text for the browser, in ASCII: half a surrogate pair in what is quoted cannot be UTF-8.

    Numbers that are not finite become null: JSON has no others.
    """
    try:
        return json.dumps(message, allow_nan=False, separators=(",", ":"))
    except ValueError:
        return json.dumps(_finite(message), separators=(",", ":"))


def kind_of(text: str) -> str:
    """The type of an encoded message: it stands first in all of them."""
    return text[9 : text.index('"', 9)]


def encode_in_pieces(message: dict[str, Any]) -> Work[str]:
    """The same text of a long answer: of a list of objects one after the other is written."""
    fields: list[str] = []
    written = 0
    for key, value in message.items():
        items: list[str] = []
        each = isinstance(value, list) and value and isinstance(value[0], dict)
        for item in value if each else ():
            items.append(encode(item))
            written += len(items[-1])
            if written > PIECE:
                written = 0
                yield
        text = f"[{','.join(items)}]" if each else encode(value)
        fields.append(f"{encode(key)}:{text}")
    return f"{{{','.join(fields)}}}"


def error(
    code: str, text: str, field: str = "", cause: Bad | None = None, **more: Any
) -> dict[str, Any]:
    """An error message. With `key` and `values` the page says it in its own language;
    `text` is for programs.
    """
    said = {"type": "error", "code": code, "text": text, "field": field, **more}
    if cause is not None and cause.key:
        said |= {"key": f"error.{cause.key}", "values": cause.values}
    return said


def _finite(value: Any) -> Any:
    match value:
        case dict():
            return {k: _finite(v) for k, v in value.items()}
        case list() | tuple():
            return [_finite(v) for v in value]
        case float() if not np.isfinite(value):
            return None
        case _:
            return value


@dataclass(frozen=True)
class Layout:
    """Where each field of a frame is. `text` announces it."""

    id: int
    bytes: int
    fields: tuple[tuple[str, str, tuple[int, ...], int], ...]
    sizes: params.Sizes
    rows: int
    slots: int

    def text(self) -> str:
        fields = [
            {"name": n, "dtype": d, "shape": list(s), "offset": o} for n, d, s, o in self.fields
        ]
        return encode(
            {
                "type": "layout", "id": self.id, "bytes": self.bytes, "fields": fields,
                "sizes": list(self.sizes), "pieces": list(params.pieces_of(self.sizes)),
                "rows": self.rows, "units": sum(self.sizes), "slots": self.slots,
            }
        )  # fmt: skip


Field = tuple[str, str, tuple[int, ...]]  # name, dtype, shape


def layout(number: int, spec: Spec, show: Show) -> Layout:
    """The layout of frames for a Spec and what is looked at."""
    rows, sizes, layers = len(spec.methods), spec.sizes, len(spec.offsets) - 1
    slots = map_slots(sizes, show.maps) if show.maps and not spec.objective.planar else 0
    scalars = "loss test_loss penalty batch_loss rate accuracy test_accuracy".split()
    wanted: list[Field] = [(name, "f8", (rows,)) for name in scalars]
    wanted += [("evaluations", "f8", (rows, 2)), ("norms", "f4", (rows, layers))]
    wanted += [("curve", "f8", (show.curve, 7)), ("curve_norms", "f4", (show.curve, layers))]
    if show.theta:
        wanted.append(("theta", "f8", (rows, spec.parameters)))
    if show.grad:
        wanted.append(("grad", "f4", (rows, spec.parameters)))
    wanted += _of_walkers(spec, show) if spec.objective.planar else _of_network(spec, show, slots)
    return _laid_out(number, wanted, sizes, rows, slots)


def _of_network(spec: Spec, show: Show, slots: int) -> list[Field]:
    rows, layers, wanted = len(spec.methods), len(spec.sizes) - 1, list[Field]()
    if show.grad:
        wanted += [("probe", "f8", (3, sum(spec.sizes))), ("probe_at", "f8", (4,))]
    if show.hist:
        wanted += [("hist", "f4", (layers, BINS)), ("hist_range", "f4", (layers,))]
    if show.batch:
        wanted.append(("batch", "u2", (spec.batch,)))
    if show.field:
        wanted.append(("field", "u1", (spec.outputs, show.field, show.field)))
    if show.maps:
        wanted += [("maps", "u1", (slots, show.maps, show.maps)), ("map_scale", "f4", (slots,))]
    if show.landscape:
        wanted.append(("place", "f8", (rows, 3)))
    return wanted


def _of_walkers(spec: Spec, show: Show) -> list[Field]:
    rows = len(spec.methods)
    wanted: list[Field] = [("status", "f8", (rows, 2)), ("search", "f8", (rows, 2))]
    if show.trail:
        steps = trail_length(show.trail, rows)
        wanted += [("trail_steps", "f8", (steps,)), ("trail", "f4", (steps, rows, 4))]
    if show.tried:
        wanted.append(("tried", "f4", (show.tried, 6)))
    if show.inner:
        wanted.append(("moments", "f8", (rows, SLOTS, spec.parameters)))
        wanted += [("scalars", "f8", (rows, SCALARS)), ("delta", "f8", (rows, spec.parameters))]
    if show.batch and not spec.objective.is_surface:
        wanted.append(("batch", "u2", (spec.batch,)))
    return wanted


def _laid_out(
    number: int,
    wanted: Sequence[Field],
    sizes: params.Sizes,
    rows: int,
    slots: int,
) -> Layout:
    at, fields = FRAME_HEADER.size, list[tuple[str, str, tuple[int, ...], int]]()
    for name, dtype, shape in wanted:
        fields.append((name, dtype, shape, at))
        at += -(-int(dtype[1]) * int(np.prod(shape)) // 8) * 8
    return Layout(number, at, tuple(fields), sizes, rows, slots)


# What a frame's header tells: layout, step, horizon, epoch, version, flags, buckets, first, speed,
# batch_count, and the plane that its place lies on.
Head = tuple[int, int, int, float, int, int, int, int, float, int, int]


class Sheet:
    """A buffer with a row for each of so many frames with the same fields: one copy a field for all
    rows, no JSON.
    """

    def __init__(self, layout: Layout, rows: int) -> None:
        self._bytes = layout.bytes
        self._buffer = bytearray(rows * layout.bytes)
        self._rows = np.ndarray((rows,), f"V{layout.bytes}", self._buffer)
        self._views = [
            (name, np.ndarray((rows, *shape), f"<{dtype}", self._buffer, offset, steps))
            for name, dtype, shape, offset in layout.fields
            for steps in [(layout.bytes, *np.empty(shape, dtype).strides)]
        ]

    def write(self, values: Mapping[str, Array], heads: Sequence[Head]) -> list[bytes]:
        """values (n, …) of n heads → n frames, a copy of their own."""
        count, size, buffer = len(heads), self._bytes, self._buffer
        with np.errstate(all="ignore"):
            for name, view in self._views:
                rows = view[:count]
                rows[...] = values[name].reshape(rows.shape)
        for at, head in enumerate(heads):
            FRAME_HEADER.pack_into(buffer, at * size, 1, *head)
        return self._rows[:count].tolist()


class FrameWriter:
    """Writes frames of one layout one by one. `page`: what is known of it by who makes them."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.page: object = None

    @cached_property
    def _sheet(self) -> Sheet:
        return Sheet(self.layout, 1)

    def write(self, frame: Frame, flags: int, speed: float, plane: int = 0) -> bytes:
        values = {name: np.asarray(value)[None] for name, value in frame.values.items()}
        head = (
            self.layout.id, frame.step, frame.horizon, frame.epoch, frame.version & WORD,
            flags | (DIVERGED if frame.diverged else 0), frame.buckets, frame.first, speed,
            frame.batch_count, plane & WORD,
        )  # fmt: skip
        return self._sheet.write(values, [head])[0]


def landscape(
    plane: int,
    window: Window,
    explained: tuple[float, float],
    step: int,
    version: int,
    finest: bool,
    grid: Array,
    path: Array,
    kind: str = "path",
    facts: Mapping[str, float] = MappingProxyType({}),
) -> bytes:
    """One level of a landscape: grid (n, n), path (m, 5) of step, a, b, loss, distance; kind and
    facts of its plane (FACTS).
    """
    side, header = len(grid), LANDSCAPE_HEADER
    told = [facts.get(name, np.nan) for name in FACTS[kind]]
    head = header.pack(
        2, plane, side, len(path), *window, *explained, *RANDOM_WALK, float(step),
        version & WORD, int(finest), list(FACTS).index(kind), 0,
        *told, *[np.nan] * (4 - len(told)),
    )  # fmt: skip
    with np.errstate(all="ignore"):
        heights = grid.astype("<f4").tobytes()
        points = path.astype("<f4").tobytes()
    padding = b"\0" * (-len(heights) % 8)
    return head + heights + padding + points


def part(message: bytes, at: int, size: int) -> bytes:
    """`size` bytes of a landscape's message from `at`, or what is left."""
    return PART_HEADER.pack(3, len(message), at, 0) + message[at : at + size]
