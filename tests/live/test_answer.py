"""POST /api/run: the lines of `downhill run`, in slices, within limits; too much is told."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.__main__ import main
from server.app import create_app
from server.live import answer as answers
from server.live import errand as errands
from server.live.errand import Errand
from server.settings import Settings
from tests.live.test_server import WITHIN, Running

SPEC: dict[str, Any] = {"data": {"count": 20}}
SGD = {"blocks": [{"optimizer": "sgd", "rate": 0.1}]}
WILD = {"blocks": [{"optimizer": "sgd", "rate": 1000}]}
POINTS: dict[str, Any] = {"objective": {"kind": "points", "loss": "softmax"}, **SPEC}
LINEAR = {"hidden": [{"units": 6, "activation": "linear"}] * 2}
MOVE = {"kind": "move", "point": 3, "x": 0.5, "y": 0.5}


def asked(
    body: Any, settings: Settings | None = None, headers: dict[str, str] | None = None
) -> httpx.Response:
    """One request to an application of its own, without a socket."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(settings or Settings(share=1.0)))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            content = body if isinstance(body, bytes) else json.dumps(body)
            return await client.post("/api/run", content=content, headers=headers)

    return asyncio.run(ask())


RUNS: list[Any] = [
    {"spec": SPEC, "steps": 12},
    {"spec": {**SPEC, "methods": [SGD, {}, {"seed": 3}]}, "steps": 7, "grad": True},
    {"journal": {"spec": SPEC, "edits": [{"step": 4, "edit": MOVE}]}, "steps": 9},
    {"spec": {**SPEC, "model": LINEAR, "methods": [WILD]}, "steps": 400},
    {"spec": {**SPEC, "model": LINEAR, "methods": [WILD, SGD]}, "steps": 150, "grad": True},
    {"spec": {**SPEC, "methods": [{"blocks": [{"optimizer": "random_search"}]}]}, "steps": 5},
    {"spec": {**SPEC, "data": {"count": 0}}, "steps": 5},
    {"spec": {**POINTS, "batch": 4, "methods": [SGD, WILD]}, "steps": 30, "grad": True},
    {"journal": {"spec": POINTS, "edits": [{"step": 4, "edit": MOVE}]}, "steps": 9},
]


