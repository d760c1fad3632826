"""Deposit slips with their signatures, and what collectors put away."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select

from chassis.store import Store
from contracts.cashdesk import ListDepositSlips, ListPutAways
from contracts.problems import NotFound
from services.cashdesk.repository.reading import page, row_for_update, rows_for_update, save
from services.cashdesk.tables import deposit_slips, put_aways, slip_signatures

_SITE: BindParameter[str] = bindparam("site")
_SLIP = select(deposit_slips).where(deposit_slips.c.site == _SITE, deposit_slips.c.id == bindparam("id"))
_DRAWN = select(deposit_slips).where(deposit_slips.c.site == _SITE, deposit_slips.c.state == "drawn")
_DRAWN_OF_CLERK = _DRAWN.where(deposit_slips.c.clerk == bindparam("clerk"))
_LAST_COMPLETED = (
    select(deposit_slips.c.up_to)
    .where(
        deposit_slips.c.site == _SITE,
        deposit_slips.c.clerk == bindparam("clerk"),
        deposit_slips.c.state == "completed",
    )
    .order_by(deposit_slips.c.id.desc())
    .limit(1)
)
_SIGNATURES = (
    select(slip_signatures)
    .where(slip_signatures.c.slip_id == bindparam("slip_id"))
    .order_by(slip_signatures.c.revision, slip_signatures.c.position)
)
_SLIP_CLAIM = select(func.coalesce(func.sum(deposit_slips.c.cash_minor), 0).label("minor")).where(
    deposit_slips.c.site == _SITE, deposit_slips.c.source == bindparam("source"), deposit_slips.c.state == "drawn"
)
_PUT_AWAY = select(put_aways).where(put_aways.c.site == _SITE, put_aways.c.id == bindparam("id"))
_PUT_AWAY_CLAIM = select(func.coalesce(func.sum(put_aways.c.expected_minor), 0).label("minor")).where(
    put_aways.c.site == _SITE, put_aways.c.collector == bindparam("collector"), put_aways.c.state == "drawn"
)
_PUT_AWAYS_DRAWN = (
    select(put_aways).where(put_aways.c.site == _SITE, put_aways.c.state == "drawn").order_by(put_aways.c.id)
)


def add_slip(store: Store, **values: Any) -> None:
    store.insert(deposit_slips, **values)


def save_slip(store: Store, row: Row[Any], **changes: Any) -> None:
    save(store, deposit_slips, row, **changes)


async def get_slip(store: Store, site: str, slip_id: str, *, lock: bool = True) -> Row[Any]:
    """The slip, locked unless it is only looked at. Raises NotFound."""
    parameters = {"site": site, "id": slip_id}
    row = await (row_for_update(store, _SLIP, parameters) if lock else store.row(_SLIP, parameters))
    if row is None:
        remedy = "see cashdesk.deposit_slips for those there are"
        raise NotFound(f"no deposit slip {slip_id} at {site}", errors={"slip_id": remedy})
    return row


async def drawn_slip_of(store: Store, site: str, clerk: str) -> Row[Any] | None:
    """The slip of a clerk that is not complete yet."""
    return await store.row(_DRAWN_OF_CLERK, {"site": site, "clerk": clerk})


async def drawn_slips(store: Store, site: str, *, lock: bool = False) -> list[Row[Any]]:
    """All slips that are not complete yet, oldest first."""
    statement = _DRAWN.order_by(deposit_slips.c.id)
    if lock:
        return list(await rows_for_update(store, statement, {"site": site}))
    return list(await store.rows(statement, {"site": site}))


async def completed_since(store: Store, site: str, moment: datetime) -> list[Row[Any]]:
    """Slips completed at or after a moment, oldest first."""
    statement = select(deposit_slips).where(
        deposit_slips.c.site == site, deposit_slips.c.state == "completed", deposit_slips.c.completed_at >= moment
    )
    return list(await store.rows(statement.order_by(deposit_slips.c.id)))


async def last_completed(store: Store, site: str, clerk: str) -> datetime | None:
    """Up to when a clerk's takings are handed in."""
    row = await store.row(_LAST_COMPLETED, {"site": site, "clerk": clerk})
    return None if row is None else row.up_to


def add_signature(store: Store, **values: Any) -> None:
    store.insert(slip_signatures, **values)


async def signatures_of(store: Store, slip_id: str) -> list[Row[Any]]:
    """All that were given, void ones too, in their order."""
    return list(await store.rows(_SIGNATURES, {"slip_id": slip_id}))


async def signatures_of_many(store: Store, slip_ids: Iterable[str]) -> dict[str, list[Row[Any]]]:
    """The signatures of several slips, each list in its order."""
    found: dict[str, list[Row[Any]]] = {each: [] for each in slip_ids}
    table = slip_signatures.c
    statement = select(slip_signatures).where(store.among(table.slip_id, list(found)))
    for row in await store.rows(statement.order_by(table.revision, table.position)):
        found[row.slip_id].append(row)
    return found


async def claimed_minor(store: Store, site: str, source: str, holder: str | None) -> int:
    """Cash of an account that a slip names or, of the collector ``holder``, that is being put away."""
    row = await store.row(_SLIP_CLAIM, {"site": site, "source": source})
    claimed = int(row.minor) if row is not None else 0
    if holder is not None:
        row = await store.row(_PUT_AWAY_CLAIM, {"site": site, "collector": holder})
        claimed += int(row.minor) if row is not None else 0
    return claimed


async def slip_page(store: Store, site: str, query: ListDepositSlips) -> tuple[list[Row[Any]], bool]:
    """Slips that match the query, newest last, and whether more follow."""
    statement = select(deposit_slips).where(deposit_slips.c.site == site).order_by(deposit_slips.c.id)
    if query.clerk is not None:
        statement = statement.where(deposit_slips.c.clerk == query.clerk)
    if query.state is not None:
        statement = statement.where(deposit_slips.c.state == query.state)
    if query.cursor is not None:
        statement = statement.where(deposit_slips.c.id > query.cursor)
    return await page(store, statement, query.limit)


def add_put_away(store: Store, **values: Any) -> None:
    store.insert(put_aways, **values)


def save_put_away(store: Store, row: Row[Any], **changes: Any) -> None:
    save(store, put_aways, row, **changes)


async def get_put_away(store: Store, site: str, put_away_id: str) -> Row[Any]:
    """What a collector puts away, locked. Raises NotFound."""
    row = await row_for_update(store, _PUT_AWAY, {"site": site, "id": put_away_id})
    if row is None:
        remedy = "see cashdesk.put_aways for those there are"
        raise NotFound(f"nothing {put_away_id} is put away at {site}", errors={"put_away_id": remedy})
    return row


async def drawn_put_aways(store: Store, site: str) -> list[Row[Any]]:
    """What still needs its witness, oldest first."""
    return list(await store.rows(_PUT_AWAYS_DRAWN, {"site": site}))


async def put_away_page(store: Store, site: str, query: ListPutAways) -> tuple[list[Row[Any]], bool]:
    """What was put away, newest last, and whether more follow."""
    statement = select(put_aways).where(put_aways.c.site == site).order_by(put_aways.c.id)
    if query.kind is not None:
        statement = statement.where(put_aways.c.kind == query.kind)
    if query.state is not None:
        statement = statement.where(put_aways.c.state == query.state)
    if query.cursor is not None:
        statement = statement.where(put_aways.c.id > query.cursor)
    return await page(store, statement, query.limit)
