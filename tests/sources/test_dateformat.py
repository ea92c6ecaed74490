import numpy as np
import pytest

from cctoolkit.sources.dateformat import (
    FormatError,
    checked_format,
    formats_of,
    read_moments,
    readings,
)


def local(texts, fmt):
    return read_moments(texts, fmt).local_ms.astype("datetime64[ms]").astype(str).tolist()


@pytest.mark.parametrize(
    ("text", "fmt", "expected"),
    [
        ("2026-03-01", "iso", "2026-03-01T00:00:00.000"),
        ("2026-03-01 9:05", "iso", "2026-03-01T09:05:00.000"),
        ("2026-03-01T09:05:07.1234567", "iso", "2026-03-01T09:05:07.123"),
        ("2026-03-01 24:00", "iso", "2026-03-02T00:00:00.000"),
        ("990201 7:02:47", "%y%m%d %H:%M:%S", "1999-02-01T07:02:47.000"),
        ("681231", "%y%m%d", "2068-12-31T00:00:00.000"),
        ("12/1/25 12:00 AM", "%m/%d/%y %I:%M %p", "2025-12-01T00:00:00.000"),
        ("1/12/25 12:30 p. m.", "%d/%m/%y %I:%M %p", "2025-12-01T12:30:00.000"),
        ("5-ene-2026", "%d-%b-%Y", "2026-01-05T00:00:00.000"),
        ("5 Sept. 2026", "%d %b %Y", "2026-09-05T00:00:00.000"),
        ("29/02/2024", "%d/%m/%Y", "2024-02-29T00:00:00.000"),
        ("03/2026", "%m/%Y", "2026-03-01T00:00:00.000"),
    ],
)
def test_reads_what_the_format_says(text, fmt, expected):
    assert read_moments([text], fmt).fault.tolist() == [None]
    assert local([text], fmt) == [expected]


@pytest.mark.parametrize(
    ("text", "fmt", "fault"),
    [
        ("ayer", "iso", "date_unreadable"),
        ("2026-02-30", "iso", "date_nonexistent"),
        ("2026-02-03 25:00", "iso", "date_nonexistent"),
        ("2026-02-03 24:01", "iso", "date_nonexistent"),
        ("31/02/2026", "%d/%m/%Y", "date_nonexistent"),
        ("29/02/2026", "%d/%m/%Y", "date_nonexistent"),
        ("13:00 PM", "%I:%M %p", None),
        ("03/04/2026", "iso", "date_undeclared"),
        ("13/04/2026", "iso", "date_undeclared"),
        ("32/04/2026", "iso", "date_unreadable"),
        ("2026-03-01", "%d/%m/%Y", "date_unreadable"),
        ("01/03/2026 09:00+01:00", "%d/%m/%Y %H:%M", "offset_undeclared"),
        ("01/03/2026 09:00", "%d/%m/%Y %H:%M%z", "offset_missing"),
        ("1/2/2026 13:00 PM", "%d/%m/%Y %I:%M %p", "date_nonexistent"),
    ],
)
def test_tells_faults_apart(text, fmt, fault):
    if fault is None:
        with pytest.raises(FormatError):
            read_moments([text], fmt)
    else:
        assert read_moments([text], fmt).fault.tolist() == [fault]


def test_iso_column_states_offsets_everywhere_or_nowhere():
    texts = ["2026-03-01T09:00+01:00", "2026-03-01 09:00", "2026-03-01T09:00Z"]
    moments = read_moments(texts, "iso")
    assert moments.fault.tolist() == [None, "offset_missing", None]
    assert moments.offset_ms.tolist() == [3_600_000, 0, 0]


def test_both_readings_of_an_ambiguous_date():
    assert readings("03/04/2026") == {"%d/%m/%Y": "2026-04-03", "%m/%d/%Y": "2026-03-04"}
    assert readings("25/04/2026") == {"%d/%m/%Y": "2026-04-25"}


def test_one_late_day_settles_a_column():
    assert formats_of(["03/04/2026 10:00", "04/04/2026 11:30"]) == [
        "%d/%m/%Y %H:%M",
        "%m/%d/%Y %H:%M",
    ]
    assert formats_of(["03/04/2026 10:00", "13/04/2026 11:30"]) == ["%d/%m/%Y %H:%M"]
    assert formats_of(["990201", "990228"]) == ["%y%m%d"]
    assert formats_of(["Madrid"]) == []


@pytest.mark.parametrize("fmt", ["%d/%m", "%H:%M", "%d/%m/%Y %d", "%d/%m/%Y %I:%M", "%Q/%m/%Y", ""])
def test_incomplete_formats_are_refused(fmt):
    with pytest.raises(FormatError):
        checked_format(fmt)


def test_days_of_a_century_agree_with_numpy():
    days = np.arange("1970-01-01", "2070-01-01", dtype="datetime64[D]")
    texts = [f"{d:02d}/{m:02d}/{y}" for y, m, d in (map(int, str(day).split("-")) for day in days)]
    moments = read_moments(texts, "%d/%m/%Y")
    assert not moments.fault.astype(bool).any()
    assert (moments.local_ms == days.astype("datetime64[ms]").astype(np.int64)).all()
