"""What makes a service: its name, tables and subscriptions. Everything else is the chassis."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import MetaData

from chassis.metrics import Metrics
from chassis.store import Store
from chassis.subscribers import Subscribers
from chassis.tables import ChassisTables

Sample = Callable[[Store, Metrics, datetime, list[str]], Awaitable[None]]


@dataclass(frozen=True)
class ServiceDefinition:
    """``samplers`` set gauges from the database when metrics are read."""

    name: str
    metadata: MetaData
    tables: ChassisTables
    subscribers: Subscribers
    samplers: Sequence[Sample] = field(default_factory=list)
