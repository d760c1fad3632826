"""What views show of calls of the care plan."""

from collections.abc import Sequence

from chassis.work import Work
from contracts.followup import AttemptView, CareView
from services.followup.repository import callbacks, care, leases
from services.followup.repository.callbacks import Callback
from services.followup.repository.care import Case
from services.followup.repository.leases import Lease


async def care_views(found: Sequence[Callback], work: Work) -> dict[str, CareView]:
    """Of those callbacks that are of the care plan. Desks without one are spared the look."""
    called = [each for each in found if each.plan.means]
    if not called:
        return {}
    cases = await care.cases_of(work.store, work.site, [each.id for each in called])
    held = await leases.held(work.store, work.site, [each.number for each in called if each.is_open], work.now)
    return {each.id: _view(each, cases[each.id], held.get(each.number)) for each in called if each.id in cases}


async def with_attempts(
    found: Sequence[Callback], work: Work
) -> tuple[dict[str, list[AttemptView]], dict[str, CareView]]:
    attempts = await callbacks.attempts_of(work.store, [each.id for each in found])
    return attempts, await care_views(found, work)


def _view(callback: Callback, case: Case, lease: Lease | None) -> CareView:
    said = case.put_off or case.promised
    return CareView.model_validate(
        {
            "segment": case.segment,
            "title": callback.plan.label,
            "special": case.special,
            "earliest": case.earliest,
            "latest": case.latest,
            "means": list(callback.plan.means),
            "script": callback.plan.script,
            "used": case.used,
            "late": case.late,
            "why": said["why"] if said else None,
            "until": said["until"] if said else None,
            "held_by": lease.holder if lease else None,
            "held_until": lease.expires_at if lease else None,
        }
    )
