"""Mistakes in what a line asks for, where its requests go, and what belongs to their work orders."""

from typing import Any

from tests.contracts.check.changes import DROP, TITLE, Case, assert_found, cases, complaints

REPAIR, COPIES = "lines/repair", "lines/copies"
PART = {
    "title": TITLE,
    "form": {},
    "internal": True,
    "steps": [{"name": "done", "title": TITLE, "by": ["department"], "announces": "order.verified"}],
}
SPLIT = {f"{REPAIR}/split": {"by": ["head"], "line": "part"}}


@cases(
    Case(
        "choice without choices",
        {f"{REPAIR}/form/size": {"type": "choice"}},
        "lines.repair.form.size.choices",
        "is missing",
    ),
    Case(
        "choices of a text",
        {f"{REPAIR}/form/place/choices": ["a"]},
        "lines.repair.form.place.choices",
        "go with type choice",
    ),
    Case(
        "a choice twice",
        {f"{COPIES}/form/paper/choices": ["A4", "A3", "A4"]},
        "lines.copies.form.paper.choices",
        "twice",
    ),
    Case(
        "minimum of a text",
        {f"{REPAIR}/form/place/minimum": 3},
        "lines.repair.form.place.minimum",
        "goes with a number",
    ),
    Case(
        "maximum of a text",
        {f"{REPAIR}/form/place/maximum": 3},
        "lines.repair.form.place.maximum",
        "goes with a number",
    ),
    Case(
        "nothing in between",
        {f"{COPIES}/form/sheets/maximum": 0},
        "lines.copies.form.sheets.minimum",
        "more than the maximum",
    ),
    Case(
        "must be something else",
        {f"{REPAIR}/form/simple/must_be": "yes"},
        "lines.repair.form.simple.must_be",
        "no value of type",
    ),
    Case(
        "must be no choice",
        {f"{COPIES}/form/paper/must_be": "A5"},
        "lines.copies.form.paper.must_be",
        "no value of type choice",
    ),
    Case(
        "must be no number",
        {f"{COPIES}/form/sheets/must_be": True},
        "lines.copies.form.sheets.must_be",
        "no value of type",
    ),
    Case(
        "must be no text",
        {f"{REPAIR}/form/place/must_be": 3},
        "lines.repair.form.place.must_be",
        "no value of type text",
    ),
    Case(
        "required and when",
        {f"{REPAIR}/form/place/when": "form.simple"},
        "lines.repair.form.place.when",
        "required always",
    ),
    Case(
        "readers of a text",
        {f"{REPAIR}/form/place/read_by": ["clerk"]},
        "lines.repair.form.place.read_by",
        "no personal data",
    ),
    Case(
        "unknown reader",
        {f"{REPAIR}/form/phone/read_by": ["butler"]},
        "lines.repair.form.phone.read_by.0",
        "unknown role",
    ),
    Case(
        "records",
        {f"{REPAIR}/steps/4/records/work/minimum": 1},
        "lines.repair.steps.4.records.work.minimum",
        "goes with a number",
    ),
    Case(
        "read back", {f"{REPAIR}/read_back": ["place", "room"]}, "lines.repair.read_back.1", "unknown form field 'room'"
    ),
    Case(
        "a severity twice", {"lines/complaint/severities/2": "normal"}, "lines.complaint.severities.2", "two severities"
    ),
    Case(
        "severity required",
        {f"{REPAIR}/severity_required": True},
        "lines.repair.severity_required",
        "has no severities",
    ),
    Case(
        "ledger", {"lines/complaint/ledger/place": "room"}, "lines.complaint.ledger.place", "unknown form field 'room'"
    ),
    Case(
        "no document",
        {f"{REPAIR}/documents/lease": {"title": TITLE}},
        "lines.repair.documents.lease",
        "asks for nothing",
    ),
    Case(
        "decided by no table", {f"{REPAIR}/decides": ["fee"]}, "lines.repair.decides.0.table", "add it to 'decisions'"
    ),
    Case(
        "customer",
        {f"{REPAIR}/customer": {"name": "guest"}},
        "lines.repair.customer.name",
        "unknown form field 'guest'",
    ),
    Case(
        "customer's phone",
        {f"{REPAIR}/customer": {"name": "reporter", "phone": "place"}},
        "lines.repair.customer.phone",
        "'place' is of type text; it must be phone",
    ),
    Case(
        "mark",
        {"lines/repair/customer": {"name": "reporter"}, "lines/repair/marks": [{"mark": "vip"}]},
        "lines.repair.marks.0.mark",
        "add it to 'marks'",
    ),
    Case(
        "whose mark",
        {"marks": {"vip": TITLE}, "lines/repair/marks": [{"mark": "vip"}]},
        "lines.repair.marks",
        "add 'customer'",
    ),
    Case("tier", {f"{REPAIR}/tier": "'gold'"}, "lines.repair.tier", "has no tiers", ["lines.repair.tier"]),
    Case(
        "neither item nor amount",
        {f"{COPIES}/charges/0/item": DROP},
        "lines.copies.charges.0",
        "name exactly one of item",
    ),
    Case(
        "item and amount",
        {f"{COPIES}/charges/0/amount": "{'minor': 100, 'currency': 'CNY'}"},
        "lines.copies.charges.0",
        "name exactly one of item",
    ),
    Case(
        "quantity of an amount",
        {f"{COPIES}/charges/0/amount": "{'minor': 100, 'currency': 'CNY'}", f"{COPIES}/charges/0/item": DROP},
        "lines.copies.charges.0.quantity",
        "goes with an item",
    ),
    Case(
        "two charges",
        {f"{COPIES}/charges/1": {"name": "copies", "item": "'copy_a4'"}},
        "lines.copies.charges.1.name",
        "two charges are called 'copies'",
    ),
    Case(
        "charge of line and step",
        {f"{REPAIR}/charges": [{"name": "repair", "item": "'copy_a4'"}]},
        "lines.repair.steps.3.charge.name",
        "two charges",
    ),
    Case(
        "two allocations",
        {f"{COPIES}/allocations/1": {"name": "copies", "item": "'copy_a4'", "quantity": "1", "department": "'desk'"}},
        "lines.copies.allocations.1",
        "two allocations",
    ),
)
def test_what_is_asked_for(case: Case) -> None:
    assert_found(case)


