"""Show: what a page looks at. Only that is computed."""

from dataclasses import dataclass
from typing import Any

from server import checks
from server.spec import REACH

SHOWN = (
    "theta", "grad", "hist", "maps", "field", "batch", "curve", "landscape", "probe",
    "trail", "tried", "inner",
)  # fmt: skip
SWITCHES = ("theta", "grad", "hist", "batch", "landscape", "inner")
MOST_TRAIL, MOST_TRIED = 64, 512

Place = tuple[float, float, float]  # x, y, label


@dataclass(frozen=True)
class Show:
    """`trail`, `tried` and `inner` are of walkers; `hist`, `maps`, `field` and `probe` of networks,
    `batch` of points. What a run does not have is not missed.
    """

    theta: bool = False
    grad: bool = False
    hist: bool = False
    maps: int = 0
    field: int = 0
    batch: bool = False
    curve: int = 16
    landscape: bool = False
    probe: int | Place | None = None
    trail: int = 0
    tried: int = 0
    inner: bool = False


def parse_show(value: Any) -> Show:
    given = checks.mapping(value, "show", SHOWN)
    maps = checks.integer(given.get("maps", 0), "show.maps", 0, 32)
    side = checks.integer(given.get("field", 0), "show.field", 0, 96)
    return Show(
        **{name: checks.truth(given.get(name, False), f"show.{name}") for name in SWITCHES},
        maps=max(8, maps) if maps else 0,
        field=max(16, side) if side else 0,
        curve=checks.integer(given.get("curve", 16), "show.curve", 1, 64),
        probe=_probe(given.get("probe")),
        trail=checks.integer(given.get("trail", 0), "show.trail", 0, MOST_TRAIL),
        tried=checks.integer(given.get("tried", 0), "show.tried", 0, MOST_TRIED),
    )


def _probe(value: Any) -> int | Place | None:
    """A point's id; or where there is none, and what would be right there."""
    if value is None or not isinstance(value, list):
        return None if value is None else checks.integer(value, "show.probe", 0, 2**31)
    x, y, label = checks.listing(value, "show.probe", 3, 3, "numbers")
    return (
        checks.number(x, "show.probe[0]", -REACH, REACH),
        checks.number(y, "show.probe[1]", -REACH, REACH),
        checks.number(label, "show.probe[2]", -10, 10),
    )
