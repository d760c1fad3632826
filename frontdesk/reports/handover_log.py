"""The handover log (交接班日志): both names, the times, and everything that was handed over. Rule TH-14."""

from contracts.base import HandoverItem
from contracts.roster import GetHandover, HandoverRow, HandoverView, ListHandovers
from frontdesk.reports.asking import LARGEST_PAGE, Asking, Frame, People, Unusable, person
from frontdesk.reports.model import Cell, Column, Fact, Note, Report, Signature, Table, label

NAME = "handover-log"
TITLE = label("交接班日志", "Handover log")
STATES = {
    "opened": label("已开始", "Opened"),
    "compiled": label("已汇总", "Compiled"),
    "unrelieved": label("无人接班", "Unrelieved"),
    "completed": label("已交接", "Completed"),
    "released": label("准予离岗", "Released"),
}
KINDS = {
    "request": label("未结事项", "Open request"),
    "order": label("未完工单", "Undone order"),
    "callback": label("待回访", "Due callback"),
    "drawer": label("收银柜", "Drawer"),
    "cash": label("在手现金", "Cash in hand"),
    "transfer": label("待点现金", "Cash to count"),
    "charge": label("应收", "Charge"),
    "allocation": label("待签分摊", "Cost to sign"),
    "payout": label("待退款", "Payout"),
}
SERVICES = {
    "intake": label("受理", "Intake"),
    "dispatch": label("派工", "Dispatch"),
    "followup": label("回访", "Follow-up"),
    "cashdesk": label("收银", "Cash desk"),
    "roster": label("排班", "Roster"),
}
COLUMNS = (
    Column("kind", label("类别", "Kind")),
    Column("title", label("内容", "What")),
    Column("number", label("单号", "Request")),
    Column("state", label("状态", "State")),
    Column("due_at", label("期限", "Due"), "time"),
    Column("reason", label("未完原因", "Reason")),
)


async def ask_handover_log(asking: Asking, handover_id: str | None, staff: str | None) -> Report:
    """The handover of that id, or the latest that ``staff`` opened. Raises Unusable when neither leads to one."""
    if handover_id is None:
        if staff is None:
            raise Unusable("which handover? Give --id, or --staff for the latest of an outgoing person")
        handover_id = (await _latest_of(asking, staff)).handover_id
    view = await asking.ask(GetHandover(handover_id=handover_id))
    return build(view, asking.frame, await asking.people())


async def _latest_of(asking: Asking, staff: str) -> HandoverRow:
    """Handovers come newest first; asking ends with the first that fits."""
    question = ListHandovers(limit=LARGEST_PAGE)
    while True:
        page = await asking.ask(question)
        for row in page.rows:
            if row.outgoing == staff:
                return HandoverRow.model_validate(row)
        if page.next is None:
            raise Unusable(f"{staff} has opened no handover; 'frontdesk ask roster.handovers' shows those there are")
        question = question.model_copy(update={"cursor": page.next})


def build(view: HandoverView, frame: Frame, people: People) -> Report:
    """What was handed over, by kind. A service that has not reported is named before anything else."""
    facts = [
        Fact(label("岗位", "Post"), frame.post(view.post)),
        Fact(label("状态", "State"), STATES.get(view.state)),
        Fact(label("交班人", "Outgoing"), person(people, view.outgoing)),
        Fact(label("接班人", "Incoming"), person(people, view.incoming)),
        Fact(label("交班时间", "Opened at"), view.opened_at),
        Fact(label("接班时间", "Completed at"), view.completed_at),
        Fact(label("交班说明", "Note"), view.note),
        Fact(label("接班说明", "Closing note"), view.closing_note),
    ]
    if view.released_by is not None:
        facts.append(Fact(label("准予离岗人", "Released by"), person(people, view.released_by)))
    ordered = sorted(view.items, key=lambda item: list(KINDS).index(item.kind) if item.kind in KINDS else 99)
    return Report(
        name=NAME,
        title=TITLE,
        footer=frame.footer(),
        facts=facts,
        notes=_notes(view),
        tables=[Table("items", label("交接事项", "Handed over"), COLUMNS, [_row(item) for item in ordered])],
        signatures=_signatures(view, people),
        data=view.model_dump(mode="json"),
    )


def _notes(view: HandoverView) -> list[Note]:
    notes = []
    if view.waiting_for:
        silent = [SERVICES.get(name, label(name, name)) for name in view.waiting_for]
        zh, en = "、".join(it.zh for it in silent), ", ".join(it.en for it in silent)
        notes.append(Note(label(f"尚未报告：{zh}", f"Not yet reported: {en}"), warning=True))
    if unexplained := [item for item in view.items if item.needs_reason and not item.reason]:
        count = len(unexplained)
        notes.append(Note(label(f"{count} 项须说明原因", f"{count} without the reason that is needed"), warning=True))
    return notes


def _signatures(view: HandoverView, people: People) -> list[Signature]:
    """The login that opened and the one that completed are signatures; until then there is a line to sign."""
    closed = view.completed_at is not None
    signed = [Signature(label("交班人", "Outgoing"), person(people, view.outgoing), view.opened_at)]
    if view.released_by is not None:
        return [
            *signed,
            Signature(label("准予离岗", "Released by"), person(people, view.released_by), view.completed_at),
        ]
    incoming = person(people, view.incoming) if closed else None
    return [*signed, Signature(label("接班人", "Incoming"), incoming, view.completed_at)]


def _row(item: HandoverItem) -> tuple[Cell, ...]:
    kind = KINDS.get(item.kind, item.kind)
    return (kind, item.title, item.number or item.reference, item.state, item.due_at, item.reason)
