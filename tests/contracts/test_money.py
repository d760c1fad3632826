from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.money import MAX_DIGITS, CurrencyMismatch, Money

CURRENCIES = st.sampled_from(["CNY", "EUR", "JPY", "KRW", "VND", "BHD", "KWD"])
MINORS = st.integers(-(10**MAX_DIGITS) + 1, 10**MAX_DIGITS - 1)


def cny(text: str) -> Money:
    return Money(amount=Decimal(text), currency="CNY")


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("12.5", "CNY", "12.50"),
        ("12", "CNY", "12.00"),
        ("-0.00", "CNY", "0.00"),
        ("1200", "JPY", "1200"),
        ("1.5", "KWD", "1.500"),
        ("-3.01", "EUR", "-3.01"),
        ("0.000", "KWD", "0.000"),
        ("9999999999999.99", "CNY", "9999999999999.99"),
    ],
)
def test_writes_exactly_the_digits_of_the_currency(amount: str, currency: str, written: str) -> None:
    money = Money.model_validate({"amount": amount, "currency": currency})
    assert money.model_dump(mode="json") == {"amount": written, "currency": currency}
    assert Money.parse(str(money)) == money


@pytest.mark.parametrize(
    "amount",
    [
        12.5,
        12,
        True,
        None,
        "12.505",
        "1e3",
        "1E3",
        "NaN",
        "Infinity",
        "",
        " 1",
        "1 ",
        "1_000",
    ]
    + [
        "1,000",
        "+1",
        "007",
        ".5",
        "5.",
        "\u0661",
        "1\n",
        "10000000000000.00",
        "9" * 16,
        "9" * 500,
    ]
    + [Decimal("NaN"), Decimal("Infinity"), Decimal("0.001"), Decimal("1E+20")],
)
def test_refuses_what_is_not_a_plain_exact_amount(amount: Any) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": amount, "currency": "CNY"})


def test_refusals_say_what_would_be_right() -> None:
    with pytest.raises(ValidationError, match=r'such as "12\.50", not a float'):
        Money.model_validate({"amount": 12.5, "currency": "CNY"})
    with pytest.raises(ValidationError, match=r"1\.5 JPY: at most 0 decimals"):
        Money.model_validate({"amount": "1.5", "currency": "JPY"})


@pytest.mark.parametrize("currency", ["cny", "CN", "CNYX", "", "C1Y", "CNY\n"])
def test_refuses_a_currency_that_is_no_code(currency: str) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": "1", "currency": currency})


@pytest.mark.parametrize("text", ["12.50", "CNY 12.50", "12.50CNY", "", "1 2 CNY"])
def test_parse_refuses_other_forms(text: str) -> None:
    with pytest.raises(ValueError, match=r"money is written|an amount is"):
        Money.parse(text)


@given(MINORS, CURRENCIES)
def test_minor_units_and_json_return_the_same_money(minor: int, currency: str) -> None:
    money = Money.of_minor(minor, currency)
    assert money.minor == minor
    assert Money.model_validate_json(money.model_dump_json()) == money
    assert Money.model_validate(money.model_dump()) == money


@given(st.integers(-(10**14), 10**14), st.integers(-(10**14), 10**14), CURRENCIES)
def test_arithmetic_is_that_of_whole_minor_units(a: int, b: int, currency: str) -> None:
    left, right = Money.of_minor(a, currency), Money.of_minor(b, currency)
    assert (left + right).minor == a + b
    assert (left - right).minor == a - b
    assert (-left).minor == -a
    assert (left * 3) == 3 * left == left + left + left
    assert (left < right, left <= right, left > right, left >= right) == (
        a < b,
        a <= b,
        a > b,
        a >= b,
    )
    assert (left == right) is (a == b)


def test_two_currencies_do_not_mix() -> None:
    one, other = cny("1"), Money.parse("1.00 EUR")
    assert one != other
    for operation in (
        lambda: one + other,
        lambda: one - other,
        lambda: one < other,
        lambda: one >= other,
    ):
        with pytest.raises(CurrencyMismatch, match="CNY and EUR"):
            operation()


def test_is_frozen_hashable_and_refuses_other_types() -> None:
    assert len({cny("1"), cny("1.00"), cny("2")}) == 2
    with pytest.raises(ValidationError):
        cny("1").amount = Decimal(2)
    with pytest.raises(TypeError):
        cny("1") * 1.5  # type: ignore[operator]
    with pytest.raises(TypeError):
        cny("1") + 1  # type: ignore[operator]


def test_a_result_beyond_fifteen_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="15 digits"):
        Money.of_minor(10**15 - 1, "CNY") + cny("0.01")


def test_the_schema_shows_a_text() -> None:
    assert Money.model_json_schema()["properties"]["amount"]["type"] == "string"
