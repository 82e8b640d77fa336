from __future__ import annotations

import pytest

from onrecord.ingest.published import address_date, dates_within, edtf_date


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2024-05-28", "2024-05-28"),
        ("2024-05-28T23:30:00-05:00", "2024-05-28"),
        ("2024-05-28 23:30", "2024-05-28"),
        ("Tue, 28 May 2024 23:30:00 -0500", "2024-05-28"),
        ("Tue, 28 May 2024 23:30:00 GMT", "2024-05-28"),
        ("Friday, January 4, 2019", "2019-01-04"),
        ("Sept. 4, 2019", "2019-09-04"),
        ("4th January 2019", "2019-01-04"),
        ("28 MAY 2024", "2024-05-28"),
        ("May 28, 2024 at 10:15 a.m. EDT", "2024-05-28"),
        ("28.05.2024", "2024-05-28"),
        ("20240528", "2024-05-28"),
        ("2014/7/28", "2014-07-28"),
        ("13/06/2024", "2024-06-13"),
        ("06/13/2024", "2024-06-13"),
        ("May 2024", "2024-05"),
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024-05-28~", None),  # a supplied date may be approximate, a stated one is not
        ("5/6/2024", None),
        ("31 February 2024", None),
        ("3 May", None),
        ("Monday", None),
        ("1577836800", None),
        ("28 Mayday 2024", None),
        ("", None),
    ],
)
def test_edtf_date(text: str, edtf: str | None) -> None:
    assert edtf_date(text) == edtf


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2014/7/28/5934095/what-happened", "2014-07-28"),
        ("https://example.org/world/2018/apr/14/strikes", "2018-04-14"),
        ("https://example.org/news/talks-2019-01-04.html", "2019-01-04"),
        ("https://example.org/news/20190104/talks", "2019-01-04"),
        ("https://example.org/20190104", "2019-01-04"),
        ("https://example.org/2014/13/28/x", None),
        ("https://example.org/id/20195934095", None),
        ("https://example.org/a?date=2014-07-28", None),
        ("https://example.org/2018/04/strikes", None),
    ],
)
def test_address_date(url: str, day: str | None) -> None:
    found = address_date(url)
    assert (found[0] if found else None) == day


def test_dates_within_a_line() -> None:
    line = "By A. Reporter, 4 January 2019"
    assert [(line[s:e], day) for s, e, day in dates_within(line)] == [("4 January 2019", "2019-01-04")]
