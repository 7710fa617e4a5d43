"""Settings of one program: everything that a command line or a test may choose."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """`allowed_hosts`: names by which the server may be called, besides addresses and localhost.
    `allowed_origins`: pages of these may open the socket, besides our own. `allowed_embeds`: pages
    of these origins may show ours in a frame.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    fps: float = 30.0
    slice: float = 0.004  # seconds of computing between two turns of the event loop
    share: float = 0.75  # of one core, at most, for one page or two: their browser is near
    crowded: float = 0.92  # of one core, at most, for many
    most_sessions: int | None = None  # None: as many as this machine carries
    most_answers: int = 4  # runs that are computed for POST /api/run at once
    keyframe_bytes: int = 32 << 20
    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    allowed_embeds: tuple[str, ...] = ()
