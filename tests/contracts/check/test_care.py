"""Mistakes in the care plan: whom it calls, when, by whom, and how many."""

from typing import Any, get_args

import pytest

from contracts.followup.common import CallMeans
from contracts.playbook.care import Means
from tests.contracts.check.changes import TITLE, Case, assert_found, cases, complaints

NEW = {"title": TITLE, "lines": ["repair"], "window": {"from": "3d", "until": "7d"}, "means": ["phone"]}
CARE: dict[str, Any] = {"callers": ["clerk"], "segments": {"new": NEW}}
SPECIAL = {"when": "form.chargeable", "within": "24h"}
QUOTA = {"share": "40%", "segments": ["new"]}


def care(**changes: Any) -> dict[str, Any]:
    return {"care": CARE | changes}


def segment(**changes: Any) -> dict[str, Any]:
    return care(segments={"new": NEW | changes})


def quota(**changes: Any) -> dict[str, Any]:
    return care(quota=QUOTA | changes)


def test_the_plan_that_is_changed_here_is_sound() -> None:
    assert complaints(care(special=SPECIAL, quota=QUOTA)) == []


def test_the_playbook_and_the_messages_know_the_same_means() -> None:
    assert get_args(Means) == get_args(CallMeans)


@cases(
    Case("no such caller", care(callers=["agent"]), "care.callers.0", "unknown role 'agent'"),
    Case("no such line", segment(lines=["joining"]), "care.segments.new.lines.0", "unknown line 'joining'"),
    Case("a plan of that name", care(segments={"callback": NEW}), "care.segments.callback.lines.0", "another name"),
    Case("a means twice", segment(means=["phone", "phone"]), "care.segments.new.means.1", "two means"),
    Case("nobody to tell", segment(escalate=["boss"]), "care.segments.new.escalate.0", "unknown role 'boss'"),
    Case("reads no field", segment(when="form.brand == 'gotone'"), "care.segments.new.when", "unknown 'form.brand'"),
    Case(
        "a question without choices",
        segment(questions={"use": {"type": "choice"}}),
        "care.segments.new.questions.use.choices",
        "a choice has choices",
    ),
    Case(
        "asked twice",
        care(segments={"new": NEW | {"questions": {"use": "text"}}}, special=SPECIAL | {"questions": {"use": "text"}}),
        "care.special.questions.use",
        "asks 'use' too",
    ),
    Case("late at once", care(special=SPECIAL | {"within": "0s"}), "care.special.within", "longer than nothing"),
    Case(
        "holidays of nowhere",
        care(special=SPECIAL | {"hours": {"mon-sun": ["21:00-08:00", "07:00-09:00"]}}),
        "care.special.hours",
        "",
    ),
    Case("a quota of no segment", quota(segments=["old"]), "care.quota.segments.0", "unknown segment 'old'"),
    Case("a quota of nothing", quota(share="0%"), "care.quota.share", "above 0%"),
    Case(
        "answers are no coverage",
        care(segments={"new": NEW | {"answers": True}}, quota=QUOTA),
        "care.quota.segments.0",
        "waits for answers",
    ),
    Case(
        "nobody to warn",
        quota(warn={"cron": "0 9 * * *", "to": ["boss"]}),
        "care.quota.warn.to.0",
        "unknown role 'boss'",
    ),
    Case(
        "nobody to report to",
        quota(reports={"weekly": {"title": TITLE, "cron": "0 9 * * MON", "to": ["boss"]}}),
        "care.quota.reports.weekly.to.0",
        "unknown role 'boss'",
    ),
    Case(
        "nobody who calls again",
        care(findings={"title": TITLE, "cron": "0 9 * * MON", "to": ["boss"]}),
        "care.findings.to.0",
        "unknown role 'boss'",
    ),
)
def test_a_mistake_is_named_at_its_place(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize(
    ("window", "says"),
    [
        ({"from": "3d", "until": "2d"}, "must not come before"),
        ({"from": "0s", "until": "0s"}, "must not come before"),
        ({"until": "36h"}, "write whole days"),
    ],
)
def test_a_window_runs_forward_in_whole_days_unless_it_says_otherwise(window: dict[str, str], says: str) -> None:
    ((path, message),) = complaints(segment(window=window))
    assert path == "care.segments.new.window"
    assert says in message
    assert complaints(segment(window={"until": "36h", "whole_days": False})) == []
