"""The tables of intake."""

from services.intake.tables.base import chassis, metadata
from services.intake.tables.customers import customer_marks, customer_readings, customers
from services.intake.tables.ledgers import (
    ledger,
    readings,
    report_entries,
    report_reminders,
    stocktake_rows,
    stocktakes,
)
from services.intake.tables.outgoing import deliveries, notices
from services.intake.tables.requests import attachments, numbers, received_documents, record_entries, requests
from services.intake.tables.servings import servings

__all__ = [
    "attachments",
    "chassis",
    "customer_marks",
    "customer_readings",
    "customers",
    "deliveries",
    "ledger",
    "metadata",
    "notices",
    "numbers",
    "readings",
    "received_documents",
    "record_entries",
    "report_entries",
    "report_reminders",
    "requests",
    "servings",
    "stocktake_rows",
    "stocktakes",
]
