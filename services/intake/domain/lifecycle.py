"""What may happen to a request in which state.

recorded -> confirmed -> settled -> closed -> archived; between the first two ``incomplete``, while papers are missing
that the customer must bring. Up to confirmed it may be cancelled; a settled one goes back to confirmed when the
customer is dissatisfied.
"""

from contracts.intake import State
from contracts.problems import Conflict

AT_THE_DESK: frozenset[State] = frozenset({"recorded", "incomplete"})
"""It has not left the desk: no other service knows of it."""
OPEN: frozenset[State] = AT_THE_DESK | {"confirmed", "settled"}

REMEDIES: dict[State, str] = {
    "recorded": "is recorded but not confirmed; read it back and confirm it first",
    "incomplete": "waits for papers; tick them with intake.receive_document as they come",
    "confirmed": "is confirmed and being worked on",
    "settled": "is settled; its follow-up closes it",
    "closed": "is closed; it can only be archived, or recorded anew",
    "archived": "is archived and can only be read",
    "cancelled": "is cancelled; record a new request",
}


def refuse(number: str, state: State) -> Conflict:
    """Why the present state does not allow it, and what to do. Rule PD-08 for archived ones."""
    slug = "archived" if state == "archived" else None
    return Conflict(f"{number} {REMEDIES[state]}", slug=slug)


def must_be(number: str, state: State, allowed: frozenset[State]) -> None:
    """Raises Conflict naming the present state unless it is one of ``allowed``."""
    if state not in allowed:
        raise refuse(number, state)


def must_be_open(number: str, state: State) -> None:
    must_be(number, state, OPEN)


def must_not_be_archived(number: str, state: State) -> None:
    if state == "archived":
        raise refuse(number, state)


def may_be_confirmed(number: str, state: State, revision: int, heard: int) -> None:
    """The customer confirms what was read back, which must be the present revision. Rule PD-01."""
    if state != "recorded":
        raise (
            refuse(number, state)
            if state == "incomplete" or state not in OPEN
            else Conflict(f"{number} has been confirmed already")
        )
    if heard != revision:
        raise Conflict(
            f"revision {heard} of {number} was read back, but the form is at revision {revision}; read it back again",
            errors={"revision": f"confirm revision {revision}"},
        )


def may_be_cancelled(number: str, state: State) -> None:
    must_be(number, state, AT_THE_DESK | {"confirmed"})


def may_be_archived(number: str, state: State) -> None:
    if state in OPEN:
        raise Conflict(f"{number} is {state}; it must be closed before it is archived")
    must_be(number, state, frozenset({"closed"}))


def may_be_closed(number: str, state: State, owed: str | None) -> None:
    """Closing by hand, once nothing more is ``owed`` to the customer."""
    must_be(number, state, frozenset({"confirmed", "settled"}))
    if owed is not None:
        raise Conflict(f"{number} cannot be closed by hand: {owed}")
