"""What roster listens to: B stands in for A, somebody leaves, a fault is found later."""

from chassis.work import Work
from contracts.roster import (
    AbsenceBegan,
    AnnounceDeparture,
    AttributeFault,
    BeginStandIn,
    CancelDeparture,
    DepartureReceipt,
    DepartureView,
    FaultPage,
    FaultReceipt,
    HandBack,
    ListDepartures,
    ListFaults,
    ListStandIns,
    StandInReceipt,
    StandInView,
)
from services.roster.handlers.announce_departure import announce_departure
from services.roster.handlers.attribute_fault import attribute_fault
from services.roster.handlers.cancel_departure import cancel_departure
from services.roster.handlers.hand_back import hand_back
from services.roster.handlers.show_departures import list_departures
from services.roster.handlers.show_faults import list_faults
from services.roster.handlers.show_stand_ins import list_stand_ins
from services.roster.handlers.stand_in import begin_stand_in, stand_in_for
from services.roster.subscribers.base import on


# ------------------------------------------------------------------ commands
@on.command(BeginStandIn)
async def stand_in(command: BeginStandIn, work: Work) -> StandInReceipt:
    return await begin_stand_in(command, work)


@on.command(HandBack)
async def give_back(command: HandBack, work: Work) -> StandInReceipt:
    return await hand_back(command, work)


@on.command(AnnounceDeparture)
async def depart(command: AnnounceDeparture, work: Work) -> DepartureReceipt:
    return await announce_departure(command, work)


@on.command(CancelDeparture)
async def stay(command: CancelDeparture, work: Work) -> DepartureReceipt:
    return await cancel_departure(command, work)


@on.command(AttributeFault)
async def fault(command: AttributeFault, work: Work) -> FaultReceipt:
    return await attribute_fault(command, work)


# ------------------------------------------------------------------ views
@on.query(ListStandIns)
async def stand_ins(query: ListStandIns, work: Work) -> StandInView:
    return await list_stand_ins(query, work)


@on.query(ListDepartures)
async def departures(query: ListDepartures, work: Work) -> DepartureView:
    return await list_departures(query, work)


@on.query(ListFaults)
async def faults(query: ListFaults, work: Work) -> FaultPage:
    return await list_faults(query, work)


# ------------------------------------------------------------------ events
@on.event(AbsenceBegan)
async def absence_began(event: AbsenceBegan, work: Work) -> None:
    await stand_in_for(event.actor, event.kind, work)
