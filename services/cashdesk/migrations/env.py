"""Alembic runs this file; what it does stands in chassis.migrations."""

from chassis.migrations import run
from services.cashdesk.tables import metadata

run(metadata)