@cases(
    Case("no route", {f"{REPAIR}/route": DROP}, "lines.repair.route", "is routed to a department"),
    Case("neither to nor table", {f"{REPAIR}/route/to": DROP}, "lines.repair.route", "name exactly one of to"),
    Case(
        "to and table",
        {f"{REPAIR}/route/table": [{"to": "engineering"}]},
        "lines.repair.route",
        "name exactly one of to",
    ),
    Case(
        "told of nobody",
        {f"{REPAIR}/route/notify/0/role": "butler"},
        "lines.repair.route.notify.0.role",
        "unknown role 'butler'",
    ),
    Case(
        "of no department",
        {f"{REPAIR}/route/notify/0/of": "moon"},
        "lines.repair.route.notify.0.of",
        "unknown department 'moon'",
    ),
    Case(
        "a role of a department",
        {f"{REPAIR}/route/notify/0": {"role": "clerk", "of": "desk"}},
        "lines.repair.route.notify.0.of",
        "goes with role head or department",
    ),
    Case("copies", {f"{REPAIR}/route/copies": ["moon"]}, "lines.repair.route.copies.0", "unknown department 'moon'"),
    Case(
        "row to nowhere",
        {f"{REPAIR}/route": {"table": [{"to": "moon"}]}},
        "lines.repair.route.table.0.to",
        "unknown department",
    ),
    Case(
        "row's copies",
        {f"{REPAIR}/route": {"table": [{"to": "desk", "copies": ["moon"]}]}},
        "lines.repair.route.table.0.copies.0",
        "unknown department",
    ),
    Case(
        "row's people",
        {f"{REPAIR}/route": {"table": [{"to": "desk", "notify": [{"role": "butler"}]}]}},
        "lines.repair.route.table.0.notify.0.role",
        "unknown role",
    ),
    Case(
        "a hole",
        {f"{REPAIR}/route": {"table": [{"when": "form.simple", "to": "desk"}]}},
        "lines.repair.route.table.0.when",
        "the last row has no 'when'",
    ),
    Case(
        "behind a row that takes everything",
        {f"{REPAIR}/route": {"table": [{"to": "desk"}, {"when": "form.simple", "to": "security"}, {"to": "desk"}]}},
        "lines.repair.route.table.1",
        "is never reached: row 1",
        ["lines.repair.route.table.2"],
    ),
    Case(
        "taken by the rows above",
        {
            f"{REPAIR}/route": {
                "table": [
                    {"when": "form.simple", "to": "desk"},
                    {"when": "!form.simple", "to": "security"},
                    {"to": "cleaning"},
                ]
            }
        },
        "lines.repair.route.table.2",
        "the rows above take everything",
    ),
    Case(
        "by no field",
        {f"{REPAIR}/route": {"table": [{"when": "form.size == 3", "to": "desk"}, {"to": "security"}]}},
        "lines.repair.route.table.0.when",
        "unknown 'form.size'",
    ),
    Case(
        "said twice",
        {
            f"{REPAIR}/route": {
                "table": [
                    {"when": "form.simple && form.chargeable", "to": "desk"},
                    {"when": "form.chargeable && form.simple", "to": "security"},
                    {"to": "cleaning"},
                ]
            }
        },
        "lines.repair.route.table.1",
        "the rows above take everything",
    ),
)
def test_where_requests_go(case: Case) -> None:
    assert_found(case)


