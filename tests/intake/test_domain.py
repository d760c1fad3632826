"""The pure rules of intake."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contracts.cashdesk
import contracts.dispatch
import contracts.followup
import contracts.intake
import contracts.roster  # noqa: F401
from contracts.base import EVENTS
from contracts.calendar import Calendar
from contracts.intake import State
from contracts.money import Money
from contracts.playbook import Playbook, find, load
from contracts.problems import Conflict, Invalid, NotFound
from services.intake.domain import lifecycle, planning, recording
from services.intake.domain.amending import changed_fields, merged, must_change
from services.intake.domain.days import start_of_day
from services.intake.domain.paging import cursor_after, place_of
from services.intake.domain.summaries import summary
from services.intake.domain.summary_texts import TEXTS
from tests.harness import START

BOOK = load(find("property-desk"))
FACTS = planning.Facts(None, None, START, START)


def book_with(**line: Any) -> Playbook:
    """The property desk with one more line, ``extra``, which nobody has checked: what the check of a playbook finds
    must be refused all the same when it comes to it."""
    raw = BOOK.model_dump(mode="json", by_alias=True)
    raw["lines"]["extra"] = {
        "title": {"zh": "其他", "en": "Other"},
        "form": {"fare": "money", "count": "integer"},
    } | line
    return Playbook.model_validate(raw)


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def test_a_charge_by_amount_is_money_and_nothing_is_no_charge() -> None:
    book = book_with(charges=[{"name": "fare", "amount": "form.fare"}])
    assert planning.plan_for(book, "extra", {"fare": money("0.00")}, FACTS).charges == []
    (due,) = planning.plan_for(book, "extra", {"fare": money("12.50")}, FACTS).charges
    assert due.amount == Money.parse("12.50 CNY")


@pytest.mark.parametrize(
    ("rule", "form", "path"),
    [
        ({"charges": [{"name": "x", "item": "'gold'"}]}, {}, "form"),
        ({"charges": [{"name": "x", "amount": "form.fare"}]}, {}, "form.fare"),
        ({"charges": [{"name": "x", "amount": "form.count"}]}, {"count": 3}, "form.count"),
        ({"charges": [{"name": "x"}]}, {}, "form"),
        ({"charges": [{"name": "x", "item": "'copy_a4'", "quantity": "form.count"}]}, {"count": 0}, "form.count"),
        ({"charges": [{"name": "x", "item": "'copy_a4'", "quantity": "form.count"}]}, {}, "form.count"),
        (
            {"allocations": [{"name": "x", "item": "'copy_a4'", "quantity": "1", "department": "'nowhere'"}]},
            {},
            "form",
        ),
        ({"route": {"to": "'nowhere'"}}, {}, "form"),
        (
            {"charges": [{"name": "x", "when": "form.fare > 'much'", "amount": "form.fare"}]},
            {"fare": money("1")},
            "form",
        ),
    ],
)
def test_a_rule_that_does_not_work_out_is_refused_with_its_place(
    rule: dict[str, Any], form: dict[str, Any], path: str
) -> None:
    with pytest.raises(Invalid) as refused:
        planning.plan_for(book_with(**rule), "extra", form, FACTS)
    assert list(refused.value.errors) == [path]


def test_a_line_without_severities_takes_none() -> None:
    line = recording.line_of(BOOK, "repair")
    assert recording.severity_of(line, None) is None
    with pytest.raises(Invalid, match="unknown on this line"):
        recording.severity_of(line, "serious")
    with pytest.raises(NotFound, match="complaint, repair"):
        recording.line_of(BOOK, "massage")


def test_what_is_read_aloud_is_plain_text() -> None:
    book = book_with(read_back=True, form={"fare": "money", "told": "boolean", "count": "integer"})
    lines = recording.read_back(book.lines["extra"], {"told": True, "fare": money("2.50")})
    assert [(line.field, line.zh, line.value) for line in lines] == [
        ("fare", "fare", "2.50 CNY"),
        ("told", "told", "yes"),
    ]


def test_correcting_a_form() -> None:
    before = {"place": "Lobby", "phone": "123"}
    after = merged(before, {"place": "Gate", "phone": None, "note": "new"})
    assert after == {"place": "Gate", "note": "new"}
    assert changed_fields(before, after) == ["place", "phone", "note"]
    assert changed_fields(before, before) == []
    with pytest.raises(Invalid):
        must_change([])


@pytest.mark.parametrize("state", ["recorded", "confirmed", "settled", "closed", "archived", "cancelled"])
def test_every_state_says_what_can_be_done_next(state: State) -> None:
    assert lifecycle.refuse("HQ-20261121-0001", state).detail.startswith("HQ-20261121-0001 is ")
    if state not in {"settled", "confirmed"}:
        with pytest.raises(Conflict):
            lifecycle.may_be_closed("HQ-20261121-0001", state, None)
    if state not in lifecycle.OPEN:
        with pytest.raises(Conflict):
            lifecycle.must_be_open("HQ-20261121-0001", state)


@given(
    st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Santiago", "Asia/Beirut", "Pacific/Apia"]),
)
def test_the_local_day_began_on_the_local_date(now: datetime, zone: str) -> None:
    calendar = Calendar(timezone=zone, open={"mon-sun": ["08:00-20:00"]})
    began = start_of_day(calendar, now)
    assert began <= now < began + timedelta(hours=25, minutes=1)
    assert calendar.local_date(began) == now.astimezone(ZoneInfo(zone)).date()
    assert calendar.local_date(began - timedelta(microseconds=1)) < calendar.local_date(began)


@given(
    st.integers(-(2**61), 2**61),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40),
)
def test_a_cursor_comes_back_as_it_was(micros: int, key: str) -> None:
    assert place_of(cursor_after((micros, key))) == (micros, key)


@given(st.text(max_size=30))
def test_any_other_cursor_is_refused(cursor: str) -> None:
    try:
        place = place_of(cursor)
    except Invalid:
        return
    assert place is not None
    assert place_of(cursor_after(place)) == place


def test_every_event_of_a_request_has_a_readable_line() -> None:
    about_requests = {key for key, event in EVENTS.items() if "number" in event.model_fields}
    assert about_requests - set(TEXTS) == set()
    assert set(TEXTS) - about_requests == set()


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_a_text_names_only_fields_of_its_event(key: str) -> None:
    known = set(EVENTS[key].model_fields) | {"actor", "step"}
    for text in TEXTS[key]:
        places = {part.split("}")[0].split(".")[0] for part in text.split("{")[1:]}
        assert places <= known


def test_an_unknown_event_is_shown_by_its_name() -> None:
    assert summary("frontdesk.dispatch.order.blessed.v3", "li", {}, BOOK) == "order.blessed (li)"


def test_a_step_is_shown_by_its_title() -> None:
    data = {"line": "repair", "step": "on_site", "signed_by": "ma", "decision": None}
    assert summary("frontdesk.dispatch.order.arrived.v1", "ma", data, BOOK) == "On site by ma (ma 到达现场)"
    assert summary("frontdesk.dispatch.order.arrived.v1", "ma", data | {"step": "gone"}, BOOK) == "gone by ma (ma gone)"


@pytest.mark.rule("PC-02")
def test_a_missed_deadline_names_the_person_responsible() -> None:
    late = {
        "name": "on_site",
        "due_at": "2026-11-21T09:20:00+08:00",
        "responsible": [{"actor": "ma", "role": "assignee"}],
    }
    text = summary("frontdesk.dispatch.deadline.missed.v1", "", late, BOOK)
    assert "; responsible: ma (" in text
    assert "，责任人：ma)" in text
    assert "responsible" not in summary("frontdesk.dispatch.deadline.missed.v1", "", late | {"responsible": []}, BOOK)


def test_ratings_and_money_are_written_out() -> None:
    rating = {"satisfied": False, "ratings": {"quality": 1, "attitude": 2}, "remarks": None}
    text = summary("frontdesk.followup.satisfaction.rated.v1", "li", rating, BOOK)
    assert text == "Satisfied: no, quality 1, attitude 2 (满意：no，quality 1, attitude 2)"
    charge = {"name": "repair", "amount": money("80.00")}
    text = summary("frontdesk.cashdesk.charge.raised.v1", "li", charge, BOOK)
    assert text == "Charge 'repair' of 80.00 CNY raised (应收“repair” 80.00 CNY)"
