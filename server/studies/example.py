"""Example: all that is known of one example's passage, and how a node of a picture tells it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from server.engine.core import Array
from server.studies.formula import Nudge
from server.studies.passage import Entries, Passage, central

At = tuple[int, ...]
Ref = tuple[str, At | None]  # an entry, or one number of it

SYMBOLS = {
    "sigmoid": "σ", "tanh": "tanh", "relu": "ReLU", "leaky_relu": "LReLU", "maxout": "max",
    "elu": "ELU", "softplus": "ln1+eᶻ", "gelu": "GELU", "silu": "SiLU", "linear": "Σ",
}  # fmt: skip
FEATURES = {
    "x": "x", "y": "y", "x2": "x²", "y2": "y²", "xy": "xy", "sin_x": "sin πx", "sin_y": "sin πy",
}  # fmt: skip


@dataclass
class Picture:
    """Nodes and groups as the page gets them; `refs`: what each node is the value of."""

    nodes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    groups: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    refs: list[Ref] = field(default_factory=list[Ref])

    def plain(self) -> list[Array]:
        return [np.array(node["value"], float) for node in self.nodes]

    def add(self, ref: Ref, **node: Any) -> int:
        self.nodes.append(node)
        self.refs.append(ref)
        return len(self.nodes) - 1


class Example:
    def __init__(
        self, passage: Passage, features: Sequence[str], h: float, up: Entries, down: Entries
    ) -> None:
        self.passage, self.features, self.h = passage, features, h
        self.values, self.grads = passage.values(), passage.gradients()
        self.slopes, self.up, self.down = passage.slopes(), up, down
        self.numeric = central(up, down, h)

    def entry(self, name: str) -> dict[str, Any]:
        """A whole entry: matrices."""
        return {
            "key": name, "value": listed(self.values[name]), "grad": listed(self.grads[name]),
            "numeric": listed(self.numeric[name]), "up": None, "down": None,
        }  # fmt: skip

    def number(self, name: str, at: At) -> dict[str, Any]:
        """One number of an entry."""
        told = {
            "grad": self.grads, "numeric": self.numeric, "up": self.up, "down": self.down,
        }  # fmt: skip
        value = {"key": key_of(name, at), "value": float(self.values[name][at])}
        return value | {what: real(entries[name][at]) for what, entries in told.items()}

    def input(self, i: int) -> dict[str, Any]:
        """What is told of an input feature, besides its numbers."""
        place = {"layer": 0, "unit": i, "input": None}
        return leaf("input", FEATURES[self.features[i]], place)

    def target(self, k: int) -> dict[str, Any]:
        return leaf("target", "y" if len(self.values["y"]) == 1 else f"y{sub(k + 1)}", None)

    def told(self, picture: Picture, nudge: Nudge) -> dict[str, Any]:
        """What a picture of entries tells, and what its nodes become."""
        return {
            "nodes": picture.nodes, "groups": picture.groups,
            "leaves": [
                {"name": node["key"], "node": at, "value": node["value"], "declared": None}
                for at, node in enumerate(picture.nodes)
                if node["kind"] == "leaf"
            ],
            "faults": faults(picture),
            "nudged": None if nudge is None else self._nudged(picture, *nudge),
        }  # fmt: skip

    def _nudged(self, picture: Picture, key: str, by: float) -> dict[str, Any] | None:
        """None for a key that the network does not have, or has no more. `predicted` is what the
        gradient says that the loss becomes.
        """
        ref = self._ref(key)
        if ref is None:
            return None
        after = self.passage.after_nudge(*ref, by)
        slope = float(self.grads[ref[0]][ref[1]])
        return {
            "key": key, "by": by, "values": [_read(after, *ref) for ref in picture.refs],
            "f": float(after["L"]), "predicted": float(self.values["L"]) + slope * by,
        }  # fmt: skip

    def _ref(self, key: str) -> tuple[str, At] | None:
        """The opposite of `key_of`."""
        found = re.fullmatch(r"([A-Za-z][0-9]*)(?:\[([0-9]{1,4})(?:,([0-9]{1,4}))?\])?", key)
        if found is None or found[1] not in self.values:
            return None
        shape = self.values[found[1]].shape
        given = [int(i) for i in found.groups()[1:] if i is not None]
        at = tuple(given + [0] * (len(shape) - len(given)))
        inside = len(at) == len(shape) and all(i < n for i, n in zip(at, shape, strict=True))
        return (found[1], at) if inside else None


def faults(picture: Picture) -> list[dict[str, Any]]:
    """Where something that is not finite is made of what is."""
    finite = [bool(np.isfinite(value).all()) for value in picture.plain()]
    found: list[dict[str, Any]] = []
    for at, node in enumerate(picture.nodes):
        if not finite[at] and all(finite[i] for i in node["inputs"]):
            found.append({"node": at, **not_finite(node["label"])})
    return found


def not_finite(name: str) -> dict[str, Any]:
    """A network has no text, so no column."""
    text = f"{name} has no finite value"
    values = {"name": name}
    return {"column": None, "key": "error.graph_not_finite", "values": values, "text": text}


def leaf(op: str, label: str, place: dict[str, Any] | None) -> dict[str, Any]:
    none: list[Any] = []
    return {
        "op": op, "kind": "leaf", "label": label, "inputs": none, "slopes": none, "sent": none,
        "spans": none, "place": place,
    }  # fmt: skip


def step(
    op: str, label: str, inputs: list[int], slopes: list[Any], sent: list[Any], place: Any = None
) -> dict[str, Any]:
    return {
        "op": op, "kind": "step", "label": label, "inputs": inputs, "slopes": slopes, "sent": sent,
        "spans": [], "place": place,
    }  # fmt: skip


def layer_group(n: int, nodes: list[int], inputs: list[int], sent: list[Any]) -> dict[str, Any]:
    """A layer, as one node."""
    return {
        "key": f"layer{n + 1}", "kind": "layer", "label": str(n + 1), "nodes": nodes,
        "out": nodes[-1], "inputs": inputs, "slopes": [None] * len(inputs), "sent": sent,
        "place": {"layer": n + 1, "unit": None, "input": None},
    }  # fmt: skip


def _read(entries: Entries, name: str, at: At | None) -> Any:
    return listed(entries[name]) if at is None else float(entries[name][at])


def key_of(name: str, at: At) -> str:
    """ "W1[2,0]", "a1[3]", "L"; of a vector (k, 1) the row alone."""
    if not at:
        return name
    return f"{name}[{at[0]},{at[1]}]" if name[0] == "W" else f"{name}[{at[0]}]"


def listed(values: Array) -> Any:
    """None for a target that the loss does not depend on as a number."""
    return None if np.isnan(values).all() else values.tolist()


def real(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def sub(n: int) -> str:
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(d)] for d in str(n))
