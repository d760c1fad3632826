"""The end of a shift."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from contracts.durations import Duration
from contracts.playbook.basics import Grammar, Ident


class Arrival(Grammar):
    """When people are at their post: between ``at_most`` and ``at_least`` before the shift."""

    at_least: Duration = Field(description="Whoever signs in later than this before the shift is reported as late.")
    at_most: Duration = Field(description="Whoever signs in sooner than this before the shift is listed as early.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_most < self.at_least:
            raise ValueError("'at_most' is the longer of the two: people come between at_most and at_least before")
        return self


class HandoverPolicy(Grammar):
    """The end of a shift. ``report_within``: how long each service has to say what the person still holds; a slower one
    is named. ``unrelieved_after``: how long nobody may have taken over, from the end of the shift on or when the
    handover is opened later, until it is told."""

    report_within: Duration
    unrelieved_after: Duration
    unrelieved_to: Ident = Field(description="Role that hears that nobody has taken over.")
    released_by: list[Ident] = Field(description="Roles that may let somebody go whom nobody relieves.")
    late_after: Duration = Field(
        default=timedelta(0), description="How long after the shift's beginning somebody is late."
    )
    sign_in_before: Duration = Field(default=timedelta(hours=1), description="How early one may sign in.")
    item_by_item: bool = Field(
        default=False, description="The incoming person acknowledges each item that moves, before the handover is over."
    )
    review: bool = Field(default=False, description="The outgoing person must have reviewed the log before it is over.")
    arrive_before: Arrival | None = Field(default=None, description="When people are at their post before the shift.")
    leaving: bool = Field(
        default=False,
        description="Nobody is made inactive or moved to another department before a completed departure handover.",
    )
