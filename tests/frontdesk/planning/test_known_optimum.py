"""Months whose best plan is known: what falls short is named with its exact amount, and what need not does not."""

from datetime import date

from frontdesk.commands.roster_view import line_of
from frontdesk.planning.problem import Month, PastShift, Pattern, Problem, Shift, Wish
from frontdesk.planning.proposal import Proposal
from frontdesk.planning.solution import Options
from frontdesk.planning.solve import Search
from tests.frontdesk.planning.small import (
    DECEMBER,
    EARLY,
    EVERY_MORNING,
    LATE,
    NIGHT,
    day,
    days_of,
    month_of,
    person,
    planned,
)


def short(proposal: Proposal) -> list[str]:
    return [line_of(each) for each in proposal.shortfalls]


def test_two_people_can_keep_every_morning():
    proposal = planned(month_of(["li", "wang"]))
    assert proposal.met
    assert proposal.stages[0].objective == 0
    assert len(proposal.shifts) == 31
    weekends = [each.weekends for each in proposal.people]
    assert sum(weekends) == 8
    assert max(weekends) - min(weekends) <= 1


def test_one_person_alone_leaves_every_day_beyond_the_week_short():
    """40 and 4 hours are five shifts of eight; 1 to 6 December are six of seven days, 28 to 31 four: 5 and 3 shifts."""
    proposal = planned(month_of(["li"]))
    assert not proposal.met
    assert len(proposal.shifts) == 5 + 5 + 5 + 5 + 3
    assert proposal.figures.short_hours == 8 * (31 - 23)
    assert proposal.stages[0].objective == 64
    assert {it.because for it in proposal.shortfalls} == {"of 1 who can, 1 has worked the most hours of the week"}


def test_the_hour_the_skill_and_the_number_are_named():
    coverage = [
        {"post": "desk", "hours": ["08:00-16:00"], "least": 2},
        {"post": "desk", "hours": ["09:00-12:00"], "skills": ["broadband"], "least": 1, "days": ["sat"]},
    ]
    people = [person("li", "broadband"), person("chen", "broadband"), "wang", "sun", "zhou", "he"]
    absent = frozenset({("li", day(5)), ("chen", day(5))})
    proposal = planned(month_of(people, coverage, absent=absent))
    assert short(proposal) == ["Sat 2026-12-05 09:00-12:00 desk with broadband: 0 of 1, 1 person short"]
    assert proposal.shortfalls[0].because == "of 2 who can with broadband, 2 are absent"
    assert proposal.shortfalls[0].people == {"are absent": ["li", "chen"]}
    assert proposal.figures.short_hours == 3


def test_hours_between_the_patterns_are_short_for_everybody():
    coverage = [{"post": "desk", "hours": ["15:00-18:00"], "least": 2, "days": ["mon"]}]
    proposal = planned(month_of(["li", "wang", "sun"], coverage))
    assert short(proposal)[0] == "Mon 2026-12-07 16:00-18:00 desk: 0 of 2, 2 people short"
    assert {it.because for it in proposal.shortfalls} == {"no shift pattern covers these hours"}
    assert proposal.figures.short_hours == 4 * 2 * 2


def test_of_rows_that_ask_for_the_same_people_nobody_is_missing_twice():
    mondays = {"post": "desk", "days": ["mon"]}
    coverage = [
        {**mondays, "hours": ["08:00-16:00"], "least": 1},
        {**mondays, "hours": ["10:00-12:00"], "least": 2},
        {**mondays, "hours": ["10:00-13:00"], "least": 2},
    ]
    proposal = planned(month_of(["li"], coverage))
    assert short(proposal)[0] == "Mon 2026-12-07 10:00-13:00 desk: 1 of 2, 1 person short"
    assert proposal.figures.short_hours == 4 * 3


def test_patterns_that_overlap_add_up_hour_by_hour():
    coverage = [
        {"post": "desk", "hours": ["08:00-14:00", "16:00-22:00"], "least": 1},
        {"post": "desk", "hours": ["14:00-16:00"], "least": 2},
    ]
    proposal = planned(month_of(["li", "wang", "sun", "zhou"], coverage, [EARLY, LATE]))
    assert proposal.met
    assert proposal.figures.surplus_hours == 0
    assert len(proposal.shifts) == 2 * 31


