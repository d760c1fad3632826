"""A meeting was held: who came, what it decided, and what became of that."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from chassis.work import Work
from contracts.base import Done
from contracts.problems import Conflict, Forbidden, Invalid, NotFound
from contracts.roster import (
    ChangeDecision,
    CompleteDecision,
    DecisionChange,
    DecisionChanged,
    DecisionCompleted,
    DecisionTaken,
    MeetingHeld,
    MinutesReceipt,
    NewDecision,
    RecordMinutes,
)
from services.roster.domain.meetings import Decision, kind_of, must_call
from services.roster.handlers.call_meeting import meeting_to_change, reminder_id
from services.roster.repository import meetings as repository


async def record_minutes(command: RecordMinutes, work: Work) -> MinutesReceipt:
    """Once, when it has begun, by those who may call such a meeting. Raises Conflict, Forbidden, or NotFound for
    people who are not on the staff. Rule TH-19."""
    meeting = await meeting_to_change(command.meeting_id, work)
    must_call(work.person.roles, kind_of(meeting.kind, work.playbook))
    meeting.must_be_called()
    if work.now < meeting.starts_at:
        raise Conflict(
            f"this meeting begins at {meeting.starts_at.isoformat()}",
            errors={"meeting_id": "record it once it has begun, or move it with roster.move_meeting"},
        )
    for index, actor in enumerate(command.present):
        work.colleague(actor, f"present.{index}")
    _must_be_possible(command.decisions, work)
    present = list(dict.fromkeys(command.present))
    held = replace(meeting, state="held", present=present, text=command.text, recorded_by=work.actor)
    repository.keep_meeting(work.store, work.site, held)
    await work.cancel_timer(reminder_id(meeting.id))
    ids = [_decide(new, meeting.id, meeting.kind, work) for new in command.decisions]
    work.announce(
        MeetingHeld(
            meeting_id=meeting.id,
            kind=meeting.kind,
            present=present,
            absent=[actor for actor in meeting.attend if actor not in present],
            decisions=len(ids),
            recorded_by=work.actor,
        )
    )
    return MinutesReceipt(meeting_id=meeting.id, decision_ids=ids)


async def complete_decision(command: CompleteDecision, work: Work) -> Done:
    """By its owner, or by who may call such a meeting. Raises NotFound, Forbidden or Conflict."""
    decision = await _decision(command.decision_id, work)
    decision.must_be_open()
    kind = kind_of(decision.kind, work.playbook)
    if work.actor != decision.owner and not work.person.has(kind.called_by):
        raise Forbidden(f"this decision is {decision.owner}'s to complete")
    late = decision.is_overdue(work.now, work.playbook.calendar.timezone)
    done = replace(decision, state="done", outcome=command.outcome, ended_by=work.actor, ended_at=work.now)
    repository.keep_decision(work.store, work.site, done)
    work.announce(
        DecisionCompleted(
            decision_id=decision.id,
            meeting_id=decision.meeting_id,
            owner=decision.owner,
            by=work.actor,
            outcome=command.outcome,
            late=late,
        )
    )
    return Done()


async def change_decision(command: ChangeDecision, work: Work) -> Done:
    """By who may call such a meeting. Raises Invalid when nothing changes, Conflict for one that has ended."""
    decision = await _decision(command.decision_id, work)
    must_call(work.person.roles, kind_of(decision.kind, work.playbook))
    decision.must_be_open()
    if command.owner is not None:
        work.colleague(command.owner, "owner")
    changed = _changed(decision, command, work.actor, work.now)
    if not command.withdraw:
        _must_be_possible([NewDecision(text=changed.text, owner=changed.owner, due=changed.due)], work, "due")
    repository.keep_decision(work.store, work.site, changed)
    work.announce(
        DecisionChanged(
            decision_id=decision.id,
            meeting_id=decision.meeting_id,
            owner=changed.owner,
            due=changed.due,
            state=changed.state,
            by=work.actor,
            reason=command.reason,
        )
    )
    return Done()


def _changed(decision: Decision, command: ChangeDecision, by: str, at: datetime) -> Decision:
    words = {"owner": "another owner", "due": "another date"}
    what = [said for name, said in words.items() if getattr(command, name) not in (None, getattr(decision, name))]
    if command.withdraw:
        what = ["withdrawn"]
    if not what:
        raise Invalid("nothing changes", errors={"": "name another owner or date, or withdraw it"})
    change = DecisionChange(
        at=at, by=by, what=" and ".join(what), reason=command.reason, owner_was=decision.owner, due_was=decision.due
    )
    changed = replace(decision, changes=(*decision.changes, change))
    if command.withdraw:
        return replace(changed, state="withdrawn", outcome=command.reason, ended_by=by, ended_at=at)
    return replace(changed, owner=command.owner or decision.owner, due=command.due or decision.due)


def _must_be_possible(decisions: list[NewDecision], work: Work, field: str = "") -> None:
    """Raises Invalid for a date that is over, NotFound for an owner who is not on the staff."""
    today = work.now.astimezone(ZoneInfo(work.playbook.calendar.timezone)).date()
    errors: dict[str, str] = {}
    for index, decision in enumerate(decisions):
        if not field:
            work.colleague(decision.owner, f"decisions.{index}.owner")
        if decision.due < today:
            errors[field or f"decisions.{index}.due"] = f"{decision.due} is over; name today or a later day"
    if errors:
        raise Invalid("a decision cannot be due in the past", errors=errors)


def _decide(new: NewDecision, meeting_id: str, kind: str, work: Work) -> str:
    decision = Decision(
        id=work.new_id(),
        meeting_id=meeting_id,
        kind=kind,
        text=new.text,
        owner=new.owner,
        due=new.due,
        state="open",
        decided_at=work.now,
    )
    repository.keep_decision(work.store, work.site, decision)
    work.announce(
        DecisionTaken(decision_id=decision.id, meeting_id=meeting_id, text=new.text, owner=new.owner, due=new.due)
    )
    return decision.id


async def _decision(decision_id: str, work: Work) -> Decision:
    found = await repository.find_decision(work.store, work.site, decision_id)
    if found is None:
        raise NotFound("there is no such decision", errors={"decision_id": "unknown; see roster.decisions"})
    return found
