"""Lines made for one test."""

from collections.abc import Awaitable
from typing import Any

from contracts.intake import RequestConfirmed
from contracts.problems import Problem
from tests.dispatch.desk import REPAIR, confirmed
from tests.harness import Desk

TITLE = {"zh": "步骤", "en": "Step"}
FORM = {"reporter": "person!", "place": "text!", "problem": "text!", "phone": "phone"}


def line(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A line of the engineering department that ends with the clerk's verification."""
    last = {"name": "verified", "by": ["clerk"], "announces": "order.verified"}
    return {
        "title": TITLE,
        "form": FORM,
        "route": {"to": "'engineering'"},
        "steps": [{"title": TITLE, **s} for s in [*steps, last]],
        **more,
    }


def work_step(**more: Any) -> dict[str, Any]:
    return {"name": "done", "by": ["department"], "announces": "order.completed", **more}


def request(desk: Desk, number: str = REPAIR, **more: Any) -> RequestConfirmed:
    """A confirmed repair; ``more`` are other fields of the event."""
    return confirmed(desk, number, "repair").model_copy(update=more)


async def refusal(answer: Awaitable[Any]) -> Problem:
    """The problem that a command or view is refused with."""
    try:
        await answer
    except Problem as problem:
        return problem
    raise AssertionError("it was not refused")
