"""A desk of its own for every acceptance test, on one shared installation a topology and database.

The tests speak only through the broker. ``desk`` is a fresh site with its people; time stands at 09:00 until moved.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.desk import Desk, Recorder
from tests.conftest import service_databases
from tests.stack import Stack

TOPOLOGIES = ["one-sqlite", "one-postgres", "replicas-sqlite", "replicas-postgres"]
SITES = [f"S{number:03}" for number in range(1, 121)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stack" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--topology") or TOPOLOGIES
        metafunc.parametrize("stack", wanted, indirect=True, scope="session")


@pytest.fixture(scope="session")
async def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    topology, database = str(request.param).split("-")
    folder: Path = tmp_path_factory.mktemp(f"stack-{request.param}")
    template = f"sqlite+aiosqlite:///{folder}/{{service}}.db"
    if database == "postgres":
        template = await service_databases(request.getfixturevalue("postgres_url"))
    stack = Stack(topology, template, folder, SITES, "property-desk")
    await stack.start()
    stack.free_sites = list(reversed(SITES))
    yield stack
    await stack.stop()


@pytest.fixture(scope="session")
async def recorder(stack: Stack) -> AsyncIterator[Recorder]:
    recorder = Recorder(stack)
    await recorder.start()
    yield recorder
    await recorder.stop()


@pytest.fixture
async def desk(stack: Stack, recorder: Recorder) -> Desk:
    """A property desk with everybody hired and nobody on duty, on Saturday 21 November 2026, 09:00 in Shanghai."""
    desk = Desk(stack, recorder, stack.free_sites.pop())
    await desk.open()
    return desk
