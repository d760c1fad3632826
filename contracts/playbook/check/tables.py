"""Decision tables: no hole, no row that never decides, columns and fees that fit."""

from collections.abc import Iterator

from contracts.playbook import decide
from contracts.playbook.check.names import Finding
from contracts.playbook.check.places import place_of
from contracts.playbook.check.results import input_judge, judged
from contracts.playbook.check.scopes import scopes
from contracts.playbook.decision_space import table_findings
from contracts.playbook.forms import is_personal
from contracts.playbook.grammar import Playbook


def decision_findings(book: Playbook) -> Iterator[Finding]:
    for name, table in book.decisions.items():
        yield from table_findings(name, table, book.currency)
    yield from _inputs(book)
    yield from _personal(book)


def _inputs(book: Playbook) -> Iterator[Finding]:
    for name, table in book.decisions.items():
        for key, column in table.inputs.items():
            path = ("decisions", name, "inputs", key, "value")
            judge = input_judge(column, book.currency)
            for _, scope in scopes(place_of(path), path, book):
                try:
                    said = list(judged(column.value, scope, judge))
                except KeyError:
                    # A name that does not exist is a finding of its own.
                    continue
                for message in said:
                    yield ".".join(path), message


def _personal(book: Playbook) -> Iterator[Finding]:
    """Tables are asked by services that know personal data masked only."""
    for line in book.lines.values():
        for table in {each.table for each in line.decides if each.table in book.decisions}:
            for path, expression in decide.expressions(book.decisions[table]):
                for root, field in [read[:2] for read in expression.references if len(read) > 1]:
                    if root == "form" and is_personal(line.form, field):
                        yield f"decisions.{table}.{path}", f"'form.{field}' is personal data; decide by something else"
