"""Makes surfaces.json with PyTorch: `python tests/reference/make_surfaces.py`. Needs torch; the
tests do not. Nothing of ours is imported.

Of each test function, typed in here a second time from its published formula: value, gradient and
Hessian (autograd) at drawn places, and all critical points of its window by Newton's method from a
grid of starts, with the Hessian's eigenvalues. Functions of more than MOST critical points keep
their lowest only. Ackley's lowest is a cone, the monkey saddle's point is flat: neither is found.
"""

import json
from math import e, pi
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
cos, exp, sin, sqrt = torch.cos, torch.exp, torch.sin, torch.sqrt
MOST = 30

FUNCTIONS = {
    "bowl": lambda x, y: x**2 + y**2,
    "valley": lambda x, y: x**2 / 20 + y**2,
    "booth": lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    "matyas": lambda x, y: 0.26 * (x**2 + y**2) - 0.48 * x * y,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "beale": lambda x, y: (
        (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
    ),
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "rastrigin": lambda x, y: 20 + x**2 - 10 * cos(2 * pi * x) + y**2 - 10 * cos(2 * pi * y),
    "ackley": lambda x, y: (
        -20 * exp(-0.2 * sqrt(0.5 * (x**2 + y**2)))
        - exp(0.5 * (cos(2 * pi * x) + cos(2 * pi * y)))
        + e
        + 20
    ),
    "styblinski_tang": lambda x, y: (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2,
    "six_hump_camel": lambda x, y: (
        (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2
    ),
    "three_hump_camel": lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
    "mccormick": lambda x, y: sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    "saddle": lambda x, y: x**2 - y**2,
    "monkey_saddle": lambda x, y: x**3 - 3 * x * y**2,
    "goldstein_price": lambda x, y: (
        (1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2))
        * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2))
    ),
    "easom": lambda x, y: -cos(x) * cos(y) * exp(-((x - pi) ** 2) - (y - pi) ** 2),
    "levy13": lambda x, y: (
        sin(3 * pi * x) ** 2
        + (x - 1) ** 2 * (1 + sin(3 * pi * y) ** 2)
        + (y - 1) ** 2 * (1 + sin(2 * pi * y) ** 2)
    ),
}
WINDOWS = {
    "rosenbrock": [[-2, 2], [-1, 3]],
    "six_hump_camel": [[-3, 3], [-2, 2]],
    "mccormick": [[-1.5, 4], [-3, 4]],
    "rastrigin": [[-5.12, 5.12], [-5.12, 5.12]],
    **{name: [[-10, 10], [-10, 10]] for name in ("valley", "booth", "matyas", "easom", "levy13")},
    **{name: [[-2, 2], [-2, 2]] for name in ("saddle", "monkey_saddle", "goldstein_price")},
    **{name: [[-4.5, 4.5], [-4.5, 4.5]] for name in ("beale",)},
}


def derivatives(f, x, y):
    """Value, gradient (n, 2) and Hessian (n, 2, 2) at n places."""
    x, y = x.clone().requires_grad_(), y.clone().requires_grad_()
    value = f(x, y)
    gx, gy = torch.autograd.grad(value.sum(), (x, y), create_graph=True)
    rows = [
        torch.autograd.grad(g.sum(), (x, y), retain_graph=True, materialize_grads=True)
        for g in (gx, gy)
    ]
    hessian = torch.stack([torch.stack(row, -1) for row in rows], -2)
    return value.detach(), torch.stack([gx, gy], -1).detach(), hessian.detach()


