"""The three kinds of message and the small types they share.

A message class is the one definition of its wire form: services, client apps, samples and the
AsyncAPI documents are all derived from it. Subclasses register themselves by subject.
"""

from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from contracts.money import Money

SERVICES = ("intake", "dispatch", "followup", "cashdesk", "roster")

Actor = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$"),
    Field(description="A login: lower-case letters, digits, '-' and '_', 32 at most.", examples=["li"]),
]
RequestNumber = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,7}-\d{8}-\d{4,6}(\.\d{1,2})?$"),
    Field(
        description="Site, local date, running number of that day; after a dot the part of an order that was split.",
        examples=["HQ-20261121-0042"],
    ),
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64), Field(description="A UUIDv7 as text.")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Limit = Annotated[int, Field(ge=1, le=200, description="Rows a page.")]
Form = dict[str, Any]


class Part(BaseModel):
    """A piece of a message. Unknown fields are refused: a typing error must not vanish."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Event(BaseModel):
    """Something that happened, in the past tense; announced by exactly one service.

    Readers ignore fields they do not know, so that optional fields can be added to a version.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)
    service: ClassVar[str]
    fact: ClassVar[str]
    version: ClassVar[int] = 1

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "fact" in cls.__dict__:
            EVENTS[cls.key()] = cls

    @classmethod
    def key(cls) -> str:
        return f"{cls.service}.{cls.fact}"

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, for example ``frontdesk.intake.request.recorded.v1``."""
        return f"frontdesk.{cls.service}.{cls.fact}.v{cls.version}"


class Command(BaseModel):
    """A wish, imperative. Answered with ``result`` after the commit, or with a problem.

    ``secret``: it carries what must never be stored, such as a password; it is taken by request only, never by box.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    service: ClassVar[str]
    action: ClassVar[str]
    result: ClassVar[type[BaseModel]]
    version: ClassVar[int] = 1
    secret: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "action" in cls.__dict__:
            COMMANDS[cls.key()] = cls

    @classmethod
    def key(cls) -> str:
        return f"{cls.service}.{cls.action}"

    @classmethod
    def type_name(cls) -> str:
        return f"frontdesk.{cls.service}.{cls.action}.v{cls.version}"


class Query(BaseModel):
    """A question; answered with ``result`` and changing nothing but the log of personal data read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    service: ClassVar[str]
    view: ClassVar[str]
    result: ClassVar[type[BaseModel]]
    version: ClassVar[int] = 1

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "view" in cls.__dict__:
            QUERIES[cls.key()] = cls

    @classmethod
    def key(cls) -> str:
        return f"{cls.service}.{cls.view}"

    @classmethod
    def type_name(cls) -> str:
        return f"frontdesk.{cls.service}.{cls.view}.v{cls.version}"


EVENTS: dict[str, type[Event]] = {}
COMMANDS: dict[str, type[Command]] = {}
QUERIES: dict[str, type[Query]] = {}

RowT = TypeVar("RowT")


class Page(Part, Generic[RowT]):
    """One page of rows; ``next`` is the cursor to ask the following page with, null on the last."""

    rows: list[RowT]
    next: str | None = None


class Done(Part):
    """The answer of a command that has nothing more to say."""

    number: str | None = None


class ChargeDue(Part):
    """What cashdesk shall raise: either ``item`` and ``quantity`` of the price list, or ``amount``."""

    name: Name
    item: str | None = None
    quantity: int | None = Field(default=None, ge=1)
    amount: Money | None = None


class PayoutDue(Part):
    """What cashdesk shall pay out to the customer."""

    name: Name
    amount: Money


class AllocationDue(Part):
    """A cost that falls on a department of the organisation instead of a payer."""

    name: Name
    item: str
    quantity: int = Field(ge=1)
    department: str


class HandoverItem(Part):
    """One thing a person still holds when the shift ends, as the service that owns it reports it. ``stays``: it remains
    with the outgoing person, the log only lists it; ``record``: what a handover record of it says, by heading."""

    kind: Name
    reference: str
    title: str
    number: str | None = None
    state: str
    reason: str | None = None
    needs_reason: bool = False
    due_at: AwareDatetime | None = None
    stays: bool = False
    record: dict[str, str] = Field(default_factory=dict)


class Recipient(Part):
    """Who was told. ``on_duty`` is false when nobody of the role was and all of it were told."""

    actor: str
    role: str
    on_duty: bool = True
