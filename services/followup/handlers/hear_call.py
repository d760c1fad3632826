"""A customer was reached: everything in followup that goes by what was said hears of it."""

from typing import Any

from chassis.work import Work
from contracts.followup import RecordResult
from services.followup.handlers.hear_signs import signs_of_call
from services.followup.handlers.keep_opinion import opinions_of_call
from services.followup.repository.callbacks import Callback


async def hear_call(
    callback: Callback,
    care: str | None,
    command: RecordResult,
    answers: dict[str, Any],
    satisfied: bool | None,
    work: Work,
) -> None:
    """``answers`` are masked; ``care`` is the segment of care the call was for. Rules TH-27, TH-32."""
    said = {"answers": answers, "ratings": dict(command.ratings), "satisfied": satisfied}
    await signs_of_call(callback, care, said, work)
    await opinions_of_call(callback, answers, command.remarks, work)