def critical(f, window):
    """[[x, y, value, λ₁, λ₂], …], lowest first: where Newton's steps end within the window."""
    (x0, x1), (y0, y1) = window
    grid = torch.meshgrid(
        torch.linspace(x0, x1, 41) + 0.0123, torch.linspace(y0, y1, 41) - 0.0071, indexing="ij"
    )
    x, y = (g.reshape(-1) for g in grid)
    for _ in range(50):
        _, g, h = derivatives(f, x, y)
        a, b, c = h[:, 0, 0], h[:, 0, 1], h[:, 1, 1]
        across = torch.stack([c * g[:, 0] - b * g[:, 1], a * g[:, 1] - b * g[:, 0]], -1)
        step = across / (a * c - b * b + 1e-300)[:, None]
        length = step.norm(dim=-1).clamp(min=1e-300)
        step *= (length.clamp(max=0.2) / length)[:, None]
        x, y = x - step[:, 0], y - step[:, 1]
    value, g, h = derivatives(f, x, y)
    inside = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1) & (g.norm(dim=-1) < 1e-9)
    found = {}
    for i in torch.nonzero(inside & torch.isfinite(value))[:, 0].tolist():
        place = (round(x[i].item(), 5) + 0.0, round(y[i].item(), 5) + 0.0)
        curves = torch.linalg.eigvalsh(h[i]).tolist()
        if max(abs(c) for c in curves) > 0.5:  # not ripples of Easom's plain
            found.setdefault(place, [x[i].item(), y[i].item(), value[i].item(), *curves])
    return sorted(found.values(), key=lambda each: each[2])


# Every function that may be typed, at places inside its domain and away from kinks.
FORMULAS = {
    "sin(x) cos(y) + tan(x/2)": lambda x, y: sin(x) * cos(y) + torch.tan(x / 2),
    "e^(-x²) ln(y² + 1) - log(3 + y)": lambda x, y: exp(-(x**2)) * (y**2 + 1).log() - (3 + y).log(),
    "exp(x y) / sqrt(1 + x²)": lambda x, y: exp(x * y) / sqrt(1 + x**2),
    "|x - 5| tanh(y)": lambda x, y: (x - 5).abs() * torch.tanh(y),
    "sigmoid(2x - 3y) + relu(x + 9)": lambda x, y: torch.sigmoid(2 * x - 3 * y) + torch.relu(x + 9),
    "sinh(x) cosh(y) atan(x y)": lambda x, y: torch.sinh(x) * torch.cosh(y) * torch.atan(x * y),
    "max(x, y + 9) min(x - 9, y)": lambda x, y: torch.maximum(x, y + 9) * torch.minimum(x - 9, y),
    "pow(x² + 1, y) + (y² + 1)^-1.5": lambda x, y: (x**2 + 1) ** y + (y**2 + 1) ** -1.5,
    "x⁵y⁻² - ½(x - 3)^7": lambda x, y: x**5 * y**-2 - (x - 3) ** 7 / 2,
}


def formulas():
    torch.manual_seed(1)
    for text, f in FORMULAS.items():
        places = ((torch.rand(5, 2) * 4 - 2) * 1e4).round() / 1e4
        x, y = (places[:, i].clone().requires_grad_() for i in (0, 1))
        value = f(x, y)
        grad = torch.stack(torch.autograd.grad(value.sum(), (x, y)), -1)
        yield {
            "text": text,
            "places": places.tolist(),
            "value": value.tolist(),
            "grad": grad.tolist(),
        }


def made():
    torch.manual_seed(0)
    cases = []
    for name, f in FUNCTIONS.items():
        window = WINDOWS.get(name, [[-5, 5], [-5, 5]])
        low, high = torch.tensor(window, dtype=torch.float64).T
        places = ((low + (high - low) * torch.rand(12, 2)) * 1e4).round() / 1e4
        value, grad, hessian = derivatives(f, places[:, 0], places[:, 1])
        points = critical(f, window)
        if len(points) > MOST:
            points = points[:1]
        cases.append(
            {
                "name": name,
                "window": window,
                "places": places.tolist(),
                "value": value.tolist(),
                "grad": grad.tolist(),
                "hessian": hessian.tolist(),
                "critical": [[round(n, 9) + 0.0 for n in point] for point in points],
            }
        )
    return {"torch": torch.__version__, "functions": cases, "formulas": list(formulas())}


if __name__ == "__main__":
    target = Path(__file__).with_name("surfaces.json")
    target.write_text(json.dumps(made(), separators=(",", ":")) + "\n")
    print(f"{target.stat().st_size:,} bytes")
