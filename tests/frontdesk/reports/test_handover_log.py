"""The handover log on paper: what is open, what was said of it, and who answers for what was found later."""

from collections.abc import Sequence
from datetime import timedelta

from contracts.base import HandoverItem
from contracts.roster import Evidence, FaultRow, HandoverView
from frontdesk.reports.handover_log import build
from frontdesk.reports.model import Report
from frontdesk.reports.texts import both
from tests.frontdesk.reports.views import AT, FRAME

PEOPLE = {"li": "李敏", "chen": "陈静"}
ITEMS = [
    HandoverItem(kind="order", reference="o-1", title="水龙头", number="HQ-20261201-0001", state="open", due_at=AT),
    HandoverItem(kind="major_event", reference="e-1", title="停电", state="open", needs_reason=True),
]


def log(**more: object) -> HandoverView:
    fields = {
        "handover_id": "h-1",
        "state": "reviewed",
        "shift_id": "s-1",
        "post": "front_desk",
        "outgoing": "li",
        "incoming": "chen",
        "opened_at": AT,
        "completed_at": None,
        "note": None,
        "waiting_for": [],
        "items": [item.model_dump() for item in ITEMS],
    }
    return HandoverView.model_validate(fields | more)


def made(view: HandoverView, faults: Sequence[FaultRow] | None = ()) -> Report:
    return build(view, FRAME, PEOPLE, faults)


def test_sections_come_first_and_nothing_is_left_out() -> None:
    section = {"section": "orders", "title": {"zh": "未完工单", "en": "Undone"}, "items": [ITEMS[0].model_dump()]}
    words = [
        {"kind": "order", "reference": "o-1", "decision": decision, "note": note, "by": "chen", "at": AT}
        for decision, note in (("questioned", "零件没到"), ("accepted", None))
    ]
    first, second = made(log(sections=[section], acknowledged=words)).tables[0].rows
    assert (both(first[0]), first[1:5]) == ("未完工单 Undone", ("水龙头", "HQ-20261201-0001", "open", AT))  # type: ignore[arg-type]
    assert first[6] == "已接收 Accepted\n陈静 (chen) 2026-12-01 20:00", "the last word counts"
    assert (second[0], second[1], second[6]) == ("major_event", "停电", None)


def test_what_is_missing_is_said() -> None:
    owed = [{"kind": "major_event", "reference": "e-1"}]
    report = made(log(waiting_for=["cashdesk", "followup"], to_acknowledge=owed, waits_for_customer=True))
    assert [both(note.text) for note in report.notes if note.warning] == [
        "尚未报告：收银、回访 Not yet reported: Cash desk, Follow-up",
        "1 项须说明原因 1 without the reason that is needed",
        "1 项尚未逐项确认 1 still to be acknowledged one by one",
        "李敏 (li) 仍在接待客户 李敏 (li) still serves a customer",
    ]


def test_only_who_has_acted_has_signed() -> None:
    reviewed, done = AT + timedelta(minutes=1), AT + timedelta(minutes=9)
    running = made(log(reviewed_at=reviewed))
    assert [(it.name, it.at) for it in running.signatures] == [("李敏 (li)", reviewed), (None, None)]
    completed = made(log(state="completed", completed_at=done))
    assert [(it.name, it.at) for it in completed.signatures] == [("李敏 (li)", AT), ("陈静 (chen)", done)]
    released = made(log(state="released", completed_at=done, released_by="chen"))
    assert [it.role.en for it in released.signatures] == ["Outgoing", "Released by"]


def test_faults_name_who_answers_for_them_with_the_evidence() -> None:
    fault = FaultRow(
        fault_id="f-1",
        persons=["li", "chen"],
        ground="not_told_apart",
        evidence=[Evidence(at=AT, by="li", what="handed over as open")],
        handover_id="h-1",
        reference="o-1",
        what="漏办",
        found_at=AT,
        stated_by="wang",
        stated_at=AT,
    )
    row = made(log(), [fault]).tables[-1].rows[0]
    assert row[:4] == (AT, "o-1", "漏办", "李敏 (li), 陈静 (chen)")
    assert row[5] == "2026-12-01 20:00 李敏 (li): handed over as open"


def test_a_log_without_the_faults_says_that_they_are_not_shown() -> None:
    hidden = made(log(items=[]), None)
    assert [both(note.text) for note in hidden.notes] == [
        "后续差错不向此工号显示 Faults found later are not shown to this login"
    ]
    assert hidden.data["faults"] is None
