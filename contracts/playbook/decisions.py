"""Decision tables: who may cancel or return what, until when, at what fee.

A table has typed inputs and rows of cells; the first row whose cells all match decides, and its name is kept as the
reason. Inputs and cells are data, not conditions, so that holes and rows that can never decide are found on load.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from contracts.cel import Expression
from contracts.money import Money
from contracts.playbook.basics import Grammar, Ident, Label, Share

InputType = Literal["choice", "boolean", "integer", "money", "duration"]


class DecisionInput(Grammar):
    """One column: ``value`` (CEL over form, severity, tier, line, happened_at, recorded_at) of a ``type``.

    A duration is exact to the microsecond; negative spans count as zero. ``optional``: it may be absent, which is a
    value of its own, written ``none``; otherwise a request without it is refused when it is recorded.
    """

    value: Expression = Field(description="What the column looks at.")
    type: InputType = Field(description="How its values are compared.")
    title: Label | None = None
    choices: list[str] = Field(default_factory=list, description="Of type choice: all values there are.")
    optional: bool = False

    @model_validator(mode="after")
    def _choices(self) -> Self:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices are given for type choice, and only there")
        return self


class Fee(Grammar):
    """What the customer pays when allowed: a ``percent`` ``of`` an amount (CEL), rounded half up to the minor unit,
    or a fixed ``amount``. ``minimum``: the desk may charge more by ``agreed`` (CEL), never less."""

    percent: Share | None = Field(default=None, description="Share of the amount 'of', rounded half up.")
    of: Expression | None = Field(default=None, description="Yields the amount it is a share of.")
    amount: Money | None = Field(default=None, description="The fee itself.")
    agreed: Expression | None = Field(default=None, description="A higher fee agreed with the customer, if given.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.percent is None) == (self.amount is None) or (self.percent is None) != (self.of is None):
            raise ValueError("name either percent with of, or amount")
        return self


def _cell(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Cell = Annotated[
    list[bool | int | str],
    BeforeValidator(_cell, json_schema_input_type=list[bool | int | str] | bool | int | str),
]
"""Values of which one must match: ``[standard, special]``, ``true``, ``none``; of ordered types also ranges:
``"<= 48h"``, ``"> 48h"``, ``"48h..7d"`` (both ends included)."""


class DecisionRow(Grammar):
    """Either refused with the reason, or allowed, with an optional fee and a note.

    ``when``: the cells; an input not named matches anything.
    """

    name: Ident = Field(description="Kept as the reason of the decision.")
    when: dict[Ident, Cell] = Field(default_factory=dict)
    refuse: Label | None = Field(default=None, description="Not allowed, for this reason.")
    fee: Fee | None = Field(default=None, description="What it costs.")
    note: Label | None = Field(default=None, description="Told with the decision.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.refuse is not None and self.fee is not None:
            raise ValueError("a refused row has no fee")
        return self


class DecisionTable(Grammar):
    """First match decides. Every combination of inputs must meet a row, and every row must be able to decide."""

    title: Label
    inputs: dict[Ident, DecisionInput] = Field(min_length=1, max_length=12, description="The columns.")
    rows: list[DecisionRow] = Field(min_length=1, max_length=200, description="The first that matches decides.")


class Decide(Grammar):
    """A line that asks a table when the request is confirmed; known as ``decisions.<name>`` and gate
    ``decision.<name>``. A refusal ends the order with the reason."""

    name: Ident = Field(description="By which conditions and gates know the decision.")
    table: Ident = Field(description="One of the playbook's decisions.")


def _decide_shorthand(value: Any) -> Any:
    return {"name": value, "table": value} if isinstance(value, str) else value


DecideRule = Annotated[Decide, BeforeValidator(_decide_shorthand, json_schema_input_type=Decide | Ident)]
