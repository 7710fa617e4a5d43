"""Spec: what is refused and with which sentence; what is accepted comes back unchanged."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from server.checks import Bad
from server.spec import PRESETS, method_tables, parse
from tests import strategies

DOCS = Path(__file__).parents[1] / "docs"
TEXTS = Path(__file__).parents[1] / "static" / "i18n"

BAD: list[tuple[Any, str, str]] = [
    (
        {"model": {"hidden": [{"units": 64}]}},
        "model.hidden[0].units",
        "expected a whole number from 1 to 32, got 64",
    ),
    (
        {"model": {"hidden": [{"units": 2.5}]}},
        "model.hidden[0].units",
        "expected a whole number from 1 to 32, got 2.5",
    ),
    ({"model": {"hidden": [{}] * 7}}, "model.hidden", "expected 0 to 6 layers, got 7"),
    (
        {"model": {"hidden": [{"activation": "swish"}]}},
        "model.hidden[0].activation",
        "expected one of sigmoid, tanh, relu, leaky_relu, maxout, elu, softplus, gelu, silu, "
        "linear; got 'swish'",
    ),
    ({"model": {"features": ["x", "x"]}}, "model.features", "expected each feature once"),
    ({"model": {"features": []}}, "model.features", "expected 1 to 7 features, got 0"),
    ({"model": {"theta": [1, 2]}}, "model.theta", "expected 51 numbers for (2, 6, 4, 1), got 2"),
    ({"model": None}, "model", "expected an object, got None"),
    ({"batch": 0}, "batch", "expected a whole number from 1 to 256, got 0"),
    ({"batch": True}, "batch", "expected a whole number from 1 to 256, got True"),
    ({"batch": "10"}, "batch", "expected a whole number from 1 to 256, got '10'"),
    ({"batch": float("nan")}, "batch", "expected a whole number from 1 to 256, got nan"),
    ({"data": {"noise": float("nan")}}, "data.noise", "expected a number from 0 to 0.5, got nan"),
    ({"data": {"count": 2001}}, "data.count", "expected a whole number from 0 to 2,000, got 2001"),
    ({"data": {"preset": "ring"}}, "data.preset", "expected one of circle, xor"),
    (
        {"data": {"points": [[0, 0, 2]]}},
        "data.points[0][2]",
        "expected a whole number from 0 to 1, got 2",
    ),
    (
        {"data": {"points": [[0, 5, 1]]}},
        "data.points[0][1]",
        "expected a number from -1.2 to 1.2, got 5",
    ),
    ({"data": {"points": [[0, 0]]}}, "data.points[0]", "expected 3 to 5 numbers"),
    (
        {"data": {"points": [[0, 0, 1, 0, 3], [0, 0, 1, 0, 3]]}},
        "data.points[1][4]",
        "expected an id of its own, got 3 again",
    ),
    (
        {"data": {"preset": "plane", "task": "classification"}},
        "data.task",
        "the preset plane is a regression, got classification",
    ),
    (
        {"data": {"preset": "xor", "digits": [1, 2]}},
        "data.digits",
        "belongs to the preset digits, got it with xor",
    ),
    (
        {"data": {"preset": "digits", "digits": [1, 1]}},
        "data.digits",
        "expected each digit once, got [1, 1]",
    ),
    (
        {"data": {"preset": "digits", "digits": [1, 2, 3, 4, 5]}},
        "data.digits",
        "expected 2 to 4 digits, got 5",
    ),
    (
        {"data": {"preset": "plane", "balance": 0.5}},
        "data.balance",
        "a regression has no classes, got 0.5",
    ),
    (
        {"data": {"preset": "iris", "balance": 0.5}},
        "data.balance",
        "iris is shown as it is: expected null, got 0.5",
    ),
    (
        {"data": {"preset": "formula", "formula": "sin(x"}},
        "data.formula",
        "column 6: the ( in column 4 is not closed",
    ),
    (
        {"data": {"preset": "formula_value", "formula": "1000 + x"}},
        "data.formula",
        "expected values that are between −10 and 10 in a tenth of the square, got 0%",
    ),
    (
        {"data": {"preset": "formula", "formula": 3}},
        "data.formula",
        "expected a formula of x and y, got 3",
    ),
    (
        {"data": {"formula": "x"}},
        "data.formula",
        "belongs to the presets formula, formula_value, got it with circle",
    ),
    ({"data": {"outliers": 1}}, "data.outliers", "expected a number from 0 to 0.5, got 1"),
    (
        {"data": {"preset": "wine", "classes": 2}},
        "data.classes",
        "expected a whole number from 3 to 4, got 2",
    ),
    (
        {"data": {"preset": "hills"}, "loss": "cross_entropy"},
        "loss",
        "expected squared, squared_tanh, huber for a regression, got cross_entropy",
    ),
    (
        {"methods": [{"blocks": [{"rate": 0}]}]},
        "methods[0].blocks[0].rate",
        "expected a number from 1e-06 to 1000, got 0",
    ),
    (
        {"methods": [{"blocks": [{"until": 5}]}]},
        "methods[0].blocks[0].until",
        "the last block has no end, got 5",
    ),
    (
        {"methods": [{"blocks": [{"until": 5}, {"until": 5}, {}]}]},
        "methods[0].blocks[1].until",
        "expected an epoch after 5, got 5",
    ),
    (
        {"methods": [{"blocks": [{"optimizer": "lion", "beta1": 1}]}]},
        "methods[0].blocks[0].beta1",
        "expected a number from 0 to 0.9999, got 1",
    ),
    (
        {"methods": [{"blocks": [{"optimizer": "rmsprop", "centered": 0.5}]}]},
        "methods[0].blocks[0].centered",
        "expected a whole number from 0 to 1, got 0.5",
    ),
    (
        {"methods": [{"blocks": [{"optimizer": "lion", "until": 3}, {"swats": True}]}]},
        "methods[0].blocks[1].swats",
        "only sgd, momentum, nesterov can take SWATS's rate, got adam",
    ),
    (
        {"methods": [{"blocks": [{"optimizer": "sgd", "swats": True}]}]},
        "methods[0].blocks[0].swats",
        "SWATS's rate comes from a block of adam, adamw, amsgrad, nadam before, got no block",
    ),
    (
        {"methods": [{"blocks": [{"swats": 1}]}]},
        "methods[0].blocks[0].swats",
        "expected true or false, got 1",
    ),
    (
        {"methods": [{"schedule": {"kind": "piecewise", "points": [[0, 1], [0, 2]]}}]},
        "methods[0].schedule.points[1][0]",
        "expected an epoch after 0, got 0",
    ),
    (
        {"methods": [{"schedule": {"kind": "step", "gamma": 0}}]},
        "methods[0].schedule.gamma",
        "expected a number from 0.01 to 1, got 0",
    ),
    (
        {"methods": [{"clip": {"kind": "norm", "at": 0}}]},
        "methods[0].clip.at",
        "expected a number from 1e-09 to 1e+09, got 0",
    ),
    ({"methods": []}, "methods", "expected 1 to 256 methods, got 0"),
    (
        {"seeds": {"data": -1}},
        "seeds.data",
        "expected a whole number from 0 to 4,294,967,295, got -1",
    ),
    ({"penalty": {"lambda": 11}}, "penalty.lambda", "expected a number from 0 to 10, got 11"),
    ({"lerning_rate": 1}, "spec.lerning_rate", "is not known here; known are objective, data"),
    ([], "spec", "expected an object, got []"),
    ({"dtype": "float16"}, "dtype", "expected one of float64, float32; got 'float16'"),
]


@pytest.mark.parametrize(("value", "field", "text"), BAD, ids=[b[1] for b in BAD])
def test_a_bad_spec_is_told_with_its_field_what_was_got_and_what_is_allowed(
    value: Any, field: str, text: str
):
    with pytest.raises(Bad) as caught:
        parse(value)
    assert caught.value.field == field
    assert caught.value.text.startswith(f"{field}: {text}"), caught.value.text


def test_a_schedule_as_it_was_written_before_there_were_others_is_the_same_schedule():
    for old, new in (
        ({"kind": "constant", "every": 20}, {}),
        ({"kind": "halve", "every": 3}, {"kind": "halve", "every": 3, "warmup": 0}),
    ):
        assert parse({"methods": [{"schedule": old}]}) == parse({"methods": [{"schedule": new}]})


def test_a_formula_makes_the_points_that_numpy_computes_of_it():
    for preset, rule in (("formula", lambda v: v > 0), ("formula_value", lambda v: v)):
        data = {"preset": preset, "formula": " x² − 0.3sin(5y) ", "noise": 0, "count": 300}
        spec = parse({"data": data})
        points = spec.points()
        assert spec.data.formula == "x² − 0.3sin(5y)"
        expected = rule(points.xy[:, 0] ** 2 - 0.3 * np.sin(5 * points.xy[:, 1]))
        np.testing.assert_allclose(points.label, expected, rtol=1e-12, atol=1e-15)


def test_what_a_data_set_has_nothing_of_is_not_written():
    plain = {"preset", "count", "noise", "test", "task", "classes"}
    assert set(parse({}).to_json()["data"]) == plain
    whole = parse({"data": {"preset": "digits", "outliers": 0.1}}).to_json()["data"]
    assert set(whole) == plain | {"digits", "outliers"} and whole["digits"] == [0, 3, 4, 7]


def test_an_error_never_repeats_a_wall_of_text():
    with pytest.raises(Bad) as caught:
        parse({"batch": "x" * 100_000})
    assert len(caught.value.text) < 200
    with pytest.raises(Bad) as caught:
        parse({"y" * 100_000: 1})
    assert len(caught.value.text) < 300


@given(strategies.specs())
def test_parsing_the_canonical_form_is_the_identity(value: dict[str, Any]):
    spec = parse(value)
    again = json.loads(json.dumps(spec.to_json()))
    assert parse(again) == spec
    assert parse(again).to_json() == spec.to_json()


@given(strategies.specs())
def test_an_accepted_spec_keeps_every_value_it_was_given(value: dict[str, Any]):
    spec = parse(value).to_json()
    for name in ("loss", "penalty", "batch", "seeds", "dtype"):
        if name in value:
            assert spec[name] == value[name], f"{name}: {spec[name]}, given {value[name]}"


@given(strategies.json_values)
def test_any_json_is_a_spec_or_bad(value: Any):
    for wrapped in (
        value,
        {"model": value},
        {"data": value},
        {"methods": value},
        {"objective": value},
    ):
        try:
            parse(wrapped)
        except Bad as bad:
            assert bad.text.startswith(bad.field)


@pytest.mark.parametrize("page", ["spec.md", "protocol.md"])
def test_the_default_spec_of_the_docs_is_the_default(page: str):
    text = (DOCS / page).read_text()
    written = re.search(r'    (\{"objective".*?"dtype": "float64"\})', text, re.DOTALL)
    assert written, f"no default Spec in {page}"
    documented, default = json.loads(written[1]), parse({}).to_json()
    assert parse(documented) == parse({})
    for name, value in documented.items():
        if name not in ("data", "methods"):
            assert default[name] == value, f"{name}: {default[name]}, documented {value}"
    for name, value in documented["data"].items():
        assert default["data"][name] == value, f"data.{name}"


def documented_choices() -> dict[str, list[str]]:
    """Field → names, of the table rows of spec.md whose allowed values are names."""
    out: dict[str, list[str]] = {}
    for line in (DOCS / "spec.md").read_text().splitlines():
        cells = [c.strip() for c in line.split("|")[1:-1]]
        if len(cells) >= 2 and cells[0].startswith("`"):
            out[cells[0].strip("`")] = re.findall(r"`([a-z0-9_ ]+)`", cells[1])
    return out


def test_every_name_of_the_tables_is_in_the_docs():
    from server.engine.activations import ACTIVATIONS
    from server.engine.features import FEATURES
    from server.engine.params import INITS
    from server.engine.search import SEARCHES
    from server.engine.updates import UPDATES

    rows = documented_choices()
    for field, table in {
        "data.preset": PRESETS,
        "model.features": FEATURES,
        "model.hidden": ACTIVATIONS,
        "model.init": INITS,
        "methods[].blocks[]": UPDATES,
        "methods[].blocks[]`, searches": SEARCHES,
    }.items():
        names = " ".join(rows[field]).split()
        assert [n for n in table if n not in names] == [], field


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_everything_a_method_can_hold_has_its_texts(lang: str):
    """The page makes these keys from the tables' names."""
    tables, texts = method_tables(), json.loads((TEXTS / f"{lang}.json").read_text())
    wanted = {f"optimizer.{name}{end}" for name in tables["optimizers"] for end in ("", ".formula")}
    wanted |= {f"optimizer.{n}" for rule in tables["optimizers"].values() for n in rule["numbers"]}
    for kind, numbers in tables["schedules"].items():
        wanted |= {f"schedule.{kind}{end}" for end in ("", ".short", ".formula")}
        wanted |= {f"schedule.{name}" for name in numbers}
    wanted |= {f"clip.{kind}" for kind in tables["clips"]}
    assert wanted - set(texts) == set()
