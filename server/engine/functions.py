"""Test functions of optimization, f(x, y), each with its gradient.

1. A function returns f and a second function that gives (∂f/∂x, ∂f/∂y) of what was computed on the
   way. Plain NumPy, so that arrays and tapes (`traced.py`) use the same lines.
2. Powers are products: no `**` (its bits may differ between one row and several).
3. Formulas as in Jamil & Yang 2013; windows, minima and saddles are in surfaces.py and
   landmarks.py.
"""

from collections.abc import Callable, Sequence
from math import e, pi
from typing import Any

import numpy as np

Value = Any  # arrays, or Traced
Gradient = Callable[[], Sequence[Value]]
Field = Callable[..., tuple[Value, Gradient]]


def bowl(x: Value, y: Value) -> tuple[Value, Gradient]:
    """x² + y²."""
    return x * x + y * y, lambda: (2 * x, 2 * y)


def valley(x: Value, y: Value) -> tuple[Value, Gradient]:
    """x²/20 + y², the long valley of Saito's book."""
    return x * x / 20 + y * y, lambda: (x / 10, 2 * y)


def booth(x: Value, y: Value) -> tuple[Value, Gradient]:
    """(x + 2y − 7)² + (2x + y − 5)²."""
    a, b = x + 2 * y - 7, 2 * x + y - 5
    return a * a + b * b, lambda: (2 * a + 4 * b, 4 * a + 2 * b)


def matyas(x: Value, y: Value) -> tuple[Value, Gradient]:
    """0.26(x² + y²) − 0.48xy."""
    f = 0.26 * (x * x + y * y) - 0.48 * (x * y)
    return f, lambda: (0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x)


def rosenbrock(x: Value, y: Value) -> tuple[Value, Gradient]:
    """(1 − x)² + 100(y − x²)²."""
    a, b = 1 - x, y - x * x
    return a * a + 100 * (b * b), lambda: (-2 * a - 400 * (x * b), 200 * b)


def beale(x: Value, y: Value) -> tuple[Value, Gradient]:
    """(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²."""
    y2 = y * y
    u, v, w = 1 - y, 1 - y2, 1 - y2 * y
    a, b, c = 1.5 - x * u, 2.25 - x * v, 2.625 - x * w
    return a * a + b * b + c * c, lambda: (
        -2 * (a * u + b * v + c * w),
        2 * x * (a + 2 * (b * y) + 3 * (c * y2)),
    )


def himmelblau(x: Value, y: Value) -> tuple[Value, Gradient]:
    """(x² + y − 11)² + (x + y² − 7)²."""
    a, b = x * x + y - 11, x + y * y - 7
    return a * a + b * b, lambda: (4 * (x * a) + 2 * b, 2 * a + 4 * (y * b))


def rastrigin(x: Value, y: Value) -> tuple[Value, Gradient]:
    """20 + x² − 10cos 2πx + y² − 10cos 2πy."""
    u, v = 2 * pi * x, 2 * pi * y
    f = 20 + x * x - 10 * np.cos(u) + y * y - 10 * np.cos(v)
    return f, lambda: (2 * x + 20 * pi * np.sin(u), 2 * y + 20 * pi * np.sin(v))


def ackley(x: Value, y: Value) -> tuple[Value, Gradient]:
    """−20e^(−0.2r) − e^(½(cos 2πx + cos 2πy)) + e + 20, r = √(½(x² + y²)).

    A cone at the origin: there the gradient is 0 by convention. Its length just beside is 2√2.
    """
    u, v = 2 * pi * x, 2 * pi * y
    r = np.hypot(x, y) * (0.5**0.5)  # not √(x² + y²): x² may be 0 where x is not
    cone, waves = np.exp(-0.2 * r), np.exp(0.5 * (np.cos(u) + np.cos(v)))

    def gradient() -> tuple[Value, Value]:
        steep = 2 * cone / np.maximum(r, 1e-30)  # no 0/0 at r = 0
        return steep * x + pi * np.sin(u) * waves, steep * y + pi * np.sin(v) * waves

    return 20 - 20 * cone + (e - waves), gradient


def styblinski_tang(x: Value, y: Value) -> tuple[Value, Gradient]:
    """½(x⁴ − 16x² + 5x + y⁴ − 16y² + 5y)."""
    x2, y2 = x * x, y * y
    f = 0.5 * (x2 * (x2 - 16) + 5 * x + y2 * (y2 - 16) + 5 * y)
    return f, lambda: (x * (2 * x2 - 16) + 2.5, y * (2 * y2 - 16) + 2.5)


