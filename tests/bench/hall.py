"""A hall to measure with: as many people as wanted, counters, a lobby, a complaint desk, a duty manager, a night watch
of the network shop; absences, wishes and last month's shifts made from a seed."""

from datetime import date, timedelta
from random import Random

from contracts.playbook.planning import Planning
from frontdesk.planning.problem import ONE_DAY, Month, PastShift, Pattern, Person, Problem, Wish

SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ["敏", "伟", "静", "磊"]
LAST_DAYS = 6
COVERAGE = [
    {"post": "counter", "days": ["mon-fri"], "hours": ["08:30-12:00", "16:30-20:00"], "least": 5, "wanted": 7},
    {"post": "counter", "days": ["mon-fri"], "hours": ["12:00-16:30"], "least": 9, "wanted": 13},
    {
        "post": "counter",
        "days": ["sat-sun", "holiday"],
        "hours": ["08:30-10:00", "18:30-20:00"],
        "least": 6,
        "wanted": 8,
    },
    {"post": "counter", "days": ["sat-sun", "holiday"], "hours": ["10:00-18:30"], "least": 10, "wanted": 14},
    {"post": "counter", "hours": ["08:30-20:00"], "skills": ["broadband"], "least": 2},
    {"post": "lobby", "hours": ["08:30-12:00", "16:30-20:00"], "least": 1, "wanted": 2},
    {"post": "lobby", "hours": ["12:00-16:30"], "least": 2, "wanted": 4},
    {"post": "complaints", "days": ["mon-sat"], "hours": ["10:00-18:30"], "least": 1},
    {"post": "duty_manager", "hours": ["08:00-12:00", "16:30-20:30"], "least": 1},
    {"post": "duty_manager", "hours": ["12:00-16:30"], "least": 1, "wanted": 2},
    {"post": "watch", "pattern": "night", "least": 2},
]


def sample_hall(people: int = 40, month: date = date(2026, 12, 1), seed: int = 1) -> Problem:
    """A hall of ``people`` in ``month``; the same seed gives the same hall."""
    random = Random(seed)
    first = Month(month, "Asia/Shanghai", "CN")
    staff = [_person(index, people, random) for index in range(people)]
    patterns = [
        Pattern("early", 8 * 60, 16 * 60 + 30, ("counter", "lobby", "complaints", "duty_manager")),
        Pattern("middle", 10 * 60, 18 * 60 + 30, ("counter", "lobby", "complaints")),
        Pattern("late", 12 * 60, 20 * 60 + 30, ("counter", "lobby", "duty_manager")),
        Pattern("night", 20 * 60, 32 * 60, ("watch",), night=True),
    ]
    return Problem(
        site="HQ",
        month=first,
        patterns={pattern.name: pattern for pattern in patterns},
        people={person.actor: person for person in staff},
        planning=Planning.model_validate(
            {"coverage": COVERAGE, "weekly_hours": {"limit": "42h30m", "overtime": "8h30m"}}
        ),
        absent=frozenset(_absences(staff, first, random)),
        past=tuple(_past(staff, first, random)),
        wishes=tuple(_wishes(staff, first, random)),
    )


def _person(index: int, people: int, random: Random) -> Person:
    """A tenth are managers, a fifth can do the night watch, a third knows broadband, a quarter takes complaints."""
    posts = {"counter", "lobby"}
    if index < max(2, people // 10):
        posts = {"duty_manager", "complaints"}
    elif index % 5 < 2:
        posts |= {"watch"}
    if random.random() < 0.25:
        posts |= {"complaints"}
    skills = {"broadband"} if random.random() < 0.4 else set()
    name = SURNAMES[index % len(SURNAMES)] + GIVEN[index // len(SURNAMES) % len(GIVEN)]
    return Person(f"p{index + 1:02}", name, frozenset(posts), frozenset(skills))


def _absences(staff: list[Person], month: Month, random: Random) -> list[tuple[str, date]]:
    found = []
    for person in staff:
        if random.random() < 0.3:
            start = random.choice(month.days)
            length = random.randint(2, 7)
            found += [(person.actor, start + step * ONE_DAY) for step in range(length)]
    return [(actor, day) for actor, day in found if day in month.days]


def _past(staff: list[Person], month: Month, random: Random) -> list[PastShift]:
    found = []
    for person in staff:
        for back in range(1, LAST_DAYS + 1):
            if random.random() < 0.7:
                day = month.first - timedelta(days=back)
                starts = month.at(day, random.choice([8, 10, 12]) * 60)
                found.append(PastShift(person.actor, day, starts, starts + 510))
    return found


def _wishes(staff: list[Person], month: Month, random: Random) -> list[Wish]:
    found = []
    for person in staff:
        for _ in range(random.randint(0, 4)):
            day = random.choice(month.days)
            if "watch" in person.posts or random.random() < 0.7:
                found.append(Wish(person.actor, day))
            else:
                found.append(Wish(person.actor, day, off=False, pattern=random.choice(["early", "late"])))
    return found
