"""Mistakes in the month's roster, and how a pattern and a task are read."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.playbook.load import load, shipped
from contracts.playbook.rota import Late, MonthlyTask, ShiftPattern
from tests.contracts.check.changes import TITLE, Case, assert_found, cases, complaints

PATTERN = {"title": TITLE, "from": "08:00", "to": "16:00", "posts": ["front_desk"]}
LATE = {"escalate": "general_manager", "every": "1d"}
PUBLISH = {"day_of_month": 26, "remind": ["3d"], "late": LATE}
SUMMARY = {"day_of_month": 30, "to": ["general_manager"]}


def rota(**parts: Any) -> dict[str, Any]:
    return {"rota": {"skills": {"english": TITLE}, "patterns": {"early": PATTERN}, **parts}}


def test_a_sound_roster_has_no_findings() -> None:
    whole = rota(publish=PUBLISH, summary=SUMMARY, wishes={"day_of_month": 20}, absences={"leave": {"title": TITLE}})
    assert complaints(whole | {"posts/front_desk/skills": ["english"]}) == []


@cases(
    Case("skill of a post", rota() | {"posts/front_desk/skills": ["magic"]}, "posts.front_desk.skills.0", "'magic'"),
    Case(
        "a skill twice",
        rota() | {"posts/front_desk/skills": ["english", "english"]},
        "posts.front_desk.skills.1",
        "two skills are called 'english'",
    ),
    Case("skills without a roster", {"posts/front_desk/skills": ["x"]}, "posts.front_desk.skills.0", "'rota.skills'"),
    Case(
        "post of a pattern",
        rota(patterns={"early": PATTERN | {"posts": ["moon"]}}),
        "rota.patterns.early.posts.0",
        "unknown post 'moon'",
    ),
    Case("who is told", rota(publish=PUBLISH | {"to": ["butler"]}), "rota.publish.to.0", "unknown role 'butler'"),
    Case("who reads it", rota(summary=SUMMARY | {"to": ["butler"]}), "rota.summary.to.0", "unknown role 'butler'"),
    Case(
        "who hears it",
        rota(publish=PUBLISH | {"late": {"escalate": "butler"}}),
        "rota.publish.late.escalate",
        "unknown role 'butler'",
    ),
    Case("a reminder", rota(publish=PUBLISH | {"remind": ["40d"]}), "rota.publish.remind.0", "at most 28d before"),
    Case("wishes", rota(publish=PUBLISH, wishes={"day_of_month": 27}), "rota.wishes", "name an earlier day"),
)
def test_a_mistake_in_the_roster_is_named_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"), [("08:00", "16:30", 990), ("22:00", "06:00", 1800), ("08:00", "08:00", 1920)]
)
def test_a_pattern_that_ends_before_it_begins_ends_the_next_day(begins: str, ends: str, minutes: int) -> None:
    assert ShiftPattern.model_validate(PATTERN | {"from": begins, "to": ends}).ends == minutes


def test_nobody_is_told_more_often_than_every_hour() -> None:
    with pytest.raises(ValidationError, match="an hour at least"):
        Late.model_validate({"escalate": "general_manager", "every": "1m"})


def test_the_telecom_hall_publishes_by_the_26th_and_sums_up_by_the_30th() -> None:
    book = load(shipped()["telecom-hall"])
    assert book.rota is not None
    tasks: list[MonthlyTask | None] = [book.rota.publish, book.rota.summary]
    assert [(task.day_of_month, task.at, task.late) for task in tasks if task] == [
        (26, None, Late(escalate="hall_manager", every=timedelta(days=1))),
        (30, None, Late(escalate="hall_manager", every=timedelta(days=1))),
    ]
