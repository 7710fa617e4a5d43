"""What hypothesis draws: Specs, edits, journals. Few, and in one place."""

from typing import Any

from hypothesis import strategies as st

ACTIVATIONS = "sigmoid tanh relu leaky_relu maxout elu softplus gelu silu linear".split()
FEATURES = ["x", "y", "x2", "y2", "xy", "sin_x", "sin_y"]
SEARCHES = ["random_search", "random_local_search", "numerical_gradient"]
PRESETS = {
    **dict.fromkeys(["circle", "xor", "gauss", "spiral", "moons", "rings", "heart"], 2),
    **dict.fromkeys(["checkerboard", "digits", "formula"], 2),
    **dict.fromkeys(["spiral3", "iris", "wine"], 3),
    **dict.fromkeys(["plane", "hills", "formula_value"], 0),
}

seeds = st.integers(0, 2**32 - 1)
rates = st.floats(1e-6, 1000)
coordinates = st.floats(-1.2, 1.2)
hidden = st.fixed_dictionaries(
    {"units": st.integers(1, 6), "activation": st.sampled_from(ACTIVATIONS)}
)


@st.composite
def points(draw: st.DrawFn, classes: int, most: int = 8) -> list[list[float]]:
    """Explicit points of a classification."""
    label, test = st.integers(0, classes - 1), st.integers(0, 1)
    row = st.tuples(coordinates, coordinates, label, test)
    rows = draw(st.lists(row, max_size=most))
    ids = draw(
        st.lists(st.integers(0, 60_000), min_size=len(rows), max_size=len(rows), unique=True)
    )
    return [[*r, i] for r, i in zip(rows, ids, strict=True)]


@st.composite
def data(draw: st.DrawFn) -> dict[str, Any]:
    test = draw(st.floats(0, 0.9))
    if draw(st.booleans()):
        preset = draw(st.sampled_from(list(PRESETS)))
        count = draw(st.integers(0, 60))
        chosen = {"preset": preset, "count": count, "noise": draw(st.floats(0, 0.5)), "test": test}
        if draw(st.booleans()):
            chosen["outliers"] = draw(st.floats(0, 0.5))
        if PRESETS[preset] and preset not in ("iris", "wine", "digits") and draw(st.booleans()):
            chosen["balance"] = draw(st.floats(0.05, 0.95))
        if preset.startswith("formula") and draw(st.booleans()):
            chosen["formula"] = draw(st.sampled_from(["x y", "|x| - y^2", "sin(7x)·y", "ln x + y"]))
        if preset == "digits":
            digit = st.integers(0, 9)
            chosen["digits"] = draw(st.lists(digit, min_size=2, max_size=4, unique=True))
        return chosen
    classes = draw(st.integers(2, 4))
    return {"classes": classes, "test": test, "points": draw(points(classes))}


OPTIMIZERS = {
    "sgd": [],
    "momentum": ["momentum", "dampening"],
    "nesterov": ["momentum"],
    "adagrad": ["epsilon", "rate_decay"],
    "rmsprop": ["alpha", "epsilon", "momentum"],
    "adadelta": ["rho", "epsilon"],
    **dict.fromkeys(["adam", "adamw", "amsgrad", "adamax", "radam"], ["beta1", "beta2", "epsilon"]),
    "nadam": ["beta1", "beta2", "momentum_decay"],
    "lion": ["beta1", "beta2"],
}
shares = st.floats(0, 0.9999)
hyper = {"epsilon": st.floats(1e-16, 1), "decay": st.floats(0, 10)}


@st.composite
def schedules(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(SCHEDULES)))
    schedule = {"kind": kind}
    schedule |= {name: draw(value) for name, value in SCHEDULES[kind].items()}
    if draw(st.booleans()):
        schedule["warmup"] = draw(st.integers(0, 10_000))
    return schedule


every, total = st.integers(1, 10_000), st.integers(1, 100_000)
SCHEDULES: dict[str, dict[str, Any]] = {
    "constant": {"every": every},
    "halve": {"every": every},
    "step": {"every": every, "gamma": st.floats(0.01, 1)},
    "exponential": {"gamma": st.floats(0.01, 1)},
    "cosine": {"total": total, "floor": st.floats(0, 10)},
    "one_cycle": {
        "total": total,
        "rise": st.floats(0, 1),
        "div": st.floats(1, 1e6),
        "final_div": st.floats(1, 1e9),
    },
    "piecewise": {
        "points": st.lists(
            st.tuples(st.integers(0, 1000), st.floats(1e-6, 100)),
            min_size=1,
            max_size=12,
            unique_by=lambda point: point[0],
        ).map(lambda points: [list(p) for p in sorted(points)])
    },
}


