"""``python -m chassis.run SERVICE...``: these services in one process, until SIGTERM."""

import asyncio
import gc
import sys

import uvloop

from chassis.logs import configure_logs
from chassis.process import Process, UnknownService
from chassis.settings import BadSettings, load_settings
from contracts.base import SERVICES
from contracts.playbook import PlaybookError

UNUSABLE = 2
"""Exit code when settings, playbook or the services' names cannot be used."""


def run(services: list[str]) -> int:
    """The process's exit code. Raises BadSettings, PlaybookError, UnknownService before anything is started."""
    if not services:
        raise UnknownService(f"name one or more services: {', '.join(SERVICES)}")
    settings = load_settings()
    configure_logs(settings.log_format, settings.log_level)

    # Most objects die young here; scanning the long-lived ones again and again cost a tenth of the time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)

    async def main() -> int:
        return await Process(services, settings).run()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())


def main(services: list[str]) -> int:
    """``run``, with what cannot be used said in plain words on standard error."""
    try:
        return run(services)
    except (BadSettings, PlaybookError, UnknownService) as error:
        sys.stderr.write(f"cannot start: {error}\n")
        return UNUSABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
