"""What became of the goods that the store gave out, where a desk keeps any."""

from typing import Any

from contracts.cashdesk import StockAccount, StockAccountRow
from frontdesk.demo.asker import Asker
from frontdesk.demo.player import Played
from frontdesk.demo.script import Script

PILES = ("opening", "issued", "received", "sold", "given", "returned", "handed_over", "difference", "held")


async def goods_of_day(asker: Asker, script: Script, played: Played) -> dict[str, Any]:
    """Of the first day, by type over all people what is not zero; empty where no goods moved. ``balanced``: of every
    person and type, what was issued is sold, given, returned, missing or still held."""
    if not any(each.key == "cashdesk.stock.issued" for each in played.events):
        return {}
    view = await asker.one(StockAccount(day=script.day))
    return {
        "balanced": all(row.balanced for row in view.rows),
        "people": sorted({row.person for row in view.rows}),
        "types": _by_type(view.rows),
    }


def _by_type(rows: list[StockAccountRow]) -> dict[str, dict[str, int]]:
    types: dict[str, dict[str, int]] = {}
    for row in rows:
        piles = types.setdefault(row.type, dict.fromkeys(PILES, 0))
        for name in PILES:
            piles[name] += getattr(row, name).count
    return {name: {pile: count for pile, count in piles.items() if count} for name, piles in types.items()}
