"""Makes paths.json with PyTorch: `python tests/reference/make_paths.py`. Needs torch; the tests do
not. Nothing of ours is imported.

The paths (x, y) of torch.optim's rules on functions typed in here: the figure of Saito's book
(x²/20 + y² from (−7, 2), 30 steps of SGD 0.95, Momentum 0.1, AdaGrad 1.5, Adam 0.3), and two more.
"""

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)

FUNCTIONS = {
    "valley": lambda x, y: x**2 / 20 + y**2,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
}
RULES = {
    "sgd": lambda p, rate: torch.optim.SGD(p, lr=rate),
    "momentum": lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.9),
    "adagrad": lambda p, rate: torch.optim.Adagrad(p, lr=rate),
    "adam": lambda p, rate: torch.optim.Adam(p, lr=rate),
}
PATHS = [
    ("valley", (-7, 2), "sgd", 0.95, 30),
    ("valley", (-7, 2), "momentum", 0.1, 30),
    ("valley", (-7, 2), "adagrad", 1.5, 30),
    ("valley", (-7, 2), "adam", 0.3, 30),
    ("rosenbrock", (-1.2, 1), "adam", 1.0, 30),
    ("himmelblau", (0, 0), "momentum", 0.0002, 30),
]


def path(name, start, rule, rate, steps):
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = RULES[rule]([theta], rate)
    places, losses = [], []
    for _ in range(steps + 1):
        optimizer.zero_grad()
        loss = FUNCTIONS[name](*theta)
        loss.backward()
        places.append(theta.tolist())
        losses.append(loss.item())
        optimizer.step()
    return {"theta": places, "loss": losses}


def main():
    paths = [
        {"function": name, "start": start, "optimizer": rule, "rate": rate}
        | path(name, start, rule, rate, steps)
        for name, start, rule, rate, steps in PATHS
    ]
    out = {"torch": torch.__version__, "paths": paths}
    Path(__file__).with_name("paths.json").write_text(json.dumps(out) + "\n")


if __name__ == "__main__":
    main()
