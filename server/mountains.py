"""Mountains: what the page offers to walk on, as tables, and a small picture of each."""

import base64
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np

from server.engine.linear import LINEAR
from server.engine.surfaces import SURFACES
from server.engine.terrains import TERRAINS, Terrain, Window
from server.spec.objective import TYPED_START, TYPED_WINDOW

SIDE = 48  # of a picture
# Of the class's own points; ± is − for what shall be 1, + for what shall be 0.
OF_POINTS = {
    "squared": "Σ(wx + b − y)²/2N",
    "softmax": "Σ ln(1 + exp(±(w₁x + w₂y)))/N",
}


def mountain_tables() -> dict[str, Any]:
    """Test functions; the class's own points by their loss; a formula of one's own."""
    points = {
        name: {
            "window": flat(linear.window),
            "starts": linear.starts,
            "rates": dict(linear.rates),
            "names": linear.names,
            "formula": OF_POINTS[name],
        }
        for name, linear in LINEAR.items()
    }
    typed = {"window": flat(TYPED_WINDOW), "starts": [TYPED_START]}
    functions = {name: _table(terrain) for name, terrain in TERRAINS.items()}
    return {"functions": functions, "points": points, "typed": typed}


def _table(terrain: Terrain) -> dict[str, Any]:
    return {
        "window": flat(terrain.window),
        "starts": terrain.starts,
        "rates": dict(terrain.rates),
        "log": terrain.log,
        "walls": terrain.walls,
        **asdict(terrain.landmarks),
        "formula": terrain.formula,
    }


def flat(window: Window) -> tuple[float, float, float, float]:
    """x0, x1, y0, y1."""
    return *window[0], *window[1]


@cache
def thumbnails() -> dict[str, dict[str, Any]]:
    """Heights of each test function over its window as bytes, lowest y first: 0 the lowest place,
    255 the highest; of those that are coloured so, log(1 + height above the lowest).
    """
    return {name: {"side": SIDE, "heights": _picture(name)} for name in TERRAINS}


def _picture(name: str) -> str:
    (x0, x1), (y0, y1) = TERRAINS[name].window
    x, y = np.meshgrid(np.linspace(x0, x1, SIDE), np.linspace(y0, y1, SIDE))
    above = SURFACES[name].heights(x, y)
    above = above - above.min()
    above = np.log1p(above) if TERRAINS[name].log else above
    return base64.b64encode(np.rint(above / above.max() * 255).astype(np.uint8).tobytes()).decode()