@pytest.mark.parametrize("body", RUNS)
def test_it_answers_what_the_command_prints_line_by_line(
    body: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    answer = asked(body)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    (tmp_path / "what.json").write_text(json.dumps(body.get("journal", body.get("spec"))))
    options = ["--steps", str(body["steps"]), "--json", *["--grad"] * body.get("grad", False)]
    assert main(["run", str(tmp_path / "what.json"), *options]) == 0
    printed = capsys.readouterr().out
    assert answer.text == printed

    def refuse(name: str) -> Any:
        raise AssertionError(f"{name} is not JSON")

    for line in answer.text.splitlines():
        json.loads(line, parse_constant=refuse)


def test_several_rows_are_told_row_by_row_and_row_0_at_the_top():
    body = {"spec": {**SPEC, "methods": [SGD, WILD], "model": LINEAR}, "steps": 300, "grad": True}
    *steps, end = [json.loads(line) for line in asked(body).text.splitlines()]
    last = steps[-1]
    assert last["step"] == 300 and len(last["rows"]) == 2
    assert {k: last[k] for k in last["rows"][0]} == last["rows"][0]
    assert last["rows"][0]["evaluations"] == {"f": 0, "grad": 300}
    assert last["rows"][0]["status"] == {"kind": "running"}
    lost = last["rows"][1]["status"]
    assert lost["kind"] == "lost" and last["rows"][1]["loss"] is None
    assert last["rows"][1]["evaluations"]["grad"] == lost["step"] < 300
    assert (len(end["theta"]), len(end["theta"][0])) == (2, 67)
    assert len(last["rows"][0]["grad"]) == 67


def test_an_edit_that_does_not_fit_is_told_in_the_last_line():
    journal = {"spec": SPEC, "edits": [{"step": 5, "edit": {"kind": "delete", "points": [99]}}]}
    *steps, error = [json.loads(t) for t in asked({"journal": journal}).text.splitlines()]
    assert [s["step"] for s in steps] == [0, 1, 2, 3, 4]
    assert error["type"] == "error" and error["field"] == "journal.edits[0].edit.points[0]"


def test_very_many_edits_of_a_step_are_applied_in_turns_and_a_bad_one_is_told_alone():
    add = {"step": 0, "edit": {"kind": "add", "points": [[0.1, 0.2, 1]]}}
    bad = {"step": 0, "edit": {"kind": "delete", "points": [99]}}
    body = json.dumps({"journal": {"spec": SPEC, "edits": [add] * 60 + [bad]}}).encode()
    errand, turns, said = Errand(errands.parse(body)), 0, ""
    while not errand.done:
        errand.work(0.0, 0.0, lambda: 1.0)
        turns, said = turns + 1, said + errand.take()
    assert turns >= 3
    [error] = said.splitlines()
    assert json.loads(error)["field"] == "journal.edits[60].edit.points[0]"


SOFT = {"hidden": [{"units": 8, "activation": "softplus"}]}


def test_edits_that_make_a_run_too_much_end_it_with_a_sentence():
    grown = {"kind": "data", "data": {"preset": "circle", "count": 2000}}
    body = {
        "journal": {
            "spec": {"methods": [{}] * 200, "data": {"count": 2}, "model": SOFT},
            "edits": [{"step": 2, "edit": grown}],
        }
    }
    *steps, error = [json.loads(t) for t in asked({**body, "grad": True}).text.splitlines()]
    assert len(steps) in (2, 3) and "too much for one request" in error["text"]


LARGE = {"hidden": [{"units": 32, "activation": "softplus"}] * 6}
BAD: list[tuple[Any, int, str, str]] = [
    (b"{", 400, "body", "expected a JSON object, got something else"),
    (b"[" * 60_000, 400, "body", "expected a JSON object"),
    ([], 400, "body", "expected a JSON object, got []"),
    ({"spec": {"batch": 0}}, 400, "batch", "expected a whole number from 1 to 256, got 0"),
    ({"steps": 10_001}, 400, "steps", "expected a whole number from 0 to 10,000, got 10001"),
    ({"grad": 1}, 400, "grad", "expected true or false, got 1"),
    ({"spec": {}, "journal": {}}, 400, "journal", "expected either a spec or a journal, got both"),
    ({"step": 3}, 400, "step", "is not known here; known are spec, journal, steps, grad"),
    (b" " * 600_000, 413, "body", "expected at most 524,288 bytes, got more"),
    ([0] * 70_000, 413, "body", "expected at most 65,536 values in all, got 70,000"),
    (
        {"spec": {"model": LARGE, "data": {"count": 2000}, "methods": [{}] * 10}},
        413,
        "spec",
        "one step of 10 methods × 5,409 parameters × 2,000 points would take 1.5 times what one",
    ),
    (
        {"spec": {"model": LARGE, "data": {"count": 2000}}, "steps": 10_000},
        413,
        "steps",
        "expected at most 4,307 steps of this run in one request, got 10,000; `downhill run` has",
    ),
]


COSTLY: list[dict[str, Any]] = [
    {"blocks": [{"optimizer": "random_search", "candidates": 64}]},
    {"blocks": [{"optimizer": "random_local_search", "candidates": 64}]},
    {},
]


@pytest.mark.parametrize("method", COSTLY, ids=["draws", "candidates", "units"])
def test_what_costs_little_by_its_multiplications_and_much_by_other_things_is_refused(method: Any):
    """256 rows of nineteen numbers: their draws, or their softplus at 2,000 points, take longer
    than 30 ms a step.
    """
    model = {"features": ["x"], "hidden": [{"units": 6, "activation": "softplus"}]}
    spec = {"model": model, "data": {"count": 2000}, "batch": 256, "methods": [method] * 256}
    answer = asked({"spec": spec, "steps": 1})
    assert answer.status_code == 413, answer.text[:200]


@pytest.mark.parametrize(("body", "status", "field", "text"), BAD, ids=[str(b[2]) for b in BAD])
def test_what_cannot_be_answered_is_one_sentence(body: Any, status: int, field: str, text: str):
    answer = asked(body)
    said = answer.json()
    assert (answer.status_code, said["type"], said["field"]) == (status, "error", field), said
    assert said["text"].removeprefix(f"{field}: ").startswith(text), said["text"]


def test_a_busy_server_says_when_to_ask_again():
    answer = asked({"spec": SPEC}, Settings(most_answers=0))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert answer.json()["code"] == "busy"


def dripped(app: Any, chunks: list[bytes], then: str) -> list[Any]:
    """What is answered to bodies that come in pieces, all at once, of which one after the other
    gets the next piece; when there are no more, `then`: the peer goes away, or is silent.
    """

    async def one(count: int) -> tuple[int, int]:
        left = iter(chunks)
        sent: list[Any] = []

        async def receive() -> Any:
            nonlocal count
            await asyncio.sleep(0)
            piece = next(left, None)
            count += piece is not None
            if piece is not None:
                return {"type": "http.request", "body": piece, "more_body": True}
            if then == "silence":
                await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        host = [(b"host", b"localhost")]
        scope = {"type": "http", "method": "POST", "path": "/api/run", "headers": host}
        scope |= {"query_string": b"", "root_path": "", "scheme": "http", "server": None}
        await app(scope, receive, send)
        return sent[0]["status"], count

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*(one(0) for _ in range(answers.MOST_BODIES + 1)))

    return asyncio.run(all_of_them())


