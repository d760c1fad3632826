"""Who answers for a later fault: the table case by case, and through the service."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.problems import Invalid
from contracts.roster import (
    AcknowledgeHandover,
    AttributeFault,
    FaultAttributed,
    FaultGround,
    ItemAcknowledgement,
    ListFaults,
)
from services.roster.domain.faults import Facts, attribute, check_statement
from tests.roster.handover_desk import CALLBACK, REQUEST, DeskFor, at, hall, opened, refused, report, word

OPENED = at("21T14:00")
DONE = at("21T14:10")
FOUND = at("21T18:00")
NOW = at("21T18:30")
STAYING = REQUEST.model_copy(update={"reference": "stays", "number": "HQ-20261121-0009", "stays": True})


def said(decision: str) -> ItemAcknowledgement:
    doubt = "unclear" if decision == "questioned" else None
    return ItemAcknowledgement.model_validate(
        word(REQUEST).model_dump() | {"decision": decision, "note": doubt, "by": "wang", "at": DONE}
    )


def facts(**more: Any) -> Facts:
    known: dict[str, Any] = {"outgoing": "li", "incoming": "wang", "opened_at": OPENED, "completed_at": DONE}
    known |= {"released": False, "items": (REQUEST, STAYING, CALLBACK), "words": (said("accepted"),)}
    return Facts(**(known | more))


def stated(**more: Any) -> AttributeFault:
    known: dict[str, Any] = {"handover_id": "h", "reference": REQUEST.reference, "what": "forgotten"}
    return AttributeFault(**(known | {"kind": "request", "found_at": FOUND} | more))


CASES: list[tuple[str, AttributeFault, Facts, FaultGround, list[str]]] = [
    ("never completed", stated(), facts(completed_at=None), "not_handed_over", ["li"]),
    ("never completed, nobody named", stated(), facts(completed_at=None, incoming=None), "not_handed_over", ["li"]),
    ("came up later", stated(arose_at=DONE + timedelta(seconds=1)), facts(), "arose_later", ["wang"]),
    ("came up later, not in the log", stated(reference="x", arose_at=FOUND), facts(), "arose_later", ["wang"]),
    ("there just then", stated(arose_at=DONE), facts(), "dropped", ["wang"]),
    ("not in the log", stated(reference="x"), facts(), "not_in_log", ["li"]),
    ("of another kind", stated(kind="order"), facts(), "not_in_log", ["li"]),
    ("stayed with the outgoing", stated(reference="stays"), facts(), "stayed", ["li"]),
    ("wrong content", stated(content="wrong", proof="the form says otherwise"), facts(), "handed_over_wrongly", ["li"]),
    ("another state", stated(actual_state="settled"), facts(), "handed_over_wrongly", ["li"]),
    ("the same state", stated(actual_state="confirmed"), facts(), "dropped", ["wang"]),
    (
        "wrong and questioned",
        stated(content="wrong", proof="x"),
        facts(words=(said("questioned"),)),
        "handed_over_wrongly",
        ["li"],
    ),
    ("nobody can say", stated(content="unknown"), facts(), "not_told_apart", ["li", "wang"]),
    ("right, but questioned", stated(), facts(words=(said("questioned"),)), "not_told_apart", ["li", "wang"]),
    (
        "questioned, then accepted",
        stated(),
        facts(words=(said("questioned"), said("accepted"))),
        "dropped",
        ["wang"],
    ),
    ("taken over by name", stated(), facts(), "dropped", ["wang"]),
    ("taken over with the whole log", stated(), facts(words=()), "dropped", ["wang"]),
    ("taken over by release", stated(), facts(words=(), incoming="chen", released=True), "dropped", ["chen"]),
    ("named by its number", stated(kind="callback"), facts(), "dropped", ["wang"]),
]


@pytest.mark.rule("TH-16")
@pytest.mark.parametrize(("case", "statement", "known", "ground", "persons"), CASES, ids=[case[0] for case in CASES])
def test_the_table(case: str, statement: AttributeFault, known: Facts, ground: FaultGround, persons: list[str]) -> None:
    check_statement(statement, known, NOW)
    finding = attribute(statement, known, "sun", NOW)
    assert (finding.ground, finding.persons) == (ground, persons)


def test_the_evidence_is_what_the_log_says_and_what_was_stated() -> None:
    finding = attribute(stated(content="unknown", proof="nobody knows"), facts(), "sun", NOW)
    assert [(fact.at, fact.by, fact.what) for fact in finding.evidence] == [
        (OPENED, "li", "opened the handover"),
        (OPENED, "li", f"the log lists request {REQUEST.number}, state confirmed"),
        (DONE, "wang", "accepted"),
        (DONE, "wang", "acknowledged the whole log"),
        (NOW, "sun", "stated: what the log said was unknown whether true; nobody knows"),
        (FOUND, "sun", "found: forgotten"),
    ]


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        (stated(content="wrong"), "proof"),
        (stated(found_at=NOW + timedelta(seconds=1)), "found_at"),
        (stated(found_at=OPENED - timedelta(seconds=1)), "found_at"),
        (stated(arose_at=FOUND + timedelta(seconds=1)), "arose_at"),
    ],
)
def test_what_cannot_be_is_refused(statement: AttributeFault, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_statement(statement, facts(), NOW)
    assert set(refusal.value.errors) == {field}


def test_a_number_that_stands_for_several_needs_the_kind() -> None:
    order = REQUEST.model_copy(update={"kind": "order", "reference": "o1"})
    known = facts(items=(order, CALLBACK))
    with pytest.raises(Invalid) as refusal:
        check_statement(stated(kind=None), known, NOW)
    assert set(refusal.value.errors) == {"kind"}
    check_statement(stated(kind="order"), known, NOW)


@pytest.mark.rule("TH-16")
async def test_a_manager_states_and_the_log_decides(desk_for: DeskFor) -> None:
    desk = await hall(desk_for)
    handover = await opened(desk)
    await report(desk, handover, {"intake": [REQUEST]})
    await desk.send("wang", AcknowledgeHandover(handover_id=handover, items=[word(REQUEST)]))
    desk.clock.set(at("21T18:00"))

    def fault(found_at: datetime = FOUND, **more: Any) -> AttributeFault:
        return stated(handover_id=handover, found_at=found_at, **more)

    assert (await refused(desk.send("li", fault()))).status == 403
    assert (await refused(desk.send("sun", stated(handover_id="none")))).status == 404
    assert set((await refused(desk.send("sun", fault(content="wrong")))).errors) == {"proof"}
    dropped = await desk.send("sun", fault())
    missing = await desk.send("sun", fault(reference="HQ-20261121-0042"))
    assert (dropped.persons, dropped.ground) == (["wang"], "dropped")
    assert (missing.persons, missing.ground) == (["li"], "not_in_log")
    assert [(e.persons, e.ground, e.evidence) for e in desk.take(FaultAttributed)] == [
        (receipt.persons, receipt.ground, receipt.evidence) for receipt in (dropped, missing)
    ]
    page = await desk.ask("sun", ListFaults(limit=1))
    rest = await desk.ask("sun", ListFaults(limit=1, cursor=page.next))
    assert [row.fault_id for row in page.rows + rest.rows] == [missing.fault_id, dropped.fault_id]
    of_wang = await desk.ask("sun", ListFaults(person="wang", handover_id=handover))
    assert [(row.fault_id, row.stated_by) for row in of_wang.rows] == [(dropped.fault_id, "sun")]
