"""Who may change staff, posts and rosters."""

from chassis.work import Work
from contracts.problems import Forbidden


def must_be_manager(work: Work) -> None:
    """Raises Forbidden for anyone but the administrator and the roles the playbook calls managers."""
    if work.is_admin:
        return
    if not work.person.has(work.playbook.managers):
        raise Forbidden(f"this is for the administrator and for {', '.join(work.playbook.managers)}")
