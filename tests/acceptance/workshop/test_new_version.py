"""Another version of the playbook and its calendar, on an installation of its own that is restarted with it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from chassis.deadletters import letters
from contracts.dispatch import DeadlineMissed, DeadlinesRecalculated, HoldOrder, ResumeOrder, TakeStep
from contracts.followup import ListCallbacks, RecordResult
from frontdesk.cli import app
from tests.acceptance.conftest import WORKSHOP
from tests.acceptance.desk import Desk, Recorder
from tests.acceptance.workshop.shop import PEOPLE, at, bodywork, due, missed, order, overhaul, takes, why
from tests.stack import Stack

SITE = "HQ"
WASHED = {"name": "washed", "title": {"zh": "洗车", "en": "Washed"}, "by": ["department"]}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """The workshop in one process, with a playbook file that the test may rewrite."""
    book = tmp_path / "workshop.yaml"
    copy(WORKSHOP, book)
    stack = Stack("one", f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db", tmp_path, {SITE: str(book)})
    await stack.start()
    try:
        recorder = Recorder(stack)
        await recorder.start()
        desk = Desk(stack, recorder, SITE)
        await desk.open(PEOPLE)
        yield desk
        await recorder.stop()
    finally:
        await stack.stop()


@pytest.fixture(autouse=True)
async def nothing_is_given_up(desk: Desk) -> AsyncIterator[None]:
    yield
    await desk.stack.settle()
    assert [letter async for letter in letters(desk.client.js)] == []


def second_version(folder: Path, **more: Any) -> Path:
    """No break at noon and open until eight; three and ten hours instead of two and eight; vehicles are washed; nobody
    promises next Monday any more."""
    book = yaml.safe_load(Path(WORKSHOP).read_text(encoding="utf-8")) | {"version": 2} | more
    book["calendar"]["open"] = {"mon-sat": ["08:00-20:00"]}
    steps = book["lines"]["overhaul"]["steps"]
    steps[0]["deadline"]["within"], steps[1]["deadline"]["within"] = "3h", "10h"
    steps.insert(2, WASHED)
    bodywork = book["lines"]["bodywork"]
    bodywork["deadlines"] = [each for each in bodywork["deadlines"] if each["name"] != "monday"]
    path = folder / "second.yaml"
    path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    return path


async def foretold(desk: Desk, path: Path) -> dict[str, Any]:
    """What ``frontdesk playbook diff`` says."""
    words = ["playbook", "diff", str(path), "--site", SITE, "--url", desk.stack.server.url, "--json"]
    shown = await asyncio.to_thread(CliRunner().invoke, app, words)
    assert shown.exit_code == 0, shown.output
    said: dict[str, Any] = json.loads(shown.stdout)
    return said


async def restart_with(desk: Desk, path: Path) -> None:
    copy(path, desk.stack.folder / "workshop.yaml")
    await desk.stack.restart()
    await desk.stack.settle()


async def open_then(desk: Desk, *numbers: str) -> dict[tuple[str, str], datetime]:
    return {(number, name): when for number in numbers for name, when in (await due(desk, number)).items()}


async def three_overhauls(desk: Desk) -> tuple[str, str, str]:
    """At half past eleven: one whose acceptance was missed, one under way since eleven, one that stands still."""
    late = await overhaul(desk)
    await desk.at("11:00")
    plain, held = await overhaul(desk), await overhaul(desk)
    await desk.at("11:30")
    await desk.does("mu", HoldOrder(number=held, cause="customer", reason="等客户"))
    return late, plain, held


async def _dissatisfied(desk: Desk, number: str) -> None:
    [callback] = (await desk.ask("li", ListCallbacks(number=number))).rows
    await desk.does("li", RecordResult(callback_id=callback.callback_id, ratings={"satisfaction": 1}))


async def test_open_deadlines_move_as_was_foretold(desk: Desk, tmp_path: Path) -> None:
    late, plain, held = await three_overhauls(desk)
    body = await bodywork(desk)
    before = await open_then(desk, late, plain, held, body)
    assert before[plain, "repaired"] == at(10, day=2)
    second = second_version(tmp_path)
    said = await foretold(desk, second)
    assert await open_then(desk, late, plain, held, body) == before, "asking moves nothing"
    rows = {(row["number"], row["name"]): row for row in said["deadlines"]["rows"]}
    assert set(rows) == {
        (late, "repaired"),
        (plain, "accepted"),
        (plain, "repaired"),
        (held, "accepted"),
        (held, "repaired"),
    }
    assert (said["deadlines"]["looked_at"], said["deadlines"]["kept"]) == (len(before), 1)

    await restart_with(desk, second)
    after = await open_then(desk, late, plain, held, body)
    done = [event for event in await desk.events(DeadlinesRecalculated) if event.done]
    assert [(event.playbook_version, event.total_moved) for event in done] == [(2, 5)]
    assert {key: when for key, when in after.items() if key not in rows} == {
        key: when for key, when in before.items() if key not in rows
    }
    for key, row in rows.items():
        if row["left_after"] is None:
            assert after[key] == datetime.fromisoformat(row["due_after"]), key
        else:
            assert (await why(desk, *key)).left_seconds == row["left_after"], key
    assert (after[plain, "accepted"], after[plain, "repaired"]) == (at(14), at(9, day=2))
    assert after[late, "repaired"] == at(19)
    await desk.does("mu", ResumeOrder(number=held))
    assert (await due(desk, held))["repaired"] == at(9, day=2), "half an hour of ten had passed when it stopped"


async def test_what_was_missed_stays_missed(desk: Desk, tmp_path: Path) -> None:
    late, *_ = await three_overhauls(desk)
    [heard] = [missed.due_at for missed in await desk.events(DeadlineMissed, late)]
    told = await missed(desk, late)
    await restart_with(desk, second_version(tmp_path))
    reasons = await why(desk, late, "accepted")
    assert (reasons.deadline.state, reasons.deadline.due_at, reasons.playbook_version) == ("missed", heard, 1)
    await desk.at("12:00")
    assert await missed(desk, late) == {"accepted": [*told["accepted"], "director"]}
    assert len(await desk.events(DeadlineMissed, late)) == 1


async def test_the_cycle_keeps_its_version_and_the_next_order_has_the_new_one(desk: Desk, tmp_path: Path) -> None:
    _, plain, _ = await three_overhauls(desk)
    await restart_with(desk, second_version(tmp_path))
    new = await overhaul(desk)
    assert (await due(desk, new))["accepted"] == at(14, 30)
    assert [s.name for s in (await order(desk, plain)).steps] == ["accepted", "repaired", "verified"]
    assert [s.name for s in (await order(desk, new)).steps] == ["accepted", "repaired", "washed", "verified"]
    promised = await why(desk, plain, "repaired")
    for number in (plain, new):
        await takes(desk, number, "mu", "accepted")
        await takes(desk, number, "mu", "repaired")
    await takes(desk, plain, "li", "verified")
    await _dissatisfied(desk, plain)
    again = await order(desk, plain)
    assert again.cycle == 2
    assert [s.name for s in again.steps] == ["accepted", "repaired", "washed", "verified"]
    assert (await why(desk, plain, "repaired")).deadline.promised_under == 2
    await desk.refuses("li", TakeStep(number=new, step="verified"), status=409, says="washed")
    [change] = promised.changes
    assert (change.kind, change.version_before, change.version_after) == ("recalculated", 1, 2)
    assert change.why == "workshop version 2"
    assert (await why(desk, new, "repaired")).changes == []


async def test_a_playbook_may_keep_what_was_promised(desk: Desk, tmp_path: Path) -> None:
    late, plain, held = await three_overhauls(desk)
    before = await open_then(desk, late, plain, held)
    await restart_with(desk, second_version(tmp_path, open_deadlines="keep"))
    assert await open_then(desk, late, plain, held) == before
    assert await desk.events(DeadlinesRecalculated) == []
    assert (await due(desk, await overhaul(desk)))["accepted"] == at(14, 30)
    await desk.at("13:00")
    assert "accepted" in await missed(desk, plain)
