"""A checkup in words, for a terminal."""

from typing import Any


def told(found: dict[str, Any]) -> str:
    lines = [f"step {found['step']:,}  loss {_short(found['loss'])}"] if "step" in found else []
    if "gradient" in found:
        lines += [_gradient_words(found["gradient"]), _curvature_words(found["curvature"])]
        lines += [_layer_words(n, layer) for n, layer in enumerate(found["layers"], 1)]
        ratios = "  ".join(_short(r) for r in found["updates"])
        lines.append(f"update : weight per layer  {ratios}  (about 0.001 is usual)")
    if found.get("path"):
        lines.append(_path_words(found["path"]))
    if found["diverged"]:
        lines.append(_blowup_words(found["diverged"]))
    return "\n".join(lines)


def _gradient_words(g: dict[str, Any]) -> str:
    where = "bias" if g["bias"] else f"input {g['input'] + 1}"
    return (
        f"gradient check: {VERDICTS[g['verdict']]}; worst of {g['coordinates']:,}: "
        f"layer {g['layer'] + 1}, unit {g['unit'] + 1}, {where}: numeric {_full(g['numeric'])}, "
        f"analytic {_full(g['analytic'])}, relative error {_short(g['error'])}"
    )


def _curvature_words(c: dict[str, Any]) -> str:
    words = f"curvature: λmax {_short(c['value'])}"
    if c["seen"] is not None and c["seen"] != c["value"]:
        words += f", as {c['optimizer']} sees it {_short(c['seen'])}"
    if c["limit"] is None:
        return f"{words}; rate {c['rate']:g}, its limit is not known here"
    side = "above" if c["rate"] > c["limit"] else "below"
    return f"{words}; rate {c['rate']:g} is {side} the limit {_short(c['limit'])}"


def _layer_words(number: int, layer: dict[str, Any]) -> str:
    dead = ", ".join(str(unit + 1) for unit in layer["dead"])
    words = f"hidden layer {number}, {layer['activation']}: {len(layer['dead'])} dead"
    words += f" (unit {dead})" if dead else ""
    return f"{words} of {layer['units']}, saturated {layer['saturated']:.0%}"


def _path_words(path: dict[str, Any]) -> str:
    def both(shares: list[float]) -> str:
        return f"{sum(shares):.0%}"

    return (
        f"the path's plane explains {both(path['explained'])} (a random walk's {both(path['walk'])}"
        f"); from the end {both(path['explained_from_end'])} ({both(path['walk_from_end'])})"
    )


def _blowup_words(blown: dict[str, Any]) -> str:
    found = blown["cause"]
    words = f"diverged at step {blown['step']:,}: layer {blown['layer']}, {blown['what']}; "
    words += REASONS[found["reason"]].format(
        rate=f"{blown['rate']:g}", limit=_short(found["limit"]), curved=_short(found["curvature"])
    )
    if found["last"]:
        turn, last = found["turn"], found["last"]
        words += (
            f"; loss {_short(turn['loss'])} at step {turn['step']:,}, {_short(last['loss'])} at "
            f"step {last['step']:,}; length of θ {_short(turn['norm'])}, {_short(last['norm'])}"
        )
    return words


def _short(value: float | None) -> str:
    return "none" if value is None else f"{value:.3g}"


def _full(value: float | None) -> str:
    return "none" if value is None else f"{value:.9g}"


VERDICTS = {
    "right": "right",
    "kinks": "right if kinks are near, else not",
    "doubtful": "doubtful",
    "wrong": "wrong",
}
REASONS = {
    "rate": "the rate {rate} is above the limit {limit} for a curvature of {curved}",
    "weights": "the weights grew out of all proportion (rate {rate}, limit {limit})",
    "overflow": "the forward pass made a number too large of weights that were not",
    "set": "the weights, or what they meet, were set so at this step",
}
