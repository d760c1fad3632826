"""``python -m chassis.run SERVICE...``: these services in one process, until SIGTERM."""

import asyncio
import gc
import sys

import uvloop

from chassis.logs import configure_logs
from chassis.process import Process
from chassis.settings import load_settings


def run(services: list[str]) -> int:
    """The process's exit code. Raises BadSettings, PlaybookError, LookupError before anything is started."""
    settings = load_settings()
    configure_logs(settings.log_format, settings.log_level)

    # Most objects die young here; scanning the long-lived ones again and again cost a tenth of the time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)

    async def main() -> int:
        return await Process(services, settings).run()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
