"""The voice of a report: one object that turns sentences and plain values into text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations
from numbers import Integral, Real

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_precision

from cctoolkit.errors import SENTENCES, Problem, fill, grouped
from cctoolkit.words import dates, digits
from cctoolkit.words.catalogues import LANGUAGES, translations
from cctoolkit.words.codes import CODES
from cctoolkit.words.digits import DASH, NBSP, is_missing
from cctoolkit.words.glossary import GLOSSARY
from cctoolkit.words.phrases import joined


@lru_cache
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except UnknownLocaleError as error:
        raise ValueError(str(error)) from error


@dataclass(frozen=True)
class Words:
    """Words of a language and a country, digits and money of a locale.

    What is missing (None, NaN, NaT) is shown as a dash; a number is rounded half up, once, here.

    Parameters
    ----------
    language : {"es", "en"}
        Of the sentences and of the names of months.
    country : str
        Chooses the vocabulary of Spanish: ES, CO or MX; any other is said as in Spain.
    locale : str
        Of digits, percentages, money and the order of dates, such as `es_CO`.
    currency : str
        Three letters.
    currency_decimals : int, optional
        Decimals that the contract prints; without it, those of the currency.

    Examples
    --------
    >>> words = Words("es", "ES", "es_ES")
    >>> words.money(Decimal("1234.5"))
    '1.234,50\\xa0€'
    """

    language: str = "es"
    country: str = "ES"
    locale: str = "es_ES"
    currency: str = "EUR"
    currency_decimals: int | None = None

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"no words in {self.language!r}; languages: {', '.join(LANGUAGES)}")
        _locale(self.locale)

    @property
    def _digits(self) -> Locale:
        return _locale(self.locale)

    @property
    def _prose(self) -> Locale:
        return dates.prose_locale(self.language, self._digits)

    @property
    def _sentences(self) -> NullTranslations:
        return translations(self.language, self.country)

    # Sentences

    def say(self, message: str, /, **values: object) -> str:
        """Translate an English sentence and put its values in.

        Parameters
        ----------
        message : str
            The message id, a literal where it is written, or marked there with `N_`.
        **values : str, int, datetime.date or datetime.datetime
            Whole numbers and dates are written by the locale.

        Raises
        ------
        TypeError
            For a float or a Decimal: its decimals are chosen with `number`, `percent`, `money`.
        """
        return self._text(message).format(**self._shown(values))

    def say_plural(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """Translate a sentence that counts; `{n}` is the count."""
        template = self._sentences.ngettext(singular, plural, n)
        return template.format(**self._shown({"n": n} | values))

    def term(self, key: str) -> str:
        """Return the trade's name of a glossary term, as the country says it."""
        return self._text(GLOSSARY[key].name)

    def definition(self, key: str) -> str:
        """Return the definition of a glossary term."""
        return self._text(GLOSSARY[key].definition)

    def code(self, column: str, code: str) -> str:
        """Return the words for a code of a closed list, such as `("state", "acw")`."""
        return self._text(CODES[column][code])

    def code_or_own(self, column: str, code: str) -> str:
        """Return the words for a code or, where the list is open, the code as somebody wrote it."""
        return self.code(column, code) if code in CODES[column] else str(code)

    # Numbers

    def number(self, x: Real | Decimal | None, decimals: int = 0, signed: bool = False) -> str:
        """Write a number."""
        return DASH if is_missing(x) else digits.number(x, self._digits, decimals, signed)

    def percent(self, share: Real | None, decimals: int = 1, signed: bool = False) -> str:
        """Write a share, 0 to 1, as a percentage."""
        return DASH if is_missing(share) else digits.percent(share, self._digits, decimals, signed)

    def percent_agreed(self, share: Real | None) -> str:
        """Write a share that was agreed, such as a target: with the decimals that it has."""
        return self.percent(share, digits.decimals_apart([], [share], scale=digits.PERCENT))

    def points(self, difference: Real | None, decimals: int = 1) -> str:
        """Write a difference between two shares in percentage points, always with its sign."""
        if is_missing(difference):
            return DASH
        points = digits.rounded(Decimal(str(difference)) * 100, decimals)
        count = 1 if decimals == 0 and abs(points) == 1 else 2
        unit = self.say_plural("point", "points", count)
        return f"{self.number(points, decimals, signed=True)}{NBSP}{unit}"

    def seconds(self, x: Real | None, decimals: int = 0) -> str:
        """Write seconds as such, as handle times are: `252 s`."""
        return self._with_unit(x, "s", decimals)

    def hours(self, x: Real | None, decimals: int = 0) -> str:
        """Write hours."""
        return self._with_unit(x, "h", decimals)

    def duration(self, seconds: Real | None) -> str:
        """Write a stretch of time: `4 min 12 s`, `135 h 40 min`."""
        return DASH if is_missing(seconds) else dates.duration(seconds, self._digits)

    # Money

    def money(
        self, amount: Decimal | int | None, signed: bool = False, decimals: int | None = None
    ) -> str:
        """Write an amount with its symbol; `decimals=0` for a headline.

        The contract's decimals win over those of the currency.
        """
        if is_missing(amount):
            return DASH
        places = self._places(amount, decimals)
        return digits.money(amount, self.currency, self._digits, places, signed)

    def money_with_code(
        self, amount: Decimal | int | None, signed: bool = False, decimals: int | None = None
    ) -> str:
        """Write an amount with the currency's letters, for pages where `$` means two things."""
        if is_missing(amount):
            return DASH
        places = self._places(amount, decimals)
        return f"{self.number(amount, places, signed)}{NBSP}{self.currency}"

    # Dates

    def date(self, day: dt.date | None, style: str = "medium") -> str:
        """Write a date, `medium` in tables, `long` in prose, `axis` or `axis_month` in figures."""
        return DASH if is_missing(day) else dates.day(day, self._prose, style)

    def date_time(self, instant: dt.datetime | None, seconds: bool = False) -> str:
        """Write a date and the time of day, in the zone that the instant carries."""
        return DASH if is_missing(instant) else dates.instant(instant, self._prose, seconds)

    def weekday(self, number: int, style: str = "short") -> str:
        """Write the day of the week, 1 Monday to 7 Sunday, `short` in tables or `long` in prose."""
        return dates.weekday(number, self._prose, style)

    def month(self, day: dt.date | None, heading: bool = False) -> str:
        """Write the month of a date, with a capital in a heading."""
        if is_missing(day):
            return DASH
        text = dates.month(day, self._prose)
        return capitalised(text) if heading else text

    def period(self, first: dt.date | None, last: dt.date | None, heading: bool = False) -> str:
        """Write the stretch between two dates, both included, in months where they are whole."""
        if is_missing(first) or is_missing(last):
            return DASH
        text = self._period(first, last)
        return capitalised(text) if heading else text

    # Phrases

    def list_of(self, items: Iterable[str]) -> str:
        """Join items as a sentence does: `a, b y c`."""
        return joined(list(items), self._prose)

    def interval(self, low: object, high: object, formatter: Callable[[object], str]) -> str:
        """Write an interval in a director's words: `entre 78,1 % y 84,0 %`."""
        if is_missing(low) or is_missing(high):
            return DASH
        ends = formatter(low), formatter(high)
        if ends[0] == ends[1]:
            return ends[0]
        return self.say("between {low} and {high}", low=ends[0], high=ends[1])

    # Problems

    def problem(self, problem: Problem) -> str:
        """Word one problem: where, what, what to do."""
        values = {name: self._lenient(value) for name, value in problem.values.items()}
        shown = replace(problem, values=values)
        sentences = " ".join(
            fill(self._text(part), shown) for part in SENTENCES[problem.code] if part
        )
        place = problem.place(self.say("sheet"), self.say("line"), self.say("column"))
        return f"{place}: {sentences}" if place else sentences

    def problems(
        self, problems: Iterable[Problem], limit: int = 20, listing: str = "errors.csv"
    ) -> list[str]:
        """Word problems, one line for those of a kind and a place, the rest counted.

        `listing` names the file where all of them stand.
        """
        groups = grouped(problems)
        lines = [self._counted(problem, n, listing) for problem, n in groups[:limit]]
        rest = len(groups) - limit
        if rest > 0:
            lines.append(
                self.say_plural(
                    "And {n} more kind of problem: {listing}",
                    "And {n} more kinds of problem: {listing}",
                    rest,
                    listing=listing,
                )
            )
        return lines

    def _counted(self, problem: Problem, n: int, listing: str) -> str:
        line = self.problem(problem)
        if n == 1:
            return line
        more = self.say_plural(
            "({n} more: {listing})", "({n} more: {listing})", n - 1, listing=listing
        )
        return f"{line} {more}"

    def _text(self, message: str) -> str:
        # gettext answers the empty message with the catalogue's header
        return self._sentences.gettext(message) if message else ""

    def _shown(self, values: dict[str, object]) -> dict[str, str]:
        return {name: self._plain(name, value) for name, value in values.items()}

    def _plain(self, name: str, value: object) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, Integral) and not isinstance(value, bool):
            return self.number(value)
        if isinstance(value, dt.datetime):
            return self.date_time(value)
        if isinstance(value, dt.date):
            return self.date(value)
        raise TypeError(
            f"{name}={value!r} is neither text, a whole number nor a date: "
            "choose its form with number(), percent(), money() or another format"
        )

    def _lenient(self, value: object) -> str:
        """Word a value of a problem, where nobody chose a form."""
        if isinstance(value, bool) or not isinstance(value, Real | dt.date | Decimal):
            return str(value)
        if isinstance(value, Integral | dt.date):
            return self._plain("value", value)
        exact = digits.rounded(value, 4).normalize()
        return self.number(exact, max(0, -exact.as_tuple().exponent))

    def _with_unit(self, x: Real | None, unit: str, decimals: int) -> str:
        return DASH if is_missing(x) else f"{self.number(x, decimals)}{NBSP}{unit}"

    def _places(self, amount: object, decimals: int | None) -> int:
        if not isinstance(amount, Decimal | Integral):
            raise TypeError(f"money is Decimal, not {type(amount).__name__}")
        if decimals is not None:
            return decimals
        if self.currency_decimals is not None:
            return self.currency_decimals
        return get_currency_precision(self.currency)

    def _period(self, first: dt.date, last: dt.date) -> str:
        locale = self._prose
        if dates.whole_months(first, last):
            return dates.months(first, last, locale)
        end = dates.day(last, locale, "long")
        if first == last:
            return end
        return self.say("{first} to {last}", first=dates.first_day(first, last, locale), last=end)


def capitalised(text: str) -> str:
    """Raise the first letter and leave the others."""
    return text[:1].upper() + text[1:]
