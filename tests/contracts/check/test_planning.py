"""Mistakes in what a proposed month has to keep."""

from typing import Any

import pytest

from tests.contracts.check.changes import TITLE, Case, assert_found, cases, complaints

ROTA = {
    "skills": {"english": TITLE},
    "patterns": {
        "early": {"title": TITLE, "from": "08:00", "to": "16:00", "posts": ["front_desk"]},
        "night": {"title": TITLE, "from": "22:00", "to": "06:00", "posts": ["front_desk"], "night": True},
    },
}


def planned(**row: Any) -> dict[str, Any]:
    """A playbook with a rota and one row of coverage."""
    return {"rota": ROTA, "planning": {"coverage": [{"post": "front_desk", "least": 1, **row}]}}


@pytest.mark.parametrize(
    "row",
    [
        {"hours": ["08:00-12:00", "13:00-16:00"]},
        {"hours": ["22:00-06:00", "01:00-05:00"], "days": ["fri-sun"]},
        {"pattern": "night", "skills": ["english"], "wanted": 3},
        {"hours": ["06:00-08:00"], "least": 0},
    ],
)
def test_what_some_shift_covers_can_be_asked_for(row: dict[str, Any]) -> None:
    assert complaints(planned(**row)) == []


@cases(
    Case("post", planned(post="moon", hours=["08:00-12:00"]), "planning.coverage.0.post", "unknown post 'moon'"),
    Case(
        "post of no pattern",
        planned(post="engineering", hours=["08:00-12:00"]),
        "planning.coverage.0.post",
        "no pattern of 'rota.patterns' is worked at it",
    ),
    Case("pattern", planned(pattern="late"), "planning.coverage.0.pattern", "unknown pattern 'late'"),
    Case(
        "pattern of another post",
        planned(post="engineering", pattern="early"),
        "planning.coverage.0.post",
        "no pattern of 'rota.patterns' is worked at it",
    ),
    Case("skill", planned(pattern="early", skills=["chess"]), "planning.coverage.0.skills.0", "unknown skill 'chess'"),
    Case(
        "hours that no shift covers",
        planned(hours=["08:00-12:00", "15:00-18:00"]),
        "planning.coverage.0.hours.1",
        "no pattern covers front_desk at 16:00",
    ),
    Case(
        "hours between two nights",
        planned(hours=["05:00-08:30"]),
        "planning.coverage.0.hours.0",
        "no pattern covers front_desk at 06:00",
    ),
    Case("neither hours nor pattern", planned(), "planning.coverage.0", "give `hours` or `pattern`"),
    Case("both", planned(pattern="early", hours=["08:00-09:00"]), "planning.coverage.0", "give `hours` or `pattern`"),
    Case(
        "wanted fewer than least",
        planned(pattern="early", least=3, wanted=2),
        "planning.coverage.0",
        "wanted (2) cannot be fewer than least (3)",
    ),
    Case("days", planned(pattern="early", days=["someday"]), "planning.coverage.0.days", "names no days"),
    Case("no patterns", {"planning": {"coverage": []}}, "planning", "needs shift patterns"),
)
def test_a_mistake_is_named_at_its_place(case: Case) -> None:
    assert_found(case)
