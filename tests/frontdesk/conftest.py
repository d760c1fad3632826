"""A broker and the toy service (it answers cashdesk's drawer commands), as the command line would meet them."""

import asyncio
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
from contracts import subjects
from contracts.cashdesk import GetDrawer
from contracts.envelope import Envelope
from contracts.playbook import Playbooks
from contracts.problems import Forbidden
from contracts.roster import StaffRegistered
from frontdesk.client import DeskClient, RemoteProblem
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


async def hire(client: DeskClient, actor: str = "li") -> None:
    """Announce a person as roster would, and ask until the toy service knows them."""
    event = StaffRegistered(actor=actor, name="李敏", roles=["clerk"], department="desk", active=True, revision=1)
    envelope = Envelope(new_id(), event.type_name(), "/frontdesk/roster", START, "", "admin", new_id(), "")
    body = event.model_dump_json().encode()
    await client.js.publish(subjects.event(SITE, event.key()), body, headers=envelope.headers())
    async with asyncio.timeout(10):
        while not await _known(client, actor):
            pass


async def _known(client: DeskClient, actor: str) -> bool:
    try:
        await client.ask(actor, GetDrawer(drawer="a"))
    except RemoteProblem as problem:
        if problem.status != Forbidden.status:
            raise
        return False
    return True


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedNats]:
    async with EmbeddedNats(tmp_path / "nats") as server:
        yield server


@pytest.fixture
async def toy(server: EmbeddedNats, tmp_path: Path) -> AsyncIterator[ServiceApp]:
    app = toy_app(server.url, tmp_path)
    await app.start()
    async with await DeskClient.connect(server.url, SITE) as announcer:
        await hire(announcer)
    yield app
    await app.drain()


@pytest.fixture
async def client(server: EmbeddedNats) -> AsyncIterator[DeskClient]:
    async with await DeskClient.connect(server.url, SITE) as client:
        yield client
