"""What a desk does not use, it does not pay for: not one statement more on the way of a plain request."""

from typing import Any

from sqlalchemy import Engine, event

from contracts.intake import ConfirmRequest
from tests.intake.cases import case, case_desk
from tests.intake.samples import DeskFor, accepted, complaint, intake_desk

ADDED = ("customer", "document", "attachment", "report", "deliver", "notice")


class Statements:
    """The statements sent to any database meanwhile."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def __enter__(self) -> "Statements":
        event.listen(Engine, "before_cursor_execute", self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._listen)

    def _listen(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.sent.append(statement)

    @property
    def of_what_was_added(self) -> list[str]:
        """Statements on a table that only richer desks need."""
        tables = [each.split("FROM ")[-1].split("INTO ")[-1].split("UPDATE ")[-1].split()[0] for each in self.sent]
        return [table for table in tables if any(table.startswith(name) for name in ADDED)]


async def test_a_plain_request_touches_nothing_of_richer_desks(desk_for: DeskFor) -> None:
    desk = await intake_desk(desk_for)
    await desk.send("li", complaint())
    with Statements() as seen:
        number = (await desk.send("li", complaint(confirmed=False))).number
        await desk.send("li", ConfirmRequest(number=number, revision=1))
        await desk.event(accepted(number))
    assert any("requests" in statement for statement in seen.sent)
    assert seen.of_what_was_added == []


async def test_a_richer_desk_does(desk_for: DeskFor) -> None:
    desk = await case_desk(desk_for)
    with Statements() as seen:
        await desk.send("li", case())
    assert "customers" in seen.of_what_was_added
