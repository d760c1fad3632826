"""Money: an exact decimal amount in one ISO 4217 currency, never a float."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

MAX_DIGITS = 15
"""Digits of an amount, minor digits included; every such amount fits a 64-bit column."""

DEFAULT_MINOR_DIGITS = 2
MINOR_DIGITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}
"""ISO 4217 minor digits of the currencies that do not have two."""

AMOUNT_PATTERN = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"
CURRENCY_PATTERN = r"^[A-Z]{3}$"
_AMOUNT = re.compile(AMOUNT_PATTERN, re.ASCII)
_UNITS = {digits: Decimal(1).scaleb(-digits) for digits in {DEFAULT_MINOR_DIGITS, *MINOR_DIGITS.values()}}


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were put together."""


def minor_digits(currency: str) -> int:
    """Digits after the decimal point in `currency`: 2 for CNY, 0 for JPY, 3 for KWD."""
    return MINOR_DIGITS.get(currency, DEFAULT_MINOR_DIGITS)


def _read_amount(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"an amount is a finite number, not {value}")
        value = format(value, "f")
    written = value if isinstance(value, str) else ""
    if len(written) > 2 * MAX_DIGITS or not _AMOUNT.fullmatch(written):
        given = repr(value[:40]) if isinstance(value, str) else f"a {type(value).__name__}"
        raise ValueError(f'an amount is a plain decimal text such as "12.50", not {given}')
    return Decimal(written)


class Money(BaseModel):
    """An amount of one currency, at most 15 digits, no fraction of a minor unit.

    JSON: `{"amount": "12.50", "currency": "CNY"}`, always with the currency's own digits.
    Amounts of one currency add, subtract and compare; `==` of two currencies is false, any
    other operation on them raises `CurrencyMismatch`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[
        Decimal,
        BeforeValidator(_read_amount),
        PlainSerializer(str, return_type=str, when_used="json"),
        WithJsonSchema({"type": "string", "pattern": AMOUNT_PATTERN, "examples": ["12.50"]}),
    ]
    currency: Annotated[str, Field(pattern=CURRENCY_PATTERN, description="ISO 4217")]

    @model_validator(mode="after")
    def _whole_minor_units(self) -> Self:
        digits, amount = minor_digits(self.currency), self.amount
        # An amount that is whole already comes here again with every message it is put into.
        if amount and amount.same_quantum(_UNITS[digits]) and amount.adjusted() + digits < MAX_DIGITS:
            return self
        exponent = self.amount.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > digits:
            raise ValueError(f"{self.amount} {self.currency}: at most {digits} decimals")
        minor = int(self.amount.scaleb(digits))
        if abs(minor) >= 10**MAX_DIGITS:
            raise ValueError(f"an amount has at most {MAX_DIGITS} digits")
        # The model is frozen to its users; this settles the one written form (12.5 is 12.50).
        self.__dict__["amount"] = Decimal(minor).scaleb(-digits)
        return self

    @classmethod
    def of_minor(cls, minor: int, currency: str) -> Self:
        """The amount of `minor` whole minor units: `of_minor(1250, "CNY")` is 12.50 CNY."""
        return cls(amount=Decimal(minor).scaleb(-minor_digits(currency)), currency=currency)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the command line's form, `12.50 CNY`; raises `ValueError` on anything else."""
        parts = text.split()
        if len(parts) != 2:
            raise ValueError(f'money is written "12.50 CNY", not {text[:40]!r}')
        return cls.model_validate({"amount": parts[0], "currency": parts[1]})

    @property
    def minor(self) -> int:
        """The amount in whole minor units, as the database keeps it."""
        return int(self.amount.scaleb(minor_digits(self.currency)))

    def _minor_of(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not mix")
        return other.minor

    def __add__(self, other: Money) -> Self:
        if not isinstance(other, Money):
            return NotImplemented
        return self.of_minor(self.minor + self._minor_of(other), self.currency)

    def __sub__(self, other: Money) -> Self:
        if not isinstance(other, Money):
            return NotImplemented
        return self.of_minor(self.minor - self._minor_of(other), self.currency)

    def __neg__(self) -> Self:
        return self.of_minor(-self.minor, self.currency)

    def __mul__(self, times: int) -> Self:
        if not isinstance(times, int) or isinstance(times, bool):
            return NotImplemented
        return self.of_minor(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._minor_of(other) if isinstance(other, Money) else NotImplemented

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._minor_of(other) if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._minor_of(other) if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._minor_of(other) if isinstance(other, Money) else NotImplemented

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
