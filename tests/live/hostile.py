"""What somebody who plays tricks would send: valid messages that were changed a little, which get
far, and rubbish, which does not. Seeded: the same every time.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

from tests.live.line import CLOSE, PING, PONG, TEXT, piece
from tests.live.test_any_message import EDIT_FIELDS, PLANES, SHOWS

Value = Any
Message = dict[str, Any]

NETWORK: Message = {
    "data": {"preset": "gauss", "count": 20, "noise": 0.1, "test": 0.5},
    "model": {"features": ["x", "y"], "hidden": [{"units": 4, "activation": "tanh"}] * 2},
    "penalty": {"kind": "l2", "lambda": 0.01},
    "methods": [{"blocks": [{"optimizer": "adam", "rate": 0.03}], "schedule": {"kind": "halve"}}],
    "batch": 5, "seeds": {"data": 1, "init": 2}, "dtype": "float64",
}  # fmt: skip
DRAWN: Message = {
    "data": {"task": "classification", "classes": 3, "points": [[0, 0.5, 1], [1, -1, 2, 1, 7]]},
    "model": {"hidden": [{"units": 2, "activation": "maxout", "pieces": 2}], "dropout": 0.2},
    "methods": [
        {"blocks": [{"optimizer": "adam", "until": 2}, {"optimizer": "sgd", "swats": True}]},
        {"blocks": [{"optimizer": "random_search", "candidates": 3}], "seed": 4},
        {"schedule": {"kind": "piecewise", "points": [[0, 1], [5, 0.5]], "warmup": 1}},
        {"clip": {"kind": "norm", "at": 1}, "start": [0.1] * 21},
    ],
}
FORMULA: Message = {"data": {"preset": "formula", "formula": "y - sin(4x)/2", "count": 12}}
WALKERS: Message = {
    "objective": {"kind": "surface", "formula": "x^2 + sin(3x y)/2", "start": [2, 1], "noise": 0.1},
    "methods": [{"blocks": [{"optimizer": "sgd", "rate": 0.01}]}, {"noise": 1}],
}
LINE: Message = {"objective": {"kind": "points", "loss": "softmax"}, "data": {"count": 9}}
SPECS = [NETWORK, DRAWN, FORMULA, WALKERS, LINE, {}]
EDITS: list[Message] = [
    {"step": 2, "edit": {"kind": "move", "point": 3, "x": 0.5, "y": 0.5}},
    {"step": 2, "edit": {"kind": "unit_add", "layer": 0}},
    {"step": 9, "edit": {"kind": "method", "method": {"blocks": [{"rate": 0.5}]}}},
]
JOURNAL: Message = {"spec": NETWORK, "edits": EDITS}
CHECKPOINT: Message = {
    "step": 3, "epoch": 1, "phase": 0.5, "cursor": 0, "shuffle": 1, "begun": 0, "edits": 0,
    "theta": "AAAAAAAA8D8=", "state": "AAAAAAAA8D8=", "evaluations": [[0, 3]], "lost": [-1],
}  # fmt: skip
SOFTMAX: Message = {"x": [1, 2], "w": [[1, 0], [0, 1]], "b": [0, 0], "y": [0, 1], "rate": 1}
POINT: Message = {"kind": "network", "point": {"x": 0.5, "y": -0.5, "label": 1}}
LINES = "q = x + y; f = q·z + max(x, 2); x = −2"
STUDIES: list[tuple[str, Message]] = [
    ("graph", {"source": {"kind": "formula", "text": LINES, "values": {"y": "ln 3"}}, "h": 1e-4}),
    ("graph", {"source": POINT | {"level": "operation"}, "nudge": {"key": "b1[0]", "by": 0.1}}),
    ("softmax", SOFTMAX | {"strength": 0.1, "steps": 20, "shift": 5, "curves": True}),
    ("neuron", {"x": [1.2], "rows": [[1.8, -1]], "axes": [0], "activation": "sigmoid"}),
    ("neuron_curve", {"activation": "elu", "alpha": 0.5}),
    ("activations", {"names": ["relu", "maxout"], "lines": [[-1, 0], [1, 0]]}),
    ("activations_own", {"names": ["leaky_relu"], "leak": 0.1}),
    ("activations_at", {"z": 0.5, "alpha": 1}),
    ("activations_data", {"layer": 0, "leak": 0.1}),
    ("depth", {"layers": 4, "curves": [{"activation": "tanh", "init": "he"}], "step": 5}),
    ("influence", {"delta": 0.1, "top": 5, "chosen": 3}),
]


def valid(r: Random) -> Message:
    """One of all kinds of messages, as a page sends them."""
    return deepcopy(r.choice(KINDS)(r))


def _hello(r: Random) -> Message:
    more = r.choice([{}, {}, {"step": 5}, {"step": 3, "checkpoint": CHECKPOINT, "horizon": 9}])
    what = r.choice([{"journal": JOURNAL}, *({"spec": spec} for spec in SPECS)])
    return {"type": "hello", "show": r.choice(SHOWS), "tag": 1, "tab": "abcdefgh", **what, **more}


def _edit(r: Random) -> Message:
    kind = r.choice(list(EDIT_FIELDS))
    edit = {"kind": kind} | {name: make(r) for name, make in EDIT_FIELDS[kind].items()}
    return {"type": "edit", "id": 1, "edit": edit}


def _study(r: Random) -> Message:
    about, question = r.choice(STUDIES)
    return {"type": "study", "id": 2, "about": about, "question": question}


KINDS: list[Callable[[Random], Message]] = [
    *[_hello] * 3,
    *[_edit] * 6,
    *[_study] * 4,
    lambda r: {"type": "play", "speed": r.choice([0, 30])},
    lambda r: {"type": "pause"},
    lambda r: {"type": "step", "unit": r.choice(["batch", "epoch"]), "count": r.choice([-1, 1])},
    lambda r: {"type": "seek", "step": r.randrange(30)},
    lambda r: {"type": "restart", "init": r.choice([None, 3])},
    lambda r: {"type": "show", "show": r.choice(SHOWS)},
    lambda r: {"type": "ready", "n": 1},
    lambda r: {"type": "landscape", "size": 11, "plane": r.choice(PLANES)},
    lambda r: {"type": "landscape", "size": 21, "window": [-1, 1, -2, 2]},
    lambda r: {"type": "place", "plane": 1, "a": 0.1, "b": 0.2},
    lambda r: {"type": "check"},
    lambda r: {"type": "survey", "id": 1, "at": [0.5, 1], "row": 0, "angle": 1, "h": 0.1},
    lambda r: {"type": "formula", "id": 1, "text": "x^2 + |y|·sin(3x)"},
    lambda r: {"type": "present", "on": True},
    lambda r: {"type": "share"},
]

# Changes. Each takes a message and gives another, which need be none.

ODD: list[Value] = [
    None, True, False, 0, -0.0, -1, 1, 0.5, 2, 3, 7, 255, 256, 2000, 2001, 65_536, 2**31, 2**32,
    2**53, 2**63, 2**64, 10**18, 10**400, 1e-320, 1e-9, 1e9, 1.7e308, -1.7e308, float("inf"),
    float("nan"), "", "0", "x", "relu", "sgd", "__class__", "constructor", "a" * 5000, "\0", "\n",
    "\x1b[2J", "\u202eabc", "\ud800", "𝑥²", "<img src=x onerror=alert(1)>", "../../etc/passwd",
    "1e999", "AAAA", "////////", [], [[]], [None], [0] * 300, {}, {"kind": "x"}, {"": 0},
    {"__proto__": {}}, [[0, 0, 0]] * 40, ["x", "x"], list(range(60)), [[1] * 3, [1]], "ln(", "1/x",
    "(" * 60, "x^" * 90 + "x", "tan(" * 39 + "x" + ")" * 39,
]  # fmt: skip


def places(value: Value, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a value, itself left out."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield (*path, key)
        yield from places(value[key], (*path, key))


def at(value: Value, path: tuple[Any, ...]) -> Value:
    for key in path:
        value = value[key]
    return value


def changed(message: Message, r: Random) -> Message:
    """With one thing in it changed: replaced, left out, added, doubled, or taken from another."""
    ways = [path for path in places(message) if path != ("type",)]
    if not ways or r.random() < 0.05:
        return message | {r.choice(["extra", "", "type", "\u202e"]): deepcopy(r.choice(ODD))}
    *path, last = r.choice(ways)
    box = at(message, tuple(path))
    kind = r.randrange(7)
    if kind == 0:
        del box[last]
    elif kind == 1 and isinstance(box, list):
        box.extend([deepcopy(box[last])] * r.choice([1, 2, 40]))
    elif kind == 2 and isinstance(box[last], int | float) and abs(box[last]) < 1e9:
        box[last] = box[last] * r.choice([-1, 10, 1000, 1e30, 0.001]) + r.choice([0, 0, 1, -1])
    elif kind == 3:
        other = valid(r)
        box[last] = deepcopy(at(other, r.choice(list(places(other)))))
    elif kind == 4:
        box[last] = [box[last]] * r.choice([1, 3])
    else:
        box[last] = deepcopy(r.choice(ODD))
    return message


def message(r: Random) -> str:
    """A text: mostly a valid message with a few changes; sometimes its text is changed as well."""
    made = valid(r)
    for _ in range(r.choice([0, 1, 1, 1, 2, 4])):
        made = changed(made, r)
    text = json.dumps(made)
    return text if r.random() < 0.9 else torn(text, r)


def torn(text: str, r: Random) -> str:
    """Cut, doubled, or with something put into it."""
    begin, end = sorted(r.randrange(len(text) + 1) for _ in range(2))
    inside = r.choice(
        ["", text[begin:end] * 2, "[" * 2000, "NaN", "9" * 5000, "\\ud800", "\0", "{"]
    )
    return text[:begin] + inside + text[end:]


def body(r: Random) -> bytes:
    """Of POST /api/run; what it asks for is soon done."""
    made = {"steps": r.choice(STEPS), "grad": r.random() < 0.5}
    given = {"spec": r.choice(SPECS)} if r.random() < 0.7 else {"journal": JOURNAL}
    for _ in range(r.choice([0, 1, 1, 2])):
        given = changed(deepcopy(given), r)
    text = json.dumps(given | made)
    return (text if r.random() < 0.9 else torn(text, r)).encode()


STEPS: list[Value] = [0, 1, 3, 3, 10, 10, -1, 0.5, 2**64, "3", None, [], True]

# Frames of a websocket


def frames(r: Random) -> tuple[bytes, tuple[int, ...]]:
    """Bytes that no browser sends; and the codes with which RFC 6455 lets them be answered. Of
    what is only half, or anything at all, any is right.
    """
    return r.choice(WIRES)(r)


def _random(r: Random) -> tuple[bytes, tuple[int, ...]]:
    return r.randbytes(r.choice([1, 2, 3, 14, 200, 5000])), ANY


def _half(r: Random) -> tuple[bytes, tuple[int, ...]]:
    whole = piece(message(r).encode("utf-8", "replace"), TEXT)
    return whole[: r.randrange(1, len(whole))], ANY


def _flipped(r: Random) -> tuple[bytes, tuple[int, ...]]:
    """One bit of a frame, or of what stands before it, is another."""
    data = bytearray(piece(b'{"type":"step","unit":"batch","count":1}', TEXT))
    data[r.randrange(min(6, len(data)))] ^= 1 << r.randrange(8)
    return bytes(data), ANY


def _goodbye(r: Random) -> tuple[bytes, tuple[int, ...]]:
    """A code that may not be sent; a reason that is not UTF-8; half a code."""
    reason = r.choice([b"", b"bye"])
    code = r.choice([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535])
    wrong = [code.to_bytes(2, "big") + reason, b"\x03"]
    if r.random() < 0.2:
        return piece(b"\x03\xe8\xff\xfe", CLOSE), (1002, 1007)
    return piece(r.choice(wrong), CLOSE), (1002,)


def _text(r: Random) -> bytes:
    return message(r).encode("utf-8", "replace")[:2000]


WIRES: list[Callable[[Random], tuple[bytes, tuple[int, ...]]]] = [
    _random,
    _half,
    _flipped,
    _goodbye,
    lambda r: (piece(_text(r), r.choice([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])), (1002,)),
    lambda r: (piece(_text(r), r.choice([1, 2, PING]), reserved=r.randrange(1, 8)), (1002,)),
    lambda r: (piece(_text(r), masked=False), (1002,)),
    lambda r: (piece(_text(r) + r.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5"])), (1007,)),
    lambda r: (piece(b"x" * r.choice([126, 2000]), r.choice([PING, PONG, CLOSE])), (1002,)),
    lambda r: (piece(b"", r.choice([PING, PONG, CLOSE]), final=False), (1002,)),
    lambda r: (piece(_text(r), kind=0), (1002,)),
    lambda r: (piece(_text(r), final=False) + piece(_text(r), r.choice([1, 2])), (1002,)),
    lambda r: (b"\x81\xff" + b"\xff" * 8 + b"abcd", (1002, 1009)),
    lambda r: (b"\x81\xff" + r.randrange(1 << 20, 1 << 63).to_bytes(8, "big"), (1009,)),
    # What is on its way when a line is closed may tear it before the code is read: 1006.
    lambda r: (piece(b"x" * 300_000, final=False) + piece(b"x" * 300_000, 0), (1009, 1006)),
    lambda r: (piece(b"", r.choice([0, PING, PONG]), False) * r.choice([1, 2, 999]), (1002,)),
    lambda r: (piece(r.randbytes(9), r.choice([PING, PONG])) * 2000, (1008,)),
    lambda r: (piece(b"{", final=False) + piece(b"", 0, final=False) * 2000, (1008,)),
]  # fmt: skip
ANY = (1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009)

# Formulas and tables

WORDS = (
    "x y x y x y 2 0.5 1e9 9 π e sin cos tan exp ln log sqrt √ abs tanh sigmoid σ relu max min pow "
    "sinh cosh atan sign step floor ( ( ( ) ) ) | | , + - * / ^ ^ ** · ² ³ ⁻ ½ − × ÷ = ; z w0 q"
).split()


def formula(r: Random, most: int = 200) -> str:
    """Words and signs in a row: hardly ever a formula; or one that is grown by rules."""
    if r.random() < 0.4:
        words = [r.choice(WORDS) for _ in range(r.randrange(1, 40))]
        return r.choice(["", " "]).join(words)[:most]
    text = r.choice("xy")
    while len(text) < r.choice([10, 60, most - 10]):
        text = r.choice(GROWN).replace("?", text)
    return text[:most]


GROWN = (
    "sin(?)", "tan(?)", "ln(?)", "√(?)", "exp(?)", "|?|", "-?", "(?)^x", "x^(?)", "max(?, y)",
    "(?)·(?)", "?+?", "1/(?)", "(?)²", "min(x·y, ?)", "tanh(?)", "pow(?, y)", "relu(?)", "? - x",
)  # fmt: skip
CELLS = (
    "0", "1", "-1", "0.5", "-.5", "1e9", "1e999", "nan", "inf", "", " ", "x", "=cmd()", '"', '""',
    '"a""b"', '"never closed', "#", "0,5", "\0", "\ufeff", "\u202e", "가", "<b>", "test", "label",
    "a" * 70, "0x10", "1_000", "٣", "½", "-", "+5", "1e-400", "\u2028", "\x85",
)  # fmt: skip


def table(r: Random) -> str:
    """A CSV text, more or less."""
    mark, end = r.choice([",", ";", "\t", " "]), r.choice(["\n", "\r\n", "\r"])
    lines = [
        mark.join(r.choice(CELLS[:5] if r.random() < 0.7 else CELLS) for _ in range(r.choice(WIDE)))
        for _ in range(r.choice([0, 1, 3, 30]))
    ]
    head = r.choice(["", "", f"x{mark}y{mark}label{mark}test{end}", "\ufeff", "x y z\n"])
    return head + end.join(lines)


WIDE = (3, 3, 3, 4, 1, 0, 40)
