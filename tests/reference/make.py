"""Makes values.json with PyTorch: `python tests/reference/make.py`. Needs torch; the tests do not.

Nothing of ours is imported. A layer is a matrix (units, inputs + 1) with the bias in its last
column; theta is the layers one after the other, row by row. Conventions: all losses are means over
examples; squared is ½Σ(o − t)²; R(W) = Σ|w| or Σw² over weights, not biases.
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
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "linear": lambda z: z,
}
MORE = {  # with their own numbers
    "leaky_relu 0.1": (lambda z: F.leaky_relu(z, 0.1), {"leak": 0.1}),
    "elu 0.5": (lambda z: F.elu(z, 0.5), {"alpha": 0.5}),
    "softplus": (F.softplus, {}),
    "gelu": (lambda z: F.gelu(z, approximate="tanh"), {}),
    "silu": (F.silu, {}),
    "maxout 2": (lambda z: z.unflatten(1, (-1, 2)).max(2).values, {"pieces": 2}),
    "maxout 3": (lambda z: z.unflatten(1, (-1, 3)).max(2).values, {"pieces": 3}),
}
PLAIN = tuple(ACTIVATIONS)
ACTIVATIONS |= {name: f for name, (f, _) in MORE.items()}
OPTIMIZERS = {
    "sgd": (lambda p: torch.optim.SGD(p, lr=0.1), {"rate": 0.1}),
    "momentum": (lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9), {"rate": 0.05}),
    "adam": (lambda p: torch.optim.Adam(p, lr=0.03), {"rate": 0.03}),
}


def drawn(*shape, spread=1.0):
    """Numbers with four decimals, so that the file is exact and short."""
    return (torch.randn(*shape) * spread * 1e4).round() / 1e4


def shapes(case):
    sizes, k = case["sizes"], case.get("hyper", {}).get("pieces", 1)
    rows = [*(m * k for m in sizes[1:-1]), sizes[-1]]
    return [(m, n + 1) for m, n in zip(rows, sizes[:-1], strict=True)]


def layers(theta, case):
    at = 0
    for m, k in shapes(case):
        yield theta[at : at + m * k].view(m, k)
        at += m * k


def logits(theta, case, x):
    a, ws = x, list(layers(theta, case))
    for i, w in enumerate(ws):
        z = a @ w[:, :-1].T + w[:, -1]
        a = ACTIVATIONS[case.get("torch", case["activation"])](z) if i < len(ws) - 1 else z
    return a


def data_loss(case, theta, x, labels):
    z = logits(theta, case, x)
    if case["loss"] == "huber":
        return F.huber_loss(z[:, 0], labels, delta=case["huber"])
    if case["loss"] == "hinge" and z.shape[1] > 1:
        return F.multi_margin_loss(z, labels.long()) * z.shape[1]
    if case["loss"] == "hinge":  # torch's margin loss of two scores, one of them 0
        pair = torch.stack([torch.zeros_like(z[:, 0]), z[:, 0]], 1)
        return F.multi_margin_loss(pair, labels.long()) * 2
    if case["loss"] == "squared_tanh":
        t = labels[:, None] if z.shape[1] == 1 else F.one_hot(labels.long(), z.shape[1])
        return 0.5 * (torch.tanh(z) - (2 * t - 1)).square().sum(1).mean()
    if case["loss"] == "cross_entropy" and case["sizes"][-1] == 1:
        return F.binary_cross_entropy_with_logits(z[:, 0], labels)
    if case["loss"] == "cross_entropy":
        return F.cross_entropy(z, labels.long())
    if case["task"] == "regression":
        return 0.5 * (z[:, 0] - labels).square().mean()
    p = torch.sigmoid(z)
    t = labels[:, None] if p.shape[1] == 1 else F.one_hot(labels.long(), p.shape[1])
    return 0.5 * (p - t).square().sum(1).mean()


def penalty(case, theta):
    ws = [w[:, :-1] for w in layers(theta, case)]
    total = {
        "none": lambda: theta.sum() * 0,
        "l1": lambda: sum(w.abs().sum() for w in ws),
        "l2": lambda: sum(w.square().sum() for w in ws),
    }[case["penalty"]]()
    return case["lambda"] * total


def examples(case, count):
    x = (torch.rand(count, 2) * 2 - 1).mul(1e4).round() / 1e4
    classes = {"classification": max(2, case["sizes"][-1]), "regression": 0}[case["task"]]
    labels = torch.arange(count) % classes if classes else drawn(count, spread=0.5)
    return x, labels.double()


def case_of(name, sizes, activation, loss, task="classification", kind="none", strength=0.0):
    case = {"name": name, "sizes": sizes, "activation": activation, "loss": loss, "task": task}
    return case | {"penalty": kind, "lambda": strength}


def size(case):
    return sum(m * k for m, k in shapes(case))


def evaluated(case):
    """Loss, penalty and every gradient at one theta."""
    x, labels = examples(case, 12)
    theta = drawn(size(case), spread=0.7).requires_grad_()
    loss, extra = data_loss(case, theta, x, labels), penalty(case, theta)
    (loss + extra).backward()
    inputs = {"x": x.tolist(), "labels": labels.tolist(), "theta": theta.tolist()}
    numbers = {
        "loss_value": loss.item(),
        "penalty_value": extra.item(),
        "grad": theta.grad.tolist(),
    }
    return case | inputs | numbers


def descended(case, name, switch_to=None, at=0, kept=(1, 2, 20)):
    """theta after 1, 2 and 20 full-batch steps; `switch_to`:
    another optimizer from step `at` on.
    """
    x, labels = examples(case, 12)
    theta = drawn(size(case), spread=0.7).requires_grad_()
    make, hyper = OPTIMIZERS[name]
    optimizer, start, after, losses = make([theta]), theta.tolist(), {}, []
    for step in range(1, max(kept) + 1):
        if switch_to and step - 1 == at:
            optimizer = OPTIMIZERS[switch_to][0]([theta])
        optimizer.zero_grad()
        loss = data_loss(case, theta, x, labels)
        losses.append(loss.item())
        (loss + penalty(case, theta)).backward()
        optimizer.step()
        if step in kept:
            after[str(step)] = theta.tolist()
    blocks = [{"optimizer": name, **hyper}]
    if switch_to:
        blocks = [blocks[0] | {"until": at}, {"optimizer": switch_to, **OPTIMIZERS[switch_to][1]}]
    inputs = {"x": x.tolist(), "labels": labels.tolist(), "theta": start, "blocks": blocks}
    return case | inputs | {"losses": losses, "after": after}


def main():
    torch.manual_seed(0)
    binary, softmax = [2, 6, 4, 1], [2, 5, 3]
    cases = [case_of(f"2-6-4-1 {a} cross-entropy", binary, a, "cross_entropy") for a in PLAIN]
    cases += [
        case_of(f"2-5-3 {a} softmax l2", softmax, a, "cross_entropy", kind="l2", strength=0.01)
        for a in PLAIN
    ]
    cases += [
        case_of("2-6-4-1 tanh squared l1", binary, "tanh", "squared", kind="l1", strength=0.02),
        case_of("2-5-3 sigmoid squared", softmax, "sigmoid", "squared"),
        case_of("2-6-4-1 tanh regression", binary, "tanh", "squared", task="regression"),
    ]
    steps, more = [], []
    for name in OPTIMIZERS:
        one = case_of(f"2-6-4-1 {name}", binary, "tanh", "cross_entropy")
        three = case_of(
            f"2-5-3 {name} l2", softmax, "relu", "cross_entropy", kind="l2", strength=0.001
        )
        steps += [descended(one, name), descended(three, name)]
    for first, then in (("adam", "sgd"), ("adam", "momentum"), ("momentum", "adam")):
        switched = case_of(f"2-6-4-1 {first}, then {then}", binary, "tanh", "cross_entropy")
        steps.append(descended(switched, first, then, 5))
    # After all others: they draw from the same stream of numbers, whose values stay.
    for name, (_, hyper) in MORE.items():
        for sizes in (binary, softmax):
            case = case_of(f"{sizes} {name}", sizes, name.split()[0], "cross_entropy")
            more.append(case | {"torch": name, "hyper": hyper})
    more += [
        case_of("2-6-4-1 tanh hinge", binary, "tanh", "hinge"),
        case_of("2-5-3 relu hinge l2", softmax, "relu", "hinge", kind="l2", strength=0.01),
        case_of("2-6-4-1 tanh squared_tanh", binary, "tanh", "squared_tanh"),
        case_of("2-5-3 tanh squared_tanh", softmax, "tanh", "squared_tanh"),
        case_of("2-6-4-1 elu huber 1", binary, "elu", "huber", task="regression") | {"huber": 1.0},
        case_of("2-6-4-1 silu huber", binary, "silu", "huber", task="regression") | {"huber": 0.3},
    ]
    parts = {"evaluated": [evaluated(c) for c in cases + more], "descended": steps}
    lines = [f'"torch": {json.dumps(torch.__version__)}']
    for part, entries in parts.items():
        lines.append(f'"{part}": [\n' + ",\n".join(map(json.dumps, entries)) + "\n]")
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    Path(__file__).with_name("values.json").write_text(text)


if __name__ == "__main__":
    main()
