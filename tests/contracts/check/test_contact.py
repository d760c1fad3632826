"""Mistakes in what reaches people: callbacks and letters, notifications, groups, digests, reports, summaries."""

from typing import Any

import pytest

from tests.contracts.check.changes import DROP, TITLE, Case, assert_found, cases, complaints, label

PLAN, AT = "lines/repair/follow_up/0", "lines.repair.follow_up.0"
LETTER = {"title": TITLE, "kind": "letter", "name": "thanks", "text": label("{form.reporter} {number}")}
DONE = {"name": "done", "event": "dispatch.order.completed", "to": ["owner"], "title": TITLE, "text": label("{number}")}


def letter(**changes: Any) -> dict[str, Any]:
    return {"lines/repair/follow_up/1": LETTER | changes}


def notification(**changes: Any) -> dict[str, Any]:
    return {"notifications": [DONE | changes]}


def digest(**changes: Any) -> dict[str, Any]:
    return {"digests/weekly": {"title": TITLE, "cron": "0 9 * * MON", "lines": ["repair"], "to": ["clerk"], **changes}}


def report(**changes: Any) -> dict[str, Any]:
    fields = {"line": "complaint", "field": "department", "of": {"security": "guard"}, "cron": "0 18 * * *"}
    return {"expected_reports/daily": {"title": TITLE, **fields, **changes}}


def summary(**changes: Any) -> dict[str, Any]:
    return {"summaries/weekly": {"title": TITLE, "cron": "0 9 * * MON", "to": ["desk_manager"], **changes}}


@cases(
    Case("after no step", {f"{PLAN}/of": "steps.done"}, f"{AT}.of", "unknown step 'done'"),
    Case(
        "after a step that never is",
        {f"{PLAN}/of": "steps.quoted", "lines/repair/steps/2/when": "form.simple && !form.simple"},
        f"{AT}.of",
        "'steps.quoted' never comes",
        ["lines.repair.steps.2.when"],
    ),
    Case("after no plan", {f"{PLAN}/of": "plans.letter"}, f"{AT}.of", "unknown plan 'letter'"),
    Case("after itself", {f"{PLAN}/of": "plans.callback"}, f"{AT}.of", "waits for itself (callback -> callback)"),
    Case(
        "after each other",
        {f"{PLAN}/of": "plans.thanks", **letter(of="plans.callback")},
        f"{AT}.of",
        "(callback -> thanks -> callback)",
        ["lines.repair.follow_up.1.of"],
    ),
    Case(
        "keeps nothing open",
        {f"{PLAN}/of": "confirmed", f"{PLAN}/keeps_open": True},
        f"{AT}.keeps_open",
        "plans of verified only",
    ),
    Case(
        "two plans",
        {"lines/repair/follow_up/1": {"title": TITLE}},
        "lines.repair.follow_up.1",
        "two plans are called 'callback'",
    ),
    Case("by no field", {f"{PLAN}/by": "form.consultant"}, f"{AT}.by", "unknown form field 'consultant'"),
    Case("by no member of staff", {f"{PLAN}/by": "form.place"}, f"{AT}.by", "is of type text; it must be staff"),
    Case(
        "by no assignee",
        {"lines/complaint/follow_up/0/by": "assignee"},
        "lines.complaint.follow_up.0.by",
        "nobody is ever the assignee",
    ),
    Case(
        "late for nobody", {f"{PLAN}/within": "1d", f"{PLAN}/escalate": ["butler"]}, f"{AT}.escalate.0", "unknown role"
    ),
    Case("never late", {f"{PLAN}/escalate": ["clerk"]}, f"{AT}.escalate", "needs 'within'"),
    Case("late when due", {f"{PLAN}/within": "1h", f"{PLAN}/delay": "1h"}, f"{AT}.within", "not longer than the delay"),
    Case("reported to nobody", {f"{PLAN}/report_to": ["butler"]}, f"{AT}.report_to.0", "unknown role"),
    Case("upside down", {f"{PLAN}/scale": [5, 1]}, f"{AT}.scale", "5 is not less than 1"),
    Case("off the scale", {f"{PLAN}/satisfied_at": 9}, f"{AT}.satisfied_at", "outside the scale 1 to 5"),
    Case("question", {f"{PLAN}/questions": {"shop": "choice"}}, f"{AT}.questions.shop.choices", "is missing"),
    Case("letter that asks", letter(rate=["quality"]), "lines.repair.follow_up.1.rate", "a letter asks nothing"),
    Case(
        "letter with questions",
        letter(questions={"shop": "text"}),
        "lines.repair.follow_up.1.questions",
        "a letter asks nothing",
    ),
    Case(
        "letter to nobody",
        letter(text={"zh": "{form.guest}", "en": "Dear guest"}),
        "lines.repair.follow_up.1.text.zh",
        "unknown form field of repair 'guest'",
    ),
    Case(
        "letter of no event",
        letter(text={"zh": "您好", "en": "{event.line}"}),
        "lines.repair.follow_up.1.text.en",
        "nothing that can be filled in; write {number}, {form.<field>}",
    ),
    Case(
        "open brace",
        letter(text={"zh": "您好", "en": "{number"}),
        "lines.repair.follow_up.1.text.en",
        "a brace is never closed",
    ),
)
def test_following_up(case: Case) -> None:
    assert_found(case)


