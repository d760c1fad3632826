"""``frontdesk roster plan`` of a running desk: asked of roster, kept as the month's draft, never published."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from contracts.roster import (
    DraftMonth,
    DraftShift,
    GetMonth,
    GetRota,
    RegisterStaff,
    ReportAbsence,
    SetSkills,
    WishShift,
)
from frontdesk.cli import app
from frontdesk.client import RemoteProblem
from frontdesk.planning.desk import ask_month, save_draft
from frontdesk.planning.propose import propose
from frontdesk.planning.solution import Options
from frontdesk.planning.solve import solve
from tests.stack import Stack

CLERKS = ["li", "wang", "zhao", "zhou", "wu", "he", "lin", "xu"]
STAFF = {
    **dict.fromkeys(CLERKS, "clerk"),
    **dict.fromkeys(["guan", "gu", "gao"], "guide"),
    **dict.fromkeys(["chen", "deng", "dong"], "duty_manager"),
    **dict.fromkeys(["qian", "qi"], "collector"),
    **dict.fromkeys(["ku", "kang"], "storekeeper"),
    **dict.fromkeys(["hui", "fang"], "caller"),
    "sun": "hall_manager",
}
MONTH = "2027-01"


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    folder: Path = tmp_path_factory.mktemp("planning")
    stack = Stack("one", f"sqlite+aiosqlite:///{folder}/{{service}}.db", folder, {"HQ": "telecom-hall"})
    await stack.start()
    for actor, role in STAFF.items():
        person = RegisterStaff(actor=actor, name=actor, roles=[role], department="hall")
        await stack.client.send("admin", person)
    await stack.settle()
    for actor in ("li", "wang", "zhao"):
        await stack.client.send("sun", SetSkills(actor=actor, skills=["key_accounts"]))
    leave = ReportAbsence(actor="li", first_day=date(2027, 1, 7), last_day=date(2027, 1, 9), kind="leave")
    await stack.client.send("sun", leave)
    await stack.client.send("wang", WishShift(month=MONTH, day=date(2027, 1, 10), kind="off"))
    await stack.settle()
    yield stack
    await stack.stop()


async def typed(stack: Stack, *words: str) -> Result:
    options = ["--url", stack.server.url, "--site", "HQ", "--seconds", "5", "--as", "sun", "--month", MONTH]
    return await asyncio.to_thread(CliRunner().invoke, app, ["roster", "plan", *options, *words])


def shifts_of(view: Any) -> set[tuple[str, date, str, str]]:
    return {(person.actor, cell.day, cell.pattern, cell.post) for person in view.people for cell in person.cells}


async def test_the_proposal_becomes_the_months_draft_and_nothing_is_published(stack: Stack) -> None:
    result = await typed(stack, "--save", "--json")
    assert result.exit_code in (0, 2), result.output
    plan = json.loads(result.stdout)
    proposed = {(it["person"], date.fromisoformat(it["day"]), it["pattern"], it["post"]) for it in plan["shifts"]}
    draft = await stack.client.ask("sun", GetMonth(month=MONTH, draft=True))
    assert shifts_of(draft) == proposed
    assert draft.faults == {}
    assert draft.version == 0
    assert draft.published == []
    assert not any(actor == "li" and 7 <= day.day <= 9 for actor, day, _, _ in proposed)
    assert {actor for actor, _, _, post in proposed if post == "key_counter"} <= {"li", "wang", "zhao"}
    assert [(it["person"], it["day"], it["wish"]) for it in plan["wishes"]] == [("wang", "2027-01-10", "off")]


async def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten(stack: Stack) -> None:
    asked = await ask_month(stack.client, "sun", MONTH)
    proposal = propose(asked.problem, solve(asked.problem, Options(4, workers=1)))
    other = DraftMonth(
        month=MONTH, shifts=[DraftShift(post="floor", staff="guan", day=date(2027, 1, 1), pattern="early")]
    )
    await stack.client.send("sun", other)
    with pytest.raises(RemoteProblem) as refused:
        await save_draft(stack.client, "sun", asked, proposal)
    assert refused.value.status == 409
    assert len(shifts_of(await stack.client.ask("sun", GetMonth(month=MONTH, draft=True)))) == 1


async def test_only_managers_may_ask_for_what_a_month_is_planned_from(stack: Stack) -> None:
    with pytest.raises(RemoteProblem) as refused:
        await stack.client.ask("li", GetRota(month=MONTH))
    assert refused.value.status == 403
