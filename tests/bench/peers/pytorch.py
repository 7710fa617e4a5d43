"""PyTorch eager, float32, one thread: as a user writes it. Needs nothing but torch.

Its mean squared error has no ½: rates of rules that follow the gradient's size are halved instead.
"""

import json
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import nn, optim
from torch.nn import functional

FRACTION = 16  # of a landscape that one run walks: the cost of a cell is constant
FOLLOWS_SIZE = ("sgd", "momentum", "nesterov")
OPTIMIZERS = {
    "sgd": lambda p, rate: optim.SGD(p, lr=rate),
    "momentum": lambda p, rate: optim.SGD(p, lr=rate, momentum=0.9),
    "nesterov": lambda p, rate: optim.SGD(p, lr=rate, momentum=0.9, nesterov=True),
    "adagrad": lambda p, rate: optim.Adagrad(p, lr=rate),
    "rmsprop": lambda p, rate: optim.RMSprop(p, lr=rate),
    "adadelta": lambda p, rate: optim.Adadelta(p, lr=rate),
    "adam": lambda p, rate: optim.Adam(p, lr=rate),
    "adamw": lambda p, rate: optim.AdamW(p, lr=rate),
}


def built(case: dict[str, Any]) -> nn.Sequential:
    parts: list[nn.Module] = []
    for given in case["layers"]:
        w = torch.tensor(given)
        linear = nn.Linear(w.shape[1] - 1, w.shape[0])
        with torch.no_grad():
            linear.weight.copy_(w[:, :-1])
            linear.bias.copy_(w[:, -1])
        parts += [linear, nn.Tanh() if case["activation"] == "tanh" else nn.ReLU()]
    return nn.Sequential(*(parts if squared(case) else parts[:-1]))


def squared(case: dict[str, Any]) -> bool:
    return case["loss"] == "squared_tanh"


def targets(case: dict[str, Any], y: list) -> torch.Tensor:
    return torch.tensor(y, dtype=torch.float32)[:, None] if squared(case) else torch.tensor(y)


class Steps:
    def __init__(self, case: dict[str, Any], optimizer: str, rate: float) -> None:
        self.x = [torch.tensor(x) for x in case["x"]]
        self.y = [targets(case, y) for y in case["y"]]
        self.model, self.at, self.half = built(case), 0, 0.5 if squared(case) else 1.0
        rate *= self.half if optimizer in FOLLOWS_SIZE else 1.0
        self.optimizer = OPTIMIZERS[optimizer](self.model.parameters(), rate)
        self.loss = functional.mse_loss if squared(case) else functional.cross_entropy

    def run(self, count: int) -> None:
        for _ in range(count):
            self.step()

    def step(self) -> torch.Tensor:
        self.optimizer.zero_grad()
        loss = self.loss(self.model(self.x[self.at]), self.y[self.at])
        loss.backward()
        self.optimizer.step()
        self.at = (self.at + 1) % len(self.x)
        return loss

    def check(self) -> list[float]:
        return [self.step().item() * self.half for _ in self.x]


class Race:
    """One step of each of several optimizers."""

    def __init__(self, case: dict[str, Any], names: str) -> None:
        self.all = [Steps(case, name, case["race"][name]) for name in names.split(",")]

    def run(self, count: int) -> None:
        for _ in range(count):
            for one in self.all:
                one.step()

    def check(self) -> list[float]:
        return [loss for one in self.all for loss in one.check()]


class Landscape:
    """Cell by cell as `loss-landscapes` walks: add a step in place, forward, loss."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case, self.model = case, built(case).requires_grad_(False)
        self.x = torch.tensor(case["points"]["x"])
        self.y = targets(case, case["points"]["y"])
        self.axes = [self._parted(torch.tensor(axis)) for axis in case["axes"]]
        self.start = [p.clone() for p in self.model.parameters()]
        self.loss = functional.mse_loss if squared(case) else functional.cross_entropy

    def _parted(self, flat: torch.Tensor) -> list[torch.Tensor]:
        """An axis as weights and biases in the order of the model's parameters."""
        parts, at = [], 0
        for n, m in pairwise(self.case["sizes"]):
            layer = flat[at : at + m * (n + 1)].reshape(m, n + 1)
            parts += [layer[:, :-1].contiguous(), layer[:, -1].contiguous()]
            at += m * (n + 1)
        return parts

    def row(self, b: float) -> list[float]:
        side, reach = self.case["side"], self.case["reach"]
        step = 2 * reach / (side - 1)
        own, (one, two) = list(self.model.parameters()), self.axes
        for p, start, u, v in zip(own, self.start, one, two, strict=True):
            p.copy_(start - (reach + step) * u + b * v)
        moves, losses = [step * u for u in one], []
        for _ in range(side):
            for p, move in zip(own, moves, strict=True):
                p.add_(move)
            losses.append(self.loss(self.model(self.x), self.y).item())
        return losses

    def run(self, count: int) -> None:
        for _ in range(count):
            for _ in range(self.case["side"] // FRACTION):
                self.row(0.0)

    def check(self) -> list[float]:
        half = 0.5 if squared(self.case) else 1.0
        return [half * loss for loss in self.row(-self.case["reach"])]


def made(work: str, folder: Path) -> Steps | Race | Landscape:
    kind, name, *rest = work.split(":")
    case = json.loads((folder / f"{name}.json").read_text())
    if kind == "step":
        return Steps(case, rest[0], case["rate" if rest[0] == "sgd" else "adam_rate"])
    return Race(case, rest[0]) if kind == "race" else Landscape(case)


def answer(ask: dict[str, Any], folder: Path, works: dict[str, Any]) -> dict[str, Any]:
    if "about" in ask:
        return {"about": f"PyTorch {torch.__version__}"}
    if "check" in ask:
        return {"values": made(ask["work"], folder).check()}
    work = works.setdefault(ask["work"], None) or made(ask["work"], folder)
    works[ask["work"]] = work
    start = time.process_time()
    work.run(ask["n"])
    return {"cpu": time.process_time() - start}


def main() -> None:
    torch.set_num_threads(1)
    works: dict[str, Any] = {}
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), Path(sys.argv[1]), works)), flush=True)


if __name__ == "__main__":
    main()
