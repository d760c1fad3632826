"""Let a child process end when its parent does, even by ``kill -9``; Linux only, elsewhere nothing is done."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(number: int) -> Callable[[], None] | None:
    """A ``preexec_fn`` that asks the kernel to send signal ``number`` to the child when the starting thread ends."""
    if not sys.platform.startswith("linux"):
        return None
    # Loaded before the fork: the child may only make plain calls.
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask
