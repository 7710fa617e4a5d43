"""Makes points.json with PyTorch: `python tests/reference/make_points.py`. Needs torch; the tests
do not. Nothing of ours is imported.

Points of three classes; on all of them the losses of two weights: half of the mean squared error of
the line wx + b through the points' own coordinates, and the cross-entropy of two logits, 0 and
w₁x + w₂y, of which the second stands for every class but the first. Values and gradients at a few
places, and paths of torch.optim's SGD and Adam.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def squared(theta, xy, label):
    del label
    w, b = theta
    return F.mse_loss(w * xy[:, 0] + b, xy[:, 1]) / 2


def softmax(theta, xy, label):
    second = xy @ theta
    return F.cross_entropy(torch.stack([torch.zeros_like(second), second], 1), (label > 0).long())


LOSSES = {"squared": squared, "softmax": softmax}
RULES = {
    "sgd": lambda p, rate: torch.optim.SGD(p, lr=rate),
    "adam": lambda p, rate: torch.optim.Adam(p, lr=rate),
}
PATHS = [
    ("squared", (-2.5, 2), "sgd", 0.5),
    ("squared", (-2.5, 2), "adam", 0.2),
    ("softmax", (-8, 6), "sgd", 5.0),
    ("softmax", (-8, 6), "adam", 0.5),
]
STEPS = 20


def points():
    torch.manual_seed(4)
    label = torch.arange(14) % 3
    middle = torch.tensor([[-0.5, -0.4], [0.5, 0.1], [0.1, 0.7]])[label]
    xy = (middle + 0.3 * torch.randn(14, 2)).clamp(-1.2, 1.2)
    return (xy * 1e4).round() / 1e4, label


def values(name, xy, label):
    for place in ((0.0, 0.0), (-2.5, 2.0), (0.7, -0.3), (40.0, -35.0)):
        theta = torch.tensor(place, requires_grad=True)
        loss = LOSSES[name](theta, xy, label)
        loss.backward()
        yield {"loss": name, "theta": place, "value": loss.item(), "grad": theta.grad.tolist()}


def path(name, start, rule, rate, xy, label):
    theta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = RULES[rule]([theta], rate)
    places, losses = [], []
    for _ in range(STEPS + 1):
        optimizer.zero_grad()
        loss = LOSSES[name](theta, xy, label)
        loss.backward()
        places.append(theta.tolist())
        losses.append(loss.item())
        optimizer.step()
    return {"theta": places, "value": losses}


def main():
    xy, label = points()
    rows = [[*place, k] for place, k in zip(xy.tolist(), label.tolist(), strict=True)]
    paths = [
        {"loss": name, "start": start, "optimizer": rule, "rate": rate}
        | path(name, start, rule, rate, xy, label)
        for name, start, rule, rate in PATHS
    ]
    known = [each for name in LOSSES for each in values(name, xy, label)]
    out = {"torch": torch.__version__, "points": rows, "values": known, "paths": paths}
    Path(__file__).with_name("points.json").write_text(json.dumps(out) + "\n")


if __name__ == "__main__":
    main()
