"""The dispatch service."""

from chassis.service import ServiceDefinition
from services.dispatch.handlers.sample_deadlines import DeadlineSampler
from services.dispatch.handlers.sample_recalculation import sample_recalculation
from services.dispatch.subscribers import on
from services.dispatch.tables import chassis, metadata

definition = ServiceDefinition(
    name="dispatch",
    metadata=metadata,
    tables=chassis,
    subscribers=on,
    samplers=[DeadlineSampler(), sample_recalculation],
)
