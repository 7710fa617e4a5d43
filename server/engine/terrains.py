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
    """`log`: its colours are of log(f − lowest + c); `walls`: f is unbounded below, so its window
    is walled (surfaces.py).
    """

    f: Field
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
    window: Window,
    starts: tuple[Place, ...],
    rates: tuple[float, ...],
    log: bool = False,
    walls: bool = False,
) -> Terrain:
    suggested: dict[str, float] = dict(zip(RATED, rates, strict=True))
    return Terrain(field, window, starts, suggested, LANDMARKS[field.__name__], log, walls)


TERRAINS: dict[str, Terrain] = {
    "bowl": terrain(
        f.bowl,
        square(5),
        ((-4, 3),),
        (0.1, 0.02, 0.02, 1, 0.05, 0.1, 0.1),
    ),
    "valley": terrain(
        f.valley,
        square(10),
        ((-7, 2),),
        (0.5, 0.05, 0.05, 1, 0.05, 0.1, 0.1),
    ),
    "booth": terrain(
        f.booth,
        square(10),
        ((-8, 7), (8, -6)),
        (0.05, 0.002, 0.002, 2, 0.1, 0.2, 0.1),
    ),
    "matyas": terrain(
        f.matyas,
        square(10),
        ((-9, -8),),
        (0.5, 0.1, 0.1, 2, 0.1, 0.1, 0.1),
    ),
    "rosenbrock": terrain(
        f.rosenbrock,
        ((-2, 2), (-1, 3)),
        ((-1.2, 1), (-2, 2)),
        (0.002, 0.002, 0.001, 2, 0.2, 1, 0.01),
        log=True,
    ),
    "beale": terrain(
        f.beale,
        square(4.5),
        ((1, 1), (0.7, 1.4), (-1, 1.5)),
        (0.02, 0.01, 0.01, 1, 0.02, 0.1, 0.01),
        log=True,
    ),
    "himmelblau": terrain(
        f.himmelblau,
        square(5),
        ((0, 0), (-0.27, -0.922)),  # and a thousandth beside the maximum
        (0.002, 0.0002, 0.0002, 0.5, 0.02, 0.05, 0.02),
        log=True,
    ),
    "rastrigin": terrain(
        f.rastrigin,
        square(5.12),
        ((-2, 3.5),),
        (0.002, 0.0005, 0.0005, 0.5, 0.05, 0.5, 0.02),
    ),
    "ackley": terrain(
        f.ackley,
        square(5),
        ((3.2, 2.6),),
        (0.1, 0.05, 0.05, 1, 0.2, 0.1, 0.5),
    ),
    "styblinski_tang": terrain(
        f.styblinski_tang,
        square(5),
        ((0.5, 0.5),),
        (0.002, 0.05, 0.002, 0.2, 0.01, 2, 2),
    ),
    "six_hump_camel": terrain(
        f.six_hump_camel,
        ((-3, 3), (-2, 2)),
        ((-1.8, 1.2),),
        (0.02, 0.005, 0.005, 1, 0.1, 1, 0.5),
        log=True,
    ),
    "three_hump_camel": terrain(
        f.three_hump_camel,
        square(5),
        ((2, -1),),
        (0.2, 0.1, 0.1, 1, 0.1, 0.5, 0.5),
        log=True,
    ),
    "mccormick": terrain(
        f.mccormick,
        ((-1.5, 4), (-3, 4)),
        ((-1, 3),),
        (0.05, 0.005, 0.005, 0.5, 0.05, 0.05, 0.02),
        walls=True,
    ),
    "saddle": terrain(
        f.saddle,
        square(2),
        ((1.5, 0.001), (1.5, 0)),
        (0.02, 0.002, 0.002, 0.02, 0.005, 0.005, 0.005),
        walls=True,
    ),
    "monkey_saddle": terrain(
        f.monkey_saddle,
        square(2),
        ((1, 0.001),),
        (0.01, 0.002, 0.002, 0.01, 0.002, 0.002, 0.005),
        walls=True,
    ),
    "goldstein_price": terrain(
        f.goldstein_price,
        square(2),
        ((-1.5, 0.5),),
        (5e-5, 2e-5, 2e-5, 2, 0.2, 0.2, 0.05),
        log=True,
    ),
    "easom": terrain(
        f.easom,
        square(10),
        ((1.8, 1.8),),
        (0.1, 0.01, 0.01, 0.1, 0.005, 0.05, 0.01),
    ),
    "levy13": terrain(
        f.levy13,
        square(10),
        ((-4, 5),),
        (0.002, 0.001, 0.001, 2, 0.1, 0.5, 0.2),
    ),
}
