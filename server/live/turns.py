"""Turns: what a group does together in one beat: its steps, and then its frames. What it cost is
noted by kind, and charged to each.

Who raises is found by doing the same again one by one: that one fails, nobody else loses a step.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from server import logs
from server.album import Sitter
from server.live.seats import Playing, Seat
from server.live.shares import Cost
from server.run import Run

T = TypeVar("T")
Wish = tuple[Seat, Playing, int]  # so many steps


class Steps(Protocol):
    """Steps in many runs at once: cohort.py."""

    def advance(self, wants: Sequence[tuple[Run, int]], trace: bool = True) -> list[int]: ...


class Frames(Protocol):
    """Frames of many runs at once: album.py."""

    def frames(self, sitters: Sequence[Sitter]) -> list[bytes]: ...


class Turns:
    def __init__(self, steps: Steps, frames: Frames, clock: Callable[[], float]) -> None:
        self._steps, self._frames, self.clock = steps, frames, clock

    def move(self, group: Sequence[Wish], now: float, trace: bool) -> None:
        """The steps of all; those of a kind stand beside one another."""
        for cost, part in _alike([wish for wish in group if wish[2]], _steps_of):
            self._advance(cost, part, now, trace)

    def show(self, group: Sequence[Wish], now: float) -> None:
        """The frames of all that are due and can be sent."""
        for cost, part in _alike(group, _frame_of):
            self._picture(cost, part, now)

    def _advance(self, cost: Cost, part: Sequence[Wish], now: float, trace: bool) -> None:
        began = self.clock()
        wants = [(_run(player), steps) for _, player, steps in part]
        before = [run.step for run, _ in wants]
        try:
            taken = self._steps.advance(wants, trace)
        except Exception:
            taken = None
        if taken is None:
            taken = self._advance_each(part, before, trace)
        for (seat, player, _), steps in zip(part, taken, strict=True):
            tried(seat, player.took, steps, now)
        seconds, count = self.clock() - began, max(1, sum(taken))
        cost.note(seconds, count, len(part))
        for (seat, _, _), steps in zip(part, taken, strict=True):
            seat.used += seconds * steps / count

    def _advance_each(self, part: Sequence[Wish], before: Sequence[int], trace: bool) -> list[int]:
        """What is left of the steps after one of them has raised."""
        for (seat, player, steps), step in zip(part, before, strict=True):
            run = _run(player)
            tried(seat, self._steps.advance, [(run, steps - (run.step - step))], trace)
        return [_run(player).step - step for (_, player, _), step in zip(part, before, strict=True)]

    def _picture(self, cost: Cost, part: Sequence[Wish], now: float) -> None:
        seated = list[tuple[Wish, Sitter]]()
        for wish in part:
            sitter = tried(wish[0], wish[1].sits, now)
            if sitter is not None:
                seated.append((wish, sitter))
        if not seated:
            return
        began = self.clock()  # what a new layout took is no part of what frames cost
        try:
            frames = self._frames.frames([sitter for _, sitter in seated])
            for ((_, player, _), _), frame in zip(seated, frames, strict=True):
                player.shown(frame, now)
        except Exception:
            for (seat, player, _), sitter in seated:
                tried(seat, self._picture_one, player, sitter, now)
        seconds = self.clock() - began
        cost.note(seconds, len(seated), len(seated))
        for (seat, _, _), _ in seated:
            seat.used += seconds / len(seated)

    def _picture_one(self, player: Playing, sitter: Sitter, now: float) -> None:
        [frame] = self._frames.frames([sitter])
        player.shown(frame, now)


def tried(seat: Seat, do: Callable[..., T], *given: Any) -> T | None:
    """What comes of it; its session fails if it raises."""
    if not seat.gone:
        try:
            return do(*given)
        except Exception as error:
            fail(seat, error)
    return None


def fail(seat: Seat, error: Exception) -> None:
    """Its session ends, and is told by which id the log knows why."""
    seat.gone = True
    seat.failed(logs.fault("a session", error))


def _run(player: Playing) -> Run:
    assert player.run is not None
    return player.run


def _steps_of(wish: Wish) -> Cost:
    return wish[0].steps


def _frame_of(wish: Wish) -> Cost:
    return wish[0].frame


def _alike(
    wishes: Sequence[Wish], cost: Callable[[Wish], Cost]
) -> Iterator[tuple[Cost, Sequence[Wish]]]:
    """Neighbours with the same cost."""
    start = 0
    for at in range(1, len(wishes) + 1):
        if at == len(wishes) or cost(wishes[at]) is not cost(wishes[start]):
            yield cost(wishes[start]), wishes[start:at]
            start = at
