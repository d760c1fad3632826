"""A customer is being served at the counter, to the end. Rule TH-17."""

from typing import Any

from sqlalchemy import Row

from chassis.work import Work
from contracts.intake import (
    FinishServing,
    ListServings,
    ServingBegan,
    ServingEnded,
    ServingReceipt,
    ServingRow,
    ServingView,
    StartServing,
)
from contracts.problems import Conflict, Forbidden
from services.intake.domain import handing_over, lifecycle
from services.intake.handlers import shared
from services.intake.handlers.move_ownership import pass_on
from services.intake.repository import requests, servings


async def start_serving(command: StartServing, work: Work) -> ServingReceipt:
    """By somebody on duty, one customer at a time."""
    if not work.person.on_duty:
        raise Forbidden("customers are served by somebody on duty; sign in first with roster.sign_in")
    running = await servings.running_servings(work.store, work.site, work.actor, lock=True)
    if running:
        raise Conflict(
            f"{work.actor} is serving a customer already; intake.finish_serving first",
            errors={"serving": running[0].id},
        )
    if command.number is not None:
        row = await shared.request_of(work, command.number)
        lifecycle.must_be_open(row.number, row.state)
    serving_id = work.new_id()
    servings.add_serving(
        work.store,
        site=work.site,
        id=serving_id,
        clerk=work.actor,
        number=command.number,
        note=command.note,
        began_at=work.now,
    )
    work.announce(ServingBegan(serving_id=serving_id, clerk=work.actor, request=command.number))
    return ServingReceipt(serving_id=serving_id)


async def finish_serving(command: FinishServing, work: Work) -> ServingReceipt:
    """By whoever serves, or by a manager naming it. What was handed over meanwhile goes to the successor now."""
    found = await servings.running_servings(work.store, work.site, lock=True)
    named = command.serving_id
    wanted = [row for row in found if (row.id == named if named else row.clerk == work.actor)]
    if not wanted:
        raise Conflict("nobody is being served; start with intake.start_serving", errors={"serving_id": "not running"})
    serving = wanted[0]
    if serving.clerk != work.actor and not work.is_admin and not work.person.has(work.playbook.managers):
        raise Forbidden(f"{serving.clerk} serves this customer to the end")
    await servings.change_serving(work.store, work.site, serving.id, ended_at=work.now)
    if serving.successor is not None:
        await _pass_on_the_rest(serving, work)
    work.announce(ServingEnded(serving_id=serving.id, clerk=serving.clerk, request=serving.number))
    return ServingReceipt(serving_id=serving.id)


async def _pass_on_the_rest(serving: Row[Any], work: Work) -> None:
    book = work.playbook
    rows = await requests.open_requests_of(work.store, work.site, serving.clerk, lock=True)
    left = [row for row in rows if not row.held_for and handing_over.kind_of(book, row.line) == "request"]
    await pass_on(left, serving.clerk, serving.successor, work)


async def list_servings(query: ListServings, work: Work) -> ServingView:
    rows = await servings.running_servings(work.store, work.site)
    return ServingView(
        rows=[
            ServingRow(
                serving_id=row.id,
                clerk=row.clerk,
                number=row.number,
                note=row.note,
                began_at=row.began_at,
                successor=row.successor,
            )
            for row in rows
        ]
    )
