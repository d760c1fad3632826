"""Mistakes in promises: deadlines that cannot begin, cannot be kept, or tell nobody."""

from typing import Any

from tests.contracts.check.changes import TITLE, Case, assert_found, cases, complaints

REPAIR, ON_SITE = "lines/repair", "lines/repair/steps/1/deadline"
OF = "lines.repair.steps.1.deadline.of"
NEVER = "form.simple && !form.simple"
DEADLINES = "lines.repair.deadlines"


def of_line(*deadlines: dict[str, Any]) -> dict[str, Any]:
    """Kept by completing the repair, within an hour unless they say otherwise."""
    kept = {"stop_when": "has(steps.completed)"}
    return {f"{REPAIR}/deadlines": [kept | ({} if "by" in it else {"within": "1h"}) | it for it in deadlines]}


CHECK = {"name": "done", "ask": TITLE, "after": "1h"}


@cases(
    Case("moment", {f"{ON_SITE}/of": "lunch"}, OF, "unknown moment 'lunch'; write happened, recorded"),
    Case("no step", {f"{ON_SITE}/of": "steps.asigned"}, OF, "did you mean 'steps.assigned'"),
    Case("itself", {f"{ON_SITE}/of": "steps.on_site"}, OF, "counts from the step that keeps it"),
    Case("later step", {f"{ON_SITE}/of": "steps.verified"}, OF, "the step 'verified' comes only after 'on_site'"),
    Case(
        "step that never is",
        {f"{ON_SITE}/of": "steps.quoted", f"{REPAIR}/steps/2/when": NEVER},
        OF,
        "'steps.quoted' never comes: its 'when' never holds",
        [OF, "lines.repair.steps.2.when"],
    ),
    Case(
        "on a step that never is",
        {f"{REPAIR}/steps/2/when": NEVER, f"{REPAIR}/steps/2/deadline": {"within": "1h"}},
        "lines.repair.steps.2.deadline",
        "the step 'quoted' can never happen: its 'when' never holds",
        ["lines.repair.steps.2.when"],
    ),
    Case(
        "on a step in a circle",
        {f"{REPAIR}/steps/1/after": ["on_site"]},
        "lines.repair.steps.1.deadline",
        "can never happen: it waits for itself",
        ["lines.repair.steps"],
    ),
    Case(
        "on a step after the order is settled",
        {f"{REPAIR}/steps/6": {"name": "thanked", "title": TITLE, "by": ["clerk"], "deadline": {"within": "1h"}}},
        "lines.repair.steps.6.deadline",
        "it comes after 'verified', which settles the order",
        ["lines.repair.steps.6.after"],
    ),
    Case(
        "never held",
        {"lines/flight/steps/0/deadline/of": "held"},
        "lines.flight.steps.0.deadline.of",
        "on a line without 'hold_causes'",
    ),
    Case(
        "never reopened",
        {"lines/flight/steps/0/deadline/of": "reopened"},
        "lines.flight.steps.0.deadline.of",
        "on a line without 'reopen'",
    ),
    Case("never transferred", {f"{ON_SITE}/of": "transferred"}, OF, "on a line without 'transfer'"),
    Case(
        "of no deadline", {f"{ON_SITE}/of": "deadlines.arrival.missed"}, OF, "unknown moment 'deadlines.arrival.missed'"
    ),
    Case("event", {f"{ON_SITE}/of": "events.dispatch.order.hold"}, OF, "did you mean 'events.dispatch.order.held'"),
    Case("service", {f"{ON_SITE}/of": "events.moon.order.held"}, OF, "see the event map"),
    Case("event about no request", {f"{ON_SITE}/of": "events.roster.shift.started"}, OF, "is about no request"),
    Case(
        "its own miss",
        {f"{ON_SITE}/of": "deadlines.on_site.missed"},
        OF,
        "waits for itself to be missed (on_site -> on_site)",
    ),
    Case(
        "misses in a circle",
        {f"{ON_SITE}/of": "deadlines.report.missed", **of_line({"name": "report", "of": "deadlines.on_site.missed"})},
        OF,
        "(on_site -> report -> on_site)",
        [f"{DEADLINES}.0.of"],
    ),
)
def test_when_they_begin(case: Case) -> None:
    assert_found(case)


