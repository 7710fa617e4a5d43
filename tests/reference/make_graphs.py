"""Makes graphs.json with PyTorch: `python tests/reference/make_graphs.py`. Needs torch; the tests
do not. Nothing of ours is imported.

Of each formula, typed in here a second time: the gradients of its leaves, and the value and the
gradient of everything that it names on the way, by autograd.
"""

import json
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, exp, log, relu, sigmoid, sqrt, tanh

torch.set_default_dtype(torch.float64)
Named = dict[str, Tensor]


def product(x: Tensor, y: Tensor, z: Tensor) -> Named:
    return {"f": (x + y) * z}


def neuron(w0: Tensor, x0: Tensor, w1: Tensor, x1: Tensor, w2: Tensor) -> Named:
    return {"f": 1 / (1 + exp(-(w0 * x0 + w1 * x1 + w2)))}


def gates(x: Tensor, y: Tensor, z: Tensor, w: Tensor) -> Named:
    return {"f": 2 * (x * y + torch.maximum(z, w))}


def softmax(o1: Tensor, o2: Tensor, o3: Tensor) -> Named:
    e1, e2, e3 = exp(o1), exp(o2), exp(o3)
    p2 = e2 / (e1 + e2 + e3)
    return {"e1": e1, "e2": e2, "e3": e3, "p2": p2, "L": -log(p2)}


def network(**v: Tensor) -> Named:
    h1 = tanh(v["w11"] * v["x1"] + v["w12"] * v["x2"] + v["b1"])
    h2 = tanh(v["w21"] * v["x1"] + v["w22"] * v["x2"] + v["b2"])
    z = v["v1"] * h1 + v["v2"] * h2 + v["c"]
    y = sigmoid(z)
    return {"h1": h1, "h2": h2, "z": z, "y": y, "L": (y - v["t"]) ** 2}


def fork(x: Tensor) -> Named:
    return {"f": x * x + x}


def staged(x: Tensor, y: Tensor) -> Named:
    a, b = x + sigmoid(y), sigmoid(x) + (x + y) ** 2
    return {"a": a, "b": b, "f": a / b}


def rectified(x: Tensor, w: Tensor, b: Tensor, v: Tensor, t: Tensor) -> Named:
    h = relu(w * x + b)
    return {"h": h, "L": (tanh(v * h) - t) ** 2}


def roots(a: Tensor, b: Tensor) -> Named:
    q = sqrt(a * a + b)
    r = torch.abs(b - 2) ** a
    return {"q": q, "r": r, "f": log(q + r) * torch.atan(r - q)}


LOGITS = {"o1": float(log(torch.tensor(0.2))), "o2": float(log(torch.tensor(0.3)))}
LOGITS["o3"] = float(log(torch.tensor(0.5)))
WEIGHTS = {"w11": 1.0, "w12": -0.5, "b1": 0.1, "w21": -1.5, "w22": 0.5, "b2": 0.0, "c": 0.5}
WEIGHTS |= {"v1": -1.0, "v2": 2.0, "x1": 0.5, "x2": -1.0, "t": 1.0}
NEURON = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}
RECTIFIED = {"x": 2.0, "w": 0.5, "b": -0.4, "v": 1.5, "t": 0.2}

PRESETS: dict[str, tuple[Callable[..., Named], dict[str, float]]] = {
    "product": (product, {"x": -2.0, "y": 5.0, "z": -4.0}),
    "sigmoid": (neuron, NEURON),
    "gates": (gates, {"x": 3.0, "y": -4.0, "z": 2.0, "w": -1.0}),
    "softmax": (softmax, LOGITS),
    "network": (network, WEIGHTS),
    "fork": (fork, {"x": 3.0}),
    "staged": (staged, {"x": 3.0, "y": -4.0}),
    "relu": (rectified, RECTIFIED),
    "q = √(a a + b); r = |b − 2|^a; ln(q + r)·atan(r − q)": (roots, {"a": 1.7, "b": 0.6}),
}


def case(f: Callable[..., Named], values: dict[str, float]) -> dict[str, object]:
    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in values.items()}
    named = f(**leaves)
    for node in named.values():
        node.retain_grad()
    last = list(named.values())[-1]
    last.backward()
    return {
        "values": values,
        "f": last.item(),
        "leaves": {name: 0.0 if v.grad is None else v.grad.item() for name, v in leaves.items()},
        "named": {name: [node.item(), node.grad.item()] for name, node in named.items()},
    }


if __name__ == "__main__":
    told = {"torch": torch.__version__, "graphs": {k: case(*v) for k, v in PRESETS.items()}}
    path = Path(__file__).with_name("graphs.json")
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
