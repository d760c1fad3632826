"""Who may change staff, posts and rosters."""

from chassis.work import Work
from contracts.problems import Forbidden


def is_manager(work: Work) -> bool:
    """The administrator, and the roles the playbook calls managers."""
    return work.is_admin or work.person.has(work.playbook.managers)


def must_be_manager(work: Work) -> None:
    """Raises Forbidden for anyone but the administrator and the roles the playbook calls managers."""
    if not is_manager(work):
        raise Forbidden(f"this is for the administrator and for {', '.join(work.playbook.managers)}")