@st.composite
def blocks(draw: st.DrawFn) -> list[dict[str, Any]]:
    ends = sorted(draw(st.lists(st.integers(1, 50), max_size=3, unique=True)))
    out: list[dict[str, Any]] = []
    for until in [*ends, None]:
        optimizer = draw(st.sampled_from([*OPTIMIZERS, *SEARCHES]))
        out.append({"optimizer": optimizer, "rate": draw(rates)})
        if until is not None:
            out[-1]["until"] = until
        for name in draw(st.sets(st.sampled_from([*OPTIMIZERS.get(optimizer, []), "decay"]))):
            out[-1][name] = draw(hyper.get(name, shares))
        if optimizer.startswith("random") and draw(st.booleans()):
            out[-1]["candidates"] = draw(st.integers(1, 5))
        before = out[-2]["optimizer"] if len(out) > 1 else ""
        if before in ("adam", "adamw", "amsgrad", "nadam") and optimizer in ("sgd", "momentum"):
            out[-1]["swats"] = draw(st.booleans())
    return out


@st.composite
def methods(draw: st.DrawFn) -> dict[str, Any]:
    method = {"blocks": draw(blocks()), "schedule": draw(schedules())}
    kind = draw(st.sampled_from(["", "none", "norm", "value"]))
    seed = draw(st.just(0) | seeds)
    method |= {"seed": seed} if seed else {}
    return method | ({"clip": {"kind": kind, "at": draw(st.floats(1e-9, 1e9))}} if kind else {})


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    """A Spec as JSON; any field may be left out."""
    chosen = draw(data())
    regression = PRESETS.get(chosen.get("preset", ""), 2) == 0
    model = {
        "features": draw(st.lists(st.sampled_from(FEATURES), min_size=1, max_size=3, unique=True)),
        "hidden": draw(st.lists(hidden, max_size=3)),
        "init": draw(st.sampled_from(["xavier", "he", "small", "zero", "pytorch"])),
    }
    penalty = {
        "kind": draw(st.sampled_from(["none", "l1", "l2"])),
        "lambda": draw(st.floats(0, 10)),
    }
    loss = "squared" if regression else draw(st.sampled_from(["cross_entropy", "squared"]))
    whole = {
        "data": chosen,
        "model": model,
        "loss": loss,
        "penalty": penalty,
        "methods": draw(st.lists(methods(), min_size=1, max_size=3)),
        "batch": draw(st.integers(1, 256)),
        "seeds": {name: draw(seeds) for name in ("data", "init", "batches", "noise")},
        "dtype": draw(st.sampled_from(["float64", "float32"])),
    }
    left_out = draw(st.sets(st.sampled_from(["model", "penalty", "methods", "batch", "seeds"])))
    return {k: v for k, v in whole.items() if k not in left_out}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)

# Edits that fit the network 2-6-4-1 (and any that grew from it by these same edits).
small_edits = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("move"),
            "point": st.integers(0, 19),
            "x": coordinates,
            "y": coordinates,
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("weight"),
            "layer": st.integers(0, 1),
            "unit": st.integers(0, 3),
            "input": st.integers(0, 2),
            "value": st.floats(-3, 3),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("batch"), "batch": st.integers(1, 30)}),
    st.fixed_dictionaries({"kind": st.just("unit_add"), "layer": st.integers(0, 1)}),
    st.fixed_dictionaries(
        {
            "kind": st.just("penalty"),
            "penalty": st.fixed_dictionaries(
                {"kind": st.sampled_from(["none", "l1", "l2"]), "lambda": st.floats(0, 0.1)}
            ),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("method"), "method": methods()}),
    st.fixed_dictionaries({"kind": st.just("split"), "test": st.floats(0, 0.9)}),
    st.fixed_dictionaries(
        {
            "kind": st.just("add"),
            "points": st.lists(
                st.tuples(coordinates, coordinates, st.integers(0, 1)).map(list),
                min_size=1,
                max_size=3,
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("activation"),
            "layer": st.integers(0, 1),
            "activation": st.sampled_from(ACTIVATIONS),
        }
    ),
)
