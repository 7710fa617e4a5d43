"""The command line: what it prints is what the Spec says; a mistake is one sentence."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from server import options
from server.__main__ import main
from server.journal import Journal
from server.journal import parse as parse_journal
from server.run import Run
from server.spec import parse

ROOT = Path(__file__).parents[1]
SPEC = {"data": {"count": 20}, "methods": [{"blocks": [{"optimizer": "sgd", "rate": 0.1}]}]}


def downhill(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server", *arguments]
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    return subprocess.run(
        command, input=given, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60
    )


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_run_prints_every_step_and_then_the_parameters(tmp_path: Path):
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(SPEC))
    done = downhill("run", str(file), "--steps", "30", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    *steps, end = records(done.stdout)
    run = Run(Journal(parse(SPEC)))
    run.advance(30)
    assert end == {"theta": run.stepper.theta.tolist(), "sizes": [2, 6, 4, 1]}
    assert [s["step"] for s in steps] == list(range(31))
    traced = {t.step: t for t in run.drain()}
    for record in steps:
        trace = traced[record["step"]]
        assert (record["loss"], record["test_loss"]) == (trace.loss, trace.test_loss)
        assert record["norms"] == pytest.approx(trace.norms.tolist(), rel=1e-12)
        assert record["rate"] == 0.1 and record["evaluations"]["grad"] == record["step"]
        assert record["epoch"] == record["step"]  # 10 training points, batches of 10


def test_run_reads_a_journal_and_standard_input():
    edit = {"kind": "weight", "layer": 0, "unit": 0, "input": 0, "value": 7.0}
    journal = {"spec": SPEC, "edits": [{"step": 5, "edit": edit}]}
    done = downhill("run", "-", "--steps", "5", "--json", given=json.dumps(journal))
    assert records(done.stdout)[-1]["theta"][0][0] == 7.0


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000], ids=["lists", "objects"])
@pytest.mark.parametrize("command", ["run", "check"])
def test_json_nested_without_end_is_one_sentence(
    text: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    spec = tmp_path / "deep.json"
    spec.write_text(text)
    assert main([command, str(spec)]) == 2
    told = "expected JSON, got lists or objects nested too deeply"
    assert capsys.readouterr().err == f"downhill {command}: {spec}: {told}\n"


def test_a_spec_saved_with_a_byte_order_mark_is_read(tmp_path: Path):
    spec = tmp_path / "spec.json"
    spec.write_bytes(b"\xef\xbb\xbf{}")
    assert main(["run", str(spec), "--steps", "0"]) == 0


def test_run_reads_points_from_a_csv_file(tmp_path: Path):
    rows = [(i / 10 - 1, (-1) ** i / 2, i % 2) for i in range(20)]
    csv, spec = tmp_path / "points.csv", tmp_path / "spec.json"
    csv.write_text("x;y;label\n" + "\n".join(f"{x};{y};{label}" for x, y, label in rows))
    spec.write_text(json.dumps({"data": {"test": 0.25}, "batch": 3}))
    done = downhill("run", str(spec), "--data", str(csv), "--steps", "5", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    points = {"points": [list(row) for row in rows], "test": 0.25}
    split = {"step": 0, "edit": {"kind": "split", "test": 0.25}}
    run = Run(parse_journal({"spec": {"data": points, "batch": 3}, "edits": [split]}))
    run.advance(5)
    assert records(done.stdout)[-1]["theta"] == run.stepper.theta.tolist()
    assert records(done.stdout)[-2]["epoch"] == 1  # 15 training points, batches of 3


def test_run_names_the_line_of_a_csv_file_and_scales_on_request(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    csv = tmp_path / "points.csv"
    csv.write_text("x,y,label,test\n10,0,a,0\n20,oops,b,1\n")
    assert main(["run", "--data", str(csv)]) == 2
    told = capsys.readouterr().err
    assert told == f"downhill run: {csv}: line 3: expected a number for y, got 'oops'\n"
    csv.write_text("x,y,label,test\n10,0,a,0\n20,0,b,1\n")
    assert main(["run", "--data", str(csv)]) == 2
    assert "x goes from 10 to 20" in capsys.readouterr().err
    assert main(["run", "--data", str(csv), "--scale", "--steps", "1"]) == 0
    assert capsys.readouterr().err == "downhill run: x: 10 to 20 was scaled to -1 to 1\n"
    csv.write_bytes(b"\xff\xfe0\x00")
    assert main(["run", "--data", str(csv)]) == 2
    assert "expected CSV" in capsys.readouterr().err


def test_points_of_a_file_do_not_go_with_a_journal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    journal, csv = tmp_path / "journal.json", tmp_path / "points.csv"
    journal.write_text('{"spec": {}}')
    csv.write_text("0,0,1")
    assert main(["run", str(journal), "--data", str(csv)]) == 2
    assert "--data: goes with a Spec, not with a journal" in capsys.readouterr().err


def test_run_without_json_is_a_table_for_people(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    file = tmp_path / "spec.json"
    file.write_text("{}")
    assert main(["run", str(file), "--steps", "20"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    for step, line in zip((0, 10, 20), lines, strict=True):
        pattern = rf"step +{step}  epoch +\d+\.\d\d  loss 0\.\d{{6}}  test 0\.\d{{6}}"
        assert re.fullmatch(pattern, line), line


def test_a_divergence_is_told_and_is_not_a_failure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    spec = {
        **SPEC,
        "model": {"hidden": [{"units": 6, "activation": "linear"}] * 2},
        "methods": [{"blocks": [{"optimizer": "sgd", "rate": 1000}]}],
    }
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(spec))
    assert main(["run", str(file), "--steps", "500", "--json"]) == 0
    out, told = capsys.readouterr()
    assert re.fullmatch(r"diverged at step \d+: layer \d, [a-z-]+\n", told), told
    last = records(out)[-2]
    assert last["loss"] is None and f"step {last['step']}:" in told


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"batch": 0}', "batch: expected a whole number from 1 to 256, got 0"),
        ("{", "expected JSON, "),
        ("[]", "spec: expected an object, got []"),
        (
            '{"spec": {}, "edits": [{"step": 3, "edit": {"kind": "batch"}}]}',
            "journal.edits[0].edit.batch: expected a whole number from 1 to 256, got None",
        ),
    ],
)
def test_a_bad_spec_is_one_sentence_on_stderr_and_exit_2(
    text: str, sentence: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    file = tmp_path / "spec.json"
    file.write_text(text)
    assert main(["run", str(file), "--steps", "10", "--json"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and told.startswith("downhill run: ") and sentence in told, told


def test_a_bad_spec_in_a_process_of_its_own_has_no_traceback():
    done = downhill("run", "-", given='{"data": {"count": -1}}')
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "downhill run: data.count: expected a whole number from 0 to 2,000, got -1\n"
    )


def test_a_file_that_is_not_there_and_one_that_is_not_text(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    assert main(["run", str(tmp_path / "none.json")]) == 2
    assert capsys.readouterr().err.endswith("none.json: No such file or directory\n")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    assert main(["run", str(tmp_path / "bytes.json")]) == 2
    assert "expected JSON" in capsys.readouterr().err


def test_a_negative_number_of_steps_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    (tmp_path / "spec.json").write_text("{}")
    assert main(["run", str(tmp_path / "spec.json"), "--steps", "-1"]) == 2
    assert capsys.readouterr().err == "downhill run: --steps: expected 0 or more, got -1\n"


@pytest.mark.parametrize("arguments", [["--prot", "1"], ["--port", "x"], ["run"]])
def test_a_bad_option_is_one_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    told = capsys.readouterr().err
    assert caught.value.code == 2 and told.count("\n") == 1 and "--help" in told, told


def test_a_busy_port_is_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = downhill("--port", str(port))
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith(f"downhill: port {port} cannot be used (Address already in use)")
    assert done.stderr.count("\n") == 1


WHERE = "expected http or https and a host, such as https://lab.example:8443, got "
NAMED = "expected a host name without a port, such as lab.example, got "
WRONG = [
    ("--port", "70000", "expected a whole number from 0 to 65,535, got '70000'"),
    ("--port", "-1", "expected a whole number from 0 to 65,535, got '-1'"),
    ("--port", "\u0661", "expected a whole number from 0 to 65,535, got '\u0661'"),
    ("--max-sessions", "0", "expected a whole number from 1 to 10,000, got '0'"),
    ("--max-sessions", "9" * 5000, f"expected a whole number from 1 to 10,000, got '{'9' * 60}'"),
    ("--allow-host", "lab.example:8000", NAMED + "'lab.example:8000'"),
    ("--allow-host", "https://lab.example", NAMED + "'https://lab.example'"),
    ("--allow-host", "*", NAMED + "'*'"),
    ("--allow-host", "lab.example\nX: 1", NAMED + "'lab.example\\nX: 1'"),
    ("--allow-origin", "lab.example", WHERE + "'lab.example'"),
    ("--allow-origin", "null", WHERE + "'null'"),
    ("--allow-origin", "https://lab.example/", WHERE + "'https://lab.example/'"),
    ("--allow-embed", "*", WHERE + "'*'"),
    ("--allow-embed", "https://*.example", WHERE + "'https://*.example'"),
    (
        "--allow-embed",
        "https://a.example; script-src *",
        WHERE + "'https://a.example; script-src *'",
    ),
    ("--allow-embed", "https://a.example 'unsafe-inline'", WHERE + '"https://a.example '),
]


@pytest.mark.parametrize(("option", "value", "told"), WRONG, ids=lambda text: text[:24])
def test_what_an_option_may_not_hold_is_named_with_what_it_may(
    option: str, value: str, told: str, capsys: pytest.CaptureFixture[str]
):
    """What is let in goes into headers: nothing but a name or an origin may be."""
    with pytest.raises(SystemExit) as caught:
        main([f"{option}={value}"])
    said = capsys.readouterr().err
    assert (caught.value.code, said.count("\n")) == (2, 1)
    assert said.startswith(f"downhill: {option}: {told}"), said


def test_what_is_let_in_is_kept_as_browsers_write_it():
    given = ["--allow-host=Lab.Example", "--allow-origin=HTTPS://[::1]:8443"]
    chosen = options.serving().parse_args([*given, "--allow-origin", "http://a.example"])
    assert chosen.allow_host == ["lab.example"]
    assert chosen.allow_origin == ["https://[::1]:8443", "http://a.example"]
    assert chosen.allow_embed == []


def test_every_option_of_the_server_is_in_the_readme(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    missing = {option for option in listed if option not in (ROOT / "README.md").read_text()}
    assert len(listed) > 5 and missing == set()


def test_the_server_may_open_more_files_than_a_shell_allows_at_first():
    pytest.importorskip("resource")
    code = (
        "from resource import *\nhard = getrlimit(RLIMIT_NOFILE)[1]\n"
        "setrlimit(RLIMIT_NOFILE, (256, hard))\nfrom server import __main__ as program\n"
        "program._allow_many_files()\nprint(getrlimit(RLIMIT_NOFILE)[0], hard)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    soft, hard = map(int, ran.stdout.split())
    assert soft == (8192 if hard < 0 else min(8192, hard))
