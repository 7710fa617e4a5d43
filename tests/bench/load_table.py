"""A measured group as a row: rates, gaps, fairness, cost."""

from collections.abc import Sequence

import numpy as np

from tests.bench.load_crowd import Measured, jain

HEAD = (
    "case", "clients", "frames/s", "least", "gap p50", "p99", "max ms", "Jain frames", "steps",
    "steps/frame", "core", "µs/frame", "clients' core", "others", "RSS MB", "KB each", "files",
    "more",
)  # fmt: skip


def row(
    name: str, found: Measured, group: str, before: int = 0, more: Sequence[str] = ()
) -> list[str]:
    """`before`: resident bytes without sessions."""
    got = found.groups[group]
    clients, seconds = len(got["frames"]), got["seconds"]
    rates = np.array(got["frames"]) / seconds
    middle, late, worst = gaps(got["gaps"])
    steps = sum(got["steps"]) / max(1, sum(got["frames"]) - clients)
    each = (found.memory - before) / 1024 / max(1, clients) if before else 0
    cost = found.server * found.seconds / max(1, found.frames) * 1e6
    silent = int((rates == 0).sum())
    said = [f"{silent} silent"] * bool(silent) + list(more)
    kilobytes = got["bytes"] / 1024 / seconds / max(1, clients)
    return [
        name, str(clients), f"{np.median(rates):.1f}", f"{rates.min():.1f}", f"{middle:.1f}",
        f"{late:.1f}", f"{worst:.1f}", f"{jain(got['frames']):.4f}", f"{jain(got['steps']):.4f}",
        f"{steps:.2f}", f"{found.server:.2f}", f"{cost:.0f}", f"{found.clients:.2f}",
        f"{found.others:.2f}", f"{found.memory / 2**20:.0f}", f"{each:.0f}" if before else "",
        str(found.files), ", ".join([f"{kilobytes:.0f} KB/s", *said]),
    ]  # fmt: skip


def gaps(seconds: list[float]) -> tuple[float, float, float]:
    """p50, p99 and the longest, in ms."""
    if not seconds:
        return 0.0, 0.0, 0.0
    return tuple(1000 * float(np.percentile(seconds, p)) for p in (50, 99, 100))  # type: ignore
