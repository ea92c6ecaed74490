"""Days, months, instants and stretches of time on paper: words of a language, order of a locale."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time

from cctoolkit.words.digits import MINUS, NBSP, number, rounded

AXIS = {"axis": "MMMd", "axis_month": "yMMM"}


@lru_cache
def prose_locale(language: str, locale: Locale) -> Locale:
    """Return the locale that gives the names of months: the report's language, there if it can be.

    Where the language is not spoken there, English takes its international form, day first.
    """
    if locale.language == language:
        return locale
    for territory in (locale.territory, "001"):
        try:
            return Locale(language, territory)
        except UnknownLocaleError:
            continue
    return Locale(language)


def day(value: dt.date, locale: Locale, style: str) -> str:
    """Write a date: `31 oct 2026` medium, `31 de octubre de 2026` long, `31 oct` on an axis."""
    if style in AXIS:
        return format_skeleton(AXIS[style], value, locale=locale)
    return format_date(value, style, locale)


def clock(value: dt.datetime, locale: Locale, seconds: bool) -> str:
    """Write the time of day of an instant, in the zone that it carries."""
    style = "medium" if seconds else "short"
    return format_time(value.replace(tzinfo=None), style, locale=locale)


def instant(value: dt.datetime, locale: Locale, seconds: bool) -> str:
    """Write date and time of day."""
    pattern = str(locale.datetime_formats["medium"])
    return pattern.format(clock(value, locale, seconds), day(value, locale, "medium"))


def weekday(number: int, locale: Locale, style: str) -> str:
    """Write the day of the week, 1 Monday to 7 Sunday."""
    width = {"short": "abbreviated", "long": "wide"}[style]
    return str(locale.days["stand-alone"][width][number - 1])


def month(value: dt.date, locale: Locale) -> str:
    """Write a month and its year: `octubre de 2026`."""
    return format_skeleton("yMMMM", value, locale=locale)


def whole_months(first: dt.date, last: dt.date) -> bool:
    """Tell whether two dates, both included, bound whole calendar months."""
    return first.day == 1 and (last + dt.timedelta(days=1)).day == 1


def months(first: dt.date, last: dt.date, locale: Locale) -> str:
    """Write whole months: one, or the ends of a run joined by a dash."""
    end = month(last, locale)
    if (first.year, first.month) == (last.year, last.month):
        return end
    if first.year == last.year:
        return f"{format_date(first, 'LLLL', locale)}–{end}"
    return f"{month(first, locale)} – {end}"


def first_day(first: dt.date, last: dt.date, locale: Locale) -> str:
    """Write the first day of a stretch, without what its last day already says."""
    if first.year != last.year:
        return day(first, locale, "long")
    day_leads = locale.date_formats["long"].pattern.startswith("d")
    if first.month == last.month and day_leads:
        return str(first.day)
    return format_skeleton("MMMMd", first, locale=locale)


def duration(seconds: float, locale: Locale) -> str:
    """Write a stretch of time in its two largest units; from an hour on, to the minute.

    Examples
    --------
    >>> duration(252, Locale("es")), duration(3 * 3600 + 29, Locale("es"))
    ('4\\xa0min 12\\xa0s', '3\\xa0h')
    """
    whole = int(rounded(abs(seconds), 0))
    if whole >= 3600:
        whole = 60 * int(rounded(whole / 60, 0))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    shown = [f"{number(n, locale, 0)}{NBSP}{unit}" for n, unit in parts if n] or [f"0{NBSP}s"]
    return (MINUS if seconds < 0 and whole else "") + " ".join(shown)
