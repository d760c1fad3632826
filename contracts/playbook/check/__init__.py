"""What types alone cannot say of a playbook: names that must exist, steps that can happen, conditions that work out.

Everything that could go wrong while the desk works is found here, when the playbook is loaded. A file for each
concern; ``names`` has what they share.
"""

from collections.abc import Iterator
from itertools import chain

from contracts.playbook.check.care import care_findings
from contracts.playbook.check.cash import cash_findings
from contracts.playbook.check.contact import contact_findings
from contracts.playbook.check.expressions import expression_findings
from contracts.playbook.check.graph import predecessors
from contracts.playbook.check.lines import line_findings
from contracts.playbook.check.names import Finding
from contracts.playbook.check.opinions import opinion_findings
from contracts.playbook.check.organisation import organisation_findings
from contracts.playbook.check.people import people_findings
from contracts.playbook.check.planning import planning_findings
from contracts.playbook.check.retention import retention_findings
from contracts.playbook.check.rota import rota_findings
from contracts.playbook.check.stock import stock_findings
from contracts.playbook.check.tables import decision_findings
from contracts.playbook.grammar import Playbook

__all__ = ["Finding", "findings", "predecessors"]

CHECKS = (
    organisation_findings,
    cash_findings,
    rota_findings,
    planning_findings,
    people_findings,
    line_findings,
    expression_findings,
    decision_findings,
    contact_findings,
    care_findings,
    retention_findings,
    opinion_findings,
    stock_findings,
)


def findings(book: Playbook) -> list[Finding]:
    """Everything wrong with the playbook as (path, message), each once."""
    found: Iterator[Finding] = chain.from_iterable(check(book) for check in CHECKS)
    return list(dict.fromkeys(found))
