"""Goods, takings on their way and customers about to leave, as tables."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from frontdesk.demo.script import Script
from frontdesk.demo.table_parts import name_of, table_of

PILES = {
    "issued": "领出 issued",
    "sold": "售出 sold",
    "given": "赠出 given",
    "returned": "退库 returned",
    "difference": "差异 missing",
    "held": "在手 held",
}


def counter_tables(facts: Mapping[str, Any], script: Script) -> list[Table]:
    """Those of which the day has anything."""
    tables = []
    if facts["goods"]:
        tables.append(_goods(facts["goods"]))
    if facts["collection"]:
        tables.append(_collection(facts["collection"], script))
    if facts["leaving"]:
        tables.append(_leaving(facts["leaving"]))
    return tables


def _goods(goods: Mapping[str, Any]) -> Table:
    said = "平衡 balanced" if goods["balanced"] else "不平 NOT balanced"
    table = table_of(f"卡品与礼品 Goods: {said}", "类型 type", *PILES.values(), right=tuple(PILES.values()))
    for name, piles in goods["types"].items():
        table.add_row(name, *(str(piles.get(pile, 0)) for pile in PILES))
    return table


def _collection(collection: Mapping[str, Any], script: Script) -> Table:
    table = table_of("交款 Takings handed in", "项目 what", "金额 amount", "差额 difference", right=("金额 amount",))
    for names in collection["missing"]:
        table.add_row(f"银行收款前未交 named before the bank came: {', '.join(names)}", "", "")
    for slip in collection["slips"]:
        clerk = name_of(script, slip["clerk"])
        table.add_row(f"交款单 slip of {clerk}, signed by three", slip["counted"], slip["difference"])
    for each in collection["differences"]:
        said = "批准 approved" if each["approved"] else "不批准 refused"
        table.add_row(f"差额 difference: {said} by {name_of(script, each['by'])}", "", each["amount"])
    for amount in collection["bank"]:
        table.add_row("银行收款 to the bank", amount, "")
    for drawer, amount in collection["tail"].items():
        table.add_row(f"尾款 tail cash for {drawer}", amount, "")
    for day in collection["sealed"]:
        table.add_row(f"日结封账 ledger sealed: {day}", "", "")
    return table


def _leaving(leaving: Mapping[str, Any]) -> Table:
    table = table_of("挽留 Customers about to leave", "项目 what", "次数 count", right=("次数 count",))
    table.add_row("案件 cases", str(leaving["cases"]))
    table.add_row("优惠被谢绝 offers declined", str(leaving["answers"].count("declined")))
    table.add_row("优惠被接受 offers accepted", str(leaving["answers"].count("accepted")))
    for outcome, count in leaving["outcomes"].items():
        table.add_row(f"结果 outcome: {outcome}", str(count))
    return table
