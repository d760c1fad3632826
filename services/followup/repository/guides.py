"""The month's guides, and the groups that were reported."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from chassis.store import Store
from contracts.followup import GuideOffer, GuideView
from services.followup.tables import retention_groups, retention_guides


def keep_guide(store: Store, site: str, guide: GuideView) -> None:
    offers = [offer.model_dump(mode="json") for offer in guide.offers]
    store.insert(retention_guides, site=site, **guide.model_dump(exclude={"offers"}), offers=offers)


async def guide_of(store: Store, site: str, month: str) -> GuideView | None:
    """The month's guide as last published."""
    table = retention_guides
    query = select(table).where(table.c.site == site, table.c.month == month).order_by(table.c.revision.desc()).limit(1)
    row = await store.row(query)
    if row is None:
        return None
    return GuideView(
        month=row.month,
        revision=row.revision,
        published_at=row.published_at,
        published_by=row.published_by,
        offers=[GuideOffer.model_validate(offer) for offer in row.offers],
    )


async def reported_members(store: Store, site: str, key: str) -> list[str]:
    """The cases in the group's last report."""
    table = retention_groups
    row = await store.row(select(table.c.members).where(table.c.site == site, table.c.key == key))
    return list(row.members) if row else []


def keep_report(store: Store, site: str, key: str, name: str, case_ids: Sequence[str], at: datetime) -> None:
    store.put(retention_groups, site=site, key=key, name=name, members=list(case_ids), reported_at=at)


async def groups_between(
    store: Store, site: str, since: datetime, until: datetime
) -> list[tuple[str, datetime, list[str]]]:
    """Groups last reported from ``since`` until before ``until``: name, moment, cases; the latest first."""
    table = retention_groups
    query = select(table).where(table.c.site == site, table.c.reported_at >= since, table.c.reported_at < until)
    rows = await store.rows(query.order_by(table.c.reported_at.desc(), table.c.key))
    return [(row.name, row.reported_at, list(row.members)) for row in rows]
