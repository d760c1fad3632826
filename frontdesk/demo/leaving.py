"""Customers who were about to leave, and whether they stay."""

from collections import Counter
from typing import Any

from contracts.followup import ListRetentionCases
from frontdesk.demo.asker import Asker
from frontdesk.demo.player import Played


async def leaving_of_day(asker: Asker, played: Played) -> dict[str, Any]:
    """Cases by segment and by outcome; empty where no case was opened."""
    if not any(each.key == "followup.retention.opened" for each in played.events):
        return {}
    rows = [row async for row in asker.pages(ListRetentionCases(open=None))]
    answers = [each.data["answer"] for each in played.events if each.key == "followup.retention.offer_answered"]
    return {
        "cases": len(rows),
        "open": sum(row.open for row in rows),
        "served_by": sorted({row.assignee for row in rows}),
        "segments": Counter(row.segment for row in rows),
        "outcomes": Counter(row.outcome for row in rows if row.outcome is not None),
        "answers": answers,
    }
