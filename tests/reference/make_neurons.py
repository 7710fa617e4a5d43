"""Makes neurons.json with PyTorch: `python tests/reference/make_neurons.py`. Needs torch; the tests
do not. One neuron each: a = f(w·x + b), and what autograd says of it. GELU in its tanh form.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.1),
    "elu": lambda z: F.elu(z, 0.5),
    "softplus": F.softplus,
    "gelu": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "linear": lambda z: z,
    "maxout": lambda z: z,
}
OWN = {"leaky_relu": {"leak": 0.1}, "elu": {"alpha": 0.5}, "maxout": {"pieces": 3}}


def case(name, inputs):
    x = (torch.randn(inputs) * 1e4).round() / 1e4
    rows = (torch.randn(OWN.get(name, {}).get("pieces", 1), inputs + 1) * 1e4).round() / 1e4
    x.requires_grad_()
    rows.requires_grad_()
    z = rows[:, :-1] @ x + rows[:, -1]
    a = ACTIVATIONS[name](z).max(0).values
    a.backward()
    return {
        "question": {"x": x.tolist(), "rows": rows.tolist(), "activation": name}
        | OWN.get(name, {}),
        "z": z.tolist(),
        "a": a.item(),
        "grad": {"x": x.grad.tolist(), "rows": rows.grad.tolist()},
    }


if __name__ == "__main__":
    torch.manual_seed(5)
    cases = [case(name, inputs) for name in ACTIVATIONS for inputs in (1, 2, 5)]
    found = {"torch": torch.__version__, "cases": cases}
    (Path(__file__).parent / "neurons.json").write_text(json.dumps(found, indent=1) + "\n")
