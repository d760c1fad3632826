"""The handover log (交接班日志): both names, the times, everything that was handed over and what was said of it.

Rules TH-10, TH-14, TH-16.
"""

from collections.abc import Sequence
from datetime import datetime

from contracts.base import HandoverItem
from contracts.playbook.grammar import Label
from contracts.problems import Forbidden
from contracts.roster import FaultRow, GetHandover, HandoverRow, HandoverView, ListFaults, ListHandovers
from frontdesk.client import RemoteProblem
from frontdesk.reports.asking import LARGEST_PAGE, Asking, Frame, People, Unusable, person
from frontdesk.reports.handover_words import GROUNDS, HANDOVERS, KINDS, SERVICES, STATES, STEPS, WORDS, said
from frontdesk.reports.model import Cell, Column, Fact, Note, Report, Signature, Table, label
from frontdesk.reports.texts import both, time_of

NAME = "handover-log"
TITLE = label("交接班日志", "Handover log")
ITEM_COLUMNS = (
    Column("section", label("类别", "Kind")),
    Column("title", label("内容", "What")),
    Column("number", label("单号", "Number"), whole=True),
    Column("state", label("状态", "State"), whole=True),
    Column("due_at", label("期限", "Due"), "time"),
    Column("reason", label("未完原因", "Reason")),
    Column("word", label("接班意见", "Taken over")),
)
TOPIC_COLUMNS = (Column("topic", label("项目", "Topic")), Column("text", label("情况", "How it stands")))
STEP_COLUMNS = (
    Column("at", label("时间", "Time"), "time"),
    Column("by", label("人员", "By")),
    Column("step", label("步骤", "Step")),
    Column("text", label("内容", "Text")),
)
FAULT_COLUMNS = (
    Column("found_at", label("发现时间", "Found at"), "time"),
    Column("reference", label("事项", "Item")),
    Column("what", label("差错", "Fault")),
    Column("persons", label("责任人", "Answers for it")),
    Column("ground", label("依据", "Ground")),
    Column("evidence", label("证据", "Evidence")),
)
HIDDEN = Note(label("后续差错不向此工号显示", "Faults found later are not shown to this login"))


async def ask_handover_log(asking: Asking, handover_id: str | None, staff: str | None) -> Report:
    """The handover of that id, or the latest that ``staff`` opened. Raises Unusable when neither leads to one."""
    if handover_id is None:
        if staff is None:
            raise Unusable("which handover? Give --id, or --staff for the latest of an outgoing person")
        handover_id = (await _latest_of(asking, staff)).handover_id
    view = await asking.ask(GetHandover(handover_id=handover_id))
    return build(view, asking.frame, await asking.people(), await _faults_of(asking, handover_id))


async def _faults_of(asking: Asking, handover_id: str) -> list[FaultRow] | None:
    """None: this login may not read them, which the report then says."""
    try:
        return await asking.rows(ListFaults(handover_id=handover_id))
    except RemoteProblem as problem:
        if problem.status != Forbidden.status:
            raise
        return None


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


def build(view: HandoverView, frame: Frame, people: People, faults: Sequence[FaultRow] | None) -> Report:
    """What was handed over, by section, and who answers for faults found later (TH-16). A service that has not reported
    is named before anything else."""
    tables = [Table("items", label("交接事项", "Handed over"), ITEM_COLUMNS, _item_rows(view, frame, people))]
    if view.topics:
        topics = [(_label(it.title, it.topic), it.text) for it in view.topics]
        tables.insert(0, Table("topics", label("班次情况", "The shift"), TOPIC_COLUMNS, topics))
    if view.history:
        steps = [(it.at, person(people, it.by), said(STEPS, it.step), it.text) for it in view.history]
        tables.append(Table("history", label("交接经过", "What happened"), STEP_COLUMNS, steps))
    if faults:
        rows = [_fault_row(fault, frame, people) for fault in faults]
        tables.append(Table("faults", label("后续差错与责任", "Faults found later"), FAULT_COLUMNS, rows))
    return Report(
        name=NAME,
        title=TITLE,
        footer=frame.footer(),
        facts=_facts(view, frame, people),
        notes=[*_notes(view, people), *([HIDDEN] if faults is None else [])],
        tables=tables,
        signatures=_signatures(view, people),
        data={
            "handover": view.model_dump(mode="json"),
            "faults": None if faults is None else [fault.model_dump(mode="json") for fault in faults],
        },
        landscape=True,
    )