@cases(
    Case(
        "checks",
        {f"{COPIES}/checks": [{"name": "a", "ask": TITLE, "after": "1h"}]},
        "lines.copies.checks",
        "has no steps",
    ),
    Case("holding", {f"{COPIES}/hold_causes": {"today": TITLE}}, "lines.copies.hold_causes", "has no steps"),
    Case("reopening", {f"{COPIES}/reopen": {"from_step": "a"}}, "lines.copies.reopen", "has no steps"),
    Case("transfer by", {f"{REPAIR}/transfer": {"by": ["butler"]}}, "lines.repair.transfer.by.0", "unknown role"),
    Case("decline", {f"{REPAIR}/transfer": {"decline": ["butler"]}}, "lines.repair.transfer.decline.0", "unknown role"),
    Case(
        "split by",
        SPLIT | {"lines/part": PART, f"{REPAIR}/split/by": ["butler"]},
        "lines.repair.split.by.0",
        "unknown role",
    ),
    Case("no such part", SPLIT, "lines.repair.split.line", "unknown line 'part'"),
    Case(
        "a part of its own",
        {f"{REPAIR}/split": {"by": ["head"], "line": "flight"}},
        "lines.repair.split.line",
        "mark it internal",
    ),
    Case(
        "a part without steps",
        SPLIT | {"lines/part": {"title": TITLE, "form": {}, "internal": True}},
        "lines.repair.split.line",
        "has no steps",
    ),
    Case("a part of nothing", {"lines/part": PART}, "lines.part.internal", "no line is split into parts of this one"),
    Case(
        "reopens nothing",
        {f"{REPAIR}/reopen/from_step": "begun"},
        "lines.repair.reopen.from_step",
        "unknown step 'begun'",
    ),
    Case(
        "reopens what cannot be",
        {f"{REPAIR}/reopen/from_step": "quoted", f"{REPAIR}/steps/2/when": "form.chargeable && !form.chargeable"},
        "lines.repair.reopen.from_step",
        "can never be taken",
        ["lines.repair.steps.2.when"],
    ),
    Case("reopen tells", {f"{REPAIR}/reopen/notify": ["butler"]}, "lines.repair.reopen.notify.0", "unknown role"),
)
def test_work_orders(case: Case) -> None:
    assert_found(case)


def part_with(key: str, value: Any) -> dict[str, Any]:
    return SPLIT | {"lines/part": PART | {"form": {"price": "money!", "name": "person"}}, f"lines/part/{key}": value}


NO_REQUEST = "belongs to requests"


@cases(
    Case(
        "documents of a part",
        part_with("documents", {"lease": {"title": TITLE, "copies": 1}}),
        "lines.part.documents",
        NO_REQUEST,
    ),
    Case(
        "answers of a part",
        part_with("answered", [{"when": "form.price == null", "outcome": TITLE}]),
        "lines.part.answered",
        NO_REQUEST,
    ),
    Case(
        "charges of a part",
        part_with("charges", [{"name": "price", "amount": "form.price"}]),
        "lines.part.charges",
        NO_REQUEST,
    ),
    Case(
        "allocations of a part",
        part_with(
            "allocations",
            [{"name": "paper", "item": "'copy_a4'", "quantity": "1", "department": "'engineering'"}],
        ),
        "lines.part.allocations",
        NO_REQUEST,
    ),
    Case("calls about a part", part_with("follow_up", [{"title": TITLE}]), "lines.part.follow_up", NO_REQUEST),
    Case("a part reopened", part_with("reopen", {"from_step": "done"}), "lines.part.reopen", NO_REQUEST),
    Case("a part in the ledger", part_with("ledger", {"complainant": "name"}), "lines.part.ledger", NO_REQUEST),
    Case(
        "decisions about a part",
        {
            "decisions/worth": {
                "title": TITLE,
                "inputs": {"price": {"value": "form.price", "type": "money"}},
                "rows": [{"name": "any"}],
            }
        }
        | part_with("decides", ["worth"]),
        "lines.part.decides",
        NO_REQUEST,
    ),
    Case(
        "marks of a part",
        {"marks/late": TITLE} | part_with("customer", {"name": "name"}) | {"lines/part/marks": [{"mark": "late"}]},
        "lines.part.marks",
        NO_REQUEST,
    ),
    Case(
        "a charge of a part's step",
        part_with("steps/0/charge", {"name": "price", "amount": "form.price"}),
        "lines.part.steps.0.charge",
        "a part asks for no money",
    ),
    Case(
        "a payout of a part's step",
        part_with("steps/0/payout", {"name": "price", "amount": "form.price"}),
        "lines.part.steps.0.payout",
        "a part asks for no money",
    ),
)
def test_a_part_is_no_request(case: Case) -> None:
    assert_found(case)


def test_a_line_may_be_split_routed_by_a_table_and_answered() -> None:
    rows = [{"when": "form.simple", "to": "desk", "copies": ["finance"]}, {"to": "engineering"}]
    sound = {
        "lines/part": PART,
        **SPLIT,
        f"{REPAIR}/route": {"table": rows, "copies": ["management"], "notify": [{"role": "head", "of": "security"}]},
        f"{REPAIR}/answered": [{"when": "true", "outcome": TITLE}],
        f"{REPAIR}/transfer": {"by": ["head", "assignee"], "decline": ["department"]},
        f"{REPAIR}/documents": {"lease": {"title": TITLE, "copies": 2, "when": "form.chargeable"}},
    }
    assert complaints(sound) == []
