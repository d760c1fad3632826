"""A small desk with every kind of plan, and the events that make them run."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.base import Form
from contracts.dispatch import OrderCompleted, OrderVerified
from contracts.followup import CallbackScheduled
from contracts.intake import RequestConfirmed
from tests.harness import Desk, Refused

DeskFor = Callable[..., Awaitable[Desk]]
NUMBER = "HQ-20261121-0001"
FORM = {"name": "张*", "phone": "138****8000", "consultant": "gao"}
BOOK = """
playbook: shop
version: 1
title: {zh: 店, en: Shop}
currency: CNY
calendar: {timezone: Asia/Shanghai, open: {mon-sun: ["08:00-20:00"]}}
callback_hours: {mon-sun: ["09:00-12:00", "14:00-20:00"]}
departments:
  desk: {title: {zh: 前台, en: Desk}, head: manager}
  workshop: {title: {zh: 车间, en: Workshop}, head: foreman}
roles:
  clerk: {title: {zh: 店员, en: Clerk}}
  manager: {title: {zh: 经理, en: Manager}}
  foreman: {title: {zh: 主管, en: Foreman}}
  consultant: {title: {zh: 顾问, en: Consultant}}
  principal: {title: {zh: 店主, en: Principal}}
desk_department: desk
desk_roles: [clerk, manager]
managers: [manager]
personal_data_read_by: [clerk]
tiers: {gold: {zh: 金卡, en: Gold}}
cash:
  {methods: [cash], drawers: [front], drawer_roles: [clerk], refund_approvers: [manager], correction_roles: [manager]}
handover: {report_within: 2m, unrelieved_after: 10m, unrelieved_to: manager, released_by: [manager]}
daily: {stocktake: "19:30", end_of_day: "19:45"}
summaries:
  weekly: {title: {zh: 周报, en: Week}, cron: "0 9 * * MON", lines: [sale], plans: [survey], to: [principal, manager]}
lines:
  sale:
    title: {zh: 销售, en: Sale}
    form: {name: person!, phone: phone, consultant: staff}
    route: {to: "'workshop'"}
    steps:
      - {name: delivered, title: {zh: 送达, en: Delivered}, by: [department], announces: order.completed}
      - {name: verified, title: {zh: 核实, en: Verified}, by: [clerk], announces: order.verified}
    follow_up:
      - name: survey
        title: {zh: 调查, en: Survey}
        of: confirmed
        within: 24h
        escalate: [manager, head]
        keeps_open: false
        rate: [shop]
        questions:
          staff: {type: integer, required: true, minimum: 1, maximum: 5}
          call_back_on: phone
          consulted: {type: boolean, when: form.consultant != null}
      - name: thanks
        title: {zh: 感谢信, en: Thanks}
        kind: letter
        of: confirmed
        delay: 5d
        within: 7d
        escalate: [manager]
        keeps_open: false
        text: {zh: "{form.name}，谢谢（{number}）", en: "Dear {form.name}, thank you ({number})"}
      - name: why_us
        title: {zh: 问卷, en: Questions}
        of: plans.second
        keeps_open: false
        questions: {heard: {type: choice, choices: [friend, paper], required: true}}
      - {name: second, title: {zh: 再访, en: Second call}, of: plans.thanks, delay: 7d, keeps_open: false}
      - {name: delivery, title: {zh: 送货, en: Delivery}, of: steps.delivered, by: form.consultant, any_hour: true}
  complaint:
    title: {zh: 投诉, en: Complaint}
    form: {name: person!, phone: phone, consultant: staff}
    route: {to: "'workshop'"}
    steps:
      - name: settled
        title: {zh: 解决, en: Settled}
        by: [department]
        announces: order.completed
        assigns: foreman
        records: {assignee: staff!}
      - {name: verified, title: {zh: 核实, en: Verified}, by: [clerk], announces: order.verified}
    follow_up:
      - {name: callback, title: {zh: 回访, en: Call}, rate: [satisfaction]}
      - name: report
        title: {zh: 报告, en: Report}
        of: steps.settled
        delay: 24h
        rate: [satisfaction]
        by: assignee
        report_to: [principal]
        questions: {mobile: phone, mended: boolean!}
      - {name: extra, title: {zh: 金卡, en: Gold}, when: "tier == 'gold'", keeps_open: false}
    reopen: {from_step: settled, notify: [head, manager, department]}
  visit:
    title: {zh: 参观, en: Visit}
    form: {name: person!}
    route: {to: "'workshop'"}
    steps:
      - {name: verified, title: {zh: 核实, en: Verified}, by: [clerk], announces: order.verified}
    follow_up:
      - {name: note, title: {zh: 函, en: Note}, kind: letter, delay: 1h, text: {zh: 您好, en: Hello}}
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+08:00")


def write_book(folder: Path) -> str:
    file = folder / "shop.yaml"
    file.write_text(BOOK, encoding="utf-8")
    return str(file)


def people(desk: Desk) -> Desk:
    desk.staff("li", roles=["clerk"])
    desk.staff("chen", roles=["manager"])
    desk.staff("gao", roles=["consultant"], on_duty=False)
    desk.staff("fu", roles=["foreman"], department="workshop")
    desk.staff("ming", roles=["foreman"], department="workshop", on_duty=False)
    desk.staff("zong", roles=["principal"], on_duty=False)
    return desk


def confirmed(desk: Desk, line: str = "sale", *, number: str = NUMBER, form: Form | None = None, **more: Any) -> Any:
    now = desk.clock.now()
    facts: dict[str, Any] = {
        "number": number,
        "line": line,
        "form": FORM if form is None else form,
        "received_by": "li",
        "department": "workshop",
        "revision": 1,
        "happened_at": now,
        "recorded_at": now,
        "confirmed_at": now,
        "playbook": "shop",
        "playbook_version": 1,
    }
    return RequestConfirmed(**(facts | more))


def _fact(desk: Desk, line: str, step: str, number: str, cycle: int) -> dict[str, Any]:
    return {
        "number": number,
        "order_id": "o1",
        "line": line,
        "department": "workshop",
        "step": step,
        "cycle": cycle,
        "signed_by": "fu",
        "happened_at": desk.clock.now(),
        "assignee": "fu",
    }


def taken(desk: Desk, line: str = "sale", step: str = "delivered", *, number: str = NUMBER, cycle: int = 1) -> Any:
    return OrderCompleted(**_fact(desk, line, step, number, cycle))


def verified(desk: Desk, line: str, *, number: str = NUMBER, cycle: int = 1, **form: Any) -> Any:
    fact = _fact(desk, line, "verified", number, cycle)
    return OrderVerified(**fact, received_by="li", form=FORM | form)


async def call(desk: Desk, plan: str) -> CallbackScheduled:
    (found,) = [one for one in desk.take(CallbackScheduled) if one.plan == plan]
    return found


async def sold(desk: Desk) -> CallbackScheduled:
    await desk.event(confirmed(desk))
    return await call(desk, "survey")


async def refused(awaitable: Awaitable[object]) -> Refused:
    with pytest.raises(Refused) as problem:
        await awaitable
    return problem.value
