"""The table of a period's surveys. Pure. Rule FS-14."""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from contracts.followup import SummaryTotals, SurveyRow
from contracts.playbook.grammar import CallbackPlan, Playbook, Summary

MOST_ROWS = 500
MOST_BYTES = 200_000
"""Of one part's rows as JSON, so that long answers stay below the broker's largest message."""
FIRST = ["number", "line", "plan", "completed_at", "by", "satisfied"]
LAST = ["summary", "remarks"]


def asked_by(book: Playbook, summary: Summary) -> list[CallbackPlan]:
    """The plans whose answers the summary collects, in the playbook's order."""
    lines = [line for name, line in book.lines.items() if not summary.lines or name in summary.lines]
    plans = [plan for line in lines for plan in line.follow_up if plan.kind == "callback"]
    return [plan for plan in plans if not summary.plans or plan.name in summary.plans]


def columns_of(plans: Iterable[CallbackPlan], rows: Iterable[SurveyRow]) -> list[str]:
    """Names of the values of a row: what the plans ask, then what only older plans asked."""
    asked = [(list(plan.rate), list(plan.questions)) for plan in plans]
    asked += [(list(row.ratings), list(row.answers)) for row in rows]
    ratings = dict.fromkeys(f"ratings.{name}" for rated, _ in asked for name in rated)
    answers = dict.fromkeys(f"answers.{name}" for _, answered in asked for name in answered)
    return [*FIRST, *ratings, *answers, *LAST]


def cells(row: SurveyRow, columns: Iterable[str]) -> list[Any]:
    """The row's values in the order of the columns; what was not asked is null."""
    values = row.model_dump(mode="json")
    return [_cell(values, *column.split(".", 1)) for column in columns]


def _cell(values: Mapping[str, Any], name: str, of: str | None = None) -> Any:
    return values[name] if of is None else values[name].get(of)


def totals(rows: Iterable[SurveyRow]) -> SummaryTotals:
    """How many answered, how many are satisfied, and the average of each rating and each answer in whole numbers."""
    count = satisfied = dissatisfied = 0
    numbers: dict[str, list[int]] = {}
    for row in rows:
        count += 1
        satisfied += row.satisfied is True
        dissatisfied += row.satisfied is False
        for column, value in _numbers(row):
            numbers.setdefault(column, []).append(value)
    averages = {column: average(sum(values), len(values)) for column, values in numbers.items()}
    return SummaryTotals(count=count, satisfied=satisfied, dissatisfied=dissatisfied, averages=averages)


def _numbers(row: SurveyRow) -> Iterator[tuple[str, int]]:
    for kind, given in (("ratings", row.ratings), ("answers", row.answers)):
        yield from ((f"{kind}.{name}", value) for name, value in given.items() if type(value) is int)


def average(total: int, count: int) -> str:
    """``total / count`` to two decimals, half rounded up, reckoned in whole numbers."""
    return str(Decimal((200 * total + count) // (2 * count)).scaleb(-2))


def parts_of(rows: Iterable[list[Any]]) -> list[list[list[Any]]]:
    """The rows in pieces that fit a message each; one empty piece when there are none."""
    parts: list[list[list[Any]]] = [[]]
    size = 0
    for row in rows:
        length = len(json.dumps(row, ensure_ascii=False).encode())
        if parts[-1] and (len(parts[-1]) == MOST_ROWS or size + length > MOST_BYTES):
            parts.append([])
            size = 0
        parts[-1].append(row)
        size += length
    return parts
