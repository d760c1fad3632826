"""The small desk that shows all that a playbook can ask of intake."""

from pathlib import Path
from typing import Any

from contracts.intake import RecordRequest
from tests.harness import Desk
from tests.intake.samples import DeskFor

PLAYBOOK = str(Path(__file__).parent / "case_desk.yaml")


async def case_desk(desk_for: DeskFor) -> Desk:
    desk = await desk_for("intake", PLAYBOOK)
    desk.staff("li", roles=["clerk"], department="front")
    desk.staff("zhao", roles=["clerk"], department="front")
    desk.staff("wu", roles=["worker"], department="floor")
    desk.staff("hua", roles=["head_floor"], department="floor")
    desk.staff("shen", roles=["head_shop"], department="shop")
    desk.staff("luo", roles=["lawyer"], department="front")
    desk.staff("chen", roles=["chief"], department="front")
    return desk


def case(*, confirmed: bool = True, **form: Any) -> RecordRequest:
    return RecordRequest(line="case", form={"name": "张伟", "phone": "13812348000"} | form, confirmed=confirmed)


def wish(**form: Any) -> RecordRequest:
    return RecordRequest(
        line="wish", form={"room": "1208", "surname": "王", "wish": "towels"} | form, channel="phone", confirmed=True
    )


def complaint(severity: str | None = "serious", **form: Any) -> RecordRequest:
    said = {"name": "张伟", "phone": "138-1234 8000", "course": "The sofa creaks."}
    return RecordRequest(line="complaint", form=said | form, severity=severity)


def repair(**form: Any) -> RecordRequest:
    return RecordRequest(line="repair", form={"name": "张伟", "phone": "13812348000", "fault": "leg"} | form)