def test_a_body_without_end_is_read_as_far_as_it_is_allowed():
    """A gigabyte in pieces of 64 KiB, its length not told: at most nine pieces are taken."""
    told = dripped(create_app(Settings()), [bytes(64 << 10)] * 16_384, "silence")
    assert sorted(told) == [*[(413, 9)] * answers.MOST_BODIES, (429, 0)]


def test_a_body_that_does_not_come_is_given_up_and_makes_room(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answers, "BODY_WITHIN", 0.2)
    app = create_app(Settings())
    for _ in range(2):
        told = dripped(app, [b"{"], "silence")
        assert sorted(told) == [*[(408, 1)] * answers.MOST_BODIES, (429, 0)]


def test_a_peer_that_goes_away_in_its_body_is_no_fault_of_ours():
    told = dripped(create_app(Settings()), [b"{", b"}"], "leaves")
    assert sorted(told)[0] == (400, 2)


@pytest.mark.parametrize(
    "body", [b'{"steps": NaN}', b'{"steps": Infinity}', b'{"steps": 1e999}', b"\xff{}"]
    + [b'{"steps": %s}' % (b"9" * 5000), b'{"steps": %s}' % (b"9" * 4000), b"\xed\xa0\x80"]
    + [b'{"spec": %s1%s}' % (b"[" * depth, b"]" * depth) for depth in (30, 300, 3000)],
    ids=lambda body: str(body)[:30],
)  # fmt: skip
def test_what_is_hardly_json_is_one_sentence(body: bytes):
    answer = asked(body)
    assert (answer.status_code, answer.json()["type"]) == (400, "error")
    assert len(answer.text) < 400 and "Traceback" not in answer.text


# In turns


def errand(body: Any) -> Errand:
    return Errand(errands.parse(json.dumps(body).encode()))


def test_a_turn_ends_at_its_end_and_the_lines_are_the_same():
    """A clock that is always past the end: one piece a turn."""
    slow, fast = errand(RUNS[1]), errand(RUNS[1])
    turns = 0
    while slow.hungry:
        slow.work(0.0, 0.0, lambda: 1.0)
        turns += 1
    while fast.hungry:
        fast.work(0.0, 1.0, lambda: 0.0)
    pieces = 8 * 4 + 4  # eight steps and the end, of three rows and what closes the line
    assert turns == pieces + 1, f"{turns} turns"
    assert slow.take() == fast.take() and slow.take() == ""


def test_an_errand_waits_for_its_reader():
    wide = errand({"spec": {"methods": [{}] * 20}, "steps": 1000, "grad": True})
    while wide.hungry:
        wide.work(0.0, 1.0, lambda: 0.0)
    held = len(wide.take())
    assert errands.MOST_HELD <= held < 2 * errands.MOST_HELD and not wide.done
    assert wide.hungry


def test_a_failure_ends_the_answer_with_a_line():
    broken = errand({"spec": SPEC})
    broken.work(0.0, 0.0, lambda: 1.0)
    broken.fail("1f")
    *_, last = broken.take().splitlines()
    assert broken.done and json.loads(last)["code"] == "internal"


def test_a_reader_that_goes_away_makes_room_for_the_next():
    server = Running(Settings(most_answers=1))
    address = f"http://{server.address}/api/run"
    long = {"spec": {"methods": [{}] * 20}, "steps": 3000, "grad": True}
    try:
        with httpx.stream("POST", address, json=long, timeout=WITHIN) as answer:
            lines = answer.iter_lines()  # kept: without it the reader would be gone
            first = json.loads(next(lines))
            assert (answer.status_code, first["step"]) == (200, 0)
            assert httpx.post(address, json={"spec": SPEC}, timeout=WITHIN).status_code == 429
        for _ in range(500):
            after = httpx.post(address, json={"spec": SPEC, "steps": 3}, timeout=WITHIN)
            if after.status_code == 200:
                break
        assert [json.loads(t).get("step") for t in after.text.splitlines()] == [0, 1, 2, 3, None]
    finally:
        server.stop()
