"""Mistakes in steps: who signs, what comes first, what they wait for."""

from tests.contracts.check.changes import DROP, TITLE, Case, assert_found, cases, complaints

REPAIR, FLIGHT, COMPLAINT = "lines/repair/steps", "lines/flight/steps", "lines/complaint/steps"
NEVER = "form.simple && !form.simple"
APPROVAL = {"name": "fare", "by": "desk_manager"}
PAYOUT = {"name": "refund", "amount": "steps.offered.fare"}


@cases(
    Case("two of one name", {f"{REPAIR}/4/name": "on_site"}, "lines.repair.steps", "same name"),
    Case(
        "waiting for each other",
        {f"{REPAIR}/0/after": ["completed"]},
        "lines.repair.steps",
        "wait for each other and can never be taken: assigned, completed",
        ["lines.repair.steps.1.deadline", "lines.repair.reopen.from_step"],
    ),
    Case("nobody verifies", {f"{REPAIR}/5/announces": DROP}, "lines.repair.steps", "no step announces order.verified"),
    Case(
        "after the order is settled",
        {f"{REPAIR}/6": {"name": "thanked", "title": TITLE, "by": ["clerk"]}},
        "lines.repair.steps.6.after",
        "it comes after 'verified', which settles the order",
    ),
    Case(
        "after no step",
        {f"{COMPLAINT}/4/after": ["reported"]},
        "lines.complaint.steps.4.after.0",
        "did you mean 'reported_up'",
    ),
    Case("signer", {f"{REPAIR}/4/by": ["butler"]}, "lines.repair.steps.4.by.0", "unknown role 'butler'"),
    Case(
        "nobody is assigned",
        {f"{COMPLAINT}/0/by": ["assignee"]},
        "lines.complaint.steps.0.by.0",
        "nobody is ever the assignee",
    ),
    Case(
        "signer of no step",
        {f"{REPAIR}/4/by": ["steps.named.person"]},
        "lines.repair.steps.4.by.0",
        "unknown step 'named'",
    ),
    Case(
        "signer of no record",
        {f"{REPAIR}/4/by": ["steps.quoted.person"]},
        "lines.repair.steps.4.by.0",
        "unknown record of the step 'quoted' 'person'",
    ),
    Case(
        "signer who is no member of staff",
        {f"{REPAIR}/4/by": ["steps.quoted.finding"]},
        "lines.repair.steps.4.by.0",
        "is of type text; it must be staff",
    ),
    Case(
        "signer named later",
        {f"{REPAIR}/1/by": ["steps.completed.helper"], f"{REPAIR}/4/records/helper": "staff"},
        "lines.repair.steps.1.by.0",
        "the step 'completed' does not come before 'on_site'",
    ),
    Case(
        "another than no step",
        {f"{REPAIR}/5/other_than": ["complete"]},
        "lines.repair.steps.5.other_than.0",
        "unknown step 'complete'",
    ),
    Case(
        "another than itself",
        {f"{REPAIR}/5/other_than": ["verified"]},
        "lines.repair.steps.5.other_than",
        "names the step itself",
    ),
    Case("assigns nobody", {f"{REPAIR}/0/assigns": "butler"}, "lines.repair.steps.0.assigns", "unknown role 'butler'"),
    Case(
        "no assignee",
        {f"{REPAIR}/0/records": {"who": "staff!"}},
        "lines.repair.steps.0.records",
        "needs the record 'assignee: staff!'",
    ),
    Case(
        "an assignee's name",
        {f"{REPAIR}/0/records/assignee/type": "text"},
        "lines.repair.steps.0.records",
        "needs the record 'assignee: staff!'",
    ),
    Case(
        "told of nobody",
        {f"{REPAIR}/4/notify": [{"role": "butler"}]},
        "lines.repair.steps.4.notify.0.role",
        "unknown role",
    ),
    Case(
        "told of no department",
        {f"{REPAIR}/4/notify": [{"role": "head", "of": "moon"}]},
        "lines.repair.steps.4.notify.0.of",
        "unknown department",
    ),
    Case(
        "charges nothing",
        {f"{REPAIR}/3/charge": {"name": "repair"}},
        "lines.repair.steps.3.charge",
        "name exactly one of item",
    ),
)
def test_order_and_people(case: Case) -> None:
    assert_found(case)


@cases(
    Case(
        "no place",
        {f"{FLIGHT}/1/read_back": ["name"]},
        "lines.flight.steps.1.read_back.0",
        "'name' is no place; write form.<field>",
    ),
    Case(
        "no field", {f"{FLIGHT}/1/read_back": ["form.nam"]}, "lines.flight.steps.1.read_back.0", "did you mean 'name'"
    ),
    Case(
        "no step",
        {f"{FLIGHT}/1/read_back": ["steps.quoted.fare"]},
        "lines.flight.steps.1.read_back.0",
        "unknown step 'quoted'",
    ),
    Case(
        "no record",
        {f"{FLIGHT}/1/read_back": ["steps.offered.price"]},
        "lines.flight.steps.1.read_back.0",
        "unknown record of the step 'offered' 'price'",
    ),
    Case(
        "recorded later",
        {f"{FLIGHT}/1/read_back": ["steps.booked.booking"]},
        "lines.flight.steps.1.read_back.0",
        "the step 'booked' does not come before 'decided'; name it in 'after'",
    ),
    Case(
        "own record",
        {f"{FLIGHT}/2/read_back": ["steps.booked.booking"]},
        "lines.flight.steps.2.read_back.0",
        "does not come before",
    ),
    Case(
        "told of no field",
        {f"{FLIGHT}/3/tells": {"floor": "form.floor"}},
        "lines.flight.steps.3.tells.floor",
        "unknown form field 'floor'",
    ),
    Case(
        "told of no place", {f"{FLIGHT}/3/tells": {"floor": "floor"}}, "lines.flight.steps.3.tells.floor", "is no place"
    ),
    Case(
        "told a name",
        {f"{FLIGHT}/3/tells": {"name": "form.name"}},
        "lines.flight.steps.3.tells.name",
        "is personal data",
    ),
)
def test_read_back_and_told(case: Case) -> None:
    assert_found(case)


