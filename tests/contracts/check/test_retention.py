"""Mistakes in keeping customers and in opinions."""

from typing import Any

from tests.contracts.check.changes import DROP, TITLE, Case, assert_found, cases, complaints

ENQUIRY = {
    "title": TITLE,
    "customer": {"name": "guest", "phone": "phone"},
    "form": {"guest": "person!", "phone": "phone!", "company": "text", "said": "text!"},
    "route": {"to": "'engineering'"},
    "steps": [
        {
            "name": "answered",
            "title": TITLE,
            "by": ["clerk"],
            "announces": "order.verified",
            "records": {"reply": "text!"},
        }
    ],
    "follow_up": [{"name": "after", "title": TITLE, "keeps_open": False, "questions": {"leaves": "boolean"}}],
}
RETENTION = {
    "triggers": {
        "asked": {"title": TITLE, "request": {"lines": ["enquiry"], "when": "form.company != 'x'"}},
        "heard": {"title": TITLE, "result": {"plans": ["after"], "when": "answers.leaves"}},
        "fell": {
            "title": TITLE,
            "signal": {"figures": {"before": "integer!", "now": "integer!"}, "when": "figures.now < figures.before"},
        },
    },
    "segments": {
        "big": {
            "title": TITLE,
            "when": "has(form.company)",
            "serve": "desk_manager",
            "one_to_one": True,
            "watched": True,
        },
        "other": {"title": TITLE},
    },
    "served_by": ["clerk"],
    "guide": {"by": ["desk_manager"]},
    "key_accounts": {"by": ["general_manager"], "register": "0 19 * * *", "to": ["general_manager"]},
    "together": {"by": "form.company", "within": "7d", "to": ["general_manager"]},
    "outcomes": {"kept": {"title": TITLE, "kept": True}, "left": {"title": TITLE, "kept": False}},
}
OPINIONS = {
    "lines": {"enquiry": {"text": "said", "reply": "reply"}},
    "heard": ["leaves"],
    "topics": {"queue": TITLE},
    "hot": {"cron": "0 0 1 * *"},
    "library_by": ["clerk"],
}
SOUND: dict[str, Any] = {"lines/enquiry": ENQUIRY, "retention": RETENTION, "opinions": OPINIONS}


def but(**changes: Any) -> dict[str, Any]:
    """The sound sections with something changed; ``__`` stands between the parts of a path."""
    return SOUND | {path.replace("__", "/"): value for path, value in changes.items()}


def test_the_sections_are_sound() -> None:
    assert complaints(SOUND) == []


@cases(
    Case(
        "no such line",
        but(retention__triggers__asked__request={"lines": ["repairs"]}),
        "retention.triggers.asked.request.lines.0",
        "did you mean 'repair'?",
    ),
    Case(
        "a line without customers",
        but(lines__enquiry__customer=DROP),
        "retention.triggers.asked.request.lines.0",
        "does not say who the customer is",
    ),
    Case(
        "a field that is not there",
        but(retention__triggers__asked__request__when="form.firm == 'x'"),
        "retention.triggers.asked.request.when",
        "unknown 'form.firm' on the line 'enquiry'",
    ),
    Case(
        "no such plan",
        but(retention__triggers__heard__result__plans=["aftr"]),
        "retention.triggers.heard.result.plans.0",
        "did you mean 'after'?",
        ["retention.triggers.heard.result.when"],
    ),
    Case(
        "care without care",
        but(retention__triggers__heard__result__care=["gold"]),
        "retention.triggers.heard.result.care.0",
        "add 'care' to the playbook",
    ),
    Case(
        "a question nobody asks",
        but(retention__triggers__heard__result__when="answers.stays"),
        "retention.triggers.heard.result.when",
        "unknown 'answers.stays'; known are leaves",
    ),
    Case(
        "a figure nobody reports",
        but(retention__triggers__fell__signal__when="figures.then > 1"),
        "retention.triggers.fell.signal.when",
        "unknown 'figures.then'; known are before, now",
    ),
    Case(
        "no such segment",
        but(retention__triggers__asked__segments=["small"]),
        "retention.triggers.asked.segments.0",
        "unknown segment 'small'; known are big, other",
    ),
    Case(
        "one to one by nobody",
        but(retention__segments__big__serve=DROP),
        "retention.segments.big.serve",
        "name the role that serves to the end",
    ),
    Case(
        "no such role",
        but(retention__key_accounts__to=["nobody"]),
        "retention.key_accounts.to.0",
        "unknown role 'nobody'",
    ),
    Case(
        "watched by nobody",
        but(retention__together=DROP),
        "retention.together",
        "nobody would hear of customers that leave together",
    ),
    Case(
        "nobody is watched",
        but(retention__segments__big__watched=False),
        "retention.together",
        "counts no segment",
    ),
    Case(
        "the last segment has a condition",
        but(retention__segments__other__when="has(form.said)"),
        "retention",
        "the last segment, 'other', has no 'when'",
    ),
    Case(
        "everybody is kept",
        but(retention__outcomes__left__kept=True),
        "retention.outcomes",
        "none says that the customer leaves",
    ),
    Case(
        "no such field with words",
        but(opinions__lines__enquiry__text="say"),
        "opinions.lines.enquiry.text",
        "known are guest, phone, company, said",
    ),
    Case(
        "a topic that is no choice",
        but(opinions__lines__enquiry__topic="said"),
        "opinions.lines.enquiry.topic",
        "it must be choice",
    ),
    Case(
        "a topic that is none",
        but(
            opinions__lines__enquiry__topic="about",
            lines__enquiry__form__about={"type": "choice", "choices": ["queue", "weather"]},
        ),
        "opinions.lines.enquiry.topic",
        "'about' offers 'weather'",
    ),
    Case(
        "a reply nobody records",
        but(opinions__lines__enquiry__reply="answer"),
        "opinions.lines.enquiry.reply",
        "unknown record or answer 'answer'; known are reply",
    ),
    Case("a question nobody asks of opinions", but(opinions__heard=["said"]), "opinions.heard.0", "unknown question"),
    Case(
        "no opinions at all",
        but(opinions__lines={}, opinions__heard=[]),
        "opinions.lines",
        "there would be no opinions",
    ),
    Case("no such reader", but(opinions__hot__to=["nobody"]), "opinions.hot.to.0", "unknown role 'nobody'"),
)
def test_a_mistake_is_named_at_its_place(case: Case) -> None:
    assert_found(case)


def test_a_line_whose_requests_are_never_confirmed_is_no_sign() -> None:
    changes = but(lines__enquiry__answered=[{"when": "true", "outcome": TITLE}])
    found = dict(complaints(changes))
    assert "none is ever confirmed" in found["retention.triggers.asked.request.lines.0"]
    assert "none is ever confirmed" in found["opinions.lines.enquiry"]
