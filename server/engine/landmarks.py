"""Places of the test functions where the gradient is 0, as (x, y, f): what is marked on the map.

Found with PyTorch by Newton's method from a grid of starts (tests/reference/make_surfaces.py) and
equal to the published ones. All within the window; but Rastrigin, Ackley, Lévy and Easom ripple
everywhere: of these only the lowest.
"""

from dataclasses import dataclass

Place = tuple[float, float, float]


@dataclass(frozen=True)
class Landmarks:
    """`minima` are the global ones; none where f is unbounded below."""

    minima: tuple[Place, ...] = ()
    locals: tuple[Place, ...] = ()
    saddles: tuple[Place, ...] = ()
    maxima: tuple[Place, ...] = ()


def mirrored(*places: Place) -> tuple[Place, ...]:
    """Places and their mirror images at the origin, for f(−x, −y) = f(x, y)."""
    return tuple(p for x, y, f in places for p in ((x, y, f), (-x, -y, f)))


LANDMARKS: dict[str, Landmarks] = {
    "bowl": Landmarks(((0.0, 0.0, 0.0),)),
    "valley": Landmarks(((0.0, 0.0, 0.0),)),
    "booth": Landmarks(((1.0, 3.0, 0.0),)),
    "matyas": Landmarks(((0.0, 0.0, 0.0),)),
    "rosenbrock": Landmarks(((1.0, 1.0, 0.0),)),
    "beale": Landmarks(
        minima=((3.0, 0.5, 0.0),),
        saddles=((0.0, 1.0, 14.203125), (0.100538, -2.644514, 9.864512)),
    ),
    "himmelblau": Landmarks(
        minima=(
            (3.0, 2.0, 0.0),
            (-2.805118, 3.131313, 0.0),
            (-3.77931, -3.283186, 0.0),
            (3.584428, -1.848127, 0.0),
        ),
        saddles=(
            (3.385154, 0.073852, 13.311926),
            (0.086678, 2.884255, 67.71915),
            (-3.073026, -0.081353, 104.015163),
            (-0.127961, -1.953715, 178.337239),
        ),
        maxima=((-0.270845, -0.923039, 181.616522),),
    ),
    "rastrigin": Landmarks(((0.0, 0.0, 0.0),)),
    "ackley": Landmarks(
        minima=((0.0, 0.0, 0.0),),
        locals=mirrored((-0.952167, 0.0, 2.579928), (0.0, -0.952167, 2.579928)),
    ),
    "styblinski_tang": Landmarks(
        minima=((-2.903534, -2.903534, -78.332331),),
        locals=(
            (2.746803, -2.903534, -64.195612),
            (-2.903534, 2.746803, -64.195612),
            (2.746803, 2.746803, -50.058893),
        ),
        saddles=(
            (-2.903534, 0.156731, -38.970553),
            (0.156731, -2.903534, -38.970553),
            (0.156731, 2.746803, -24.833834),
            (2.746803, 0.156731, -24.833834),
        ),
        maxima=((0.156731, 0.156731, 0.391225),),
    ),
    "six_hump_camel": Landmarks(
        minima=mirrored((0.089842, -0.712656, -1.031628)),
        locals=mirrored((1.703607, -0.796084, -0.215464), (1.607105, 0.568651, 2.10425)),
        saddles=(
            (0.0, 0.0, 0.0),
            *mirrored(
                (1.109205, -0.768268, 0.543719),
                (1.638068, 0.228674, 2.229357),
                (1.29607, 0.605084, 2.229471),
            ),
        ),
        maxima=mirrored((1.23023, 0.162335, 2.496295)),
    ),
    "three_hump_camel": Landmarks(
        minima=((0.0, 0.0, 0.0),),
        locals=mirrored((1.747552, -0.873776, 0.298638)),
        saddles=mirrored((1.070542, -0.535271, 0.877362)),
    ),
    "mccormick": Landmarks(
        minima=((-0.547198, -1.547198, -1.913223),),
        locals=((2.594395, 1.594395, 1.22837),),
        saddles=((1.547198, 0.547198, 1.913223),),
    ),
    "saddle": Landmarks(saddles=((0.0, 0.0, 0.0),)),
    "monkey_saddle": Landmarks(saddles=((0.0, 0.0, 0.0),)),
    "goldstein_price": Landmarks(
        minima=((0.0, -1.0, 3.0),),
        locals=((-0.6, -0.4, 30.0), (1.8, 0.2, 84.0), (1.2, 0.8, 840.0)),
        saddles=(
            (-0.4, -0.6, 35.0),
            (1.2, -0.2, 99.0),
            (1.4, 0.6, 980.0),
            (0.6, 0.4, 990.0),
        ),
        maxima=((0.8, 0.2, 1155.0),),
    ),
    "easom": Landmarks(((3.141593, 3.141593, -1.0),)),
    "levy13": Landmarks(((1.0, 1.0, 0.0),)),
}
