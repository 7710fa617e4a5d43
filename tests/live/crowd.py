"""A crowd for the scheduler: players that only cost time, on a clock that only they move."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from server.live.rota import Rota
from server.live.tempo import Tempo
from server.live.turns import Turns
from server.settings import Settings

FPS = 30.0
SETTINGS = Settings(share=0.75)


class Clock:
    """Seconds; `cpu` is what of them was used."""

    def __init__(self) -> None:
        self.now, self.cpu = 1000.0, 0.0

    def __call__(self) -> float:
        return self.now

    def use(self, seconds: float) -> None:
        self.now += seconds
        self.cpu += seconds


@dataclass(eq=False)
class Fake:
    """One player. `frame` and `each`, of a step, are seconds; `speed` steps a second, 0: all it
    can get; `piece` seconds of endless work, 0: none.
    """

    clock: Clock
    frame: float = 1e-4
    each: float = 1e-5
    speed: float = 150.0
    piece: float = 0.0
    playing: bool = True
    credit: bool = True  # its page takes frames
    seen: bool = True
    fault: bool = False
    leads: bool = False
    frames: list[float] = field(default_factory=list[float])
    used: float = 0.0
    step: int = 0
    steps: int = 0  # of them, since it is measured
    asked: int = 0  # how often it was looked at

    def __post_init__(self) -> None:
        self.tempo = Tempo(FPS, self.clock.now)
        self.tempo.play(self.speed, self.clock.now)
        self.run: Any = self
        self.kind: Hashable = (self.each,)
        self.look: Hashable = (self.each, self.frame)

    @property
    def wanted(self) -> float:
        return (self.speed or inf) if self.playing else 0.0

    @property
    def endless(self) -> bool:
        return self.piece > 0 or (self.playing and self.speed == 0)

    def beat(self, now: float) -> float:
        self.asked += 1
        if not self.playing or not self.seen:
            return inf
        return self.tempo.due if self.credit else max(self.tempo.due, self.tempo.beat(now))

    def asks(self, now: float, most: int) -> int:
        return self.tempo.owed(now, most) if self.playing else 0

    def took(self, steps: int, now: float) -> None:
        del now
        self.tempo.took(steps)

    def sits(self, now: float) -> Any:
        if not (self.playing and self.credit and self.tempo.is_due(now)):
            return None
        self.tempo.framed(now)
        return self

    def shown(self, frame: bytes, now: float) -> None:
        del frame, now
        self.frames.append(self.clock.now)

    def errand(self, now: float) -> float:
        self.asked += 1
        steps = self.playing and self.tempo.pending
        return now if self.seen and (self.piece or steps) else inf

    def work(self, now: float, end: float, clock: Callable[[], float]) -> None:
        if self.piece:
            self.spend(self.piece)
            return
        steps = self.tempo.owed(now, 1 << 30)
        while steps > 0 and clock() < end:
            self.move(1)
            self.tempo.took(1)
            steps -= 1

    def move(self, steps: int) -> None:
        if self.fault:
            raise ZeroDivisionError("a fault for the test")
        self.step += steps
        self.steps += steps
        self.spend(steps * self.each)

    def spend(self, seconds: float) -> None:
        self.used += seconds
        self.clock.use(seconds)


class FakeSteps:
    def advance(self, wants: Sequence[tuple[Fake, int]], trace: bool = True) -> list[int]:
        del trace
        for fake, steps in wants:
            fake.move(steps)
        return [steps for _, steps in wants]


class FakeFrames:
    def frames(self, sitters: Sequence[Fake]) -> list[bytes]:
        for fake in sitters:
            fake.spend(fake.frame)
        return [b""] * len(sitters)


class Crowd:
    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.clock = Clock()
        steps: Any = FakeSteps()
        frames: Any = FakeFrames()
        turns = Turns(steps, frames, self.clock)
        self.rota = Rota(settings, turns, lambda: self.clock.cpu)
        self.fakes: list[Fake] = []
        self.failed: list[Fake] = []
        self.turns = 0

    def add(self, **given: Any) -> Fake:
        fake = Fake(self.clock, **given)
        self.fakes.append(fake)
        self.rota.add(fake, lambda number: self.failed.append(fake))
        return fake

    def remove(self, fake: Fake) -> None:
        self.fakes.remove(fake)
        self.rota.remove(fake)

    def change(self, fake: Fake, **given: Any) -> None:
        """Something that is said to it."""
        for name, value in given.items():
            setattr(fake, name, value)
        self.rota.touch(fake)

    def go(self, seconds: float, most: float = inf) -> None:
        """So much time; each look at an idle scheduler is at most `most` seconds after the last."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            again = self.rota.step()
            self.turns += 1
            self.clock.now = max(self.clock.now, min(again, self.clock.now + most, end))
            self.clock.now += 2e-6  # the loop's own

    def measure(self, seconds: float) -> None:
        """From now on, for so long."""
        for fake in self.fakes:
            fake.frames.clear()
            fake.used, fake.steps, fake.asked = 0.0, 0, 0
        self.go(seconds)