@cases(
    Case(
        "gate",
        {f"{REPAIR}/5/requires": ["moon.full"]},
        "lines.repair.steps.5.requires.0",
        "unknown gate 'moon.full'; there are charge.settled",
    ),
    Case(
        "gate of charges", {f"{REPAIR}/5/requires": ["charge.paid"]}, "lines.repair.steps.5.requires.0", "unknown gate"
    ),
    Case(
        "nothing is charged",
        {f"{COMPLAINT}/5/requires": ["charge.settled"]},
        "lines.complaint.steps.5.requires.0",
        "nothing is charged on this line",
    ),
    Case(
        "nothing is paid out",
        {f"{REPAIR}/5/requires": ["payout.settled"]},
        "lines.repair.steps.5.requires.0",
        "no step of this line pays out",
    ),
    Case(
        "paid out later",
        {f"{FLIGHT}/5/payout": PAYOUT, f"{FLIGHT}/4/requires": ["payout.settled"]},
        "lines.flight.steps.4.requires.0",
        "only 'delivered' pays out, and that step cannot come before this one",
    ),
    Case(
        "nobody asks",
        {f"{REPAIR}/5/requires": ["approval.discount"]},
        "lines.repair.steps.5.requires.0",
        "no step of this line asks for it",
    ),
    Case(
        "waits for its own approval",
        {f"{FLIGHT}/2/approval": APPROVAL, f"{FLIGHT}/2/requires": ["approval.fare"]},
        "lines.flight.steps.2.requires.0",
        "approval.fare never opens",
    ),
    Case(
        "approver",
        {f"{FLIGHT}/2/approval": APPROVAL | {"by": "butler"}},
        "lines.flight.steps.2.approval.by.0",
        "unknown role 'butler'",
    ),
    Case(
        "head of no department",
        {f"{FLIGHT}/2/approval": APPROVAL | {"by": ["head", "head_of_moon"]}},
        "lines.flight.steps.2.approval.by.1",
        "unknown department 'moon'",
    ),
    Case(
        "approves twice",
        {f"{FLIGHT}/2/approval": APPROVAL | {"by": ["head", "head"]}},
        "lines.flight.steps.2.approval.by",
        "names somebody twice",
    ),
    Case(
        "two approvals",
        {f"{FLIGHT}/2/approval": APPROVAL, f"{FLIGHT}/4/approval": APPROVAL},
        "lines.flight.steps.4.approval.name",
        "two approvals are called 'fare'",
    ),
    Case(
        "two payouts",
        {f"{FLIGHT}/2/payout": PAYOUT, f"{FLIGHT}/4/payout": PAYOUT},
        "lines.flight.steps.4.payout.name",
        "two payouts are called 'refund'",
    ),
    Case(
        "decision",
        {f"{REPAIR}/5/requires": ["decision.fee"]},
        "lines.repair.steps.5.requires.0",
        "unknown decision 'fee'",
    ),
    Case(
        "digest",
        {f"{REPAIR}/5/requires": ["digest.weekly"]},
        "lines.repair.steps.5.requires.0",
        "unknown digest 'weekly'",
    ),
    Case(
        "digest of other lines",
        {
            "digests/weekly": {"title": TITLE, "cron": "0 9 * * MON", "lines": ["complaint"], "to": ["desk_manager"]},
            f"{REPAIR}/5/requires": ["digest.weekly"],
        },
        "lines.repair.steps.5.requires.0",
        "does not collect this line; add 'repair' to its lines",
    ),
    Case("never", {f"{REPAIR}/2/when": NEVER}, "lines.repair.steps.2.when", "can never hold"),
)
def test_gates_and_approvals(case: Case) -> None:
    assert_found(case)


def test_gates_that_earlier_steps_open() -> None:
    sound = {
        f"{FLIGHT}/1/approval": APPROVAL | {"by": ["head", "head_of_finance", "general_manager"]},
        f"{FLIGHT}/1/payout": PAYOUT,
        f"{FLIGHT}/4/requires": ["approval.fare", "payout.settled"],
        f"{FLIGHT}/4/by": ["steps.offered.agent", "owner"],
        f"{FLIGHT}/0/records/agent": "staff",
        f"{FLIGHT}/4/other_than": ["decided"],
    }
    assert complaints(sound) == []


def test_a_step_beside_the_last_one_can_be_taken() -> None:
    assert (
        complaints({f"{REPAIR}/6": {"name": "thanked", "title": TITLE, "by": ["clerk"], "after": ["completed"]}}) == []
    )
