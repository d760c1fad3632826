"""The metadata of all of cashdesk's tables, those of the chassis among them."""

from sqlalchemy import MetaData

from chassis.tables import chassis_tables

metadata = MetaData()
chassis = chassis_tables(metadata)
