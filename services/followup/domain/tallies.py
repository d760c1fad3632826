"""What became of a month's cases. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from contracts.followup import OfferView, StatisticsView, Tally
from contracts.money import Money


@dataclass(frozen=True)
class Ended:
    """A case as statistics see it; ``kept`` is None while it is open."""

    segment: str
    kept: bool | None
    triggers: tuple[str, ...]
    offers: tuple[OfferView, ...]


def statistics(month: str, cases: Sequence[Ended], currency: str) -> StatisticsView:
    """A case counts once in all, in its segment, for each of its triggers and each offer made."""
    return StatisticsView(
        month=month,
        total=tally(cases, currency),
        by_segment=_by(cases, lambda case: [case.segment], currency),
        by_trigger=_by(cases, lambda case: case.triggers, currency),
        by_offer={
            name: tally([_with_one(case, name) for case in cases if _offers(case, name)], currency)
            for name in sorted({offer.name for case in cases for offer in case.offers})
        },
    )


def tally(cases: Iterable[Ended], currency: str) -> Tally:
    count = kept = left = made = accepted = cost = 0
    for case in cases:
        taken = [offer for offer in case.offers if offer.answer == "accepted"]
        count += 1
        kept += case.kept is True
        left += case.kept is False
        made += len(case.offers)
        accepted += len(taken)
        cost += sum(offer.cost.minor for offer in taken)
    return Tally(
        cases=count,
        open=count - kept - left,
        kept=kept,
        left=left,
        offers_made=made,
        offers_accepted=accepted,
        cost=Money.of_minor(cost, currency),
    )


def _by(cases: Sequence[Ended], names_of: Callable[[Ended], Iterable[str]], currency: str) -> dict[str, Tally]:
    names = sorted({name for case in cases for name in names_of(case)})
    return {name: tally([case for case in cases if name in names_of(case)], currency) for name in names}


def _offers(case: Ended, name: str) -> bool:
    return any(offer.name == name for offer in case.offers)


def _with_one(case: Ended, name: str) -> Ended:
    offers = tuple(offer for offer in case.offers if offer.name == name)
    return Ended(case.segment, case.kept, case.triggers, offers)
