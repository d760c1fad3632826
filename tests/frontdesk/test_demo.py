"""The day at the property desk, played as a user would start it."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from contracts.base import COMMANDS, EVENTS
from frontdesk.demo import words
from frontdesk.demo.script import BadScript, days, load_script

LIMIT = 150


async def start(*arguments: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    program = (sys.executable, "-m", "frontdesk.cli", "demo", *arguments)
    return await asyncio.create_subprocess_exec(*program, stdout=pipe, stderr=pipe, env=clean)


async def play(*arguments: str) -> tuple[int | None, str, str]:
    process = await start(*arguments)
    async with asyncio.timeout(LIMIT):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


def of_the_morning(folder: Path, expectation: str) -> Path:
    """The shipped day until 08:00, with one expectation."""
    whole = days()["property-desk"].read_text(encoding="utf-8")
    morning = whole[: whole.index('  - at: "08:20"')]
    path = folder / "morning.yaml"
    path.write_text(f"{morning}\nchecks:\n  - {expectation}\n", encoding="utf-8")
    return path


async def test_the_day_ends_as_it_must_and_leaves_the_facts() -> None:
    code, out, err = await play("--json")
    assert code == 0, out + err
    document: dict[str, Any] = json.loads(out)
    facts = document["facts"]
    assert document["ok"]
    assert len(document["checks"]) >= 15
    assert (facts["requests"]["recorded"], facts["requests"]["archived"]) == (13, 11)
    assert set(facts["requests"]["by_line"]) == {"complaint", "repair", "flight", "copies"}
    assert facts["deadlines"]["states"]["missed"] == len(facts["deadlines"]["missed"]) == 2
    assert facts["cash"]["debit"] == facts["cash"]["credit"]
    assert facts["cash"]["discrepancies"] == [{"difference": "-1.00 CNY", "reason": "找零差错，少一元"}]
    assert facts["handovers"][-1]["orders"] == facts["requests"]["open"]
    assert facts["dead_letters"] == 0


@pytest.mark.parametrize("desk", sorted(set(days()) - {"property-desk"}))
async def test_the_other_desks_end_as_they_must(desk: str) -> None:
    code, out, err = await play("--desk", desk, "--json")
    assert code == 0, out + err
    document: dict[str, Any] = json.loads(out)
    facts = document["facts"]
    assert document["ok"]
    assert len(document["checks"]) >= 10
    assert facts["refusals"] > 0
    assert facts["cash"]["balanced"]
    assert facts["dead_letters"] == 0


async def test_a_broken_expectation_is_said_and_ends_with_one(tmp_path: Path) -> None:
    script = of_the_morning(tmp_path, "{title: {zh: 无人迟到, en: nobody was late}, fact: late, equals: []}")
    code, out, _ = await play("--script", str(script), "--speed", "fast")
    assert code == 1
    assert "late is ['ma'], expected []" in out
    assert "did NOT end as it must" in out
    assert "李敏 li 签到 sign in" in out
    assert "\x1b" not in out


async def test_interrupted_it_stops_cleanly_and_leaves_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    process = await start("--keep", str(kept), "--speed", "slow")
    assert process.stdout is not None
    async with asyncio.timeout(LIMIT):
        while "签到" not in (await process.stdout.readline()).decode():
            assert process.returncode is None
        process.send_signal(signal.SIGINT)
        _, err = await process.communicate()
    assert process.returncode == 130
    assert "Stopped before the day was over" in err.decode()
    assert "Traceback" not in err.decode()
    assert (kept / "intake.db").is_file()


async def test_a_folder_that_is_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "something").write_text("mine")
    code, _, err = await play("--keep", str(tmp_path))
    assert code == 2
    assert "is not empty" in err


def test_a_script_with_an_unknown_command_is_refused(tmp_path: Path) -> None:
    path = of_the_morning(tmp_path, "{title: {zh: 无, en: none}, fact: late, equals: []}")
    path.write_text(path.read_text(encoding="utf-8").replace("roster.sign_in", "roster.sing_in"), encoding="utf-8")
    with pytest.raises(BadScript, match=r"there is no command 'roster\.sing_in'"):
        load_script(path)


def test_scenes_of_several_days_stand_in_their_order(tmp_path: Path) -> None:
    path = of_the_morning(tmp_path, "{title: {zh: 无, en: none}, fact: late, equals: []}")
    morning = path.read_text(encoding="utf-8")
    scene = '  - {at: "06:00", day: %d, title: {zh: 清晨, en: Early}}\n\nchecks:'
    path.write_text(morning.replace("checks:", scene % 2), encoding="utf-8")
    assert len(load_script(path).days) == 3
    path.write_text(morning.replace("checks:", scene % 0), encoding="utf-8")
    with pytest.raises(BadScript, match=r"the scene at 06:00 of day 0 comes after 08:12 of day 0"):
        load_script(path)


def test_the_words_are_those_of_real_commands_and_events() -> None:
    assert set(words.COMMANDS) <= set(COMMANDS)
    assert set(words.EVENTS) <= set(EVENTS)
