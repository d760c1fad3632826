"""A report as a page ready to print: one file, A4, nothing loaded from elsewhere."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from frontdesk.reports.model import Report
from frontdesk.reports.texts import cell_text, footer_lines, heading_of, text_of, time_of

NOTHING = "—"


def as_html(report: Report) -> bytes:
    """The page in UTF-8. Whatever came from a service is escaped."""
    page = _template().render(
        report=report,
        footer_lines=footer_lines(report.footer),
        zone=report.footer.zone,
        nothing=NOTHING,
        text_of=text_of,
        cell_text=cell_text,
        heading_of=heading_of,
        time_of=time_of,
    )
    return page.encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("frontdesk.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")
