"""A report for programs: the view as the service sent it, under keys that stay."""

import json

from frontdesk.reports.model import Report


def as_json(report: Report) -> bytes:
    """One JSON document in UTF-8. ``data`` is the view; money stays ``{"amount": "12.50", "currency": "CNY"}``."""
    footer = report.footer
    document = {
        "report": report.name,
        "title": report.title.model_dump(),
        "site": footer.site,
        "asked_at": footer.asked_at.isoformat(),
        "asked_by": footer.asked_by,
        "playbook": footer.playbook,
        "playbook_version": footer.playbook_version,
        "data": report.data,
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
