"""Any edits, made at any time, leave finite numbers,
and the journal leads to the same bits again.
"""

from random import Random

import numpy as np
import pytest

from server import protocol
from server.checks import Bad
from server.frames import Observer
from server.journal import Journal
from server.run import Run
from server.scenery import Scenery
from server.show import parse_show
from server.spec import parse

SHOW = parse_show(
    {
        "theta": True,
        "grad": True,
        "hist": True,
        "maps": 24,
        "field": 32,
        "batch": True,
        "landscape": True,
    }
)
FEATURES = ["x", "y", "x2", "y2", "xy", "sin_x", "sin_y"]


def any_edit(dice: Random, run: Run) -> dict:
    layers = len(run.spec.model.hidden)
    layer, bends = dice.randint(0, 2), ["relu", "maxout", "elu"]
    method = {"blocks": [{"optimizer": dice.choice(["adam", "sgd", "momentum"]), "rate": 0.01}]}
    data = {
        "preset": dice.choice(["circle", "spiral3", "hills"]),
        "count": dice.choice([0, 1, 2, 40]),
    }
    return dice.choice(
        [
            {"kind": "data", "data": data},
            {"kind": "classes", "classes": dice.randint(2, 4)},
            {"kind": "features", "features": dice.sample(FEATURES, dice.randint(1, 5))},
            {"kind": "unit_add", "layer": layer},
            {"kind": "unit_remove", "layer": layer, "unit": 0},
            {"kind": "layer_add", "at": dice.randint(0, layers), "units": dice.randint(1, 5)},
            {"kind": "layer_remove", "at": layer},
            {"kind": "dropout", "dropout": dice.choice([0, 0.5])},
            {
                "kind": "activation",
                "layer": layer,
                "activation": dice.choice(bends),
            },
            {"kind": "loss", "loss": dice.choice(["squared", "cross_entropy"])},
            {"kind": "method", "method": method},
            {"kind": "add", "points": [[0.1, 0.2, dice.randint(0, 1)]]},
            {"kind": "delete", "points": [dice.randint(0, 5)]},
            {"kind": "move", "point": 1, "x": dice.uniform(-1, 1), "y": 0.5},
            {"kind": "batch", "batch": dice.choice([1, 7, 100])},
            {"kind": "seed", "stream": dice.choice(["init", "data", "batches"]), "seed": 7},
            {"kind": "split", "test": dice.choice([0, 0.5, 0.9])},
            {"kind": "theta", "theta": (run.stepper.theta[0] * 0.9).tolist()},
            {"kind": "penalty", "penalty": {"kind": dice.choice(["l1", "l2"]), "lambda": 0.001}},
        ]
    )


@pytest.mark.parametrize("seed", range(12))
def test_any_edits_at_any_time_keep_the_run_sound(seed: int) -> None:
    dice = Random(seed)
    run = Run(Journal(parse({"data": {"count": 40}, "methods": [{"blocks": [{"rate": 0.01}]}]})))
    scenery, observer, undo = Scenery(), Observer(), []
    for _ in range(25):
        edit = any_edit(dice, run)
        try:
            if dice.random() < 0.1:
                run.seek(dice.randint(0, run.horizon))
            elif undo and dice.random() < 0.15:
                for inverse in undo.pop():
                    run.edit(inverse)
            else:
                undo.append(run.edit(edit).inverse)
        except Bad:
            pass  # refused, and nothing changed
        run.advance(dice.randint(1, 15))
        assert run.blowup is None, (edit, run.blowup)
        assert np.isfinite(run.stepper.theta).all(), edit
        scenery.refresh(run)
        while scenery.busy:
            scenery.work(run)
        writer = protocol.FrameWriter(protocol.layout(1, run.spec, SHOW))
        writer.write(observer.observe(run, SHOW, run.drain(), scenery.shown), 0, 0)
    again = Run(run.journal)
    again.advance(run.step, trace=False)
    assert (again.stepper.theta == run.stepper.theta).all(), (again.step, run.step)
