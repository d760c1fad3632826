"""``frontdesk playbook diff`` against a running dispatch: what differs, and which deadlines would move."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner, Result

from chassis.app import ServiceApp
from chassis.clock import SteeredClock
from chassis.embedded import EmbeddedNats
from chassis.ids import new_id
from chassis.metrics import Metrics
from chassis.sampler import Sampler
from chassis.settings import Settings
from contracts import subjects
from contracts.dispatch import ListDeadlines
from contracts.envelope import Envelope
from contracts.intake import RequestConfirmed
from contracts.playbook import Playbooks, find
from frontdesk.cli import app
from frontdesk.client import DeskClient
from frontdesk.playbook_changes import changes
from services.dispatch.main import definition
from tests.harness import SITE, START

NUMBERS = [f"HQ-20261121-{i:04d}" for i in (1, 2, 3)]


async def create_tables(url: str, service: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(definition.metadata.create_all)
    await engine.dispose()


@pytest.fixture
async def dispatch(server: EmbeddedNats, tmp_path: Path) -> AsyncIterator[ServiceApp]:
    """Dispatch with three orders whose technician has twenty minutes."""
    metrics = Metrics()
    playbooks = Playbooks({SITE: "property-desk"})
    service = ServiceApp(
        definition,
        Settings(nats_url=server.url, data_dir=tmp_path),
        clock=SteeredClock(START),
        new_id=new_id,
        metrics=metrics,
        sampler=Sampler(metrics),
        playbooks=playbooks,
        migrate=create_tables,
    )
    await service.start()
    book = playbooks.of(SITE)
    async with await DeskClient.connect(server.url, SITE) as client:
        for number in NUMBERS:
            event = RequestConfirmed(
                number=number,
                line="repair",
                form={"place": "3-201", "problem": "漏水"},
                received_by="li",
                department="engineering",
                revision=1,
                happened_at=START,
                recorded_at=START,
                confirmed_at=START,
                playbook=book.playbook,
                playbook_version=book.version,
            )
            envelope = Envelope(new_id(), event.type_name(), "/frontdesk/intake", START, number, "li", new_id(), "")
            body = event.model_dump_json().encode()
            await client.js.publish(subjects.event(SITE, event.key()), body, headers=envelope.headers())
        async with asyncio.timeout(20):
            while len((await client.ask("admin", ListDeadlines())).rows) < len(NUMBERS):
                pass
    yield service
    await service.drain()


def slower(folder: Path) -> Path:
    """The property desk with an hour instead of twenty minutes."""
    raw = yaml.safe_load(find("property-desk").read_text(encoding="utf-8"))
    raw["version"] += 1
    step = next(each for each in raw["lines"]["repair"]["steps"] if "deadline" in each)
    step["deadline"]["within"] = "1h"
    path = folder / "slower.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


async def typed(server: EmbeddedNats, *words: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["playbook", "diff", *words, "--url", server.url])


async def test_what_differs_and_what_would_move(dispatch: ServiceApp, server: EmbeddedNats, tmp_path: Path) -> None:
    shown = await typed(server, str(slower(tmp_path)))
    assert shown.exit_code == 0, shown.stderr
    assert "~ lines.repair.steps.on_site.deadline.within: 20m -> 1h" in shown.stdout
    assert "3 of 3 open deadlines would move; 0 have no such promise any more" in shown.stdout
    assert "2026-11-21 09:20:00" in shown.stdout
    assert "2026-11-21 10:00:00" in shown.stdout
    assert "+0:40:00" in shown.stdout


async def test_for_programs(dispatch: ServiceApp, server: EmbeddedNats, tmp_path: Path) -> None:
    shown = json.loads((await typed(server, str(slower(tmp_path)), "--json")).stdout)
    assert {row["number"] for row in shown["deadlines"]["rows"]} == set(NUMBERS)
    assert (shown["deadlines"]["looked_at"], shown["deadlines"]["moved"]) == (3, 3)
    assert {change["path"] for change in shown["changes"]} == {
        "version",
        "lines.repair.steps.on_site.deadline.within",
    }


async def test_the_same_playbook_moves_nothing(dispatch: ServiceApp, server: EmbeddedNats) -> None:
    shown = await typed(server, "property-desk")
    assert "Nothing differs." in shown.stdout
    assert "0 of 3 open deadlines would move" in shown.stdout


async def test_a_broken_playbook_and_nobody_there(server: EmbeddedNats, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("playbook: broken\n", encoding="utf-8")
    assert (await typed(server, str(broken))).exit_code == 2
    assert (await typed(server, "property-desk")).exit_code == 3


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2, "b": {"c": 3}}, [("changed", "a"), ("added", "b")]),
        ({"a": 1, "b": None}, {"b": None}, [("removed", "a")]),
        (
            {"s": [{"name": "x", "n": 1}]},
            {"s": [{"name": "y"}, {"name": "x", "n": 2}]},
            [("added", "s.y"), ("changed", "s.x.n")],
        ),
        ({"s": [{"name": "x"}, {"name": "y"}]}, {"s": [{"name": "y"}, {"name": "x"}]}, [("changed", "s (order)")]),
        ({"l": [1, 2]}, {"l": [2]}, [("changed", "l")]),
    ],
)
def test_differences_have_their_path(before: object, after: object, expected: list[tuple[str, str]]) -> None:
    assert [(change.kind, change.path) for change in changes(before, after)] == expected