def _facts(view: HandoverView, frame: Frame, people: People) -> list[Fact]:
    """What every handover has, and of the rest what this one has."""
    always = [
        Fact(label("岗位", "Post"), _label(view.post_title, both(frame.post(view.post)))),
        Fact(label("状态", "State"), said(STATES, view.state)),
        Fact(label("种类", "Kind"), said(HANDOVERS, view.kind)),
        Fact(label("班次", "Shift"), _span(view.starts_at, view.ends_at, frame)),
        Fact(label("交班人", "Outgoing"), person(people, view.outgoing)),
        Fact(label("接班人", "Incoming"), person(people, view.incoming)),
        Fact(label("交班时间", "Opened at"), view.opened_at),
        Fact(label("接班时间", "Completed at"), view.completed_at),
    ]
    sometimes = [
        Fact(label("复核时间", "Reviewed at"), view.reviewed_at),
        Fact(label("代管", "Held for"), person(people, view.held_for)),
        Fact(label("准予离岗人", "Released by"), person(people, view.released_by)),
        Fact(label("交班说明", "Note"), view.note),
        Fact(label("补充说明", "Remarks"), view.remarks),
        Fact(label("接班说明", "Closing note"), view.closing_note),
    ]
    return [*always, *(fact for fact in sometimes if fact.value is not None)]


def _notes(view: HandoverView, people: People) -> list[Note]:
    found: list[Label] = []
    if view.waiting_for:
        silent = [SERVICES.get(name, label(name, name)) for name in view.waiting_for]
        zh, en = "、".join(it.zh for it in silent), ", ".join(it.en for it in silent)
        found.append(label(f"尚未报告：{zh}", f"Not yet reported: {en}"))
    if unexplained := sum(item.needs_reason and not item.reason for item in view.items):
        found.append(label(f"{unexplained} 项须说明原因", f"{unexplained} without the reason that is needed"))
    if owed := len(view.to_acknowledge):
        found.append(label(f"{owed} 项尚未逐项确认", f"{owed} still to be acknowledged one by one"))
    if view.waits_for_customer:
        who = person(people, view.outgoing)
        found.append(label(f"{who} 仍在接待客户", f"{who} still serves a customer"))
    return [Note(text, warning=True) for text in found]


def _item_rows(view: HandoverView, frame: Frame, people: People) -> list[Sequence[Cell]]:
    """Section by section; what stands in none comes last, under its own kind."""
    placed = [(_label(section.title, section.section), item) for section in view.sections for item in section.items]
    known = {(item.kind, item.reference) for _, item in placed}
    by_kind = sorted(view.items, key=lambda item: [*KINDS, item.kind].index(item.kind))
    loose = [(said(KINDS, item.kind), item) for item in by_kind if (item.kind, item.reference) not in known]
    return [_item_row(title, item, _word(item, view, frame, people)) for title, item in [*placed, *loose]]


def _item_row(section: Cell, item: HandoverItem, word: str | None) -> Sequence[Cell]:
    record = "; ".join(f"{heading}: {text}" for heading, text in item.record.items())
    title = f"{item.title}\n{record}" if record else item.title
    return (section, title, item.number or item.reference, item.state, item.due_at, item.reason, word)


def _fault_row(fault: FaultRow, frame: Frame, people: People) -> Sequence[Cell]:
    persons = ", ".join(person(people, it) or it for it in fault.persons)
    evidence = [f"{time_of(it.at, frame.zone)} {person(people, it.by)}: {it.what}" for it in fault.evidence]
    ground = said(GROUNDS, fault.ground)
    return (fault.found_at, fault.reference, fault.what, persons, ground, "\n".join(evidence))


def _word(item: HandoverItem, view: HandoverView, frame: Frame, people: People) -> str | None:
    """The last that the incoming person said of the item."""
    for it in reversed(view.acknowledged):
        if (it.kind, it.reference) == (item.kind, item.reference):
            spoken = said(WORDS, it.decision)
            word = both(spoken) if isinstance(spoken, Label) else spoken
            signed = f"{person(people, it.by)} {time_of(it.at, frame.zone)}"
            return "\n".join(part for part in (word, it.note, signed) if part)
    return None


def _signatures(view: HandoverView, people: People) -> list[Signature]:
    """The login that opened and the one that completed are signatures; until then there is a line to sign."""
    signed = [Signature(label("交班人", "Outgoing"), person(people, view.outgoing), view.reviewed_at or view.opened_at)]
    if view.released_by is not None:
        released = person(people, view.released_by)
        return [*signed, Signature(label("准予离岗", "Released by"), released, view.completed_at)]
    incoming = person(people, view.incoming) if view.completed_at is not None else None
    return [*signed, Signature(label("接班人", "Incoming"), incoming, view.completed_at)]


def _label(title: dict[str, str], otherwise: str) -> Label:
    return label(title.get("zh", otherwise), title.get("en", otherwise))


def _span(begins: datetime | None, ends: datetime | None, frame: Frame) -> str | None:
    if begins is None or ends is None:
        return None
    return f"{time_of(begins, frame.zone)} – {ends.astimezone(frame.zone):%H:%M}"
