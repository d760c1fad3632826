"""The roster service."""

from chassis.service import ServiceDefinition
from services.roster.subscribers import on
from services.roster.tables import chassis, metadata

definition = ServiceDefinition(name="roster", metadata=metadata, tables=chassis, subscribers=on)
