"""The words every part of the grammar is made of: identifiers, labels, typed fields, shares, documents."""

import re
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema

from contracts.cel import Expression

Ident = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Place = Annotated[str, StringConstraints(pattern=r"^(form\.[a-z][a-z0-9_]*|steps\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)$")]
"""Where a value stands: ``form.<field>`` or ``steps.<step>.<field>``."""

FieldType = Literal[
    "text",
    "person",
    "phone",
    "identity",
    "address",
    "email",
    "money",
    "time",
    "date",
    "integer",
    "number",
    "boolean",
    "choice",
    "department",
    "staff",
]
PERSONAL_TYPES = frozenset({"person", "phone", "identity", "address", "email"})


class Grammar(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Label(Grammar):
    """A title in Chinese and English."""

    zh: str = Field(description="Chinese.")
    en: str = Field(description="English.")


PERCENT = re.compile(r"^(\d{1,3})(?:\.(\d{1,4}))?%$")


def _share(value: Any) -> Any:
    if isinstance(value, Fraction):
        return value
    found = PERCENT.match(value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"{value!r} is no share: write a percentage in quotes, such as '80%' or '99.95%'")
    decimals = found[2] or ""
    return Fraction(int(found[1] + decimals), 100 * 10 ** len(decimals))


def _write_share(share: Fraction) -> str:
    text = f"{int(share * 1_000_000):07d}"
    return f"{text[:-4]}.{text[-4:]}".rstrip("0").rstrip(".").lstrip("0").rjust(1, "0") + "%"


Share = Annotated[
    Fraction,
    BeforeValidator(_share, json_schema_input_type=str),
    PlainSerializer(_write_share, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": PERCENT.pattern, "examples": ["80%", "99.95%"]}),
]
"""A percentage, exact: ``80%`` is the fraction 4/5."""


def _field_shorthand(value: Any) -> Any:
    """``"person!"`` is short for ``{type: person, required: true}``."""
    if isinstance(value, str):
        return {"type": value.removesuffix("!"), "required": value.endswith("!")}
    return value


class FieldSpec(Grammar):
    """One field of a form, of a step's records or of a survey.

    Within a step's records ``when`` reads the other records as ``records``; elsewhere the form as ``form``.
    """

    type: FieldType = Field(description="What kind of value it is.")
    required: bool = Field(default=False, description="Must be given, always.")
    title: Label | None = None
    choices: list[str] = Field(default_factory=list, description="Of type choice: the values there are.")
    must_be: Any = Field(default=None, description="The only value allowed, e.g. true for 'was told'.")
    when: Expression | None = Field(default=None, description="Required only while this holds.")
    minimum: int | None = Field(default=None, description="Of a number: the least.")
    maximum: int | None = Field(default=None, description="Of a number: the most.")
    read_by: list[Ident] = Field(
        default_factory=list, description="Roles that may read this personal field; default: personal_data_read_by."
    )


FormField = Annotated[FieldSpec, BeforeValidator(_field_shorthand, json_schema_input_type=FieldSpec | str)]


class DocumentSpec(Grammar):
    """A paper the request needs before it leaves the desk: the ``original`` is shown, ``copies`` are kept.

    ``when``: asked for exactly while this holds; always when left out.
    """

    title: Label
    original: bool = Field(default=False, description="The original is shown.")
    copies: int = Field(default=0, ge=0, le=20, description="How many copies are kept.")
    when: Expression | None = None
