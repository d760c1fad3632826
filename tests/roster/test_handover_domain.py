from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import HandoverItem
from contracts.problems import Conflict
from services.roster.domain.handover import REPORTERS, HandoverLog
from services.roster.domain.handover_items import News

NUMBER = "HQ-20261121-0001"
OPEN_ORDER = HandoverItem(kind="order", reference="o1", title="repair", number=NUMBER, state="open", needs_reason=True)
REQUEST = HandoverItem(kind="request", reference=NUMBER, title="repair", number=NUMBER, state="open")


def complete(*items: HandoverItem) -> HandoverLog:
    log = HandoverLog().reported("dispatch", items)
    for service in REPORTERS:
        log = log.reported(service, [])
    return log


def test_the_log_is_compiled_with_the_last_report() -> None:
    log = HandoverLog()
    for service in ("cashdesk", "dispatch", "intake"):
        log = log.reported(service, [])
        assert log.state == "opened"
    assert log.waiting_for == ["followup"]
    assert log.reported("followup", []).state == "compiled"


@pytest.mark.rule("PD-15")
def test_an_order_without_a_reason_holds_the_handover_up() -> None:
    log = complete(OPEN_ORDER, REQUEST)
    with pytest.raises(Conflict, match=f"{NUMBER}.*dispatch.carry_over"):
        log.closed("completed")
    explained = log.informed(News(NUMBER, "reason", "waits for glass"))
    assert [item.reason for item in explained.items] == ["waits for glass", "waits for glass"]
    assert explained.closed("completed").state == "completed"


def test_what_is_over_needs_no_reason() -> None:
    log = complete(OPEN_ORDER).informed(News(NUMBER, "ended", "verified"))
    assert [(item.state, item.needs_reason) for item in log.items] == [("verified", False)]
    assert log.closed("completed").state == "completed"


def test_news_that_overtook_the_report_is_not_lost() -> None:
    log = HandoverLog().reported("dispatch", [OPEN_ORDER], [News(NUMBER, "reason", "waits for glass")])
    assert log.unexplained == []


def test_news_of_other_orders_and_later_reasons_change_nothing() -> None:
    log = complete(OPEN_ORDER.model_copy(update={"reason": "waits for glass"}))
    assert log.informed(News("HQ-20261121-0002", "reason", "x")) is log
    assert log.informed(News(NUMBER, "reason", "late")) is log


def test_while_a_service_is_missing_it_is_named() -> None:
    with pytest.raises(Conflict, match="intake, followup, cashdesk has not reported"):
        HandoverLog().reported("dispatch", []).closed("released")


def test_unrelieved_once_and_never_after_the_end() -> None:
    log = complete().unrelieved()
    assert log.state == "unrelieved"
    assert log.unrelieved() is log
    done = log.closed("released")
    assert done.unrelieved() is done


acts = st.one_of(
    st.tuples(st.just("report"), st.sampled_from(REPORTERS)),
    st.tuples(st.sampled_from(["acknowledge", "release", "unrelieved"]), st.just("")),
    st.tuples(st.sampled_from(["reason", "ended"]), st.just("")),
)


def act(log: HandoverLog, what: str, service: str) -> HandoverLog:
    match what:
        case "report":
            return log.reported(service, [OPEN_ORDER] if service == "dispatch" else [])
        case "acknowledge":
            return log.closed("completed")
        case "release":
            return log.closed("released")
        case "unrelieved":
            return log.unrelieved()
        case _:
            kind: Any = what
            return log.informed(News(NUMBER, kind, "because"))


@given(st.lists(acts, max_size=40))
def test_a_handover_completes_at_most_once_and_only_when_complete_and_explained(moves: list[tuple[str, str]]) -> None:
    log, ends, compiled = HandoverLog(), 0, 0
    for what, service in moves:
        before = log
        try:
            log = act(before, what, service)
        except Conflict:
            assert not before.is_open or before.waiting_for or before.unexplained
            continue
        ends += before.is_open and not log.is_open
        compiled += bool(before.waiting_for) and not log.waiting_for
        if not before.is_open:
            assert log is before
        if not log.is_open:
            assert log.waiting_for == []
            assert log.unexplained == []
    assert ends <= 1
    assert compiled <= 1
