"""When a message was sent, in every form met so far. No database."""

import pytest

from ambasador.channels.email import parse

ONE_MOMENT = [
    "Wed, 12 Feb 2025 14:03:00 +0100",
    "Wed, 12 Feb 2025 14:03:00 +01:00",
    "Wed, 12 Feb 2025 14:03:00 GMT+1",
    "Wed, 12 Feb 2025 14:03:00 GMT+0100",
    "Wed, 12 Feb 2025 14:03:00 CET",
    "Wed, 12 Feb 2025 13:03:00 UT",
    "Wed, 12 Feb 2025 13:03:00 Z",
    "Wed, 12 Feb 2025 08:03:00 EST",
    'Wed, 12 Feb 2025 13:03:00 "GMT"',
    "Wed, 12 Feb 2025 14(po obiedzie): 03 :00 +0100 (CET)",
    "Wed, 12 Feb 2025 2:03:00 PM +0100",
    "Wed, 12 Feb 125 14:03:00 +0100",
    "Wed, 12-Feb-25 14:03:00 +0100",
    "12 Feb 2025 13:03",
    "Wed Feb 12 13:03:00 2025",
    "Wed Feb 12 14:03:00 CET 2025",
    "2025-02-12T13:03:00Z",
    "2025-02-12 14:03:00 +0100",
    "śr., 12 lut 2025 14:03:00 +0100",
    "sro, 12 lut 2025 14:03:00 +0100",
    "środa, 12 lutego 2025 14:03:00 +0100",
    "Mi, 12 Feb 2025 14:03:00 +0100",
    "12.02.2025 13:03:00",
    "2/12/2025 1:03:00 PM",
    "Wednesday, February 12, 2025 1:03 PM",
]


@pytest.mark.parametrize("written", ONE_MOMENT)
def test_the_same_moment(written):
    sent_at = parse(f"Date: {written}\n\nx".encode()).sent_at
    assert sent_at
    assert f"{sent_at:%Y-%m-%d %H:%M}" == "2025-02-12 13:03"


@pytest.mark.parametrize("written", ["", "wczoraj", "Wed, 31 Feb 2025 14:03", "99.99.2025 10:00", "Wed, 12 Feb 2025 25:03:00 +0100", "1 Jan 1066 1:00"])
def test_what_is_no_moment(written):
    assert parse(f"Date: {written}\n\nx".encode()).sent_at is None


RECEIVED = "Received: from b by c (x; y);\n Wed, 12 Feb 2025 15:00:00 +0100\nReceived: from a by b; Wed, 12 Feb 2025 14:03:00 +0100\n"


@pytest.mark.parametrize("head", ["", "Date: kiedyś\n", "Date:\n"])
def test_without_its_date_the_first_server_tells(head):
    sent_at = parse(f"{RECEIVED}{head}Subject: x\n\nx".encode()).sent_at
    assert sent_at
    assert f"{sent_at:%H:%M}" == "13:03"
