"""cashdesk, ready to be run by the chassis."""

from chassis.service import ServiceDefinition
from services.cashdesk.samplers import sample_ledger
from services.cashdesk.subscribers import on
from services.cashdesk.tables import chassis, metadata

definition = ServiceDefinition(
    name="cashdesk", metadata=metadata, tables=chassis, subscribers=on, samplers=[sample_ledger]
)
