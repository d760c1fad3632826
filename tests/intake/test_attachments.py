"""Files of requests, through a real broker with a login for each person."""

import asyncio
import os
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import nats.errors
import nats.js.errors
import pytest
from nats.js import JetStreamContext
from nats.js.api import StreamConfig
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner

from chassis.app import ServiceApp
from chassis.clock import SteeredClock
from chassis.embedded import EmbeddedNats
from chassis.files import CHUNK, Files
from chassis.ids import new_id
from chassis.metrics import Metrics
from chassis.sampler import Sampler
from chassis.settings import Settings
from contracts import subjects
from contracts.envelope import Envelope
from contracts.intake import AttachFile, AttachmentKept, GetRequest, PrepareFiles
from contracts.playbook import Playbooks
from contracts.problems import Forbidden, Invalid, NotFound
from contracts.roster import StaffRegistered
from frontdesk.cli import app as cli
from frontdesk.client import DeskClient, RemoteProblem
from frontdesk.logins import SERVICES_LOGIN, authorization_block, passwords_for
from services.intake.main import definition
from tests.harness import SITE, START
from tests.intake.cases import PLAYBOOK, repair

PASSWORDS = passwords_for(["li", "wu"])
PICTURE = b"\x89PNG" + bytes(range(256)) * 1100
"""Three chunks of the object store."""


async def create_tables(url: str, _service: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(definition.metadata.create_all)
    await engine.dispose()


def intake_app(server: EmbeddedNats, folder: Path) -> ServiceApp:
    metrics = Metrics()
    its_login = {"nats_user": SERVICES_LOGIN, "nats_password": PASSWORDS[SERVICES_LOGIN]}
    return ServiceApp(
        definition,
        Settings.model_validate({"nats_url": server.url, "data_dir": folder, **its_login}),
        clock=SteeredClock(START),
        new_id=new_id,
        metrics=metrics,
        sampler=Sampler(metrics),
        playbooks=Playbooks({SITE: PLAYBOOK}),
        migrate=create_tables,
    )


async def login(server: EmbeddedNats, user: str) -> DeskClient:
    return await DeskClient.connect(server.url, SITE, user, PASSWORDS[user])


async def hire(services: DeskClient, actor: str, role: str) -> None:
    event = StaffRegistered(actor=actor, name=actor, roles=[role], department="front", active=True, revision=1)
    envelope = Envelope(new_id(), event.type_name(), "/frontdesk/roster", START, "", "admin", new_id(), "")
    body = event.model_dump_json().encode()
    await services.js.publish(subjects.event(SITE, event.key()), body, headers=envelope.headers())
    async with asyncio.timeout(10):
        while True:
            try:
                await services.ask(actor, GetRequest(number="HQ-20261121-0001"))
            except RemoteProblem as problem:
                if problem.status == 404:
                    return


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedNats]:
    async with EmbeddedNats(tmp_path / "nats", authorization=authorization_block(PASSWORDS, [SITE])) as running:
        app = intake_app(running, tmp_path)
        await app.start()
        async with await login(running, SERVICES_LOGIN) as services:
            await hire(services, "li", "clerk")
            await hire(services, "wu", "worker")
        yield running
        await app.drain()


async def recorded(client: DeskClient) -> str:
    return str((await client.send("li", repair())).number)


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


async def test_a_file_is_kept_and_read_back_by_a_colleague(server: EmbeddedNats, tmp_path: Path) -> None:
    picture = write(tmp_path, "leg.png", PICTURE)
    async with await login(server, "li") as li, await login(server, "wu") as wu:
        number = await recorded(li)
        receipt = await li.attach("li", number, picture, "The broken leg")
        kept = await li.wait_for(AttachmentKept, number=number)
        assert (kept.attachment_id, kept.by, kept.size) == (receipt.attachment_id, "li", len(PICTURE))
        (file,) = (await wu.ask("wu", GetRequest(number=number))).attachments
        assert (file.title, file.media_type, file.digest) == (
            "The broken leg",
            "image/png",
            sha256(PICTURE).hexdigest(),
        )
        assert await wu.fetch_attachment("wu", number, receipt.attachment_id) == PICTURE
        with pytest.raises(NotFound, match="no such attachment"):
            await wu.fetch_attachment("wu", number, "gone")
    async with await login(server, SERVICES_LOGIN) as services:
        # What the service keeps is an object for every NATS client.
        store = await services.js.object_store(subjects.files_bucket(SITE))
        assert (await store.get(file.object)).data == PICTURE


