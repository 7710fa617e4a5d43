"""Mountains: the test functions as the page offers them; each with its formula as people write it,
and a small picture of its heights.
"""

import base64
from functools import cache
from typing import Any

import numpy as np

from server.engine.surfaces import SURFACES
from server.engine.terrains import Terrain

PICTURE = 28  # side of a small picture

FORMULAS = {
    "bowl": "x² + y²",
    "valley": "x²/20 + y²",
    "booth": "(x + 2y − 7)² + (2x + y − 5)²",
    "matyas": "0.26(x² + y²) − 0.48xy",
    "rosenbrock": "(1 − x)² + 100(y − x²)²",
    "beale": "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
    "himmelblau": "(x² + y − 11)² + (x + y² − 7)²",
    "rastrigin": "20 + x² − 10cos(2πx) + y² − 10cos(2πy)",
    "ackley": "20 + e − 20exp(−0.2√((x² + y²)/2)) − exp((cos(2πx) + cos(2πy))/2)",
    "styblinski_tang": "(x⁴ − 16x² + 5x + y⁴ − 16y² + 5y)/2",
    "six_hump_camel": "(4 − 2.1x² + x⁴/3)x² + xy + (4y² − 4)y²",
    "three_hump_camel": "2x² − 1.05x⁴ + x⁶/6 + xy + y²",
    "mccormick": "sin(x + y) + (x − y)² − 1.5x + 2.5y + 1",
    "saddle": "x² − y²",
    "monkey_saddle": "x³ − 3xy²",
    "goldstein_price": "(1 + (x + y + 1)²·(19 − 14x + 3x² − 14y + 6xy + 3y²))"
    "·(30 + (2x − 3y)²·(18 − 32x + 12x² + 48y − 36xy + 27y²))",
    "easom": "−cos(x)·cos(y)·exp(−(x − π)² − (y − π)²)",
    "levy13": "sin(3πx)² + (x − 1)²·(1 + sin(3πy)²) + (y − 1)²·(1 + sin(2πy)²)",
}


def mountain_tables() -> dict[str, Any]:
    """What the page offers, in the order of the table."""
    known = {name: s.terrain for name, s in SURFACES.items()}
    return {"functions": {name: _told(name, t) for name, t in known.items() if t is not None}}


def _told(name: str, terrain: Terrain) -> dict[str, Any]:
    (x0, x1), (y0, y1) = terrain.window
    return {
        "formula": FORMULAS[name],
        "window": [x0, x1, y0, y1],
        "starts": terrain.starts,
        "rates": dict(terrain.rates),
        "log": terrain.log,
        "walls": terrain.walls,
        **vars(terrain.landmarks),
    }


@cache
def pictures() -> dict[str, dict[str, Any]]:
    """Heights of every mountain over its window, row y0 first, as bytes in base64: 0 the lowest."""
    return {name: {"side": PICTURE, "heights": _heights(name)} for name in SURFACES}


def _heights(name: str) -> str:
    surface = SURFACES[name]
    assert surface.terrain is not None
    x, y = (np.linspace(low, high, PICTURE) for low, high in surface.terrain.window)
    heights = surface.heights(*np.meshgrid(x, y))
    z = heights - heights.min()
    if surface.terrain.log:
        z = np.log1p(z / max(1e-9, float(np.quantile(z, 0.1))))
    return base64.b64encode(np.rint(255 * z / z.max()).astype(np.uint8).tobytes()).decode()
