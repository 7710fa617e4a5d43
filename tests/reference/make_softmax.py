"""Makes softmax.json with PyTorch: `python tests/reference/make_softmax.py`. Needs torch; the tests
do not. o = Wx + b of one example; CrossEntropyLoss with a target of shares; torch's SGD on the loss
plus λ‖W‖²; ½Σ(σ(o) − y)² beside it. Nothing of ours is imported.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
CASES = [
    ("three classes, one right", 3, [0.0, 1.0, 0.0], 0.5, 0.0),
    ("a soft target", 3, [0.25, 0.6, 0.15], 0.2, 0.0),
    ("five classes, soft, punished", 5, [0.1, 0.0, 0.4, 0.3, 0.2], 0.3, 0.05),
]
STEPS = 10


def drawn(*shape):
    return (torch.randn(*shape) * 1e4).round() / 1e4


def case(name, classes, target, rate, strength):
    x, w, b, y = drawn(4), drawn(classes, 4), drawn(classes), torch.tensor(target)
    start = {"w": w.tolist(), "b": b.tolist()}
    w.requires_grad_(), b.requires_grad_()
    optimizer, told = torch.optim.SGD([w, b], lr=rate), {}
    for step in range(STEPS + 1):
        o = w @ x + b
        o.retain_grad()
        loss = F.cross_entropy(o[None], y[None])
        optimizer.zero_grad()
        (loss + strength * (w**2).sum()).backward()
        if step in (0, STEPS):
            told[str(step)] = {
                "o": o.tolist(), "p": F.softmax(o, 0).tolist(), "loss": loss.item(),
                "delta": o.grad.tolist(), "w": w.tolist(), "b": b.tolist(),
                "grad_w": w.grad.tolist(), "grad_b": b.grad.tolist(),
            }  # fmt: skip
        optimizer.step()
    o = torch.tensor(told["0"]["o"], requires_grad=True)
    squared = 0.5 * ((torch.sigmoid(o) - y) ** 2).sum()
    squared.backward()
    return {
        "name": name, "x": x.tolist(), "y": target, "rate": rate, "strength": strength, **start,
        "at": told, "squared": {"loss": squared.item(), "delta": o.grad.tolist()},
    }  # fmt: skip


if __name__ == "__main__":
    torch.manual_seed(5)
    made = {"torch": torch.__version__.split("+")[0], "cases": [case(*one) for one in CASES]}
    Path(__file__).with_name("softmax.json").write_text(json.dumps(made, indent=1) + "\n")
