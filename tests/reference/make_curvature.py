"""Makes curvature.json with PyTorch: `python tests/reference/make_curvature.py`. Needs torch; the
tests do not. Hessians come from torch.autograd.functional.hessian; nothing of ours is imported.

Conventions are those of make.py. `adam`: after so many full-batch steps of torch's Adam, the
largest eigenvalue of P^(−½) H P^(−½), P = (1 − β₁ᵗ)(√v̂ + ε) from the optimizer's own state.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "elu": F.elu}
CASES = [
    ("tanh, two classes", [2, 6, 4, 1], "tanh", 0.0),
    ("elu, two classes, penalty", [2, 6, 4, 1], "elu", 0.01),
    ("sigmoid, three classes", [2, 5, 3], "sigmoid", 0.0),
]
STEPS, RATE = 8, 0.03


def drawn(*shape, spread=1.0):
    return (torch.randn(*shape) * spread * 1e4).round() / 1e4


def layers(theta, sizes):
    at = 0
    for n, m in zip(sizes[:-1], sizes[1:], strict=True):
        yield theta[at : at + m * (n + 1)].view(m, n + 1)
        at += m * (n + 1)


def loss_of(sizes, activation, strength, x, labels):
    def loss(theta):
        a, ws = x, list(layers(theta, sizes))
        for i, w in enumerate(ws):
            z = a @ w[:, :-1].T + w[:, -1]
            a = ACTIVATIONS[activation](z) if i < len(ws) - 1 else z
        penalty = strength * sum(w[:, :-1].square().sum() for w in ws)
        if sizes[-1] == 1:
            return F.binary_cross_entropy_with_logits(z[:, 0], labels) + penalty
        return F.cross_entropy(z, labels.long()) + penalty

    return loss


def adam(loss, start):
    theta = start.clone().requires_grad_()
    optimizer = torch.optim.Adam([theta], lr=RATE)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss(theta).backward()
        optimizer.step()
    state, t = optimizer.state[theta], STEPS
    hessian = torch.autograd.functional.hessian(loss, theta.detach())
    root = (state["exp_avg_sq"] / (1 - 0.999**t)).sqrt() + 1e-8
    scale = ((1 - 0.9**t) * root) ** -0.5
    return torch.linalg.eigvalsh(scale[:, None] * hessian * scale).max().item()


def made(name, sizes, activation, strength):
    count = sum(m * (n + 1) for n, m in zip(sizes[:-1], sizes[1:], strict=True))
    x = (torch.rand(20, 2) * 2 - 1).mul(1e4).round() / 1e4
    labels = (torch.arange(20) % max(2, sizes[-1])).double()
    theta, v = drawn(count, spread=0.7), drawn(count)
    loss = loss_of(sizes, activation, strength, x, labels)
    hessian = torch.autograd.functional.hessian(loss, theta)
    values, vectors = torch.linalg.eigh(hessian)
    return {
        "name": name, "sizes": sizes, "activation": activation, "lambda": strength,
        "x": x.tolist(), "labels": labels.tolist(), "theta": theta.tolist(), "v": v.tolist(),
        "hv": (hessian @ v).tolist(), "eigenvalues": values.tolist(),
        "top": vectors[:, -1].tolist(), "adam": adam(loss, theta),
    }  # fmt: skip


def main():
    torch.manual_seed(0)
    cases = [made(*case) for case in CASES]
    head = {"torch": torch.__version__, "steps": STEPS, "rate": RATE}
    text = json.dumps(head)[:-1] + ', "cases": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]}\n"
    Path(__file__).with_name("curvature.json").write_text(text)


if __name__ == "__main__":
    main()
