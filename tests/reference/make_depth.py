"""Makes depth.json with PyTorch: `python tests/reference/make_depth.py`. Needs torch; the tests do
not.

Nothing of ours is imported. Deep networks of equal layers on points of three classes: the loss and
‖∂L/∂W‖ of every layer, without its bias, at the start and after steps of plain gradient descent on
all points. theta is the layers one after the other, row by row, the bias in the last column.
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
ACTIVATIONS = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}
LAYERS, UNITS, CLASSES, COUNT, RATE, STEPS = 6, 16, 3, 30, 0.1, 7


def rounded(values):
    return (values * 1e4).round() / 1e4


def told(layers, f, x, y):
    a = x
    for layer in layers[:-1]:
        a = f(layer(a))
    loss = F.cross_entropy(layers[-1](a), y)
    for layer in layers:
        layer.zero_grad()
    loss.backward()
    norms = [layer.weight.grad.norm().item() for layer in layers]
    return {"loss": loss.item(), "norms": norms}


def case(name):
    sizes = [2, *[UNITS] * LAYERS, CLASSES]
    layers = [torch.nn.Linear(n, m) for n, m in zip(sizes, sizes[1:], strict=False)]
    with torch.no_grad():
        for layer in layers:
            spread = (2 / sum(layer.weight.shape)) ** 0.5
            layer.weight.copy_(rounded(torch.randn_like(layer.weight) * spread))
            layer.bias.copy_(rounded(torch.randn_like(layer.bias) * 0.1))
    rows = [torch.cat([layer.weight, layer.bias[:, None]], 1).flatten() for layer in layers]
    theta = torch.cat(rows).tolist()
    x, y = rounded(torch.rand(COUNT, 2) * 2 - 1), torch.randint(0, CLASSES, (COUNT,))
    descent = torch.optim.SGD([p for layer in layers for p in layer.parameters()], lr=RATE)
    start = told(layers, ACTIVATIONS[name], x, y)
    for _ in range(STEPS):
        told(layers, ACTIVATIONS[name], x, y)
        descent.step()
    after = told(layers, ACTIVATIONS[name], x, y)
    points = {"x": x.tolist(), "y": y.tolist(), "theta": theta}
    shape = {"layers": LAYERS, "units": UNITS, "rate": RATE, "steps": STEPS}
    return {"activation": name, **shape, "start": start, "after": after, **points}


def main():
    torch.manual_seed(0)
    cases = ",\n".join(json.dumps(case(name)) for name in ACTIVATIONS)
    text = f'{{"torch": {json.dumps(torch.__version__)},\n"cases": [\n{cases}\n]}}\n'
    Path(__file__).with_name("depth.json").write_text(text)


if __name__ == "__main__":
    main()
