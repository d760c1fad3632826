"""A broker and the toy service (it answers cashdesk's drawer commands), as the command line would meet them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.app import ServiceApp
from chassis.clock import SteeredClock
from chassis.embedded import EmbeddedNats
from chassis.ids import new_id
from chassis.metrics import Metrics
from chassis.sampler import Sampler
from chassis.settings import Settings
from contracts.playbook import Playbooks
from frontdesk.client import DeskClient
from tests.chassis.toy import definition, metadata
from tests.harness import SITE, START


async def create_tables(url: str, service: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


def toy_app(nats_url: str, folder: Path, user: str | None = None, password: str | None = None) -> ServiceApp:
    settings = Settings(
        nats_url=nats_url, data_dir=folder, nats_user=user, nats_password=password, retry_backoff=[0.01]
    )
    metrics = Metrics()
    return ServiceApp(
        definition,
        settings,
        clock=SteeredClock(START),
        new_id=new_id,
        metrics=metrics,
        sampler=Sampler(metrics),
        playbooks=Playbooks({SITE: "property-desk"}),
        migrate=create_tables,
    )


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedNats]:
    async with EmbeddedNats(tmp_path / "nats") as server:
        yield server


@pytest.fixture
async def toy(server: EmbeddedNats, tmp_path: Path) -> AsyncIterator[ServiceApp]:
    app = toy_app(server.url, tmp_path)
    await app.start()
    yield app
    await app.drain()


@pytest.fixture
async def client(server: EmbeddedNats) -> AsyncIterator[DeskClient]:
    async with await DeskClient.connect(server.url, SITE) as client:
        yield client
