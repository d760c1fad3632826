"""Say what somebody is able to do."""

from chassis.work import Work
from contracts.base import Done
from contracts.problems import Invalid
from contracts.roster import SetSkills, SkillsSet
from services.roster.handlers.permissions import must_be_manager
from services.roster.repository import rota as repository


async def set_skills(command: SetSkills, work: Work) -> Done:
    """All of the person's skills anew. By managers."""
    must_be_manager(work)
    work.colleague(command.actor, "actor")
    there_are = work.playbook.rota.skills if work.playbook.rota else {}
    errors = {
        f"skills.{i}": f"unknown skill '{skill}'; choose from {', '.join(there_are) or '(the playbook has none)'}"
        for i, skill in enumerate(command.skills)
        if skill not in there_are
    }
    if errors:
        raise Invalid("the playbook does not know these", errors=errors)
    skills = sorted(set(command.skills))
    repository.keep_skills(work.store, work.site, command.actor, skills, set_by=work.actor, set_at=work.now)
    work.announce(SkillsSet(actor=command.actor, skills=skills))
    return Done()
