"""Request numbers are gapless and unique, whatever is refused, fails or is rolled back in between."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url

from chassis.database import Database
from chassis.ids import new_id
from contracts.base import Command
from contracts.intake import AddNote, CancelRequest, ListRequests, RecordRequest, RequestReceipt
from contracts.problems import Conflict
from services.intake.domain import numbering
from services.intake.main import definition
from services.intake.repository.numbers import keep_last_number, last_number
from tests.harness import SITE, START, Desk, Refused, make_desk, recreate
from tests.intake.samples import COMPLAINT, DeskFor, complaint, intake_desk, repair

COMMANDS: dict[str, Callable[[int], tuple[str, Command]]] = {
    "recorded": lambda index: ("li", repair()),
    "read back": lambda index: ("li", complaint(confirmed=False)),
    "wrong form": lambda index: ("li", complaint(phone="none")),
    "unknown line": lambda index: ("li", RecordRequest(line="massage", form=COMPLAINT)),
    "wrong role": lambda index: ("wang", repair()),
    "noted": lambda index: ("li", AddNote(number=f"HQ-20261121-{index:04d}", text="hm")),
    "cancelled": lambda index: ("li", CancelRequest(number=f"HQ-20261121-{index:04d}", reason="hm")),
}
STEPS = st.lists(st.tuples(st.sampled_from(list(COMMANDS)), st.integers(1, 6)), min_size=1, max_size=25)


async def outcomes(desk: Desk, steps: list[tuple[str, int]]) -> list[str]:
    """All commands sent at once, so that the worker groups them; the numbers of those that were recorded."""
    sent = [desk.send(*COMMANDS[kind](index)) for kind, index in steps]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    for (kind, _), answer in zip(steps, answers, strict=True):
        assert kind in ("noted", "cancelled") or isinstance(answer, Refused) == (kind not in ("recorded", "read back"))
    return [answer.number for answer in answers if isinstance(answer, RequestReceipt)]


async def listed(desk: Desk) -> list[str]:
    pages = [await desk.ask("li", ListRequests(limit=200))]
    pages.append(await desk.ask("li", ListRequests(limit=200, state="cancelled")))
    return sorted(row.number for page in pages for row in page.rows)


@given(groups=st.lists(STEPS, min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_numbers_have_no_gap_under_any_interleaving(groups: list[list[tuple[str, int]]]) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            desk = await make_desk(definition, f"sqlite+aiosqlite:///{Path(folder) / 'test.db'}")
            desk.staff("li", roles=["clerk"])
            desk.staff("wang", roles=["guard"], department="security")
            numbers: list[str] = []
            try:
                assert await listed(desk) == []
                for steps in groups:
                    numbers += await outcomes(desk, steps)
                expected = [f"HQ-20261121-{running:04d}" for running in range(1, len(numbers) + 1)]
                assert numbers == expected
                assert await listed(desk) == expected
            finally:
                await desk.close()

    asyncio.run(run())


async def test_a_fault_after_the_number_leaves_no_gap(desk_for: DeskFor) -> None:
    """One message of a group fails while its events are written; the next one gets its number."""
    desk = await intake_desk(desk_for)
    await desk.send("li", repair())
    made = 0

    def failing() -> str:
        nonlocal made
        made += 1
        if made == 2:
            raise ValueError("no more ids")
        return new_id()

    desk.transactions._new_id = failing
    answers = await asyncio.gather(*(desk.send("li", repair()) for _ in range(4)), return_exceptions=True)
    assert isinstance(answers[0], ValueError)
    assert [getattr(answer, "number", "")[-4:] for answer in answers[1:]] == ["0002", "0003", "0004"]


async def test_two_replicas_share_one_series(postgres_url: str) -> None:
    """Two workers on one PostgreSQL database record at the same time, on a day nobody has begun."""
    name = "t" + new_id().replace("-", "")
    await recreate(postgres_url, name)
    url = str(make_url(postgres_url).set(database=name).render_as_string(hide_password=False))
    desks = [await make_desk(definition, url) for _ in range(2)]
    try:
        desks[0].staff("li", roles=["clerk"])
        with pytest.raises(Refused):
            await desks[0].send("li", complaint(phone="none"))
        sent = [desk.send("li", repair()) for _ in range(40) for desk in desks]
        numbers = sorted(receipt.number for receipt in await asyncio.gather(*sent))
        assert numbers == [f"HQ-20261121-{running:04d}" for running in range(1, 81)]
    finally:
        for desk in desks:
            await desk.close()


async def test_the_series_goes_on_beyond_four_digits(database_url: str) -> None:
    desk = await make_desk(definition, database_url)
    try:
        desk.staff("li", roles=["clerk"])
        async with desk.database.write() as store:
            keep_last_number(store, SITE, START.date(), 9_999)
        assert (await desk.send("li", repair())).number == "HQ-20261121-10000"
        async with desk.database.write() as store:
            assert await last_number(store, SITE, START.date()) == 10_000
    finally:
        await desk.close()


def test_a_day_has_as_many_numbers_as_six_digits_hold() -> None:
    assert numbering.after(999_998, SITE, START.date()) == 999_999
    with pytest.raises(Conflict, match="record it tomorrow"):
        numbering.after(999_999, SITE, START.date())


async def test_a_database_that_was_never_used_starts_at_one(database_url: str) -> None:
    database = Database(database_url)
    async with database.writer.begin() as connection:
        await connection.run_sync(definition.metadata.create_all)
    async with database.write() as store:
        assert await last_number(store, SITE, START.date()) == 0
    await database.close()
