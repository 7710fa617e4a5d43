"""The wire: anything is decoded or refused;
a frame's bytes are its values at the layout's offsets.
"""

import base64
import json
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server import protocol
from server.frames import Observer
from server.journal import Journal
from server.protocol import READERS, ProtocolError, decode, encode
from server.run import Run
from server.show import Show
from server.spec import parse
from tests import strategies

DOCS = (Path(__file__).parents[1] / "docs" / "protocol.md").read_text()
STORED = Path(__file__).parent / "reference" / "frames.json"
KINDS = list(READERS)


def tolerated(data: str | bytes) -> None:
    """A message, or a ProtocolError whose text can be sent."""
    try:
        decode(data)
    except ProtocolError as error:
        text = encode({"type": "error", "text": error.text, "field": error.field})
        assert json.loads(text.encode("utf-8"))["text"] == error.text
        assert len(error.text) < 500, len(error.text)


@given(st.text() | st.binary())
@example("")
@example("[" * 30_000)
@example('{"type":' * 30_000)
@example('{"type":"edit","id":1,"edit":' + '{"a":' * 900 + "1" + "}" * 902)
@example('{"type":"seek","step":' + "9" * 5000 + "}")
@example('{"type":"seek","step":' + "9" * 4000 + "}")
@example('{"type":"seek","step":1e999}')
@example('{"type":"play","speed":NaN}')
@example('{"type":"play","speed":-Infinity}')
@example('{"type":"play","\\ud800":1}')
@example('{"type":"\\ud800"}')
@example('{"type":"hello","show":{"\\udfff":1}}')
@example('{"type":["hello"]}')
@example('{"type":{"a":1}}')
@example("\ud800")
@example("\x00")
def test_any_text_is_a_message_or_a_protocol_error(data: str | bytes):
    tolerated(data)


@given(
    st.sampled_from(KINDS),
    st.dictionaries(
        st.sampled_from(sorted({f for fields, _ in READERS.values() for f in fields})),
        strategies.json_values,
    ),
)
def test_any_fields_are_a_message_or_a_protocol_error(kind: str, fields: dict[str, Any]):
    tolerated(json.dumps({"type": kind, **fields}))


@pytest.mark.parametrize(
    ("message", "field", "text"),
    [
        ({"type": "fly"}, "type", "type: expected one of hello, play, pause"),
        ({"type": "play", "speed": -1}, "speed", "speed: expected a number from 0 to 1e+06"),
        ({"type": "play", "sped": 1}, "sped", "sped: is not known here; known are type, speed"),
        ({"type": "step", "count": 0}, "count", "count: expected −1 or 1, got 0"),
        ({"type": "step", "unit": "day"}, "unit", "unit: expected one of batch, epoch; got 'day'"),
        ({"type": "seek"}, "step", "step: expected a whole number from 0 to"),
        ({"type": "edit", "id": 1}, "edit", "edit: expected an object with a kind, got None"),
        ({"type": "landscape", "size": 40}, "size", "size: expected an odd number from 11 to 201"),
        (
            {"type": "landscape", "plane": {"kind": "pca"}},
            "plane.kind",
            "plane.kind: expected one of path, random, weights, gradient; got 'pca'",
        ),
        (
            {"type": "landscape", "plane": {"kind": "random", "seed": -1}},
            "plane.seed",
            "plane.seed: expected a whole number from 0 to 4,294,967,295, got -1",
        ),
        (
            {"type": "landscape", "plane": {"kind": "weights", "weights": [[0, 0, 0]]}},
            "plane.weights",
            "plane.weights: expected 2 weights, got 1",
        ),
        (
            {"type": "landscape", "plane": {"kind": "weights", "weights": [[0, 0, 0], [0, 0]]}},
            "plane.weights[1]",
            "plane.weights[1]: expected 3 numbers: layer, unit, input, got 2",
        ),
        (
            {"type": "landscape", "plane": {"kind": "weights", "weights": [[0, 1, 0], [0, 1, 0]]}},
            "plane.weights",
            "plane.weights: expected two different weights",
        ),
        ({"type": "show", "show": {"maps": 99}}, "show.maps", "show.maps: expected a whole number"),
        (
            {"type": "hello", "role": "king"},
            "role",
            "role: expected one of own, follow; got 'king'",
        ),
        (
            {"type": "hello", "role": "follow"},
            "code",
            "code: expected the code of the run to follow",
        ),
        ({"type": "hello", "tab": "short"}, "tab", "tab: expected 8 to 40 of A–Z a–z 0–9 _ -"),
        ({"type": "present"}, "on", "on: expected true or false"),
    ],
)
def test_a_refused_message_names_its_field(message: Any, field: str, text: str):
    with pytest.raises(ProtocolError) as caught:
        decode(json.dumps(message))
    assert caught.value.field == field and caught.value.text.startswith(text), caught.value.text


