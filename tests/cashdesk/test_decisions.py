"""Decision tables, asked when a request is confirmed and by a clerk before."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from contracts import cashdesk as c
from contracts.base import ChargeDue
from contracts.intake import RequestCancelled
from contracts.problems import Invalid, Problem
from tests.cashdesk.conftest import NUMBER, CashDesk, copies, yuan
from tests.cashdesk.sales import cancellation, sales_playbook
from tests.harness import START, Desk

H48, SECOND, MICRO = timedelta(hours=48), timedelta(seconds=1), timedelta(microseconds=1)


@pytest.fixture
async def desk(desk_for: Callable[..., Awaitable[Desk]], tmp_path: Path) -> Desk:
    made = await desk_for("cashdesk", sales_playbook(tmp_path))
    made.staff("li", name="李敏", roles=["clerk"])
    return made


@pytest.mark.rule("FS-02")
@pytest.mark.parametrize(
    ("after", "row", "fee", "age"),
    [
        (H48 - SECOND, "within_48_hours", None, "47:59:59"),
        (H48, "within_48_hours", None, "48:00:00"),
        (H48 + MICRO, "later", "160.00", "48:00:00.000001"),
        (H48 + SECOND, "later", "160.00", "48:00:01"),
    ],
)
async def test_the_row_that_decided_is_kept_with_its_inputs(
    desk: Desk, after: timedelta, row: str, fee: str | None, age: str
) -> None:
    await desk.event(cancellation(after))

    made = desk.take(c.DecisionMade)
    view = await desk.ask("li", c.GetDecision(number=NUMBER))

    assert [(e.number, e.line, e.name, e.table) for e in made] == [
        (NUMBER, "cancellation", "cancellation", "cancellation")
    ]
    for said in (made[0], view.rows[0]):
        assert (said.row, said.allowed, said.reason) == (row, True, None)
        assert said.fee == (None if fee is None else yuan(fee))
        assert said.inputs == {"kind": "standard", "age": age}
    assert (view.rows[0].title["en"], view.rows[0].at, view.rows[0].playbook_version) == (
        "Cancelling an order",
        START,
        desk.playbooks.of("HQ").version,
    )
    assert desk.take(c.ChargeRaised) == []


@pytest.mark.rule("FS-02")
async def test_a_refusal_says_why_and_costs_nothing(desk: Desk) -> None:
    await desk.event(cancellation(SECOND, kind="special", charges=[ChargeDue(name="fee", amount=yuan("5.00"))]))

    [made] = desk.take(c.DecisionMade)
    assert (made.row, made.allowed, made.fee, made.note) == ("special", False, None, None)
    assert made.reason == {"zh": "特价商品不可取消", "en": "Special orders cannot be cancelled"}
    assert desk.take(c.ChargeRaised) == []


async def test_what_is_allowed_is_charged_as_the_line_says(desk: Desk) -> None:
    await desk.event(cancellation(SECOND, charges=[ChargeDue(name="fee", amount=yuan("5.00"))]))

    assert len(desk.take(c.DecisionMade)) == 1
    assert [str(e.amount) for e in desk.take(c.ChargeRaised)] == ["5.00 CNY"]


async def test_the_same_request_is_decided_once(desk: Desk) -> None:
    await desk.event(cancellation(SECOND, kind="special"))
    await desk.event(cancellation(SECOND, charges=[ChargeDue(name="fee", amount=yuan("5.00"))]))

    assert [e.row for e in desk.take(c.DecisionMade)] == ["special"]
    assert desk.take(c.ChargeRaised) == []


async def test_a_cancelled_request_is_not_decided(desk: Desk) -> None:
    await desk.event(RequestCancelled(number=NUMBER, line="cancellation", reason="changed mind"))
    await desk.event(cancellation(SECOND))

    assert desk.take(c.DecisionMade) == []
    assert (await desk.ask("li", c.GetDecision(number=NUMBER))).rows == []


async def test_a_form_that_cannot_be_decided_changes_nothing(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        await desk.event(cancellation(SECOND, ordered_at=None))

    assert refused.value.errors == {"form.ordered_at": "needed for 'Cancelling an order'; give it"}
    assert (await desk.ask("li", c.GetDecision(number=NUMBER))).rows == []


async def test_a_line_without_tables_is_not_decided(cash: CashDesk) -> None:
    await cash.desk.event(copies())

    assert cash.desk.take(c.DecisionMade) == []


# ------------------------------------------------------------------ asked by a clerk
def form(after: timedelta, **more: object) -> dict[str, object]:
    return {
        "kind": "standard",
        "ordered_at": (START - after).isoformat(),
        "price": {"amount": "1600", "currency": "CNY"},
    } | more


@pytest.mark.rule("FS-02")
async def test_a_clerk_hears_what_the_table_would_say_and_nothing_is_kept(desk: Desk) -> None:
    later = await desk.ask("li", c.Consult(table="cancellation", form=form(H48 + SECOND)))
    asked_then = c.Consult(
        table="cancellation", line="cancellation", form=form(H48 + SECOND), happened_at=START - SECOND
    )
    in_time = await desk.ask("li", asked_then)

    assert (later.row, later.allowed, later.fee, later.inputs["age"]) == ("later", True, yuan("160.00"), "48:00:01")
    assert later.note == {"zh": "超过48小时", "en": "Later than 48 hours"}
    assert (in_time.row, in_time.fee) == ("within_48_hours", None)
    assert desk.announced == []


@pytest.mark.parametrize(
    ("query", "path", "said"),
    [
        ({"table": "returns", "form": {}}, "table", "the desk has cancellation"),
        ({"table": "cancellation", "line": "repair", "form": {}}, "line", "one of cancellation"),
        (
            {"table": "cancellation", "form": {"kind": "standard"}},
            "form.ordered_at",
            "needed for 'Cancelling an order'",
        ),
        ({"table": "cancellation", "form": {"size": 3}}, "form.size", "unknown field"),
        ({"table": "cancellation", "form": {"kind": "any"}}, "form.kind", "choose one of"),
        (
            {"table": "cancellation", "form": form(H48 + SECOND, agreed={"amount": "159.99", "currency": "CNY"})},
            "form.agreed",
            "160.00 CNY or more",
        ),
    ],
)
async def test_a_question_that_cannot_be_answered_names_the_field(
    desk: Desk, query: dict[str, object], path: str, said: str
) -> None:
    with pytest.raises(Problem) as refused:
        await desk.ask("li", c.Consult.model_validate(query))

    assert said in refused.value.errors[path]
