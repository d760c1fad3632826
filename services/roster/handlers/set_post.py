"""Name the A and the B person of a post."""

from chassis.work import Work
from contracts.base import Done
from contracts.problems import Invalid
from contracts.roster import PostSet, SetPost
from services.roster.handlers.permissions import must_be_manager
from services.roster.repository import shifts as repository


async def set_post(command: SetPost, work: Work) -> Done:
    """Both must hold the post's role and be two people (A角/B角)."""
    must_be_manager(work)
    _must_be_fit(command, work)
    repository.keep_post(
        work.store, work.site, post=command.post, a=command.a, b=command.b, set_by=work.actor, set_at=work.now
    )
    work.announce(PostSet(post=command.post, a=command.a, b=command.b))
    return Done()


def _must_be_fit(command: SetPost, work: Work) -> None:
    post = work.playbook.posts.get(command.post)
    if post is None:
        known = ", ".join(work.playbook.posts)
        raise Invalid(f"there is no post '{command.post}'", errors={"post": f"choose one of {known}"})
    errors: dict[str, str] = {}
    for path, actor in (("a", command.a), ("b", command.b)):
        if actor is not None and post.role not in work.colleague(actor, path).roles:
            errors[path] = f"{actor} is not {post.role}, which the post {command.post} needs"
    if command.a == command.b:
        errors["b"] = "name somebody else than A"
    if errors:
        raise Invalid("these people cannot hold the post", errors=errors)
