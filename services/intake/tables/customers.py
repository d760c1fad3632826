"""Customers' files. Personal data stands here in full; views and events mask it.

``key`` is what a file is found by and no two files share: the telephone number, or name and address where there is
none. ``person`` is name and address, whether or not there is a number.
"""

from sqlalchemy import Column, Index, Table, Text

from chassis.columns import Instant, Json
from services.intake.tables.base import metadata

customers = Table(
    "customers",
    metadata,
    Column("site", Text, primary_key=True),
    Column("customer_id", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("person", Text),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("address", Text),
    Column("fax", Text),
    Column("email", Text),
    Column("tier", Text),
    Column("groups", Json, nullable=False),
    Column("consents", Json, nullable=False),
    Column("opened_at", Instant, nullable=False),
)
Index("customers_key", customers.c.site, customers.c.key, unique=True)
Index("customers_person", customers.c.site, customers.c.person)
Index("customers_name", customers.c.site, customers.c.name, customers.c.customer_id)

customer_marks = Table(
    "customer_marks",
    metadata,
    Column("site", Text, primary_key=True),
    Column("customer_id", Text, primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("number", Text),
    Column("reason", Text),
)
Index("customer_marks_mark", customer_marks.c.site, customer_marks.c.mark)

customer_readings = Table(
    "customer_readings",
    metadata,
    Column("site", Text, primary_key=True),
    Column("customer_id", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("actor", Text, nullable=False),
    Column("purpose", Text, nullable=False),
)
