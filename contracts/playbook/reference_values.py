"""Values of the grammar that are words of their own: what each of them means to readers."""

from collections.abc import Mapping

from contracts.playbook.check.places import Yields

FIELD_TYPES = {
    "text": "Words.",
    "person": "A person's name.",
    "phone": "A telephone number.",
    "identity": "The number of an identity document.",
    "address": "Where somebody lives.",
    "email": "A mail address.",
    "money": "An amount in the desk's currency.",
    "time": "A moment with its offset, RFC 3339.",
    "date": "A day, `2026-11-21`.",
    "integer": "A whole number.",
    "number": "A number; `double(form.x)` makes it one that can be reckoned with.",
    "boolean": "`true` or `false`.",
    "choice": "One of its `choices`.",
    "department": "One of the desk's departments.",
    "staff": "The login of a member of staff.",
}
PERSONAL = "Personal ones are masked in events and for everybody whose role may not read them; reading one is logged."

ANNOUNCEMENTS = {
    "order.step_taken": "Nothing but that the step was taken.",
    "order.assigned": "Somebody is named for it.",
    "order.accepted": "The department has it.",
    "order.arrived": "Somebody is there.",
    "order.quoted": "A price is named.",
    "order.quote_accepted": "The customer agrees; the charge is raised.",
    "order.quote_declined": "The customer does not.",
    "order.completed": "The work is done.",
    "order.signed_off": "The department's head has seen it.",
    "order.verified": "The desk has seen it: the order is settled, nothing comes after it.",
}
SIGNERS = [
    ("<role>", "Anybody with that role."),
    ("department", "Staff of the order's department."),
    ("head", "That department's head."),
    ("assignee", "The person whom a step that `assigns` has named."),
    ("owner", "Who owns the request at the desk."),
    ("steps.<step>.<record>", "The person named there; steps only, the record is of type `staff`."),
    ("head_of_<department>", "That department's head; approvals only."),
]
GATES = [
    ("charge.settled", "All that was charged is paid, all that was allocated is signed for."),
    ("payout.settled", "All that is owed to the customer is paid out."),
    ("approval.<name>", "That approval is granted."),
    ("decision.<name>", "That decision table allows it."),
    ("digest.<name>", "The order was in a digest of that name."),
]
MOMENTS = [
    ("happened", "When it happened, as the request says."),
    ("recorded", "When it was written down."),
    ("confirmed", "When the customer confirmed it, or when it was recorded where nothing is read back."),
    ("routed", "When the order was made."),
    ("held", "When the order was last held."),
    ("reopened", "When it was last opened again."),
    ("transferred", "When it came to its present department."),
    ("steps.<step>", "When that step was taken."),
    ("deadlines.<name>.missed", "When that deadline was missed."),
    ("events.<service>.<entity>.<fact>", "Any event about the request, see the [event map](event-map.md)."),
]
CLOCKS = [
    ("wall", "Every second."),
    ("business", "The open hours of the calendar."),
    ("shift", "While the order's department has somebody on shift."),
]
YIELDS: Mapping[Yields, str] = {
    "condition": "true or false",
    "condition or true": "true or false",
    "department": "the name of a department",
    "item": "the name of a price",
    "quantity": "a whole number",
    "amount": "money",
    "tier": "the name of a tier",
    "whole number": "a whole number",
    "time": "a time",
    "input": "a value of the input's type",
    "anything": "anything",
}
