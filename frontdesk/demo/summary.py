"""How the day stands at its end, asked of the services as any client app would, and whether that is what must be."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, get_args

from contracts.cashdesk import ListAllocations, ListCharges, TrialBalance
from contracts.dispatch import ListDeadlines
from contracts.followup import CallbackState, ListCallbacks
from contracts.money import Money
from contracts.roster import GetHandover, ListHandovers
from frontdesk.client import DeskClient
from frontdesk.demo.asker import Asker
from frontdesk.demo.collection import collection_of_day
from frontdesk.demo.goods import goods_of_day
from frontdesk.demo.leaving import leaving_of_day
from frontdesk.demo.names import Names
from frontdesk.demo.player import Played
from frontdesk.demo.script import Check, Script
from frontdesk.letters import all_letters

ENDED = ("archived", "cancelled")


@dataclass(frozen=True)
class Verdict:
    """One check of the script: ``reason`` is empty when it holds."""

    check: Check
    reason: str


async def facts_of_day(client: DeskClient, script: Script, played: Played) -> dict[str, Any]:
    """Everything a script may check and the summary shows, as one JSON document."""
    asker = Asker(client, script.observer)
    requests = [row async for row in asker.requests()]
    return {
        "requests": _requests(requests),
        "deadlines": await _deadlines(asker, script),
        "escalations": [_escalation(each.data) for each in played.events if each.key == "dispatch.escalation.raised"],
        "callbacks": await _callbacks(asker, played),
        "cash": await _cash(asker, played),
        "handovers": await _handovers(asker),
        "day": _end_of_day(played),
        "late": [each.data["staff"] for each in played.events if each.key == "roster.staff.late"],
        "arrived_late": [each.data["staff"] for each in played.events if each.key == "roster.staff.arrived_late"],
        "goods": await goods_of_day(asker, script, played),
        "collection": collection_of_day(played),
        "leaving": await leaving_of_day(asker, played),
        "events": len(played.events),
        "events_by": Counter(each.key.partition(".")[0] for each in played.events),
        "counts": Counter(each.key.replace(".", "_") for each in played.events),
        "commands": played.commands,
        "refusals": played.refusals,
        "surprises": played.surprises,
        "dead_letters": len(await all_letters(client)),
    }


def judge(script: Script, facts: dict[str, Any], names: Names) -> list[Verdict]:
    """Every check of the script, in its order."""
    return [Verdict(check, _reason(check, facts, names)) for check in script.checks]


def _reason(check: Check, facts: dict[str, Any], names: Names) -> str:
    found: Any = facts
    for part in map(names.recall, check.fact.split(".")):
        if isinstance(found, dict) and part in found:
            found = found[part]
        elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        else:
            return f"there is no fact '{check.fact}'"
    if check.contains is not None:
        missing = [each for each in names.recall(check.contains) if each not in found]
        return f"{check.fact} lacks {missing}; it is {found}" if missing else ""
    wanted = names.recall(check.equals)
    return "" if found == wanted else f"{check.fact} is {found!r}, expected {wanted!r}"


def _requests(rows: list[Any]) -> dict[str, Any]:
    lines: dict[str, dict[str, int]] = {}
    for row in rows:
        line = lines.setdefault(row.line, {"recorded": 0, "archived": 0, "open": 0})
        line["recorded"] += 1
        line["archived"] += row.state == "archived"
        line["open"] += row.state not in ENDED
    return {
        "recorded": len(rows),
        "archived": sum(row.state == "archived" for row in rows),
        "open": sorted(row.number for row in rows if row.state not in ENDED),
        "by_line": lines,
        "states": {row.number: row.state for row in rows},
    }


async def _deadlines(asker: Asker, script: Script) -> dict[str, Any]:
    rows = [row for day in script.days async for row in asker.pages(ListDeadlines(day=day))]
    missed = [
        {"number": row.number, "line": row.line, "name": row.name, "due_at": row.due_at, "ended_at": row.ended_at}
        for row in rows
        if row.state == "missed"
    ]
    return {"promised": len(rows), "states": Counter(row.state for row in rows), "missed": missed,
            "missed_numbers": [each["number"] for each in missed]}  # fmt: skip


def _escalation(data: dict[str, Any]) -> dict[str, Any]:
    told = [each["actor"] for each in data["recipients"]]
    return {"number": data["number"], "step": data["name"], "level": data["level"], "to": data["to_role"], "told": told}


async def _callbacks(asker: Asker, played: Played) -> dict[str, Any]:
    states = Counter[str]()
    for state in get_args(CallbackState):
        async for _ in asker.pages(ListCallbacks(state=state)):
            states[state] += 1
    rated = [each.data for each in played.events if each.key == "followup.satisfaction.rated"]
    moved = [each for each in played.events if each.key == "followup.callback.accepted"]
    remarks = [each for each in played.events if each.key == "followup.remark.passed_on"]
    return {
        "states": states,
        "satisfied": sum(each["satisfied"] for each in rated),
        "dissatisfied": [each["number"] for each in rated if not each["satisfied"]],
        "taken_over": [each.number for each in moved],
        "remarks": len(remarks),
    }


async def _cash(asker: Asker, played: Played) -> dict[str, Any]:
    takings: dict[str, Money] = {}
    for each in played.events:
        if each.key == "cashdesk.payment.taken":
            amount = Money.model_validate(each.data["amount"])
            method = each.data["method"]
            takings[method] = takings[method] + amount if method in takings else amount
    balance = await asker.one(TrialBalance())
    charges = [row async for row in asker.pages(ListCharges())]
    allocations = [row async for row in asker.pages(ListAllocations())]
    drawers = [each.data for each in played.events if each.key == "cashdesk.drawer.closed"]
    reasons = [each.data for each in played.events if each.key == "cashdesk.discrepancy.recorded"]
    return {
        "takings": {method: str(amount) for method, amount in takings.items()},
        "charges": Counter(row.state for row in charges),
        "allocations": Counter(row.state for row in allocations),
        "drawers": [
            {"clerk": each["clerk"], "counted": _money(each["counted"]), "difference": _money(each["difference"])}
            for each in drawers
        ],
        "discrepancies": [{"difference": _money(each["difference"]), "reason": each["reason"]} for each in reasons],
        "accounts": {row.account: str(row.balance) for row in balance.rows},
        "debit": str(balance.debit),
        "credit": str(balance.credit),
        "balanced": balance.balanced,
    }


def _money(value: dict[str, Any]) -> str:
    return str(Money.model_validate(value))


async def _handovers(asker: Asker) -> list[dict[str, Any]]:
    rows = [row async for row in asker.pages(ListHandovers())]
    views = [await asker.one(GetHandover(handover_id=row.handover_id)) for row in rows]
    return [
        {
            "outgoing": view.outgoing,
            "incoming": view.incoming,
            "state": view.state,
            "opened_at": view.opened_at,
            "items": [
                {"kind": item.kind, "number": item.number, "title": item.title, "reason": item.reason}
                for item in view.items
            ],
            "orders": sorted(item.number for item in view.items if item.kind == "order"),
            "reasons": {item.number: item.reason for item in view.items if item.kind == "order"},
        }
        for view in sorted(views, key=lambda view: view.opened_at)
    ]


def _end_of_day(played: Played) -> dict[str, Any]:
    ended = next((each.data for each in reversed(played.events) if each.key == "dispatch.day.ended"), {})
    taken = next((each.data for each in reversed(played.events) if each.key == "intake.stocktake.taken"), {})
    return {
        "completed": ended.get("completed"),
        "carried_over": ended.get("carried_over", []),
        "unexplained": ended.get("unexplained", []),
        "stocktake": taken.get("total"),
        "stocktake_flagged": taken.get("flagged", []),
    }
