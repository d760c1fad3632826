"""Everything in one process: an embedded broker and the five services. ``frontdesk up`` and programs use it."""

import asyncio
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from chassis.embedded import EmbeddedNats
from chassis.process import Process
from chassis.settings import Settings
from contracts.base import SERVICES
from frontdesk.console import Failure

LOCAL = ("127.0.0.1", "localhost")
BETWEEN_LOOKS = 0.02
HTTP = ("the health page", "--http-port", "FRONTDESK_HTTP_PORT")


def broker_port(settings: Settings) -> int:
    """The port of the embedded broker, from FRONTDESK_NATS_URL. Raises Failure when that names another machine."""
    first = urlsplit(settings.nats_url.split(",")[0])
    if first.hostname not in LOCAL or "," in settings.nats_url:
        raise Failure(
            "Another broker is set",
            f"FRONTDESK_NATS_URL names {settings.nats_url}, and 'frontdesk up' starts a broker of its own here",
            "unset FRONTDESK_NATS_URL, or run each service with 'frontdesk serve <service>'",
        )
    return first.port if first.port is not None else 4222


def refuse_taken(host: str, port: int, what: str, option: str, variable: str) -> None:
    """Raises Failure when something else listens there already; port 0 is always free."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failure(
                f"Port {port} is taken",
                f"{what} cannot listen on {host}:{port}: {error.strerror}",
                f"stop what listens there, or choose another port with {option} or {variable}",
                slug="port-taken",
            ) from None


def refuse_taken_ports(settings: Settings) -> None:
    """Raises Failure when the broker or the health page could not listen."""
    refuse_taken("127.0.0.1", broker_port(settings), "the broker", "--port", "FRONTDESK_NATS_URL")
    refuse_taken(settings.http_host, settings.http_port, *HTTP)


async def run_stack(
    settings: Settings, on_ready: Callable[[Process, EmbeddedNats], None], *, sync_always: bool = False
) -> int:
    """Run until SIGTERM or SIGINT; the exit code. ``on_ready`` is called once everything is served."""
    folder = settings.data_dir / "nats"
    async with EmbeddedNats(folder, port=broker_port(settings), sync_always=sync_always) as server:
        process = Process(SERVICES, settings.model_copy(update={"nats_url": server.url}))
        running = asyncio.create_task(process.run())
        ready = asyncio.create_task(_until_ready(process))
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            on_ready(process, server)
        ready.cancel()
        return await running


async def _until_ready(process: Process) -> None:
    while not all(app.ready for app in process.apps):
        await asyncio.sleep(BETWEEN_LOOKS)