@cases(
    Case(
        "event",
        notification(event="dispatch.order.complete"),
        "notifications.0.event",
        "did you mean 'dispatch.order.completed'",
    ),
    Case("service", notification(event="moon.order.completed"), "notifications.0.event", "see the event map"),
    Case(
        "line",
        notification(lines=["repairs"]),
        "notifications.0.lines.0",
        "unknown line 'repairs'; did you mean 'repair'",
    ),
    Case("two of one name", {"notifications": [DONE, DONE]}, "notifications.1", "two notifications are called 'done'"),
    Case("role", notification(to=["butler"]), "notifications.0.to.0", "unknown role 'butler'"),
    Case(
        "group",
        notification(to=["group.residents"]),
        "notifications.0.to.0",
        "unknown group 'residents'; add it to 'groups'",
    ),
    Case(
        "customer of no file",
        notification(to=["customer"]),
        "notifications.0.to.0",
        "none of its lines says who the customer is",
    ),
    Case(
        "no recipients",
        notification(event="dispatch.order.held", to=["recipients"]),
        "notifications.0.to.0",
        "names no recipients",
    ),
    Case(
        "owner of no request",
        notification(event="roster.shift.started", text=TITLE),
        "notifications.0.to.0",
        "has no owner",
    ),
    Case(
        "number of no request",
        notification(event="roster.shift.started", to=["clerk"]),
        "notifications.0.text",
        "is about no request",
    ),
    Case(
        "field",
        notification(text={"zh": "好", "en": "{event.room}"}),
        "notifications.0.text.en",
        "unknown field of the event 'room'",
    ),
    Case(
        "record",
        notification(text={"zh": "好", "en": "{event.records.room}"}),
        "notifications.0.text.en",
        "unknown record 'room'",
    ),
    Case(
        "title",
        notification(title={"zh": "好", "en": "{room}"}),
        "notifications.0.title.en",
        "nothing that can be filled in",
    ),
    Case(
        "field of other lines",
        notification(text={"zh": "好", "en": "{form.place}"}),
        "notifications.0.text.en",
        "unknown form field of flight 'place'",
    ),
    Case(
        "condition",
        notification(when="event.decision == 'x' && form.rooms == 3"),
        "notifications.0.when",
        "unknown 'form.rooms'",
    ),
    Case(
        "digest of no field",
        digest(to=["head"], group_by="form.x"),
        "digests.weekly.group_by",
        "unknown",
        ["digests.weekly.to"],
    ),
    Case("staff group", {"groups/all": {"title": TITLE, "roles": ["butler"]}}, "groups.all.roles.0", "unknown role"),
)
def test_notifications(case: Case) -> None:
    assert_found(case)


@pytest.mark.parametrize("event", ["dispatch.order.declined", "dispatch.check.due", "dispatch.deadline.warned"])
def test_whoever_an_event_is_for_may_be_written_to(event: str) -> None:
    assert complaints(notification(event=event, to=["recipients"])) == []


