"""Sums, change, places and prices, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import ChargeDue
from contracts.money import Money
from contracts.playbook import Playbook, load, shipped
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from services.cashdesk.domain.drawers import check_drawer, judge_count
from services.cashdesk.domain.paying import all_settled, check_method, state_after_refund, tender, where_money_goes
from services.cashdesk.domain.pricing import CannotPrice, price_charge, price_item


def yuan(text: str) -> Money:
    return Money.parse(f"{text} CNY")


@pytest.fixture(scope="module")
def book() -> Playbook:
    return load(shipped()["property-desk"])


@given(outstanding=st.integers(1, 10**9), extra=st.integers(0, 10**9))
def test_change_is_exact(outstanding: int, extra: int) -> None:
    given_sum = Money.of_minor(outstanding + extra, "CNY")
    paid = tender("cash", outstanding, None, given_sum, "CNY")
    assert (paid.amount, paid.change) == (outstanding, extra)
    assert paid.received - paid.change == paid.amount


def test_cash_is_named_and_enough() -> None:
    with pytest.raises(Invalid, match="what was received"):
        tender("cash", 500, None, None, "CNY")
    with pytest.raises(Invalid, match=r"0\.01 CNY is missing"):
        tender("cash", 500, None, yuan("4.99"), "CNY")


def test_without_cash_nothing_else_than_the_amount_is_received() -> None:
    assert tender("card", 500, None, None, "CNY").received == 500
    assert tender("card", 500, None, yuan("5.00"), "CNY").change == 0
    with pytest.raises(Invalid, match="gives no change"):
        tender("card", 500, None, yuan("6.00"), "CNY")


def test_no_more_than_outstanding_and_nothing_of_nothing() -> None:
    with pytest.raises(Conflict, match=r"only 5\.00 CNY"):
        tender("card", 500, yuan("5.01"), None, "CNY")
    for amount in ("0", "-1"):
        with pytest.raises(Invalid, match="above zero"):
            tender("card", 500, yuan(amount), None, "CNY")


def test_another_currency_is_refused() -> None:
    with pytest.raises(Invalid, match="CNY, not in EUR"):
        tender("card", 500, Money.parse("5.00 EUR"), None, "CNY")


def test_where_money_goes(book: Playbook) -> None:
    clerk, courier, guard = frozenset({"clerk"}), frozenset({"courier"}), frozenset({"guard"})
    assert where_money_goes("cash", "li", clerk, "front", book.cash) == "drawer:front"
    assert where_money_goes("cash", "zhao", courier, None, book.cash) == "holder:zhao"
    assert where_money_goes("wechat", "li", clerk, None, book.cash) == "bank:wechat"
    with pytest.raises(Conflict, match="open one"):
        where_money_goes("cash", "li", clerk, None, book.cash)
    with pytest.raises(Forbidden):
        where_money_goes("wechat", "gu", guard, None, book.cash)
    with pytest.raises(Invalid, match="cheque"):
        check_method("cheque", book.cash)


def test_copies_cost_what_the_list_says(book: Playbook) -> None:
    price = price_charge(ChargeDue(name="copies", item="copy_a3", quantity=7), book)
    assert (price.unit, price.amount, price.receipt) == (200, 1400, False)
    with pytest.raises(CannotPrice, match="not in the price list"):
        price_item("copy_a5", 1, book)


@pytest.mark.parametrize(
    "due",
    [
        ChargeDue(name="repair"),
        ChargeDue(name="repair", item="copy_a4", amount=yuan("1")),
        ChargeDue(name="repair", amount=yuan("-1")),
        ChargeDue(name="repair", amount=Money.parse("1 JPY")),
    ],
)
def test_a_charge_that_cannot_be_priced_is_a_fault(due: ChargeDue, book: Playbook) -> None:
    with pytest.raises(CannotPrice):
        price_charge(due, book)


def test_a_difference_needs_a_reason_and_the_refusal_keeps_it_secret(book: Playbook) -> None:
    assert judge_count(500, 500, None).difference == 0
    assert judge_count(500, 480, "coins fell").difference == -20
    with pytest.raises(Invalid) as refused:
        judge_count(500, 480, None)
    assert "20" not in str(refused.value.document())
    with pytest.raises(NotFound, match="back"):
        check_drawer("back", book.cash)


def test_states() -> None:
    assert all_settled(["settled", "signed", "voided", "refunded"])
    assert not all_settled(["settled", "open"])
    assert state_after_refund(500, 500, "settled") == "refunded"
    assert state_after_refund(500, 499, "settled") == "settled"
    assert state_after_refund(500, 500, "voided") == "voided"
