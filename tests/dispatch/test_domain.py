"""Invariants of the step graph and of the gates."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.playbook.check import predecessors
from contracts.playbook.grammar import Line
from services.dispatch.domain.graph import dependants, effective_predecessors, ready_steps, scope, skipped, step_states
from services.dispatch.domain.model import Approval, Case, Order, Taken
from services.dispatch.domain.outcome import all_settled

START = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
TITLE = {"zh": "步骤", "en": "Step"}
WHENS = (None, "form.a", "form.b", "severity == 'serious'")


def an_order(**more: Any) -> Order:
    values: dict[str, Any] = {
        "number": "HQ-20261121-0001",
        "site": "HQ",
        "order_id": "o",
        "line": "repair",
        "severity": None,
        "state": "open",
        "department": "engineering",
        "assignee": None,
        "received_by": "li",
        "cycle": 1,
        "round": 1,
        "form": {},
        "fingerprints": {},
        "revision": 1,
        "claims": [],
        "budgets": {},
        "playbook": "p",
        "playbook_version": 1,
        "happened_at": START,
        "recorded_at": START,
        "confirmed_at": START,
        "routed_at": START,
        "round_started_at": START,
    }
    return Order(**(values | more))


def taken(name: str) -> Taken:
    return Taken(name, "HQ", "HQ-20261121-0001", name, 1, True, "li", START, START, {})


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Lines whose steps wait for any earlier ones, some of them conditional."""
    count = draw(st.integers(2, 7))
    steps: list[dict[str, Any]] = []
    for i in range(count):
        step: dict[str, Any] = {"name": f"s{i}", "title": TITLE, "by": ["department"]}
        if when := draw(st.sampled_from(WHENS)):
            step["when"] = when
        if draw(st.booleans()):
            step["after"] = draw(
                st.lists(st.sampled_from([s["name"] for s in steps]), unique=True) if steps else st.just([])
            )
        steps.append(step)
    form = {"a": "boolean", "b": "boolean"}
    return Line.model_validate({"title": TITLE, "form": form, "route": {"to": "'e'"}, "steps": steps})


@settings(max_examples=150, deadline=None)
@given(
    line=lines(),
    form=st.fixed_dictionaries({"a": st.booleans(), "b": st.booleans()}),
    severity=st.sampled_from([None, "serious"]),
    offers=st.lists(st.integers(0, 6), max_size=40),
)
def test_no_step_is_taken_before_those_it_follows(line, form, severity, offers):
    case = Case(an_order(form=form, severity=severity), line)
    absent = skipped(case, scope(case))
    before = effective_predecessors(line, absent)
    done: dict[str, Taken] = {}
    for offer in [*offers, *(list(range(7)) * 7)]:
        name = f"s{offer}"
        if name in ready_steps(Case(case.order, line, done)):
            assert set(before[name]) <= done.keys()
            assert name not in absent
            done = {**done, name: taken(name)}
    assert done.keys() | absent == {step.name for step in line.steps}


@settings(max_examples=60, deadline=None)
@given(line=lines(), pick=st.integers(0, 6))
def test_what_is_reopened_leaves_no_later_step_done(line, pick):
    name = line.steps[pick % len(line.steps)].name
    again = set(dependants(line, name))
    assert name in again
    assert all(later in again for later, before in predecessors(line).items() if again & set(before))


def test_a_skipped_step_does_not_let_its_followers_overtake():
    steps = [{"name": n, "title": TITLE, "by": ["department"]} for n in ("one", "two", "three")]
    steps[1]["when"] = "form.a"
    line = Line.model_validate({"title": TITLE, "form": {"a": "boolean"}, "route": {"to": "'e'"}, "steps": steps})
    found = {s.name: s for s in step_states(Case(an_order(), line))}
    assert (found["two"].state, found["three"].waits_for) == ("skipped", ["one"])


@pytest.mark.parametrize("state", ["held", "verified", "ended", "cancelled"])
def test_nothing_is_ready_unless_the_order_is_open(state):
    steps = [{"name": "one", "title": TITLE, "by": ["department"]}]
    line = Line.model_validate({"title": TITLE, "form": {}, "route": {"to": "'e'"}, "steps": steps})
    assert ready_steps(Case(an_order(state=state), line)) == []


@pytest.mark.parametrize(("state", "ready"), [("requested", []), ("refused", []), ("granted", ["two"])])
def test_a_gate_that_needs_an_approval(state, ready):
    steps = [
        {"name": "one", "title": TITLE, "by": ["department"], "approval": {"name": "plan", "by": "head"}},
        {"name": "two", "title": TITLE, "by": ["department"], "requires": ["approval.plan"]},
    ]
    line = Line.model_validate({"title": TITLE, "form": {}, "route": {"to": "'e'"}, "steps": steps})
    asked = Approval("a", "HQ", "HQ-20261121-0001", "plan", "one", 1, True, state, "li", "mei", START)
    assert ready_steps(Case(an_order(), line, {"one": taken("one")}, (asked,))) == ready


facts = st.tuples(st.sampled_from(["1", "2", "3"]), st.sampled_from(["open", "settled", "voided"]))
NAMES = {"1": "x", "2": "y", "3": "x"}


@given(heard=st.lists(facts, max_size=8), asked=st.lists(st.sampled_from(["x", "y"]), unique=True), data=st.data())
def test_the_gate_does_not_depend_on_the_order_of_announcements(heard, asked, data):
    rows = [(claim_id, "" if state == "voided" else NAMES[claim_id], state) for claim_id, state in heard]
    verdict = all_settled(asked, rows)
    assert all_settled(asked, data.draw(st.permutations(rows))) == verdict
    assert all_settled(asked, rows + rows) == verdict
    if verdict and asked:
        ended = {claim_id for claim_id, _, state in rows if state != "open"}
        assert {claim_id for claim_id, _, _ in rows} == ended
        assert set(asked) <= {NAMES[claim_id] for claim_id in ended}
