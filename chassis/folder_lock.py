"""A lock on a folder that a child process can share, so that it lasts as long as either of them lives."""

from __future__ import annotations

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows; there the lock always succeeds.
    fcntl = None  # type: ignore[assignment]


class FolderLock:
    """An advisory lock on ``folder``; the kernel lets go of it when its last holder ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What to hand to a child as ``pass_fds`` so that it holds the lock too."""
        return () if self._descriptor is None else (self._descriptor,)

    def acquire(self) -> bool:
        """True when the lock is held from now on; False when somebody else has it. Creates the folder."""
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._folder / "in-use.lock", os.O_RDWR | os.O_CREAT, 0o600)
        if fcntl is not None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Let go; a child that shares the lock still holds it. Does nothing when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
