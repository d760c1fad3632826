"""The end of a shift."""

from datetime import timedelta

from pydantic import Field

from contracts.durations import Duration
from contracts.playbook.basics import Grammar, Ident


class HandoverPolicy(Grammar):
    """The end of a shift. ``report_within``: how long each service has to say what the person still holds; a slower one
    is named. ``unrelieved_after``: how long nobody may have taken over until it is told."""

    report_within: Duration
    unrelieved_after: Duration
    unrelieved_to: Ident = Field(description="Role that hears that nobody has taken over.")
    released_by: list[Ident] = Field(description="Roles that may let somebody go whom nobody relieves.")
    late_after: Duration = Field(
        default=timedelta(0), description="How long after the shift's beginning somebody is late."
    )
    sign_in_before: Duration = Field(default=timedelta(hours=1), description="How early one may sign in.")
