"""What customers answer, and what follows from it. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from contracts.playbook.forms import check_fields, mask_fields
from contracts.playbook.grammar import Playbook
from contracts.problems import Invalid
from services.followup.domain.pinned import Plan


def judge(plan: Plan, ratings: Mapping[str, int], satisfied: bool | None) -> bool | None:
    """Whether the customer is satisfied. Raises Invalid naming every rating that is missing or wrong.

    Ratings decide where the plan asks for any: all must reach ``satisfied_at``. None: it only asks other questions, and
    the customer did not say. Rules PD-07, PD-14, FS-12.
    """
    errors = _wrong_ratings(plan, ratings)
    if plan.rate and satisfied is not None:
        errors["satisfied"] = "leave it out; it follows from the ratings"
    if not (plan.rate or plan.questions) and satisfied is None:
        errors["satisfied"] = "required: true or false"
    if errors:
        raise Invalid("the result does not fit what this callback asks", errors=errors)
    if plan.rate:
        return all(ratings[name] >= plan.satisfied_at for name in plan.rate)
    return satisfied


def _wrong_ratings(plan: Plan, ratings: Mapping[str, int]) -> dict[str, str]:
    low, high = plan.scale
    unasked = f"is not asked; this callback rates {', '.join(plan.rate) or 'nothing'}"
    errors = {f"ratings.{name}": unasked for name in ratings if name not in plan.rate}
    for name in plan.rate:
        if name not in ratings:
            errors[f"ratings.{name}"] = f"required: {low} to {high}"
        elif not low <= ratings[name] <= high:
            errors[f"ratings.{name}"] = f"must lie between {low} and {high}"
    return errors


def survey(plan: Plan, answers: Mapping[str, Any], book: Playbook) -> dict[str, Any]:
    """The answers to the plan's questions in their normal form, personal ones masked. Raises Invalid. Rule FS-12."""
    if not plan.questions and not answers:
        return {}
    return mask_fields(plan.questions, check_fields(plan.questions, answers, book, "answers"))


def department_told(book: Playbook, department: str, remarks: str | None, pass_to: str | None) -> str | None:
    """The department that hears the remarks, None when there are none. Raises Invalid. Rules PD-07, PD-14."""
    if pass_to is not None and pass_to not in book.departments:
        raise Invalid(
            f"there is no department '{pass_to}'",
            errors={"pass_to": f"choose one of {', '.join(book.departments)}"},
        )
    if pass_to is not None and remarks is None:
        remedy = "write what the department shall hear, or leave pass_to out"
        raise Invalid("there is nothing to pass on", errors={"remarks": remedy})
    return None if remarks is None else pass_to or department


def outcome_of(satisfied: bool | None) -> Literal["satisfied", "dissatisfied", "answered"]:
    if satisfied is None:
        return "answered"
    return "satisfied" if satisfied else "dissatisfied"


def follow_up_outcome(outcomes: Iterable[str | None]) -> Literal["satisfied", "exhausted"]:
    """What has kept the request open in a cycle amounts to: satisfied only when no customer asked was not, all were
    reached, and every letter went out."""
    return "satisfied" if all(outcome in ("satisfied", "answered", "sent") for outcome in outcomes) else "exhausted"