@cases(
    Case("line", digest(lines=["repairs"]), "digests.weekly.lines.0", "unknown line"),
    Case("counter", digest(lines=["copies"]), "digests.weekly.lines.0", "has no steps"),
    Case("to nobody", digest(to=["butler"]), "digests.weekly.to.0", "unknown role"),
    Case("head of what", digest(to=["head"]), "digests.weekly.to", "head is told when 'group_by' yields departments"),
    Case("staff of what", digest(to=["department"]), "digests.weekly.to", "department is told when 'group_by' yields"),
    Case("head of a choice", digest(to=["head"], group_by="order.state"), "digests.weekly.to", "group by one"),
    Case(
        "condition", digest(when="form.kind == 'x'"), "digests.weekly.when", "unknown 'form.kind' on the line 'repair'"
    ),
    Case("grouped", digest(group_by="form.kind"), "digests.weekly.group_by", "unknown 'form.kind'"),
    Case("cron", digest(cron="0 25 * * *"), "digests.weekly.cron", "is no cron expression"),
)
def test_digests(case: Case) -> None:
    assert_found(case)


@cases(
    Case("line", report(line="reports"), "expected_reports.daily.line", "unknown line"),
    Case(
        "internal line",
        report() | {"lines/complaint/internal": True, "lines/repair/split": {"by": ["head"], "line": "complaint"}},
        "expected_reports.daily.line",
        "nobody can record a report of it",
        ["lines.complaint.follow_up", "lines.complaint.ledger", "lines.complaint.reopen"],
    ),
    Case("field", report(field="section"), "expected_reports.daily.field", "unknown form field 'section'"),
    Case("type", report(field="place"), "expected_reports.daily.field", "it must be department or choice"),
    Case("department", report(of={"moon": "guard"}), "expected_reports.daily.of.moon", "unknown department 'moon'"),
    Case("role", report(of={"security": "butler"}), "expected_reports.daily.of.security", "unknown role 'butler'"),
    Case(
        "chain",
        report(**{"else": [{"escalate": "owner"}]}),
        "expected_reports.daily.else.0.escalate",
        "unknown role 'owner'",
    ),
    Case(
        "head of a choice",
        report(field="shift", of={"day": "clerk"}, **{"else": [{"escalate": "head"}]})
        | {"lines/complaint/form/shift": {"type": "choice", "choices": ["day", "night"]}},
        "expected_reports.daily.else.0.escalate",
        "unknown role 'head'",
    ),
    Case(
        "condition",
        report(**{"else": [{"escalate": "head", "when": "form.place == 'x'"}]}),
        "expected_reports.daily.else.0.when",
        "'form' is not known here; known are report, business_line, day",
    ),
    Case(
        "condition on somebody",
        report(**{"else": [{"escalate": "head", "when": "business_line == 'cleaning'"}]}),
        "expected_reports.daily.else.0.when",
        "'business_line' is never 'cleaning'; it can be security",
    ),
    Case("summary's line", summary(lines=["repairs"]), "summaries.weekly.lines.0", "unknown line"),
    Case("summary's plan", summary(plans=["survey"]), "summaries.weekly.plans.0", "unknown plan 'survey'"),
    Case("summary to", summary(to=["butler"]), "summaries.weekly.to.0", "unknown role"),
    Case(
        "summary of nothing",
        summary(lines=["flight"], plans=["callback"]),
        "summaries.weekly.plans.0",
        "no line has a plan",
    ),
)
def test_reports(case: Case) -> None:
    assert_found(case)


def test_what_reaches_somebody() -> None:
    sound = {
        **letter(of="plans.callback", by="form.consultant", delay="7d", keeps_open=DROP),
        "lines/repair/form/consultant": "staff",
        "lines/repair/customer": {"name": "reporter", "phone": "phone"},
        "marks/vip": TITLE,
        "groups/vip": {
            "title": TITLE,
            "customers": True,
            "where": "'vip' in customer.marks && customer.tier == null && 'news' in customer.consents",
        },
        **digest(lines=["repair", "complaint"], when="severity == 'serious'", group_by="order.department", to=["head"]),
        **report(
            of={"security": "head"},
            **{
                "else": [
                    {"escalate": "head"},
                    {"escalate": "clerk", "after": "1h", "when": "business_line == 'security'"},
                ]
            },
        ),
        **summary(lines=["repair"], plans=["callback", "thanks"]),
        "notifications": [
            DONE
            | {"lines": ["repair"], "to": ["customer", "owner", "group.vip", "clerk"], "text": label("{form.place}")},
            DONE
            | {
                "name": "late",
                "event": "dispatch.escalation.raised",
                "to": ["recipients"],
                "when": "event.level > 1",
            },
            DONE | {"name": "work", "text": label("{event.records.work} {event.department}")},
        ],
    }
    sound["lines/repair/follow_up/1"].pop("keeps_open")
    assert complaints(sound) == []
