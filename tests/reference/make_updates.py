"""Makes updates.json with PyTorch: `python tests/reference/make_updates.py`. Needs torch.

Nothing of ours is imported. Every optimizer takes 1, 2 and 20 full-batch steps on a 2-6-4-1 tanh
network with sigmoid cross-entropy, and on Rosenbrock's function from (−1.2, 1). Lion is
lion-pytorch's formula; decoupled weight decay is PyTorch's own where it has it, else θ *= 1 − ηλ
before the step, which is how AdamW does it.
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
KEPT = (1, 2, 20)


class Lion(torch.optim.Optimizer):
    def __init__(self, params, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta1, beta2), lr = group["betas"], group["lr"]
            for p in group["params"]:
                m = self.state[p].setdefault("exp_avg", torch.zeros_like(p))
                p.mul_(1 - lr * group["weight_decay"])
                p.add_(m.clone().mul_(beta1).add(p.grad, alpha=1 - beta1).sign_(), alpha=-lr)
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)


# name: optimizer, our hyper-parameters, PyTorch's class and its own words for them
T = torch.optim
CASES = {
    "sgd": ("sgd", {}, T.SGD, {}),
    "momentum": ("momentum", {}, T.SGD, {"momentum": 0.9}),
    "momentum dampened": (
        "momentum",
        {"momentum": 0.8, "dampening": 0.3},
        T.SGD,
        {"momentum": 0.8, "dampening": 0.3},
    ),
    "nesterov": ("nesterov", {}, T.SGD, {"momentum": 0.9, "nesterov": True}),
    "adagrad": ("adagrad", {}, T.Adagrad, {}),
    "adagrad falling": ("adagrad", {"rate_decay": 0.2}, T.Adagrad, {"lr_decay": 0.2}),
    "rmsprop": ("rmsprop", {}, T.RMSprop, {}),
    "rmsprop alpha": (
        "rmsprop",
        {"alpha": 0.9, "epsilon": 1e-4},
        T.RMSprop,
        {"alpha": 0.9, "eps": 1e-4},
    ),
    "rmsprop centered": ("rmsprop", {"centered": 1}, T.RMSprop, {"centered": True}),
    "rmsprop momentum": ("rmsprop", {"momentum": 0.8}, T.RMSprop, {"momentum": 0.8}),
    "rmsprop both": (
        "rmsprop",
        {"centered": 1, "momentum": 0.5, "epsilon": 1e-3},
        T.RMSprop,
        {"centered": True, "momentum": 0.5, "eps": 1e-3},
    ),
    "adadelta": ("adadelta", {}, T.Adadelta, {}),
    "adadelta wide": (
        "adadelta",
        {"rho": 0.95, "epsilon": 1e-3},
        T.Adadelta,
        {"rho": 0.95, "eps": 1e-3},
    ),
    "adam": ("adam", {}, T.Adam, {}),
    "adam betas": (
        "adam",
        {"beta1": 0.5, "beta2": 0.95, "epsilon": 1e-3},
        T.Adam,
        {"betas": (0.5, 0.95), "eps": 1e-3},
    ),
    "adamw": ("adamw", {}, T.AdamW, {}),
    "adamw decay": ("adamw", {"decay": 0.5}, T.AdamW, {"weight_decay": 0.5}),
    "amsgrad": ("amsgrad", {}, T.Adam, {"amsgrad": True}),
    "nadam": ("nadam", {}, T.NAdam, {}),
    "nadam decay": (
        "nadam",
        {"decay": 0.3, "momentum_decay": 0.05},
        T.NAdam,
        {"weight_decay": 0.3, "momentum_decay": 0.05, "decoupled_weight_decay": True},
    ),
    "adamax": ("adamax", {}, T.Adamax, {}),
    "radam": ("radam", {}, T.RAdam, {}),
    "radam short": ("radam", {"beta2": 0.9}, T.RAdam, {"betas": (0.9, 0.9)}),
    "radam plain": ("radam", {"beta2": 0.6}, T.RAdam, {"betas": (0.9, 0.6)}),
    "lion": ("lion", {}, Lion, {}),
    "lion decay": ("lion", {"decay": 1.0}, Lion, {"weight_decay": 1.0}),
    "sgd decay": ("sgd", {"decay": 0.2}, T.SGD, {}),
    "rmsprop decay": ("rmsprop", {"decay": 0.2}, T.RMSprop, {}),
    "sgd clipped by norm": ("sgd", {}, T.SGD, {}),
    "sgd clipped by value": ("sgd", {}, T.SGD, {}),
    "adam clipped by norm": ("adam", {}, T.Adam, {}),
    "momentum clipped by value": ("momentum", {}, T.SGD, {"momentum": 0.9}),
}
BY_HAND = {"sgd decay", "rmsprop decay"}
# Limits that some of the 20 gradients pass and some do not.
CLIPS = {
    "network": {"norm": 0.05, "value": 0.01},
    "rosenbrock": {"norm": 30.0, "value": 20.0},
}
RATES = {
    "network": {
        "sgd": 0.3, "momentum": 0.1, "nesterov": 0.1, "adagrad": 0.3, "rmsprop": 0.01,
        "adadelta": 1.0, "adam": 0.03, "adamw": 0.03, "amsgrad": 0.03, "nadam": 0.03,
        "adamax": 0.03, "radam": 0.03, "lion": 0.003,
    },
    "rosenbrock": {
        "sgd": 0.001, "momentum": 0.0005, "nesterov": 0.0005, "adagrad": 0.5, "rmsprop": 0.02,
        "adadelta": 1.0, "adam": 0.1, "adamw": 0.1, "amsgrad": 0.1, "nadam": 0.1, "adamax": 0.1,
        "radam": 0.0005, "lion": 0.01,
    },
}  # fmt: skip


def descended(theta, loss, name, where):
    optimizer, hyper, make, words = CASES[name]
    rate, at = RATES[where][optimizer], {}
    theta = theta.clone().requires_grad_()
    torch_optimizer = make([theta], lr=rate, **words)
    kind = name.rpartition(" by ")[2] if " by " in name else None
    for step in range(1, max(KEPT) + 1):
        torch_optimizer.zero_grad()
        loss(theta).backward()
        if kind == "norm":
            torch.nn.utils.clip_grad_norm_([theta], CLIPS[where][kind])
        if kind == "value":
            torch.nn.utils.clip_grad_value_([theta], CLIPS[where][kind])
        if name in BY_HAND:
            with torch.no_grad():
                theta.mul_(1 - rate * hyper["decay"])
        torch_optimizer.step()
        if step in KEPT:
            at[str(step)] = theta.tolist()
    block = {"optimizer": optimizer, "rate": rate, **hyper}
    clip = {"clip": {"kind": kind, "at": CLIPS[where][kind]}} if kind else {}
    return {"name": name, "block": block, **clip, "after": at}


def network_loss(x, labels):
    def loss(theta):
        w1, w2, w3 = theta[:18].view(6, 3), theta[18:46].view(4, 7), theta[46:].view(1, 5)
        a = x
        for w in (w1, w2):
            a = torch.tanh(a @ w[:, :-1].T + w[:, -1])
        return F.binary_cross_entropy_with_logits((a @ w3[:, :-1].T + w3[:, -1])[:, 0], labels)

    return loss


def rosenbrock(theta):
    x, y = theta
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def rates():
    """Rates of 40 epochs from 0.3, by torch's schedulers."""
    S, out = T.lr_scheduler, {}
    for name, (schedule, make) in {
        "halve": ({"kind": "halve", "every": 7}, lambda o: S.StepLR(o, 7, 0.5)),
        "step": ({"kind": "step", "every": 6, "gamma": 0.3}, lambda o: S.StepLR(o, 6, 0.3)),
        "exponential": ({"kind": "exponential", "gamma": 0.9}, lambda o: S.ExponentialLR(o, 0.9)),
        "cosine": (
            {"kind": "cosine", "total": 39, "floor": 0.01},
            lambda o: S.CosineAnnealingLR(o, 39, 0.01),
        ),
        "one_cycle": (
            {"kind": "one_cycle", "total": 40},
            lambda o: S.OneCycleLR(o, 0.3, 40, cycle_momentum=False),
        ),
        "one_cycle early": (
            {"kind": "one_cycle", "total": 40, "rise": 0.1, "div": 5, "final_div": 100},
            lambda o: S.OneCycleLR(
                o, 0.3, 40, pct_start=0.1, div_factor=5, final_div_factor=100, cycle_momentum=False
            ),
        ),
        "warm-up": ({"kind": "constant", "warmup": 8}, lambda o: S.LinearLR(o, 1 / 9, 1.0, 8)),
        "warm-up and step": (
            {"kind": "step", "every": 10, "gamma": 0.1, "warmup": 4},
            lambda o: S.ChainedScheduler([S.StepLR(o, 10, 0.1), S.LinearLR(o, 1 / 5, 1.0, 4)]),
        ),
    }.items():
        optimizer = T.SGD([torch.zeros(1)], lr=0.3)
        scheduler, listed = make(optimizer), []
        for _ in range(40):
            listed.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if len(listed) < 40:
                scheduler.step()
        out[name] = {"schedule": schedule, "rates": [float(r) for r in listed]}
    return out


def rounded(values):
    return (values * 1e4).round() / 1e4


def main():
    torch.manual_seed(0)
    x, labels = rounded(torch.rand(12, 2) * 2 - 1), (torch.arange(12) % 2).double()
    theta = rounded(torch.randn(51) * 0.7)
    loss, start = network_loss(x, labels), torch.tensor([-1.2, 1.0])
    network = [descended(theta, loss, name, "network") for name in CASES]
    valley = [descended(start, rosenbrock, name, "rosenbrock") for name in CASES]
    for case in network + valley:
        assert all(map(math.isfinite, case["after"]["20"])), case["name"]
    inputs = {"x": x.tolist(), "labels": labels.tolist(), "theta": theta.tolist()}
    lines = [f'"torch": {json.dumps(torch.__version__)}', f'"inputs": {json.dumps(inputs)}']
    for part, cases in {"network": network, "rosenbrock": valley}.items():
        lines.append(f'"{part}": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]")
    lines.append(f'"schedules": {json.dumps(rates())}')
    Path(__file__).with_name("updates.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
