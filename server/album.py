"""Album: frames of many runs, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from server.engine.planes import Plane
from server.frames import Observer
from server.protocol import FrameWriter
from server.run import Run
from server.show import Show
from server.walkers import Walkers


@dataclass(frozen=True, eq=False)
class Sitter:
    run: Run
    show: Show
    writer: FrameWriter
    plane: Plane | None
    number: int
    flags: int
    speed: float


class Album:
    def __init__(self) -> None:
        self._observers = WeakKeyDictionary[FrameWriter, Observer | Walkers]()

    def frames(self, sitters: Sequence[Sitter]) -> list[bytes]:
        return [self._frame(sitter) for sitter in sitters]

    def _frame(self, s: Sitter) -> bytes:
        observer = self._observers.get(s.writer)
        if observer is None:
            observer = Walkers() if s.run.spec.objective.planar else Observer()
            self._observers[s.writer] = observer
        frame = observer.observe(s.run, s.show, s.run.drain(), s.plane)
        return s.writer.write(frame, s.flags, s.speed, s.number)
