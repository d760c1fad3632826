"""The service intake, ready to be run by the chassis."""

from chassis.service import ServiceDefinition
from services.intake.handlers.sample_letters import sample_letters
from services.intake.handlers.sample_open_requests import sample_open_requests
from services.intake.subscribers import on
from services.intake.tables import chassis, metadata

definition = ServiceDefinition(
    name="intake",
    metadata=metadata,
    tables=chassis,
    subscribers=on,
    samplers=[sample_open_requests, sample_letters],
)
