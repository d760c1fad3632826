"""Keeping a proposal: as JSON whole, or as a table for spreadsheets and to print."""

from pathlib import Path

from frontdesk.planning.proposal import Proposal
from frontdesk.planning.report import report_of
from frontdesk.reports.deliver import form_of, write


def write_proposal(proposal: Proposal, file: Path) -> list[Path]:
    """The files written. Raises Unusable for an ending that is no form, OSError."""
    form = form_of(None, file)
    assert form is not None
    if form == "json":
        file.write_text(proposal.model_dump_json(indent=2) + "\n", encoding="utf-8")
        return [file]
    return write(report_of(proposal), form, file)
