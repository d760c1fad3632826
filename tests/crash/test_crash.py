"""Whatever is killed and whenever: what was answered is there, once, and nothing else is.

Real processes on the system clock. A test prints its seed; ``CRASH_SEED`` sets it.
"""

import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.cashdesk import TrialBalance
from tests.bench.installation import APART, Installation
from tests.bench.playbook import bench_playbook
from tests.crash.evidence import Evidence
from tests.crash.storm import Answers, Storm

pytestmark = pytest.mark.crash

QUICK_RETRIES = {"FRONTDESK_RETRY_BACKOFF": "[0.05, 0.2, 0.5, 1]", "FRONTDESK_MAX_ATTEMPTS": "10"}


@pytest.fixture
async def installation(database_template: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """One process a service; repairs have a month, so that a deadline ends only because its step was taken."""
    playbook = bench_playbook(tmp_path, within="30d")
    async with Installation(tmp_path, database_template, APART, playbook, QUICK_RETRIES) as installation:
        yield installation


async def test_nothing_answered_is_lost_and_nothing_happens_twice(installation: Installation) -> None:
    seed = int(os.environ.get("CRASH_SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"CRASH_SEED={seed}")  # noqa: T201 to repeat a failure
    storm = Storm(installation, seed)
    await storm.run()
    evidence = Evidence(installation)
    await evidence.settled()
    print(f"killed {' '.join(storm.killed)}; {storm.answers.number} commands answered")  # noqa: T201

    assert set(storm.killed) >= {"intake", "dispatch", "broker"}
    assert storm.answers.recorded, "no request was recorded during the storm"
    assert storm.answers.steps, "no step was taken during the storm"
    assert storm.answers.unanswered == []
    assert await evidence.dead_letters() == 0
    await _commands_are_there_once(storm.answers, evidence)
    await _numbers_are_gapless(storm.answers, evidence)
    await _each_repair_has_one_order(evidence)
    await _each_running_deadline_has_one_timer(evidence)
    await _the_ledger_balances(installation, evidence)


async def _commands_are_there_once(answers: Answers, evidence: Evidence) -> None:
    assert set(await evidence.column("intake", "SELECT id FROM inbox")) >= answers.recorded.keys()
    assert set(await evidence.column("dispatch", "SELECT id FROM inbox")) >= answers.steps.keys()
    taken = sorted((step.number, step.step) for step in answers.steps.values())
    assert sorted(await evidence.rows("dispatch", "SELECT number, step FROM steps")) == taken


async def _numbers_are_gapless(answers: Answers, evidence: Evidence) -> None:
    numbers = await evidence.column("intake", "SELECT number FROM requests")
    assert sorted(numbers) == sorted(receipt.number for receipt in answers.recorded.values())
    running: dict[str, list[int]] = {}
    for number in numbers:
        day, _, count = number.rpartition("-")
        running.setdefault(day, []).append(int(count))
    for day, counts in running.items():
        assert sorted(counts) == list(range(1, len(counts) + 1)), f"numbers of {day} have a gap"
    assert sorted(await evidence.column("intake", "SELECT last FROM numbers")) == sorted(map(len, running.values()))


async def _each_repair_has_one_order(evidence: Evidence) -> None:
    repairs = await evidence.column("intake", "SELECT number FROM requests WHERE line = 'repair'")
    orders = await evidence.column("dispatch", "SELECT number FROM orders")
    assert sorted(orders) == sorted(repairs)
    routed = await evidence.routed()
    assert sorted(routed.ids) == sorted(repairs)
    assert {number: ids for number, ids in routed.ids.items() if len(ids) != 1} == {}


async def _each_running_deadline_has_one_timer(evidence: Evidence) -> None:
    running = await evidence.column("dispatch", "SELECT id FROM deadlines WHERE state = 'running'")
    wanted = sorted(f"deadline-{deadline}" for deadline in running)
    assert wanted, "every deadline ended; nothing was tried"
    assert sorted(await evidence.column("dispatch", "SELECT id FROM timers WHERE kind = 'deadline'")) == wanted
    schedules = await evidence.schedules()
    found = {timer: number for timer, number in schedules.items() if timer.startswith("deadline-")}
    assert found == dict.fromkeys(wanted, 1)


async def _the_ledger_balances(installation: Installation, evidence: Evidence) -> None:
    copies = await evidence.column("intake", "SELECT number FROM requests WHERE line = 'copies'")
    charged = await evidence.column("cashdesk", "SELECT number FROM charges")
    assert sorted(charged) == sorted(copies)
    balance = await installation.client.ask("zhang", TrialBalance())
    assert balance.balanced
    assert balance.debit == balance.credit
