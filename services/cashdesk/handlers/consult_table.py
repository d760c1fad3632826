"""What a table would say now: for a clerk, before anything is recorded. Rules FS-02, FS-10."""

from collections.abc import Mapping
from typing import Any

from chassis.work import Work
from contracts.cashdesk import Consult, TableAnswer
from contracts.playbook import Playbook
from contracts.playbook.decide import consult, decision_scope, write_inputs
from contracts.playbook.forms import check_fields
from contracts.playbook.grammar import Line
from contracts.problems import Invalid, NotFound
from services.cashdesk.handlers.decide_request import in_words


async def consult_table(query: Consult, work: Work) -> TableAnswer:
    """Keeps nothing. Raises NotFound for an unknown table, Invalid for a line that does not ask it, for wrong fields
    and for missing ones that the table needs."""
    book = work.playbook
    table = book.decisions.get(query.table)
    if table is None:
        known = ", ".join(book.decisions) or "none"
        raise NotFound(f"there is no table '{query.table}'", errors={"table": f"the desk has {known}"})
    name = _line_of(query, book)
    line = book.lines[name]
    scope = decision_scope(
        name,
        line,
        _known_fields(line, query.form, book),
        severity=query.severity or next(iter(line.severities), None),
        tier=query.tier,
        happened_at=query.happened_at or work.now,
        recorded_at=work.now,
    )
    answer = consult(table, scope)
    decided = answer.decided
    return TableAnswer(
        table=query.table,
        title={"zh": table.title.zh, "en": table.title.en},
        row=decided.row,
        allowed=decided.allowed,
        reason=in_words(decided.refuse),
        note=in_words(decided.note),
        fee=answer.fee,
        inputs=write_inputs(answer.inputs),
    )


def _line_of(query: Consult, book: Playbook) -> str:
    asking = [name for name, line in book.lines.items() if any(each.table == query.table for each in line.decides)]
    if query.line in asking:
        return query.line
    if query.line is None and len(asking) == 1:
        return asking[0]
    said = f"one of {', '.join(asking)}" if asking else f"no line asks '{query.table}'"
    raise Invalid("which line is it about?", errors={"line": said})


def _known_fields(line: Line, form: Mapping[str, Any], book: Playbook) -> dict[str, Any]:
    """The fields given so far in their normal form; what is still missing is not asked for."""
    unasked = {"required": False, "when": None, "must_be": None}
    fields = {name: spec.model_copy(update=unasked) for name, spec in line.form.items()}
    return check_fields(fields, form, book, "form")
