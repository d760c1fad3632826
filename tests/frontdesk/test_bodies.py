import pytest

from contracts.cashdesk import OpenDrawer
from contracts.dispatch import TakeStep
from contracts.intake import RecordRequest
from contracts.playbook import find, load
from contracts.roster import RegisterStaff
from frontdesk.bodies import BadBody, body_of, value_of

BOOK = load(find("property-desk"))


def test_words_fill_fields_and_nested_fields() -> None:
    words = ["line=copies", "form.payer=outsider", "form.paper=A4", "form.sheets=3", "confirmed=true"]
    assert body_of(RecordRequest, words, None, BOOK) == {
        "line": "copies",
        "form": {"payer": "outsider", "paper": "A4", "sheets": 3},
        "confirmed": True,
    }


def test_what_the_playbook_calls_text_stays_text() -> None:
    body = body_of(
        RecordRequest, ["line=repair", "form.phone=13812348000", "form.place=502", "form.simple=true"], None, BOOK
    )
    assert body["form"] == {"phone": "13812348000", "place": "502", "simple": True}
    records = body_of(TakeStep, ["step=quoted", "records.amount=80.00 CNY", "records.finding=7"], None, BOOK)["records"]
    assert records == {"amount": {"amount": "80.00", "currency": "CNY"}, "finding": "7"}


def test_what_the_message_calls_text_stays_text_without_a_playbook() -> None:
    body = body_of(RegisterStaff, ["name=007", "phone=13812348000", 'roles=["clerk"]', "active=false"], None, None)
    assert body == {"name": "007", "phone": "13812348000", "roles": ["clerk"], "active": False}


def test_a_body_of_words_is_what_the_message_expects() -> None:
    command = OpenDrawer.model_validate(body_of(OpenDrawer, ["drawer=front", "counted=100.00 CNY"], None, None))
    assert str(command.counted.amount) == "100.00"


def test_words_come_on_top_of_a_json_body() -> None:
    body = body_of(RecordRequest, ["form.place=3-502"], '{"line": "repair", "form": {"problem": "tap"}}', BOOK)
    assert body == {"line": "repair", "form": {"problem": "tap", "place": "3-502"}}


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (["repair"], None, "'repair' is not key=value"),
        (["=x"], None, "is not key=value"),
        (["form..x=1"], None, "is not key=value"),
        (["form=1", "form.place=2"], None, "'form' was given a value and fields of its own"),
        ([], "{", "--json-body is not JSON"),
        ([], "[1]", "must be one JSON object"),
    ],
)
def test_what_makes_no_body_is_named(words: list[str], given: str | None, said: str) -> None:
    with pytest.raises(BadBody, match=said.replace("'", ".")):
        body_of(RecordRequest, words, given, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("true", True),
        ("null", None),
        ("3-502", "3-502"),
        ("12.50 CNY", {"amount": "12.50", "currency": "CNY"}),
        ('"3"', "3"),
        ("", ""),
        ("a=b", "a=b"),
    ],
)
def test_a_value_is_json_where_it_is_json(text: str, value: object) -> None:
    assert value_of(text) == value
