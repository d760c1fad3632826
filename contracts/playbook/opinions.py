"""What customers say: topics, answers, the case library."""

from pydantic import Field

from contracts.cron import Cron
from contracts.playbook.basics import Grammar, Ident, Label


class HotTopics(Grammar):
    """The topics most spoken of in a month, published when it is over."""

    cron: Cron = Field(description="When they are published; of the month that the day before is in.")
    top: int = Field(default=5, ge=1, le=50, description="How many.")
    to: list[Ident] = Field(default_factory=list, description="Roles they are sent to; empty: all staff.")


class OpinionField(Grammar):
    """Where a request of a line says what the customer thinks."""

    text: Ident = Field(description="Form field with the customer's words.")
    topic: Ident | None = Field(default=None, description="Form field, a choice among the topics.")
    reply: Ident | None = Field(
        default=None,
        description="What the customer was answered: a record of the step that verifies the order, or an answer of a "
        "call of care, of this name.",
    )


class Opinions(Grammar):
    """What customers say: each opinion is answered, counted by topic, and typical ones enter the case library."""

    lines: dict[Ident, OpinionField] = Field(default_factory=dict, description="Lines whose requests are opinions.")
    heard: list[Ident] = Field(
        default_factory=list, description="Questions of calls whose answers are what the customer thinks."
    )
    remarks: bool = Field(default=False, description="What customers remark in calls are opinions as well.")
    topics: dict[Ident, Label] = Field(min_length=1, description="What opinions are about.")
    hot: HotTopics = Field(description="The month's topics.")
    library_by: list[Ident] = Field(min_length=1, description="Roles that write the case library.")
