"""The summary of a day as tables, and the checks as a list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from contracts.playbook import Line, Playbook
from frontdesk.demo.counter_tables import counter_tables
from frontdesk.demo.script import Script
from frontdesk.demo.summary import Verdict
from frontdesk.demo.table_parts import name_of, table_of
from frontdesk.render import both, zone_of

TAIL = 4


def summary(facts: Mapping[str, Any], script: Script, book: Playbook) -> RenderableType:
    """Requests, deadlines and escalations, callbacks, cash, handovers; where there are any, goods, takings on their way
    and customers about to leave."""
    parts: list[RenderableType] = []
    for table in (
        _requests(facts["requests"], book),
        _missed(facts["deadlines"], book),
        _escalations(facts["escalations"], script, book),
        _cash(facts["cash"], script),
        _callbacks(facts["callbacks"]),
        _handovers(facts["handovers"], script),
        *counter_tables(facts, script),
    ):
        parts += [Text(), table]
    return Group(*parts)


def verdicts(found: Sequence[Verdict], surprises: Sequence[str]) -> RenderableType:
    """One line a check; a failed one with its reason."""
    lines: list[RenderableType] = [Text(), Text("核对 Checks", "bold")]
    for each in found:
        mark = Text(" ✓ ", "green") if not each.reason else Text(" ✗ ", "bold red")
        lines.append(mark + Text(both(each.check.title)))
        if each.reason:
            lines.append(Text(f"     {each.reason}", "red"))
    lines += [Text(f" ✗ {each}", "bold red") for each in surprises]
    return Group(*lines)


def _requests(requests: Mapping[str, Any], book: Playbook) -> Table:
    counts = ("登记 recorded", "归档 archived", "未结 open")
    table = table_of("业务 Requests", "业务 line", *counts, right=counts)
    for line, row in requests["by_line"].items():
        title = both(book.lines[line].title) if line in book.lines else line
        table.add_row(title, str(row["recorded"]), str(row["archived"]), str(row["open"]))
    total = (requests["recorded"], requests["archived"], len(requests["open"]))
    table.add_row("合计 total", *map(str, total), style="bold")
    return table


def _missed(deadlines: Mapping[str, Any], book: Playbook) -> Table:
    states = deadlines["states"]
    title = f"时限 Deadlines: {deadlines['promised']} promised, {states['met']} met, {states['missed']} missed"
    table = table_of(title, "超时 missed", "业务 line", "步骤 step", "应于 due", "实际 done")
    zone = zone_of(book)

    def clock(moment: datetime | None) -> str:
        return f"{moment.astimezone(zone):%H:%M}" if moment is not None else "-"

    for each in deadlines["missed"]:
        line = book.lines.get(each["line"])
        table.add_row(
            each["number"][-TAIL:],
            both(line.title) if line is not None else each["line"],
            _promised(line, each["name"]),
            clock(each["due_at"]),
            clock(each["ended_at"]),
        )
    return table


def _promised(line: Line | None, name: str) -> str:
    """The title of the step, or of the deadline that the line has beside its steps."""
    titles = {step.name: step.title for step in line.steps} if line is not None else {}
    titles |= {one.name: one.title for one in line.deadlines if one.name and one.title} if line is not None else {}
    return both(titles[name]) if name in titles else name


def _escalations(rows: Sequence[Mapping[str, Any]], script: Script, book: Playbook) -> Table:
    table = table_of(f"升级 Escalations: {len(rows)}", "单号 number", "级 level", "上报 to", "告知 told")
    for each in rows:
        role = book.roles.get(each["to"])
        told = ", ".join(name_of(script, actor) for actor in each["told"])
        level = str(each["level"])
        table.add_row(each["number"][-TAIL:], level, both(role.title) if role is not None else each["to"], told)
    return table


def _cash(cash: Mapping[str, Any], script: Script) -> Table:
    table = table_of("收银 Cash", "项目 what", "金额 amount", right=("金额 amount",))
    for method, amount in cash["takings"].items():
        table.add_row(f"收款 takings, {method}", amount)
    for drawer in cash["drawers"]:
        table.add_row(f"关柜 drawer counted by {name_of(script, drawer['clerk'])}", drawer["counted"])
    for each in cash["discrepancies"]:
        table.add_row(f"差额 discrepancy: {each['reason']}", each["difference"])
    table.add_row("试算借方 trial balance, debit", cash["debit"])
    table.add_row("试算贷方 trial balance, credit", cash["credit"])
    said = Text("平衡 balanced", "green") if cash["balanced"] else Text("不平 NOT balanced", "bold red")
    table.add_row("", said)
    return table


def _callbacks(callbacks: Mapping[str, Any]) -> Table:
    table = table_of("回访 Callbacks", "结果 outcome", "次数 count", right=("次数 count",))
    table.add_row("已回访 made", str(callbacks["states"]["completed"]))
    table.add_row("满意 satisfied", str(callbacks["satisfied"]))
    table.add_row("不满意，重开 dissatisfied, reopened", str(len(callbacks["dissatisfied"])))
    table.add_row("接班同事代回访 taken over by a colleague", str(len(callbacks["taken_over"])))
    table.add_row("建议转达 remarks passed on", str(callbacks["remarks"]))
    return table


def _handovers(rows: Sequence[Mapping[str, Any]], script: Script) -> Table:
    table = table_of("交接班 Handovers", "交班 from", "接班 to", "事项 item", "单号 number", "原因 reason")
    for row in rows:
        names = [name_of(script, row["outgoing"]), name_of(script, row["incoming"]) if row["incoming"] else "-"]
        if not row["items"]:
            table.add_row(*names, "无 none")
        for item in row["items"]:
            table.add_row(*names, item["kind"], (item["number"] or "")[-TAIL:], item["reason"] or "")
            names = ["", ""]
    return table
