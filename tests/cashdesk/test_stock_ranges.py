"""Serial ranges against plain sets of numbers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.cashdesk import SerialRange
from contracts.problems import Invalid
from services.cashdesk.domain.stock_ranges import (
    Range,
    count,
    intersect,
    join,
    parse_range,
    parse_serial,
    read_ranges,
    say,
    subtract,
    write_ranges,
    write_serial,
)

SERIES = ["A{4}", "A{5}", "89{18}"]
ranges = st.lists(
    st.builds(
        lambda series, first, more: Range(series, first, first + more),
        st.sampled_from(SERIES),
        st.integers(0, 40),
        st.integers(0, 15),
    ),
    max_size=8,
)


def pieces(every: list[Range] | tuple[Range, ...]) -> set[tuple[str, int]]:
    return {(each.series, number) for each in every for number in range(each.first, each.last + 1)}


@given(ranges, ranges)
def test_sets_of_ranges_are_sets_of_their_serials(these: list[Range], those: list[Range]) -> None:
    assert pieces(join(these)) == pieces(these)
    assert pieces(subtract(these, those)) == pieces(these) - pieces(those)
    assert pieces(intersect(these, those)) == pieces(these) & pieces(those)
    assert count(join(these)) == len(pieces(these))


@given(ranges, ranges)
def test_there_is_one_way_to_write_a_set(these: list[Range], those: list[Range]) -> None:
    for every in (join(these), subtract(these, those), intersect(these, those)):
        assert join(reversed(every)) == every
        for before, after in pairwise(every):
            assert before.series != after.series or before.last + 1 < after.first


@given(ranges, ranges)
def test_what_is_taken_out_and_put_back_is_whole_again(these: list[Range], those: list[Range]) -> None:
    assert join([*subtract(these, those), *intersect(these, those)]) == join(these)


@given(st.from_regex(r"\A[A-Z]{0,3}[0-9]{1,20}[A-Z]{0,2}\Z"))
def test_a_serial_is_written_as_it_was_read(serial: str) -> None:
    assert write_serial(*parse_serial(serial)) == serial


@given(ranges)
def test_ranges_survive_a_message(these: list[Range]) -> None:
    every = join(these)
    assert read_ranges(write_ranges(every), "serials", 10_000) == every


def test_an_iccid_keeps_all_its_digits() -> None:
    box = parse_range("89860012345678900000", "89860012345678900499")
    assert len(box) == 500
    assert write_serial(box.series, box.last) == "89860012345678900499"
    assert write_ranges(subtract([box], [parse_range("89860012345678900042")])) == [
        SerialRange(first="89860012345678900000", last="89860012345678900041"),
        SerialRange(first="89860012345678900043", last="89860012345678900499"),
    ]


@pytest.mark.parametrize(
    ("said", "place", "why"),
    [
        ([("A0005", "A0001")], "serials.0", "comes before"),
        ([("A0005", "A00007")], "serials.0", "differ in more"),
        ([("A0001", "A0009"), ("A0009", None)], "serials.1", "once"),
        ([("A0001", "A0009"), ("A0011", "A0012")], "serials.1", "several"),
    ],
)
def test_what_is_no_range_is_named_with_its_place(said: list[tuple[str, str | None]], place: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_ranges([SerialRange(first=first, last=last) for first, last in said], "serials", 10)
    assert why in refused.value.errors[place]


def test_many_ranges_are_said_in_few_words() -> None:
    every = [Range("A{4}", 10 * n, 10 * n + (n % 2)) for n in range(7)]
    assert say(every) == "A0000, A0010 to A0011, A0020, A0030 to A0031, A0040 and 2 ranges more"