@cases(
    Case("no name", of_line({}), f"{DEADLINES}.0.name", "is missing"),
    Case(
        "never kept",
        {f"{REPAIR}/deadlines": [{"name": "a", "within": "1h"}]},
        f"{DEADLINES}.0.stop_when",
        "can never be kept",
    ),
    Case(
        "stop that never comes",
        of_line({"name": "a", "stop_when": NEVER}),
        f"{DEADLINES}.0.stop_when",
        "can never hold",
    ),
    Case("one name", of_line({"name": "a"}, {"name": "a"}), f"{DEADLINES}.1.name", "two deadlines are called 'a'"),
    Case("a step's name", of_line({"name": "on_site"}), f"{DEADLINES}.0.name", "two deadlines are called 'on_site'"),
    Case(
        "calendar",
        of_line({"name": "a", "clock": "business", "calendar": "night"}),
        f"{DEADLINES}.0.calendar",
        "unknown calendar 'night'",
    ),
    Case(
        "calendar of the wall",
        of_line({"name": "a", "calendar": "night"})
        | {"calendars/night": {"timezone": "Asia/Shanghai", "open": {"mon-sun": ["22:00-06:00"]}}},
        f"{DEADLINES}.0.calendar",
        "has no effect on clock: wall",
    ),
    Case(
        "warns nobody",
        {f"{ON_SITE}/warn": [{"at": "80%", "to": ["butler"]}]},
        "lines.repair.steps.1.deadline.warn.0.to.0",
        "unknown role",
    ),
    Case(
        "warns at once",
        {f"{ON_SITE}/warn": [{"before": "20m"}]},
        "lines.repair.steps.1.deadline.warn.0.before",
        "not shorter than the 20m",
    ),
    Case(
        "warns a variant at once",
        {f"{ON_SITE}/warn": [{"before": "10m"}], f"{ON_SITE}/variants": [{"when": "form.simple", "within": "5m"}]},
        "lines.repair.steps.1.deadline.warn.0.before",
        "not shorter than the 5m",
    ),
    Case(
        "warns no assignee",
        {"lines/complaint/steps/0/deadline/warn": [{"at": "50%", "to": ["assignee"]}]},
        "lines.complaint.steps.0.deadline.warn.0.to",
        "nobody is ever the assignee",
    ),
    Case(
        "escalates to nobody",
        {f"{ON_SITE}/else/1/escalate": "butler"},
        "lines.repair.steps.1.deadline.else.1.escalate",
        "unknown role",
    ),
    Case(
        "escalates to no assignee",
        {"lines/complaint/steps/0/deadline/else/0/escalate": "assignee"},
        "lines.complaint.steps.0.deadline.else.0.escalate",
        "nobody is ever the assignee",
    ),
    Case(
        "to a number",
        of_line({"name": "a", "by": {"moment": "size(form.place)"}}),
        f"{DEADLINES}.0.by.moment",
        "yields no time",
    ),
    Case(
        "to a date's length",
        {"lines/repair/form/day": "date", **of_line({"name": "a", "by": {"moment": "size(form.day)"}})},
        f"{DEADLINES}.0.by.moment",
        "yields 10, not a time",
    ),
    Case(
        "to a money",
        of_line({"name": "a", "by": {"moment": "steps.quoted.amount"}}),
        f"{DEADLINES}.0.by.moment",
        "yields no time",
    ),
)
def test_how_they_run(case: Case) -> None:
    assert_found(case)


@cases(
    Case("two questions", {f"{REPAIR}/checks/1": CHECK}, "lines.repair.checks.1", "two checks are called 'done'"),
    Case("moment", {f"{REPAIR}/checks/0/of": "lunch"}, "lines.repair.checks.0.of", "unknown moment"),
    Case("step", {f"{REPAIR}/checks/0/of": "steps.lunch"}, "lines.repair.checks.0.of", "unknown moment 'steps.lunch'"),
    Case("asks nobody", {f"{REPAIR}/checks/0/to": ["butler"]}, "lines.repair.checks.0.to.0", "unknown role"),
    Case(
        "asks no assignee",
        {"lines/complaint/checks": [CHECK | {"to": ["assignee"]}]},
        "lines.complaint.checks.0.to",
        "nobody is ever the assignee",
    ),
    Case(
        "until without every",
        {f"{REPAIR}/checks/0/until": "has(steps.completed)"},
        "lines.repair.checks.0.until",
        "needs 'every'",
    ),
    Case(
        "resumes nothing",
        {"lines/flight/checks": [CHECK | {"resumes": True}]},
        "lines.flight.checks.0.resumes",
        "add 'hold_causes'",
    ),
)
def test_checks(case: Case) -> None:
    assert_found(case)


def test_promises_that_can_be_kept() -> None:
    sound = of_line(
        {"name": "answer", "of": "events.dispatch.order.held", "pause_when": "order.hold.cause == 'materials'"},
        {
            "name": "report",
            "of": "deadlines.answer.missed",
            "else": [{"escalate": "owner"}, {"escalate": "head", "after": "1h"}],
        },
        {"name": "told", "of": "held", "start_when": "deadlines.on_site.missed", "cancel_when": "checks.done.done"},
    )
    sound[f"{ON_SITE}/warn"] = [{"at": "80%", "to": ["assignee", "department"]}, {"before": "5m"}]
    assert complaints(sound) == []
