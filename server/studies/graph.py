"""Graph: something computed as a graph, every node with its value and its gradient, beside what
nudging it says. What is computed is a formula that somebody typed (formula.py), or
the run's network at a point (unrolled.py).
"""

from collections.abc import Callable, Mapping
from typing import Any

from server import checks
from server.checks import Bad
from server.run import Run
from server.studies import formula, unrolled
from server.studies.formula import Nudge
from server.work import Work

Kept = dict[str, Any]
Source = Callable[[Run, Mapping[str, Any], float, Nudge, Kept], Work[dict[str, Any]]]


def study(run: Run, given: Mapping[str, Any], kept: Kept) -> Work[dict[str, Any]]:
    """`h`: how far every node is nudged, in turn; `nudge`: the one that stays nudged."""
    checks.mapping(given, "question", ("source", "h", "nudge"))
    source = given.get("source")
    if not isinstance(source, dict):
        raise Bad("source", f"expected an object, got {checks.shown(source)}")
    kind = checks.choice(source.get("kind"), "source.kind", SOURCES)
    h = checks.number(given.get("h", 1e-4), "h", 1e-12, 10)
    return SOURCES[kind](run, source, h, _nudge(given.get("nudge")), kept.setdefault(kind, {}))


def _nudge(given: Any) -> Nudge:
    if given is None:
        return None
    checks.mapping(given, "nudge", ("key", "by"))
    key = given.get("key")
    if not isinstance(key, str) or len(key) > 80:
        raise Bad("nudge.key", f"expected a node's key, got {checks.shown(key)}")
    return key, checks.number(given.get("by"), "nudge.by", -1e9, 1e9)


SOURCES: dict[str, Source] = {
    "formula": formula.study,
    "network": unrolled.study,
}
