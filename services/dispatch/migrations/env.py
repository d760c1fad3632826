"""Alembic runs this file; what it does stands in chassis.migrations."""

from chassis.migrations import run
from services.dispatch.tables import metadata

run(metadata)
