"""By layer: the tape's own entries as the nodes of a graph, with matrices and vectors as values."""

from typing import Any

from server.studies.example import (
    SYMBOLS,
    Example,
    Nudge,
    Picture,
    layer_group,
    leaf,
    listed,
    step,
    sub,
)


def layers(example: Example, nudge: Nudge) -> dict[str, Any]:
    picture, passage = Picture(), example.passage
    before = _add(picture, example, "x", leaf("input", "x", None))
    for n in range(passage.layers):
        first = len(picture.nodes)
        weights = _weights(picture, example, n)
        before = _layer(picture, example, n, [weights[0], before, weights[1]])
        picture.groups.append(_group(picture, n, first + 2))
    target = _add(picture, example, "y", leaf("target", "y", None))
    _loss(picture, example, before, target)
    return example.told(picture, nudge)


def _add(picture: Picture, example: Example, name: str, rest: dict[str, Any]) -> int:
    return picture.add((name, None), **example.entry(name), **rest)


def _weights(picture: Picture, example: Example, n: int) -> tuple[int, int]:
    place = {"layer": n, "unit": None, "input": None}
    w, b = (
        _add(picture, example, f"{letter}{n + 1}", leaf(op, f"{letter}{sub(n + 1)}", place))
        for letter, op in (("W", "weight"), ("b", "bias"))
    )
    return w, b


def _layer(picture: Picture, example: Example, n: int, inputs: list[int]) -> int:
    """z = W·a + b and, but for a last layer that is o itself, what is made of it."""
    passage, grads = example.passage, example.grads
    name, place = passage.z_name(n), {"layer": n + 1, "unit": None, "input": None}
    sent = [grads[e] for e in (f"W{n + 1}", passage.a_name(n), f"b{n + 1}")]
    node = step("linear", "W·x + b", inputs, [None, None, 1.0], list(map(listed, sent)), place)
    z = _add(picture, example, name, node | {"local": [None] * 3})
    last = n == passage.layers - 1
    made = "p" if last else f"a{n + 1}"
    if made not in example.values:
        return z
    activation = passage.squash if last else passage.net.activations[n]
    soft = last and passage.chances
    node = step(
        "softmax" if soft else "activation",
        "softmax" if soft else SYMBOLS[activation],
        [z], [None], [listed(grads[name])], place,
    )  # fmt: skip
    more = {"activation": activation or None, "local": [listed(example.slopes[made])]}
    return _add(picture, example, made, node | more)


def _group(picture: Picture, n: int, first: int) -> dict[str, Any]:
    """A layer of weights and what is made of it, as one node."""
    nodes, z = list(range(first, len(picture.nodes))), picture.nodes[first]
    return layer_group(n, nodes, z["inputs"], z["sent"])


def _loss(picture: Picture, example: Example, said: int, target: int) -> None:
    grads = example.grads
    sent = [listed(grads[example.passage.said]), listed(grads["y"])]
    slopes = [s[0][0] if s is not None and len(s) == 1 else None for s in sent]
    node = step("loss", "L", [said, target], slopes, sent) | {"local": sent}
    numbers = example.number("L", ()) | {"loss": example.passage.net.loss}
    picture.add(("L", ()), **numbers, **node)
