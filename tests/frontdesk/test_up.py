"""``frontdesk up`` as somebody would run it: real processes, real signals."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from contracts.base import SERVICES
from contracts.intake import ListRequests, RecordRequest
from contracts.problems import Forbidden
from contracts.roster import RegisterStaff
from frontdesk.client import DeskClient, RemoteProblem


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "frontdesk.cli", *words]


async def started(words: list[str], folder: Path, **environment: str) -> asyncio.subprocess.Process:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    return await asyncio.create_subprocess_exec(
        *command(*words),
        env=clean | {"FRONTDESK_DATA_DIR": str(folder)} | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def up(folder: Path, stop_with: signal.Signals) -> AsyncIterator[tuple[str, str]]:
    """The addresses of broker and health page; on leaving it is told to stop, which must end with exit code 0."""
    process = await started(["up", "--port", "0", "--http-port", "0"], folder)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        text = ""
        async with asyncio.timeout(30):
            while "╰" not in text:
                line = await process.stdout.readline()
                assert line, (await process.stderr.read()).decode()
                text += line.decode()
        broker, health = re.search(r"nats://\S+", text), re.search(r"http://\S+/readyz", text)
        assert broker is not None
        assert health is not None
        yield broker[0], health[0]
        process.send_signal(stop_with)
        assert await asyncio.wait_for(process.wait(), 20) == 0, (await process.stderr.read()).decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def record(client: DeskClient) -> str:
    await client.send("admin", RegisterStaff(actor="li", name="李敏", roles=["clerk"], department="desk"))
    request = RecordRequest(line="repair", form={"reporter": "张伟", "place": "3-502", "problem": "tap"})
    async with asyncio.timeout(10):
        while True:
            try:
                return str((await client.send("li", request)).number)
            except RemoteProblem as problem:
                # intake has not heard yet whom roster registered.
                if problem.status != Forbidden.status:
                    raise


async def test_up_serves_everything_and_keeps_what_was_recorded(tmp_path: Path) -> None:
    async with up(tmp_path, signal.SIGINT) as (broker, health):
        with await asyncio.to_thread(urlopen, health) as answer:
            assert answer.status == 200
        async with await DeskClient.connect(broker) as client:
            number = await record(client)
    async with up(tmp_path, signal.SIGTERM) as (broker, _), await DeskClient.connect(broker) as client:
        page = await client.ask("li", ListRequests())
        assert [row.number for row in page.rows] == [number]


async def ended(words: list[str], folder: Path, **environment: str) -> tuple[int | None, str]:
    process = await started(words, folder, **environment)
    _, err = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode, " ".join(err.decode().replace("│", " ").split())


@pytest.mark.parametrize("option", ["--port", "--http-port"])
async def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path, option: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = {"--port": "0", "--http-port": "0"} | {option: str(taken.getsockname()[1])}
        code, said = await ended(["up", *(word for pair in ports.items() for word in pair)], tmp_path)
    assert code == 2
    assert f"{ports[option]} is taken" in said
    assert f"choose another port with {option}" in said


@pytest.mark.parametrize("words", [["up", "--port", "0", "--http-port", "0"], ["serve", "intake"]])
async def test_a_broken_playbook_stops_the_start(tmp_path: Path, words: list[str]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("playbook: broken\nlinez: {}\n", encoding="utf-8")
    sites = f'{{"HQ": "{broken}"}}'
    code, said = await ended(words, tmp_path / "data", FRONTDESK_SITES=sites, FRONTDESK_HTTP_PORT="0")
    assert code == 2
    assert str(broken) in said
    assert "linez unknown key; take it out or mend its spelling" in said


async def test_bad_settings_are_named(tmp_path: Path) -> None:
    code, said = await ended(["up"], tmp_path, FRONTDESK_GROUP_MAX="none")
    assert code == 2
    assert "FRONTDESK_GROUP_MAX" in said


async def test_up_does_not_pretend_to_run_a_broker_elsewhere(tmp_path: Path) -> None:
    code, said = await ended(["up"], tmp_path, FRONTDESK_NATS_URL="nats://broker.example:4222")
    assert code == 2
    assert "frontdesk serve" in said


@pytest.mark.parametrize("service", SERVICES)
async def test_serve_runs_one_service_with_a_json_log(tmp_path: Path, service: str) -> None:
    async with up(tmp_path / "up", signal.SIGTERM) as (broker, _):
        process = await started(
            ["serve", service], tmp_path / service, FRONTDESK_NATS_URL=broker, FRONTDESK_HTTP_PORT="0"
        )
        assert process.stderr is not None
        async with asyncio.timeout(20):
            while b'"service ready"' not in (line := await process.stderr.readline()):
                assert line, "it ended without being ready"
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode == 0
