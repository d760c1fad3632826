"""The followup service."""

from chassis.service import ServiceDefinition
from services.followup.handlers.sample_callbacks import sample_callbacks
from services.followup.handlers.sample_care import sample_care
from services.followup.subscribers import on
from services.followup.tables import chassis, metadata

definition = ServiceDefinition(
    name="followup", metadata=metadata, tables=chassis, subscribers=on, samplers=[sample_callbacks, sample_care]
)