def test_a_pattern_asked_for_by_name_is_not_filled_by_another():
    coverage = [{"post": "desk", "pattern": "late", "least": 1}, EVERY_MORNING]
    proposal = planned(month_of(["li", "wang", "sun", "zhou"], coverage, [EARLY, LATE]))
    assert proposal.met
    assert sum(shift.pattern == "late" for shift in proposal.shifts) == 31


def test_a_night_covers_the_morning_after_it():
    coverage = [{"post": "desk", "hours": ["00:00-06:00"], "least": 1, "days": ["tue"]}]
    before = [PastShift("zhou", day(0), DECEMBER.at(day(0), 22 * 60), DECEMBER.at(day(1), 6 * 60), "desk")]
    proposal = planned(month_of(["li", "wang", "zhou"], coverage, [NIGHT], past=tuple(before)))
    assert proposal.met, "the first Tuesday is covered by the night that began in November"
    assert [shift.day.day for shift in proposal.shifts] == [7, 14, 21, 28]


def test_nobody_works_who_is_absent_and_a_wish_for_that_day_is_refused_with_the_reason():
    wishes = (Wish("li", day(3), off=False, pattern="early"), Wish("li", day(4)), Wish("wang", day(10)))
    proposal = planned(month_of(["li", "wang", "sun"], absent=frozenset({("li", day(3))}), wishes=wishes))
    assert proposal.met
    assert 3 not in days_of(proposal, "li")
    assert [(it.granted, it.because) for it in proposal.wishes] == [
        (False, "is absent that day"),
        (True, ""),
        (True, ""),
    ]


def test_of_two_wishes_the_weightier_is_granted():
    wishes = (Wish("li", day(9), weight=1), Wish("wang", day(9), weight=3))
    proposal = planned(month_of(["li", "wang"], wishes=wishes))
    assert [(it.person, it.granted) for it in proposal.wishes] == [("li", False), ("wang", True)]
    assert proposal.wishes[0].because == "something else weighed more"


def test_who_came_off_a_late_shift_in_november_rests_before_december():
    past = (PastShift("li", day(0), DECEMBER.at(day(0), 22 * 60), DECEMBER.at(day(1), 6 * 60)),)
    proposal = planned(month_of(["li", "wang"], past=past))
    assert 1 not in days_of(proposal, "li")
    assert proposal.met


def test_days_in_a_row_are_counted_across_the_months_start():
    past = tuple(PastShift("li", day(-back), *_morning(-back)) for back in range(5))
    sundays = {"coverage": [EVERY_MORNING], "most_days_in_a_row": 6, "weekly_hours": {"limit": "56h", "overtime": "0s"}}
    proposal = planned(month_of(["li"], planning=sundays, past=past))
    worked = days_of(proposal, "li")
    assert worked[:1] == [1]
    assert 2 not in worked, "26 November to 1 December were six"
    assert max(each.longest_row for each in proposal.people) == 6


def test_the_week_of_the_months_start_is_counted_with_novembers_shifts():
    """Monday was worked: of five shifts four are left for 1 to 6 December."""
    past = (PastShift("li", day(0), *_morning(0)),)
    with_monday, without = planned(month_of(["li"], past=past)), planned(month_of(["li"]))
    assert sum(number <= 6 for number in days_of(with_monday, "li")) == 4
    assert sum(number <= 6 for number in days_of(without, "li")) == 5


def test_overtime_is_worked_only_for_the_least():
    longer = {"weekly_hours": {"limit": "40h", "overtime": "8h"}}
    needed = planned(month_of(["li"], planning=longer))
    wanted = planned(month_of(["li"], [{**EVERY_MORNING, "least": 0, "wanted": 1}], planning=longer))
    assert needed.people[0].overtime_hours > 0
    assert wanted.people[0].overtime_hours == 0
    assert wanted.met
    assert wanted.below_wanted


def test_what_is_decided_stays_and_what_it_breaks_is_told():
    fixed = (Shift(day(2), "li", "late", "desk"), Shift(day(3), "li", "early", "desk"))
    gone = frozenset({("li", day(3))})
    proposal = planned(month_of(["li", "wang", "sun"], patterns=[EARLY, LATE], fixed=fixed, absent=gone))
    assert {(it.day, it.pattern) for it in proposal.shifts if it.fixed} == {(day(2), "late"), (day(3), "early")}
    assert [(it.day, it.person, it.rule) for it in proposal.broken] == [
        (day(3), "li", "absent"),
        (day(3), "li", "rest"),
    ]
    assert proposal.broken[1].detail == "rests 10:00 hours after the shift before, not 11h"
    assert not proposal.met
    assert proposal.shortfalls == []


