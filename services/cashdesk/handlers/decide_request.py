"""The decision tables of a line are asked once, when the request is confirmed. Rules FS-02, FS-10."""

from chassis.work import Work
from contracts.cashdesk import DecisionMade
from contracts.intake import RequestConfirmed
from contracts.playbook.decide import Answer, consult, decision_scope, write_inputs
from contracts.playbook.grammar import Decide, Label, Line
from services.cashdesk.repository.decisions import add_decision, decisions_of


async def decide_request(event: RequestConfirmed, line: Line, work: Work) -> bool:
    """Keep and announce what each table says; whether all allow it. The same request again is not decided anew.

    Raises Invalid for a form that a table cannot be asked about, which intake refuses before.
    """
    before = await decisions_of(work.store, work.site, event.number)
    if before:
        return all(row.allowed for row in before)
    scope = decision_scope(
        event.line,
        line,
        event.form,
        severity=event.severity,
        tier=event.tier,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
    )
    answers = [(each, consult(work.playbook.decisions[each.table], scope)) for each in line.decides]
    for position, (asked, answer) in enumerate(answers):
        _keep(event, asked, position, answer, work)
    return all(answer.decided.allowed for _, answer in answers)


def _keep(event: RequestConfirmed, asked: Decide, position: int, answer: Answer, work: Work) -> None:
    book, decided = work.playbook, answer.decided
    reason, note, inputs = in_words(decided.refuse), in_words(decided.note), write_inputs(answer.inputs)
    add_decision(
        work.store,
        site=work.site,
        number=event.number,
        name=asked.name,
        position=position,
        decision_table=asked.table,
        title=book.decisions[asked.table].title.model_dump(),
        row=decided.row,
        allowed=decided.allowed,
        reason=reason,
        note=note,
        fee_minor=answer.fee.minor if answer.fee else None,
        currency=answer.fee.currency if answer.fee else None,
        inputs=inputs,
        playbook_version=book.version,
        at=work.now,
    )
    work.announce(
        DecisionMade(
            number=event.number,
            line=event.line,
            name=asked.name,
            table=asked.table,
            row=decided.row,
            allowed=decided.allowed,
            reason=reason,
            note=note,
            fee=answer.fee,
            inputs=inputs,
        )
    )


def in_words(label: Label | None) -> dict[str, str] | None:
    return None if label is None else {"zh": label.zh, "en": label.en}