def test_only_a_hello_may_be_large():
    journal = {"edits": [{"step": 0, "edit": {"kind": "batch", "batch": 1}}] * 3000}
    large = {"type": "hello", "journal": journal}
    assert 64 << 10 < len(json.dumps(large)) < 512 << 10
    decode(json.dumps(large))
    with pytest.raises(ProtocolError) as caught:
        decode(json.dumps({"type": "edit", "id": 1, "edit": {"kind": "x" * (64 << 10)}}))
    assert caught.value.code == "too_large"


def test_a_text_of_very_many_values_is_refused_before_they_are_made():
    for values, code in ((65_000, "field"), (66_000, "too_many")):
        with pytest.raises(ProtocolError) as refused:
            decode('{"type": "hello", "show": [' + "0," * values + "0]}")
        assert refused.value.code == code
    assert "expected at most 65,536 values in all, got 66,003" in refused.value.text


def test_lists_in_lists_are_read_as_deep_as_anything_of_ours_and_no_deeper():
    """The object of a message is the first of 24."""
    for depth, code in ((23, "field"), (24, "json")):
        with pytest.raises(ProtocolError) as refused:
            decode('{"type": "hello", "show": ' + "[" * depth + "]" * depth + "}")
        assert refused.value.code == code


def test_numbers_that_json_does_not_have_become_null():
    told = encode({"loss": float("nan"), "list": [float("inf"), 1.5, {"a": -float("inf")}]})
    assert json.loads(told) == {"loss": None, "list": [None, 1.5, {"a": None}]}


# Frames


def shown(dtype: str = "float64", preset: str = "spiral3", **show: Any) -> tuple[Run, Show]:
    spec = {"data": {"preset": preset, "count": 40}, "dtype": dtype, "methods": [{}, {}]}
    run = Run(Journal(parse(spec)))
    run.advance(13)
    return run, Show(**show)


EVERYTHING = {
    "theta": True,
    "grad": True,
    "hist": True,
    "maps": 16,
    "field": 32,
    "batch": True,
    "curve": 8,
    "landscape": True,
}


WALKED = Show(theta=True, grad=True, trail=8, tried=4, inner=True)