def six_hump_camel(x: Value, y: Value) -> tuple[Value, Gradient]:
    """(4 − 2.1x² + x⁴/3)x² + xy + (−4 + 4y²)y²."""
    x2, y2 = x * x, y * y
    f = x2 * (4 - x2 * (2.1 - x2 / 3)) + x * y + y2 * (4 * y2 - 4)
    return f, lambda: (x * (8 - x2 * (8.4 - 2 * x2)) + y, x + y * (16 * y2 - 8))


def three_hump_camel(x: Value, y: Value) -> tuple[Value, Gradient]:
    """2x² − 1.05x⁴ + x⁶/6 + xy + y²."""
    x2 = x * x
    f = x2 * (2 - x2 * (1.05 - x2 / 6)) + x * y + y * y
    return f, lambda: (x * (4 - x2 * (4.2 - x2)) + y, x + 2 * y)


def mccormick(x: Value, y: Value) -> tuple[Value, Gradient]:
    """sin(x + y) + (x − y)² − 1.5x + 2.5y + 1."""
    s, d = x + y, x - y

    def gradient() -> tuple[Value, Value]:
        c = np.cos(s)
        return c + 2 * d - 1.5, c - 2 * d + 2.5

    return np.sin(s) + d * d - 1.5 * x + 2.5 * y + 1, gradient


def saddle(x: Value, y: Value) -> tuple[Value, Gradient]:
    """x² − y²."""
    return x * x - y * y, lambda: (2 * x, -2 * y)


def monkey_saddle(x: Value, y: Value) -> tuple[Value, Gradient]:
    """x³ − 3xy²: room for two legs and a tail."""
    x2, y2 = x * x, y * y
    return x * (x2 - 3 * y2), lambda: (3 * (x2 - y2), -6 * (x * y))


def goldstein_price(x: Value, y: Value) -> tuple[Value, Gradient]:
    """[1 + (x + y + 1)²(19 − 14x + 3x² − 14y + 6xy + 3y²)] ·
    [30 + (2x − 3y)²(18 − 32x + 12x² + 48y − 36xy + 27y²)].

    The brackets depend on s = x + y and t = 2x − 3y alone:
    p = 1 + (s + 1)²(19 − 14s + 3s²), p′ = 12(s + 1)(s − 1)(s − 2);
    q = 30 + t²(18 − 16t + 3t²), q′ = 12t(t − 1)(t − 3).
    """
    s, t = x + y, 2 * x - 3 * y
    s1 = s + 1
    p = 1 + s1 * s1 * (19 - s * (14 - 3 * s))
    q = 30 + t * t * (18 - t * (16 - 3 * t))

    def gradient() -> tuple[Value, Value]:
        along = 12 * (s1 * (s - 1) * (s - 2)) * q
        across = 12 * (t * (t - 1) * (t - 3)) * p
        return along + 2 * across, along - 3 * across

    return p * q, gradient


def easom(x: Value, y: Value) -> tuple[Value, Gradient]:
    """−cos x · cos y · e^(−(x − π)² − (y − π)²): flat but for one hole."""
    a, b = x - pi, y - pi
    cx, cy = np.cos(x), np.cos(y)
    bump = np.exp(-(a * a + b * b))

    def gradient() -> tuple[Value, Value]:
        return (
            bump * cy * (np.sin(x) + 2 * a * cx),
            bump * cx * (np.sin(y) + 2 * b * cy),
        )

    return -(cx * cy * bump), gradient


def levy13(x: Value, y: Value) -> tuple[Value, Gradient]:
    """sin² 3πx + (x − 1)²(1 + sin² 3πy) + (y − 1)²(1 + sin² 2πy)."""
    a, b, u, v, w = x - 1, y - 1, 3 * pi * x, 3 * pi * y, 2 * pi * y
    su, sv, sw = np.sin(u), np.sin(v), np.sin(w)
    a2, b2, p, q = a * a, b * b, 1 + sv * sv, 1 + sw * sw

    def gradient() -> tuple[Value, Value]:
        across = 6 * pi * (a2 * sv * np.cos(v)) + 4 * pi * (b2 * sw * np.cos(w))
        return 6 * pi * (su * np.cos(u)) + 2 * a * p, across + 2 * b * q

    return su * su + a2 * p + b2 * q, gradient
