"""One phone has one fingerprint, however it is written; without the key it tells nothing."""

import pytest

from contracts.fingerprints import phone_fingerprint, plain_phone


@pytest.mark.parametrize(
    "written",
    ["13812348000", " 138 1234 8000 ", "138-1234-8000", "+86 13812348000", "008613812348000", "(138)12348000"],
)
def test_one_phone_written_in_many_ways(written: str) -> None:
    assert plain_phone(written) == "13812348000"
    assert phone_fingerprint("key", "HQ", written) == phone_fingerprint("key", "HQ", "13812348000")


def test_only_what_is_a_mobile_number_loses_the_country() -> None:
    assert plain_phone("+49 30 1234") == "+49301234"
    assert plain_phone("8613") == "8613"


def test_key_site_and_phone_all_count() -> None:
    prints = {
        phone_fingerprint(key, site, phone)
        for key in ("one", "two")
        for site in ("HQ", "XA")
        for phone in ("13812348000", "13812348001")
    }
    assert len(prints) == 8
    assert all(len(each) == 32 for each in prints)