@pytest.mark.parametrize("show", [{}, EVERYTHING, {"field": 96, "curve": 1}], ids=["", "all", ""])
@pytest.mark.parametrize("preset", ["circle", "spiral3", "plane"])
def test_the_bytes_at_the_layouts_offsets_are_the_frames_values(preset: str, show: Any):
    run, look = shown(preset=preset, **show)
    layout = json.loads(protocol.layout(3, run.spec, look).text())
    frame = Observer().observe(run, look, run.drain())
    data = protocol.FrameWriter(protocol.layout(3, run.spec, look)).write(frame, 1, 12.5)
    assert len(data) == layout["bytes"] and len(data) % 8 == 0
    seen = 64
    for field in layout["fields"]:
        assert field["offset"] == seen and seen % 8 == 0, field
        count = int(np.prod(field["shape"]))
        read = np.frombuffer(data, "<" + field["dtype"], count, field["offset"])
        wanted = np.asarray(frame.values[field["name"]]).astype(read.dtype)
        assert wanted.shape == tuple(field["shape"]), field
        assert read.tobytes() == wanted.tobytes(), field["name"]
        seen += -(-read.nbytes // 8) * 8
    assert seen == len(data)
    assert set(frame.values) == {f["name"] for f in layout["fields"]}


def test_the_header_has_its_fields_where_the_docs_say():
    run, look = shown(**EVERYTHING)
    run.seek(5)
    frame = Observer().observe(run, look, run.drain())
    data = protocol.FrameWriter(protocol.layout(7, run.spec, look)).write(frame, 9, 12.5)
    u32, f64 = (lambda at, code=c: struct.unpack_from(code, data, at)[0] for c in ("<I", "<d"))
    assert [u32(at) for at in (0, 4)] == [1, 7]
    assert [f64(at) for at in (8, 16, 48)] == [5, 13, 12.5]
    assert f64(24) == pytest.approx(2.5)  # 20 training points in batches of 10
    assert u32(32) == run.version and u32(36) == 9 and u32(60) == 0
    assert (u32(40), u32(44), u32(56)) == (frame.buckets, 0, 10)


def test_a_landscapes_bytes_are_where_the_docs_say():
    grid, path = np.arange(121.0).reshape(11, 11), np.arange(15.0).reshape(3, 5)
    data = protocol.landscape(9, (-1, 2, -3, 4), (0.5, 0.25), 600, 3, True, grid, path)
    assert struct.unpack_from("<IIII", data) == (2, 9, 11, 3)
    assert struct.unpack_from("<6d", data, 16) == (-1, 2, -3, 4, 0.5, 0.25)
    assert struct.unpack_from("<2d", data, 64) == pytest.approx((0.6079271, 0.1519818))
    assert struct.unpack_from("<dIIII", data, 80) == (600, 3, 1, 0, 0)
    assert np.isnan(struct.unpack_from("<4d", data, 104)).all()
    assert np.frombuffer(data, "<f4", 121, 136).tolist() == grid.ravel().tolist()
    start = 136 + 4 * 121 + 4  # 620 → 624
    assert np.frombuffer(data, "<f4", 15, start).tolist() == path.ravel().tolist()
    assert len(data) == start + 60


@pytest.mark.parametrize(
    ("kind", "facts", "number", "told"),
    [
        ("path", {"end_a": 0.9, "end_b": 0.1, "walk_a": 0.8, "walk_b": 0.09}, 0, (0.9, 0.1)),
        ("random", {"angle": 88.5, "drawn": 93.0}, 1, (88.5, 93.0)),
        ("weights", {"first": 3.0, "second": 17.0}, 2, (3, 17)),
        ("gradient", {"norm": 0.1, "curvature": 5.0, "angle": 60.0, "residual": 0}, 3, (0.1, 5)),
    ],
)
def test_a_landscape_says_what_kind_of_plane_it_is_and_what_is_told_of_it(
    kind: str, facts: dict[str, float], number: int, told: tuple[float, float]
):
    grid, path = np.zeros((11, 11)), np.zeros((1, 5))
    data = protocol.landscape(1, (0, 1, 0, 1), (0.1, 0.2), 0, 1, False, grid, path, kind, facts)
    assert struct.unpack_from("<I", data, 96) == (number,)
    assert struct.unpack_from("<2d", data, 104) == told


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c["name"]) for c in json.loads(STORED.read_text())["frames"]]
)
def test_the_stored_bytes_hold_the_stored_values(case: dict[str, Any]):
    """Read with numpy at the announced offsets: what static/js/protocol.js must read too."""
    data = base64.b64decode(case["bytes"])
    if case["layout"] is None:
        n, m = case["header"]["n"], case["header"]["m"]
        heights = np.frombuffer(data, "<f4", n * n, 136).reshape(n, n)
        path = np.frombuffer(data, "<f4", m * 5, -(-(136 + 4 * n * n) // 8) * 8).reshape(m, 5)
        found: dict[str, Any] = {"z": heights, "path": path}
    else:
        layout = json.loads(case["layout"])
        found = {
            f["name"]: np.frombuffer(
                data, "<" + f["dtype"], int(np.prod(f["shape"])), f["offset"]
            ).reshape(f["shape"])
            for f in layout["fields"]
        }
    assert set(found) == set(case["values"])
    for name, value in case["values"].items():
        got = np.where(np.isfinite(found[name]), found[name], np.nan).astype(float)
        kept = np.array(value, float).reshape(got.shape)  # null is NaN
        np.testing.assert_array_equal(got, kept, err_msg=name)


def test_the_writer_still_writes_the_stored_bytes():
    """Frames of a Spec, so the script that stored them makes the
    same layouts (numbers may differ).
    """
    from tests.reference.frames import cases

    for fresh, old in zip(cases(), json.loads(STORED.read_text())["frames"], strict=True):
        assert fresh["name"] == old["name"] and fresh["layout"] == old["layout"], old["name"]
        assert fresh["header"] == old["header"], old["name"]
        assert len(fresh["bytes"]) == len(old["bytes"])


# The docs


def rows(section: str) -> set[str]:
    text = DOCS.split(f"## {section}")[1].split("\n## ")[0]
    names = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text, re.MULTILINE)
    return {n for cell in names for n in re.findall(r"`(\w+)`", cell)}


def test_every_message_of_the_browser_has_a_row_in_the_docs():
    assert rows("Browser → server") == set(READERS)


def test_every_field_of_a_message_is_in_its_row():
    for kind, (fields, _) in READERS.items():
        row = next(line for line in DOCS.splitlines() if line.startswith(f"| `{kind}` |"))
        for field in fields:
            assert f"`{field}`" in row, f"{kind}: {field} is not in {row!r}"


def test_every_text_of_the_server_has_a_row_in_the_docs():
    server = Path(protocol.__file__).parent
    source = "".join(p.read_text() for p in server.rglob("*.py"))
    said = set(re.findall(r'"type": "(\w+)"', source))
    assert said == rows("Server → browser, texts")


def test_every_field_of_a_frame_has_a_row_in_the_docs():
    run, look = shown(**EVERYTHING)
    names = {name for name, *_ in protocol.layout(1, run.spec, look).fields}
    mountain = parse({"objective": {"kind": "surface"}})
    names |= {name for name, *_ in protocol.layout(1, mountain, WALKED).fields}
    assert names == rows("Server → browser, binary")


def test_everything_that_can_be_shown_is_in_the_docs():
    from server.show import SHOWN

    line = next(text for text in DOCS.splitlines() if text.startswith("`show` = "))
    assert set(json.loads(re.findall(r"`(\{.*?\})`", line)[0])) == set(SHOWN)


def test_a_part_of_a_landscape_says_how_long_all_is_and_where_it_begins():
    message = bytes(range(100))
    made = protocol.part(message, 40, 30)
    assert struct.unpack_from("<IIII", made) == (3, 100, 40, 0) and made[16:] == message[40:70]
    assert protocol.part(message, 90, 30)[16:] == message[90:]
