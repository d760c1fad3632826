"""The deposit slip (交款单): what was counted, and the three signatures under the same figures. Rule TH-06."""

from contracts.cashdesk.deposits import DepositSlipView, GetDepositSlip, ListDepositSlips, SlipLine
from contracts.playbook.grammar import Label
from frontdesk.reports.asking import Asking, Frame, Unusable, person
from frontdesk.reports.capital_figures import capital_figures
from frontdesk.reports.model import Cell, Column, Fact, Note, Report, Signature, Table, label
from frontdesk.reports.texts import TOTAL

NAME = "deposit-slip"
TITLE = label("交款单", "Deposit slip")
STATES = {
    "drawn": label("待签字", "To be signed"),
    "completed": label("已交款", "Completed"),
    "cancelled": label("已撤销", "Cancelled"),
}
PARTS = {
    "clerk": label("交款人", "Clerk"),
    "collector": label("收款人", "Collector"),
    "witness": label("监交人", "Witness"),
}
METHODS = {
    "cash": label("现金", "Cash"),
    "cheque": label("支票", "Cheque"),
    "card": label("银行卡", "Card"),
}
LINE_COLUMNS = (
    Column("kind", label("款项", "Kind")),
    Column("expected", label("应交", "Expected"), "money"),
    Column("counted", label("实交", "Counted"), "money"),
    Column("difference", label("差额", "Difference"), "money"),
)
NOTE_COLUMNS = (
    Column("kind", label("款项", "Kind")),
    Column("value", label("券别", "Value"), "money"),
    Column("count", label("张数", "Pieces"), "integer"),
    Column("amount", label("金额", "Amount"), "money"),
)
VOID_COLUMNS = (
    Column("part", label("身份", "As")),
    Column("name", label("姓名", "Name")),
    Column("at", label("签字时间", "Signed at"), "time"),
    Column("revision", label("所签版本", "Revision"), "integer"),
    Column("figures", label("所签数字", "Figures"), whole=True),
)
FIGURES_SHOWN = 16


async def ask_deposit_slip(asking: Asking, slip_id: str | None, staff: str | None) -> Report:
    """The slip of that id, or the latest that ``staff`` drew. Raises Unusable when neither leads to one."""
    if slip_id is not None:
        return build(await asking.ask(GetDepositSlip(slip_id=slip_id)), asking.frame)
    if staff is None:
        raise Unusable("which slip? Give --id, or --staff for the latest of a clerk")
    slips = await asking.rows(ListDepositSlips(clerk=staff))
    if not slips:
        raise Unusable(
            f"{staff} has drawn no deposit slip; 'frontdesk ask cashdesk.deposit_slips' shows those there are"
        )
    return build(slips[-1], asking.frame)


def build(view: DepositSlipView, frame: Frame) -> Report:
    """A voucher: the sums in figures and in capital figures, and a place for every signature that is owed."""
    totals = (TOTAL, view.expected, view.counted, view.difference)
    tables = [Table("lines", label("交款明细", "Takings"), LINE_COLUMNS, [_line(it) for it in view.lines], totals)]
    if notes := _notes_of(view):
        tables.append(Table("notes", label("券别明细", "Notes and coins"), NOTE_COLUMNS, notes))
    if void := _void(view):
        tables.append(Table("void", label("作废签字", "Void signatures"), VOID_COLUMNS, void))
    return Report(
        name=NAME,
        title=label(view.title.get("zh", TITLE.zh), view.title.get("en", TITLE.en)),
        footer=frame.footer(),
        facts=_facts(view),
        notes=_warnings(view),
        tables=tables,
        signatures=[_signature(view, part) for part in PARTS],
        data=view.model_dump(mode="json"),
    )


def _facts(view: DepositSlipView) -> list[Fact]:
    facts = [
        Fact(label("单号", "Slip"), view.slip_id),
        Fact(label("状态", "State"), STATES[view.state]),
        Fact(label("交款人", "Clerk"), person({view.clerk: view.clerk_name}, view.clerk)),
        Fact(label("收银柜", "Drawer"), view.drawer),
        Fact(label("起", "Since"), view.since),
        Fact(label("止", "Up to"), view.up_to),
        Fact(label("填单时间", "Drawn at"), view.drawn_at),
        Fact(label("完成时间", "Completed at"), view.completed_at),
        Fact(label("版本", "Revision"), view.revision),
        Fact(label("数字指纹", "Figures"), view.figures[:FIGURES_SHOWN]),
        Fact(label("实交金额", "Counted"), view.counted),
        Fact(label("留柜", "Kept in the drawer"), view.kept),
    ]
    if (capital := capital_figures(view.counted)) is not None:
        facts.append(Fact(label("大写金额", "In capital figures"), capital))
    if view.note is not None:
        facts.append(Fact(label("备注", "Note"), view.note))
    return facts


def _warnings(view: DepositSlipView) -> list[Note]:
    notes = []
    if view.difference.minor:
        zh = "短款" if view.difference.minor < 0 else "长款"
        en = "Short by" if view.difference.minor < 0 else "Over by"
        amount = view.difference if view.difference.minor > 0 else -view.difference
        why = view.reason or "—"
        notes.append(Note(label(f"{zh} {amount}，原因：{why}", f"{en} {amount}, reason: {why}"), warning=True))
    if view.state == "drawn" and view.missing:
        zh = "、".join(PARTS[part].zh for part in view.missing)
        en = ", ".join(PARTS[part].en.lower() for part in view.missing)
        notes.append(Note(label(f"尚缺签字：{zh}", f"Still to sign: {en}"), warning=True))
    if view.state == "cancelled":
        notes.append(Note(label("本单已撤销，不作凭证", "Cancelled: this slip proves nothing"), warning=True))
    return notes


def _line(line: SlipLine) -> tuple[Cell, ...]:
    return (_method(line.kind), line.expected, line.counted, line.difference)


def _notes_of(view: DepositSlipView) -> list[tuple[Cell, ...]]:
    return [
        (_method(line.kind), note.value, note.count, note.value * note.count)
        for line in view.lines
        for note in line.notes
    ]


def _void(view: DepositSlipView) -> list[tuple[Cell, ...]]:
    return [
        (PARTS[it.part], person({it.actor: it.name}, it.actor), it.at, it.revision, it.figures[:FIGURES_SHOWN])
        for it in view.signatures
        if it.void
    ]


def _signature(view: DepositSlipView, part: str) -> Signature:
    """The one that counts; a void one leaves the line empty."""
    for it in view.signatures:
        if it.part == part and not it.void:
            return Signature(PARTS[part], person({it.actor: it.name}, it.actor), it.at)
    return Signature(PARTS[part])


def _method(name: str) -> Label:
    return METHODS.get(name, label(name, name))
