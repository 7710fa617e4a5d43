"""Makes unrolled.json with PyTorch: `python tests/reference/make_unrolled.py`. Needs torch.

Two networks at one point: every value on the way to the loss, and its gradient (`retain_grad`).
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
CASES = [
    {"sizes": [2, 3, 2, 3], "activation": "tanh", "loss": "cross_entropy", "label": 2},
    {"sizes": [2, 4, 3, 1], "activation": "silu", "loss": "squared", "label": 1},
]
F_OF = {"tanh": torch.tanh, "silu": F.silu}


def made(case):
    sizes, found = case["sizes"], {}
    theta, a = [], torch.tensor([[0.3], [-0.7]], requires_grad=True)
    found["x"] = a
    for n, (inputs, units) in enumerate(zip(sizes[:-1], sizes[1:], strict=True), 1):
        w, b = ((torch.randn(units, k) * 1e4).round() / 1e4 for k in (inputs, 1))
        w.requires_grad_(), b.requires_grad_()
        theta += torch.cat([w, b], 1).detach().flatten().tolist()
        z = w @ a + b
        last = n == len(sizes) - 1
        found |= {f"W{n}": w, f"b{n}": b, "o" if last else f"z{n}": z}
        if not last:
            a = found[f"a{n}"] = F_OF[case["activation"]](z)
    if case["loss"] == "cross_entropy":
        p = found["p"] = torch.softmax(z, 0)
        loss = -torch.log(p[case["label"], 0])
    else:
        p = found["p"] = torch.sigmoid(z)
        loss = 0.5 * (p - case["label"]).square().sum()
    for value in found.values():
        value.retain_grad()
    loss.backward()
    entries = {k: {"value": v.tolist(), "grad": v.grad.tolist()} for k, v in found.items()}
    return case | {"point": [0.3, -0.7], "theta": theta, "entries": entries, "L": loss.item()}


if __name__ == "__main__":
    torch.manual_seed(5)
    values = {"torch": torch.__version__, "cases": [made(case) for case in CASES]}
    (Path(__file__).parent / "unrolled.json").write_text(json.dumps(values, indent=1) + "\n")
