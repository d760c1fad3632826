"""Mistakes in what belongs to the whole desk."""

from tests.contracts.check.changes import DROP, TITLE, Case, assert_found, cases, complaints

NIGHTS = {"timezone": "Asia/Shanghai", "open": {"mon-sun": ["22:00-06:00"]}}
PRICE = {"title": TITLE, "unit": "piece", "amount": {"amount": "1.00", "currency": "CNY"}}


def test_the_desk_that_is_changed_is_sound() -> None:
    assert complaints({}) == []


@cases(
    Case(
        "desk department", {"desk_department": "moon"}, "desk_department", "unknown department 'moon'; known are desk"
    ),
    Case("head", {"departments/agency/head": "butler"}, "departments.agency.head", "unknown role 'butler'"),
    Case(
        "calendar of a department",
        {"departments/agency/calendar": "night"},
        "departments.agency.calendar",
        "unknown calendar 'night'; add it to 'calendars'",
    ),
    Case("role of a post", {"posts/engineering/role": "butler"}, "posts.engineering.role", "unknown role 'butler'"),
    Case("no desk post", {"posts/front_desk/desk": False}, "posts", "nobody would answer"),
    Case("role called head", {"roles/head": {"title": TITLE}}, "roles.head", "means somebody already"),
    Case("role called customer", {"roles/customer": {"title": TITLE}}, "roles.customer", "means somebody already"),
    Case("desk role", {"desk_roles/1": "butler"}, "desk_roles.1", "unknown role 'butler'"),
    Case("nobody speaks for the desk", {"desk_roles": []}, "desk_roles", "names nobody"),
    Case("no managers", {"managers": []}, "managers", "names nobody"),
    Case("manager", {"managers/0": "butler"}, "managers.0", "unknown role"),
    Case("reader of personal data", {"personal_data_read_by/0": "butler"}, "personal_data_read_by.0", "unknown role"),
    Case("drawer role", {"cash/drawer_roles/0": "butler"}, "cash.drawer_roles.0", "unknown role"),
    Case("collector", {"cash/collector_roles/0": "butler"}, "cash.collector_roles.0", "unknown role"),
    Case("refunds", {"cash/refund_approvers/0": "butler"}, "cash.refund_approvers.0", "unknown role"),
    Case("corrections", {"cash/correction_roles/0": "butler"}, "cash.correction_roles.0", "unknown role"),
    Case("a method twice", {"cash/methods": ["cash", "cash"]}, "cash.methods.1", "two methods are called 'cash'"),
    Case("a drawer twice", {"cash/drawers": ["a", "a"]}, "cash.drawers.1", "two drawers are called 'a'"),
    Case("who releases", {"handover/released_by/1": "butler"}, "handover.released_by.1", "unknown role"),
    Case("who hears it", {"handover/unrelieved_to": "butler"}, "handover.unrelieved_to", "unknown role"),
    Case(
        "command",
        {"permissions/intake.record_requst": ["clerk"]},
        "permissions.intake.record_requst",
        "unknown command or view 'intake.record_requst'; did you mean 'intake.record_request'? known are intake.",
    ),
    Case(
        "view without qry",
        {"permissions/intake.readings": ["clerk"]},
        "permissions.intake.readings",
        "unknown command or view",
    ),
    Case("service", {"permissions/moon.land": ["clerk"]}, "permissions.moon.land", "write <service>.<command>"),
    Case(
        "role with a permission",
        {"permissions/qry.intake.ledger": ["butler"]},
        "permissions.qry.intake.ledger.0",
        "unknown role 'butler'",
    ),
    Case("price in dollars", {"prices/copy_a4/amount/currency": "USD"}, "prices.copy_a4.amount", "currency is CNY"),
    Case(
        "no reason",
        {"prices/paper": PRICE | {"receipt": False}},
        "prices.paper.no_receipt_reason",
        "say why there is no receipt",
    ),
)
def test_names_money_and_permissions(case: Case) -> None:
    assert_found(case)


@cases(
    Case("no hour", {"callback_hours": {"mon-sun": []}}, "callback_hours", "no weekday has an opened hour"),
    Case("no day", {"callback_hours": {}}, "callback_hours", "no weekday has an opened hour"),
    Case("overlap", {"callback_hours": {"mon": ["08:00-10:00", "09:00-11:00"]}}, "callback_hours", "windows overlap"),
    Case(
        "a day twice", {"callback_hours": {"mon": ["08:00-10:00"], "mon-tue": ["11:00-12:00"]}}, "callback_hours", "mon"
    ),
    Case("no time", {"callback_hours": {"mon": ["8-10"]}}, "callback_hours", "is no time of day"),
    Case(
        "holidays of no country",
        {
            "calendar/holidays": DROP,
            "calendar/open": {"mon-sun": ["08:00-12:00"]},
            "callback_hours": {"mon-sun": ["09:00-10:00"], "holiday": ["09:00-10:00"]},
        },
        "callback_hours",
        "need `holidays`",
    ),
    Case("desk never open", {"calendar/open": {"mon-sun": []}}, "calendar.open", "no weekday has an opened hour"),
    Case(
        "department never open",
        {"calendars/night": {"timezone": "Asia/Shanghai", "open": {}}},
        "calendars.night.open",
        "no weekday has an opened hour",
    ),
    Case(
        "nights into the next day",
        {"calendars/night": {"timezone": "Asia/Shanghai", "open": {"mon-sun": ["22:00-06:00", "05:00-09:00"]}}},
        "calendars.night.open",
        "overlap",
    ),
    Case(
        "night into an exception",
        {"calendars/night": NIGHTS | {"exceptions": {"2026-12-24": ["04:00-12:00"]}}},
        "calendars.night.exceptions.2026-12-24",
        "the night of 2026-12-23 overlaps",
    ),
    Case(
        "exception into a day",
        {
            "calendars/night": {
                "timezone": "Asia/Shanghai",
                "open": {"mon-sun": ["05:00-12:00"]},
                "exceptions": {"2026-12-24": ["22:00-06:00"]},
            }
        },
        "calendars.night.exceptions.2026-12-24",
        "the night of 2026-12-24 overlaps",
    ),
)
def test_hours(case: Case) -> None:
    assert_found(case)


def test_a_night_may_end_where_a_public_holiday_begins() -> None:
    night = NIGHTS | {"holidays": "CN", "exceptions": {"2026-09-30": ["22:00-06:00"], "2026-10-10": ["22:00-05:00"]}}
    assert complaints({"calendars/night": night}) == []
