"""Makes activations.json with PyTorch: `python tests/reference/make_activations.py`. Needs torch.

f and f′ (by autograd) at z away from kinks and at the kinks themselves. A maxout is here the
largest of lines wz + b, by max over an axis.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
LINES = [[-0.5, -0.5], [1.0, 0.0], [0.25, 1.0]]


def maxout(lines):
    w, b = torch.tensor(lines).T
    return lambda z: (z[:, None] * w + b).max(1).values


CASES = [
    ("sigmoid", {}, torch.sigmoid),
    ("tanh", {}, torch.tanh),
    ("relu", {}, F.relu),
    ("leaky_relu", {"leak": 0.01}, F.leaky_relu),
    ("leaky_relu", {"leak": 0.1}, lambda z: F.leaky_relu(z, 0.1)),
    ("elu", {"alpha": 1}, F.elu),
    ("elu", {"alpha": 0.5}, lambda z: F.elu(z, 0.5)),
    ("softplus", {}, F.softplus),
    ("gelu", {}, lambda z: F.gelu(z, approximate="tanh")),
    ("silu", {}, F.silu),
    ("maxout", {"lines": LINES}, maxout(LINES)),
    ("maxout", {"lines": LINES[:2]}, maxout(LINES[:2])),
]


def told(name, numbers, f, places):
    z = torch.tensor(places, requires_grad=True)
    a = f(z)
    (slope,) = torch.autograd.grad(a.sum(), z)
    id = " ".join([name, *(str(v) for v in numbers.values())])
    return {"id": id, "name": name, "numbers": numbers, "f": a.tolist(), "slope": slope.tolist()}


if __name__ == "__main__":
    places = [round(-6 + 0.37 * k, 2) for k in range(33)] + [0.0]
    stored = {
        "torch": torch.__version__,
        "z": places,
        "cases": [told(*case, places) for case in CASES],
    }
    path = Path(__file__).with_name("activations.json")
    path.write_text(json.dumps(stored, indent=1) + "\n")
