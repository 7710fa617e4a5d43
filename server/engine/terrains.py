"""How each test function is shown: its window, starts, suggested rates, landmarks.

Rates are of the grid 1-2-5, from 300 steps of each method from the first start (momentum 0.9,
RMSprop's α 0.99). They are what a lecture can begin with, not the fastest: on hills of many minima
the gradient methods end in one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from server.engine import functions as f
from server.engine.functions import Field
from server.engine.landmarks import LANDMARKS, Landmarks

Place = tuple[float, float]
Window = tuple[tuple[float, float], tuple[float, float]]  # of x, of y

RATED: tuple[str, ...] = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "lion")


@dataclass(frozen=True)
class Terrain:
    """`formula`: f as people write it and can type it; `log`: its colours are of
    log(f − lowest + c); `walls`: f is unbounded below, so its window is walled (surfaces.py).
    """

    f: Field
    formula: str
    window: Window
    starts: tuple[Place, ...]
    rates: Mapping[str, float]  # one a method of RATED
    landmarks: Landmarks
    log: bool = False
    walls: bool = False


def square(side: float) -> Window:
    return (-side, side), (-side, side)


def terrain(
    field: Field,
    formula: str,
    window: Window,
    starts: tuple[Place, ...],
    rates: tuple[float, ...],
    log: bool = False,
    walls: bool = False,
) -> Terrain:
    suggested: dict[str, float] = dict(zip(RATED, rates, strict=True))
    return Terrain(field, formula, window, starts, suggested, LANDMARKS[field.__name__], log, walls)


TERRAINS: dict[str, Terrain] = {
    "bowl": terrain(
        f.bowl,
        "x² + y²",
        square(5),
        ((-4, 3),),
        (0.1, 0.02, 0.02, 1, 0.05, 0.1, 0.1),
    ),
    "valley": terrain(
        f.valley,
        "x²/20 + y²",
        square(10),
        ((-7, 2),),
        (0.5, 0.05, 0.05, 1, 0.05, 0.1, 0.1),
    ),
    "booth": terrain(
        f.booth,
        "(x + 2y − 7)² + (2x + y − 5)²",
        square(10),
        ((-8, 7), (8, -6)),
        (0.05, 0.002, 0.002, 2, 0.1, 0.2, 0.1),
    ),
    "matyas": terrain(
        f.matyas,
        "0.26(x² + y²) − 0.48xy",
        square(10),
        ((-9, -8),),
        (0.5, 0.1, 0.1, 2, 0.1, 0.1, 0.1),
    ),
    "rosenbrock": terrain(
        f.rosenbrock,
        "(1 − x)² + 100(y − x²)²",
        ((-2, 2), (-1, 3)),
        ((-1.2, 1), (-2, 2)),
        (0.002, 0.002, 0.001, 2, 0.2, 1, 0.01),
        log=True,
    ),
    "beale": terrain(
        f.beale,
        "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
        square(4.5),
        ((1, 1), (0.7, 1.4), (-1, 1.5)),
        (0.02, 0.01, 0.01, 1, 0.02, 0.1, 0.01),
        log=True,
    ),
    "himmelblau": terrain(
        f.himmelblau,
        "(x² + y − 11)² + (x + y² − 7)²",
        square(5),
        ((0, 0), (-0.27, -0.922)),  # and a thousandth beside the maximum
        (0.002, 0.0002, 0.0002, 0.5, 0.02, 0.05, 0.02),
        log=True,
    ),
    "rastrigin": terrain(
        f.rastrigin,
        "20 + x² − 10cos(2πx) + y² − 10cos(2πy)",
        square(5.12),
        ((-2, 3.5),),
        (0.002, 0.0005, 0.0005, 0.5, 0.05, 0.5, 0.02),
    ),
    "ackley": terrain(
        f.ackley,
        "20 − 20exp(−0.2√((x² + y²)/2)) + e − exp((cos(2πx) + cos(2πy))/2)",
        square(5),
        ((3.2, 2.6),),
        (0.1, 0.05, 0.05, 1, 0.2, 0.1, 0.5),
    ),
    "styblinski_tang": terrain(
        f.styblinski_tang,
        "(x⁴ − 16x² + 5x + y⁴ − 16y² + 5y)/2",
        square(5),
        ((0.5, 0.5),),
        (0.002, 0.05, 0.002, 0.2, 0.01, 2, 2),
    ),
    "six_hump_camel": terrain(
        f.six_hump_camel,
        "(4 − 2.1x² + x⁴/3)x² + xy + (4y² − 4)y²",
        ((-3, 3), (-2, 2)),
        ((-1.8, 1.2),),
        (0.02, 0.005, 0.005, 1, 0.1, 1, 0.5),
        log=True,
    ),
    "three_hump_camel": terrain(
        f.three_hump_camel,
        "2x² − 1.05x⁴ + x⁶/6 + xy + y²",
        square(5),
        ((2, -1),),
        (0.2, 0.1, 0.1, 1, 0.1, 0.5, 0.5),
        log=True,
    ),
    "mccormick": terrain(
        f.mccormick,
        "sin(x + y) + (x − y)² − 1.5x + 2.5y + 1",
        ((-1.5, 4), (-3, 4)),
        ((-1, 3),),
        (0.05, 0.005, 0.005, 0.5, 0.05, 0.05, 0.02),
        walls=True,
    ),
    "saddle": terrain(
        f.saddle,
        "x² − y²",
        square(2),
        ((1.5, 0.001), (1.5, 0)),
        (0.02, 0.002, 0.002, 0.02, 0.005, 0.005, 0.005),
        walls=True,
    ),
    "monkey_saddle": terrain(
        f.monkey_saddle,
        "x³ − 3xy²",
        square(2),
        ((1, 0.001),),
        (0.01, 0.002, 0.002, 0.01, 0.002, 0.002, 0.005),
        walls=True,
    ),
    "goldstein_price": terrain(
        f.goldstein_price,
        "(1 + (x + y + 1)²(19 − 14x + 3x² − 14y + 6xy + 3y²))"
        "(30 + (2x − 3y)²(18 − 32x + 12x² + 48y − 36xy + 27y²))",
        square(2),
        ((-1.5, 0.5),),
        (5e-5, 2e-5, 2e-5, 2, 0.2, 0.2, 0.05),
        log=True,
    ),
    "easom": terrain(
        f.easom,
        "−cos(x)cos(y)exp(−(x − π)² − (y − π)²)",
        square(10),
        ((1.8, 1.8),),
        (0.1, 0.01, 0.01, 0.1, 0.005, 0.05, 0.01),
    ),
    "levy13": terrain(
        f.levy13,
        "sin(3πx)² + (x − 1)²(1 + sin(3πy)²) + (y − 1)²(1 + sin(2πy)²)",
        square(10),
        ((-4, 5),),
        (0.002, 0.001, 0.001, 2, 0.1, 0.5, 0.2),
    ),
}