async def test_what_is_added_later_changes_nothing(server: EmbeddedNats, tmp_path: Path) -> None:
    async with await login(server, "li") as li:
        number = await recorded(li)
        receipt = await li.attach("li", number, write(tmp_path, "leg.png", PICTURE))
        (file,) = (await li.ask("li", GetRequest(number=number))).attachments
        await Files(li.js, SITE).upload(file.object, b"and more")
        assert await li.fetch_attachment("li", number, receipt.attachment_id) == PICTURE


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"digest": sha256(b"other").hexdigest()}, "digest"),
        ({"size": len(PICTURE) + 1}, "size"),
        ({"size": CHUNK + 1}, "size"),
        ({"size": 300_001}, "size"),
        ({"media_type": "text/html"}, "media_type"),
        ({"object": "another"}, "object"),
    ],
)
async def test_a_file_that_is_not_as_said_is_refused(
    server: EmbeddedNats, changes: dict[str, object], path: str
) -> None:
    async with await login(server, "li") as li:
        number = await recorded(li)
        await li.send("li", PrepareFiles())
        digest = await Files(li.js, SITE).upload("li.first", PICTURE)
        command = AttachFile(
            number=number, object="first", title="leg", media_type="image/png", size=len(PICTURE), digest=digest
        )
        with pytest.raises(RemoteProblem) as refused:
            await li.send("li", command.model_copy(update=changes))
        assert (refused.value.status, list(refused.value.errors)) == (422, [path])
        assert (await li.ask("li", GetRequest(number=number))).attachments == []
        await li.send("li", command)


async def test_nothing_is_uploaded_that_the_desk_does_not_take(server: EmbeddedNats, tmp_path: Path) -> None:
    async with await login(server, "li") as li:
        number = await recorded(li)
        page = write(tmp_path, "page.html", b"<p>")
        with pytest.raises(Invalid) as kind:
            await li.attach("li", number, page)
        assert "text/html" in kind.value.errors["media_type"]
        with pytest.raises(Invalid) as size:
            await li.attach("li", number, write(tmp_path, "big.txt", bytes(300_001)))
        assert "at most 300000" in size.value.errors["size"]
    async with await login(server, SERVICES_LOGIN) as services:
        info = await services.js.stream_info(subjects.files_stream(SITE))
        assert info.state.messages == 0


@pytest.mark.parametrize(
    "subject",
    [
        f"$O.files-{SITE}.C.wu.first",
        f"$O.files-{SITE}.M.bGkuZmlyc3Q=",
        f"$JS.API.STREAM.PURGE.OBJ_files-{SITE}",
        f"$JS.API.STREAM.DELETE.OBJ_files-{SITE}",
        f"$JS.API.CONSUMER.CREATE.OBJ_files-{SITE}.c.$O.files-{SITE}.C.>",
        f"$JS.API.DIRECT.GET.OBJ_files-{SITE}",
    ],
)
async def test_a_login_can_neither_write_elsewhere_nor_empty_the_bucket(server: EmbeddedNats, subject: str) -> None:
    async with await login(server, "li") as li:
        await li.send("li", PrepareFiles())
        with pytest.raises(Forbidden):
            await li._unless_denied(subject, li.nats.request(subject, b"{}", 2))


async def test_a_roll_up_is_not_taken(server: EmbeddedNats) -> None:
    async with await login(server, "li") as li:
        await li.send("li", PrepareFiles())
        await Files(li.js, SITE).upload("li.first", PICTURE)
        with pytest.raises(nats.js.errors.APIError, match="rollup"):
            await li.js.publish(f"$O.files-{SITE}.C.li.second", b"x", headers={"Nats-Rollup": "all"})


async def test_the_bucket_is_made_once_and_left_as_it_is(server: EmbeddedNats) -> None:
    async with await login(server, SERVICES_LOGIN) as services:
        js: JetStreamContext = services.js
        stream = subjects.files_stream(SITE)
        await js.add_stream(
            StreamConfig(name=stream, subjects=[f"$O.files-{SITE}.C.>", f"$O.files-{SITE}.M.>"], max_bytes=10**9)
        )
        takes = await services.send("li", PrepareFiles())
        assert (takes.bucket, takes.largest, takes.types) == (f"files-{SITE}", 300_000, ["text/plain", "image/png"])
        assert (await js.stream_info(stream)).config.max_bytes == 10**9


async def test_the_command_line_attaches(server: EmbeddedNats, tmp_path: Path) -> None:
    async with await login(server, "li") as li:
        number = await recorded(li)
        note = write(tmp_path, "note.txt", b"hello")
        words = ["attach", number, str(note), "--as", "li", "--url", server.url, "--user", "li"]
        environment = {**os.environ, "FRONTDESK_NATS_PASSWORD": PASSWORDS["li"]}
        done = await asyncio.to_thread(CliRunner().invoke, cli, words, env=environment)
        assert done.exit_code == 0, done.output
        (file,) = (await li.ask("li", GetRequest(number=number))).attachments
        assert f"note.txt is kept with {number} as {file.attachment_id}." in done.output
        gone = await asyncio.to_thread(CliRunner().invoke, cli, [*words[:2], "none.txt", *words[3:]], env=environment)
        assert gone.exit_code == 2