def test_decided_days_in_a_row_and_hours_are_told_and_not_made_worse():
    fixed = tuple(Shift(day(number), "li", "early", "desk") for number in range(7, 15))
    proposal = planned(month_of(["li", "wang"], fixed=fixed))
    assert [it.rule for it in proposal.broken] == ["hours", "row"]
    worked = days_of(proposal, "li")
    assert set(range(7, 15)) <= set(worked)
    assert 6 not in worked
    assert 15 not in worked


def test_a_part_time_week_is_kept():
    half = person("half", weekly=16 * 60)
    proposal = planned(month_of([half, "wang"], planning={"weekly_hours": {"limit": "40h", "overtime": "0s"}}))
    assert sum(7 <= number <= 13 for number in days_of(proposal, "half")) <= 2
    assert proposal.met


def test_public_holidays_have_rows_of_their_own():
    """1 January 2027 is a holiday in China, and no row but the holiday's counts."""
    january = Month(date(2027, 1, 1), "Asia/Shanghai", "CN")
    coverage = [
        {"post": "desk", "days": ["mon-sun"], "hours": ["08:00-16:00"], "least": 1},
        {"post": "desk", "days": ["holiday"], "hours": ["08:00-16:00"], "least": 2},
    ]
    proposal = planned(month_of(["li", "wang", "sun"], coverage, month=january))
    assert sum(it.day == date(2027, 1, 1) for it in proposal.shifts) == 2
    assert sum(it.day == date(2027, 1, 5) for it in proposal.shifts) == 1


def test_a_shift_over_a_change_of_the_clock_has_its_real_length():
    """In the night to 28 March 2027 Berlin loses an hour."""
    march = Month(date(2027, 3, 1), "Europe/Berlin")
    night = Pattern("night", 22 * 60, 30 * 60, ("desk",), night=True)
    coverage = [{"post": "desk", "pattern": "night", "least": 1, "days": ["sat"]}]
    proposal = planned(month_of(["li", "wang"], coverage, [night], month=march))
    assert [person.hours for person in proposal.people if person.shifts] != []
    assert sum(each.hours for each in proposal.people) == 4 * 8 - 1


def test_nights_are_spread_and_earlier_ones_count():
    coverage = [{"post": "desk", "pattern": "night", "least": 1, "days": ["mon", "wed", "fri"]}]
    people = [person("li", nights=4), "wang", "sun"]
    only_nights = {"fairness": {"hours": {"weight": 0}}}
    proposal = planned(month_of(people, coverage, [NIGHT], planning=only_nights))
    nights = {each.person: each.nights for each in proposal.people}
    total = sum(nights.values())
    assert total == 13
    assert abs(nights["wang"] - nights["sun"]) <= 1
    assert nights["li"] + 4 - min(nights["wang"], nights["sun"]) <= 1


def test_the_same_seed_gives_the_same_month():
    problem = month_of(["li", "wang", "sun"], wishes=(Wish("li", day(9)),))
    assert planned(problem).shifts == planned(problem).shifts


def _morning(number: int) -> tuple[int, int]:
    return DECEMBER.at(day(number), 8 * 60), DECEMBER.at(day(number), 16 * 60)


class Hurried(Search):
    """A search whose time is over after so many looks at the clock."""

    def __init__(self, problem: Problem, looks: int) -> None:
        super().__init__(problem, Options(20, workers=1, seed=1), lambda _: None)
        self._looks = looks

    def _left(self) -> float:
        self._looks -= 1
        return 20.0 if self._looks >= 0 else 0.0


def test_a_search_out_of_time_keeps_what_it_has_and_proves_nothing():
    found = Hurried(month_of(["li", "wang", "sun", "zhou"], patterns=[EARLY, LATE]), looks=1).run()
    coverage, quality = found.stages
    assert (coverage.objective, coverage.proved) == (0, True)
    assert len({shift.day for shift in found.shifts if shift.pattern == "early"}) == 31
    assert not quality.proved
    assert quality.bound <= quality.objective


def test_a_search_without_any_time_gives_the_decided_shifts():
    fixed = (Shift(day(2), "li", "early", "desk"),)
    found = Hurried(month_of(["li", "wang"], fixed=fixed), looks=0).run()
    assert found.shifts == fixed
    coverage = found.stages[0]
    assert (coverage.objective, coverage.bound, coverage.proved) == (30 * 8, 0, False)
