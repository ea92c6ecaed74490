"""One page of the report as notebooks build it: `page = open_page("service")`, then a line a cell.

Each method returns a `Block` that the notebook shows. Nothing is computed: sections bring the
numbers, `words` the sentences, `figures` the pictures, the templates the form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import pandas as pd

from cctoolkit.engagement.opening import Engagement, open_engagement
from cctoolkit.engagement.reading import SETTINGS_FILE
from cctoolkit.errors import InputError, Problem
from cctoolkit.figures import Look, Picture, pictures
from cctoolkit.report import handover, manifest, method, values
from cctoolkit.report.block import Block, rendered, stylesheet
from cctoolkit.report.cards import PURSES, anchor, figure_card, finding_card, grade_words
from cctoolkit.report.colour import readable
from cctoolkit.report.columns import in_zone, shown
from cctoolkit.report.demo import sample_engagement
from cctoolkit.report.images import embedded, logo
from cctoolkit.report.layouts import Layout, layout
from cctoolkit.report.sentences import sentence
from cctoolkit.report.sentences.answers import answer, title, verdict
from cctoolkit.report.sentences.lacks import lack_sentence
from cctoolkit.sections import SECTIONS, Section, evaluated, summary
from cctoolkit.sections.annex import refusal
from cctoolkit.words import GLOSSARY, Words, terms_of
from cctoolkit.words.voice import capitalised

SUMMARY = "summary"
ROWS_SHOWN = 60
ROWS_OPEN = 14
FINDINGS_ON_TOP = 5


def open_page(
    section: str,
    engagement: str | Path = "",
    *,
    output: str | Path = "",
    until: str = "",
    language: str = "",
) -> Page:
    """Open an engagement and evaluate one of its sections, ready to be shown piece by piece.

    Parameters
    ----------
    section : str
        Name of a section, or `summary`.
    engagement : path
        Engagement folder; empty opens the sample engagement, written at first use.
    output : path
        Folder of the run that collects tables and results; empty writes nothing.
    until : str
        Last date to use, year-month-day; empty goes to the end of the period.
    language : {"", "es", "en"}
        Language of the page; empty takes the engagement's.

    Returns
    -------
    Page

    Raises
    ------
    InputError
        The section, the date or the engagement cannot be used: every reason.
    """
    if section != SUMMARY and section not in SECTIONS:
        allowed = ", ".join((SUMMARY, *SECTIONS))
        raise InputError(Problem("section_unknown", found=section, allowed=allowed))
    opened = open_engagement(
        engagement or sample_engagement(), until=until_date(until), language=language or None
    )
    folder = Path(output) if output else None
    others = _others(opened, folder) if section == SUMMARY else {}
    result = summary(opened, others) if section == SUMMARY else evaluated(section, opened)
    return Page(result, opened, output=folder, sections=others)


def until_date(until: str) -> date | None:
    """Read the last date to use; empty is none."""
    try:
        return date.fromisoformat(until) if until else None
    except ValueError as error:
        raise InputError(Problem("until_no_date", found=until)) from error


def voice(engagement: Engagement) -> Words:
    """Return the words of an engagement: its language, country, locale and currency."""
    settings = engagement.settings
    return Words(
        settings.language,
        settings.country,
        settings.locale,
        settings.currency,
        settings.currency_decimals,
    )


def _others(engagement: Engagement, output: Path | None) -> dict[str, Section]:
    """Return what the other sections found: as their kernels left it, or evaluated here."""
    if output is None:
        return {name: evaluated(name, engagement) for name in engagement.settings.sections}
    return {name: left for name, left in handover.taken(output).items() if name in SECTIONS}


@dataclass
class Page:
    """A section of an engagement, shown piece by piece.

    Attributes
    ----------
    section : Section
        What was found; its tables are DataFrames for whoever wants to look further.
    engagement : Engagement
    output : Path, optional
    sections : mapping of str to Section
        The other sections, on the summary.
    """

    section: Section
    engagement: Engagement
    output: Path | None = None
    sections: Mapping[str, Section] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._seen: set[str] = set()

    @cached_property
    def words(self) -> Words:
        """The voice of the engagement."""
        return voice(self.engagement)

    # The first page

    def masthead(self) -> Block:
        """Who it is about, of when, in which state, for whom, and until when the data go."""
        settings, words = self.engagement.settings, self.words
        period = settings.period
        return self._block(
            "masthead",
            client=settings.client,
            service=settings.service,
            period=words.period(period.first, period.last),
            facts=[
                (words.say("State"), words.code("report_state", settings.state)),
                (words.say("Commissioned by"), settings.commissioned_by),
                (words.say("Provider"), settings.provider),
                (words.say("View"), words.code("view", settings.view)),
                (words.say("Data until"), words.date(period.last, "long")),
            ],
            logo=logo(self.engagement.folder, settings.brand.logo),
            style=True,
        )

    def verdict(self) -> Block:
        """The answer in one or two sentences."""
        return self._block("verdict", verdict=verdict(self.section, self.words))

    def key_figures(self) -> Block:
        """The figures of the section as cards."""
        return self._block(
            "key_figures",
            title=self.words.say("Key figures"),
            on_summary=self._on_summary,
            cards=[figure_card(figure, self.words) for figure in self.section.key_figures],
        )

    def findings(self) -> Block:
        """What was found, most serious first; by purse where there is money at stake."""
        found = [item for item in self.section.findings if item.section != "data"]
        most = FINDINGS_ON_TOP if self._on_summary else len(found)
        words, state = self.words, self.engagement.settings.state
        cards = [
            finding_card(number, item, words, state) for number, item in enumerate(found[:most], 1)
        ]
        by_purse = {
            purse: [card for card in cards if card.purse == purse] for purse in (*PURSES, "")
        }
        n_more = len(found) - len(cards)
        return self._block(
            "findings",
            title=self.words.say("Findings"),
            on_summary=self._on_summary,
            cards=cards,
            by_purse=by_purse if any(by_purse[purse] for purse in PURSES) else {},
            purses=[purse for purse in PURSES if by_purse[purse]],
            empty_purses=[purse for purse in PURSES if not by_purse[purse]],
            more=words.say_plural(
                "{n} more finding in its section", "{n} more findings in their sections", n_more
            )
            if n_more
            else "",
        )

    def lacks(self) -> Block:
        """What could not be evaluated, and what would allow it."""
        words = self.words
        return self._block(
            "lacks",
            title=words.say("What could not be evaluated"),
            on_summary=self._on_summary,
            lacks=[lack_sentence(lack, words) for lack in self.section.lacks],
        )

    # A section

    def heading(self) -> Block:
        """The answer of the section, as its title."""
        return self._block(
            "heading",
            name=self.section.name,
            subject=title(self.section.name, self.words),
            answer=answer(self.section, self.words),
            is_available=self.section.is_available,
            style=True,
        )

    def footing(self) -> Block:
        """On what footing rows of single people are shown; nothing where none are."""
        people, words = self.engagement.settings.people, self.words
        if people is None or not self.section.is_available:
            return Block("")
        return self._block(
            "footing",
            title=words.say("On what footing these data are processed"),
            facts=[
                (words.say("Controller"), people.controller),
                (words.say("Legal basis"), people.legal_basis),
                (words.say("Purpose"), people.purpose),
                (words.say("Informed"), people.informed),
                (words.say("Informed on"), words.date(people.informed_on, "long")),
                (words.say("To be deleted on"), words.date(people.delete_on, "long")),
            ],
        )

    def picture(self, name: str = "") -> Block:
        """One picture: the one that carries the section, or the one named."""
        chosen = [item for item in self._pictures if name in ("", item.name)][:1]
        return self._figures(chosen)

    def pictures(self) -> Block:
        """The pictures not shown yet."""
        return self._figures([item for item in self._pictures if item.name not in self._seen])

    def table(self, *names: str, show: Sequence[str] = ()) -> Block:
        """Tables of the section, in this order; nothing for one that could not be made.

        Parameters
        ----------
        *names : str
        show : sequence of str
            Columns to show instead of the usual ones; the CSV always has them all.
        """
        made = [name for name in names if name in self.section.tables]
        return Block("".join(self._tables(made, show)))

    def method(self) -> Block:
        """Choices that somebody could dispute and what to keep in mind, folded."""
        return self._block(
            "method",
            title=self.words.say("Method, choices and reservations"),
            choices=[*method.choices(self.section, self.words)],
            notes=method.notes(self.section, self.words) if self.section.is_available else [],
        )

    # The end of the report

    def definitions(self) -> Block:
        """The terms that the sections of the report use."""
        names = [name for name, section in self.sections.items() if section.is_available]
        keys = {term.key for name in names for term in terms_of(name)}
        if any(finding.stake for name in names for finding in self.sections[name].findings):
            keys |= {*PURSES, "three_purses"}
        terms = [
            (key, capitalised(self.words.term(key)), self.words.definition(key), self._also(key))
            for key in keys
        ]
        return self._block(
            "definitions",
            title=self.words.say("Definitions"),
            terms=sorted(terms, key=lambda term: _unaccented(term[1])),
        )

    def data_quality(self) -> Block:
        """What is wrong with the data and what it does to the figures."""
        found = [item for item in self.section.findings if item.section == "data"]
        unknown = self.engagement.unclassified
        return self._block(
            "data_quality",
            title=self.words.say("Data quality"),
            defects=[sentence(item, self.words) for item in found],
            unclassified=shown(unknown, (), self.words, ROWS_SHOWN) if len(unknown) else None,
        )

    def stamp(self) -> Block:
        """From what the report was made, with what, for whom and when."""
        stamp = self.output and manifest.read(self.output)
        stamp = stamp or manifest.manifest(self.engagement, "")
        stamp = manifest.with_evidence(stamp, self.sections)
        words = self.words
        facts = [
            (words.say("Created"), self._created(stamp)),
            (words.say("State"), words.code("report_state", stamp["state"])),
            (words.say("Commissioned by"), stamp["commissioned_by"]),
            (words.say("Command"), stamp["command"] or words.say("interactive session")),
            (words.say("Evidence"), self._evidence(stamp["evidence"])),
            (
                words.say("Versions"),
                ", ".join(f"{name} {number}" for name, number in stamp["versions"].items()),
            ),
        ]
        return self._block(
            "stamp",
            title=words.say("Stamp"),
            facts=facts,
            hashes=_hashes(stamp),
        )

    def close(self) -> Block:
        """The tables not shown yet, folded; and everything left in the output folder, if any."""
        if self.output is not None:
            zone = self.engagement.settings.zone
            handover.leave(self.section, self.output, zone=zone, names_people=self._names_people)
        rest = [name for name in self.section.tables if f"table {name}" not in self._seen]
        title = self.words.say("All the tables of this section")
        return self._block("more_tables", title=title, tables=[*self._tables(rest, ())])

    # Pieces

    @property
    def _on_summary(self) -> bool:
        return self.section.name == SUMMARY

    @property
    def _names_people(self) -> bool:
        settings = self.engagement.settings
        return refusal(settings) is None

    def _block(self, template: str, *, style: bool = False, **values_shown: object) -> Block:
        html = rendered(template, words=self.words, say=self.words.say, **values_shown)
        return Block(html, self._style if style and self.output is None else "")

    @property
    def _style(self) -> str:
        accent = readable(self.engagement.settings.brand.accent)
        return f"<style>.cct{{--accent:{accent}}}\n{stylesheet('blocks')}</style>"

    @cached_property
    def _pictures(self) -> tuple[Picture, ...]:
        look = Look(accent=readable(self.engagement.settings.brand.accent))
        section = self.section
        return tuple(pictures(section.name, section.tables, section.choices, self.words, look))

    def _figures(self, chosen: Sequence[Picture]) -> Block:
        self._seen.update(item.name for item in chosen)
        return self._block("pictures", pictures=[embedded(item) for item in chosen])

    def _tables(self, names: Sequence[str], show: Sequence[str]) -> Iterator[str]:
        for name in names:
            self._seen.add(f"table {name}")
            yield self._table(name, self.section.tables[name], show)

    def _table(self, name: str, table: pd.DataFrame, show: Sequence[str]) -> str:
        handover.refuse_people(table, name, allowed=self._names_people)
        words, described = self.words, self._layout(name)
        local = in_zone(table, self.engagement.settings.zone)
        written = shown(local, show or described.columns, words, ROWS_SHOWN)
        n_more, grade = written.n_left_out, self.section.grades.get(name, "")
        return rendered(
            "table",
            words=words,
            say=words.say,
            caption=words.say(described.caption),
            anchor=anchor(self.section.name, name),
            table=written,
            n_rows=values.counted(len(table), "rows", words),
            more=words.say_plural("{n} only in the CSV", "{n} only in the CSV", n_more)
            if n_more
            else "",
            csv=handover.csv_name(self.section.name, name),
            letter=grade,
            grade_words=grade_words(grade, words),
            is_long=len(table) > ROWS_OPEN,
        )

    def _layout(self, table: str) -> Layout:
        basis = str(self.section.choices.get("basis", "offered"))
        return layout(self.section.name, table, basis=basis)

    def _also(self, key: str) -> str:
        return self.words.say(GLOSSARY[key].also) if GLOSSARY[key].also else ""

    def _created(self, stamp: Mapping) -> str:
        local = datetime.fromisoformat(stamp["created_at_local"])
        utc = datetime.fromisoformat(stamp["created_at_utc"])
        return f"{self.words.date_time(local)} ({stamp['zone']}) · {self.words.date_time(utc)} UTC"

    def _evidence(self, grades: Mapping[str, str]) -> str:
        said = [
            f"{title(name, self.words)} ({self.words.code('evidence', grade)})"
            for name, grade in grades.items()
        ]
        return "; ".join(said) or "–"


def _unaccented(text: str) -> str:
    """Key that sorts accented letters beside the plain ones."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _hashes(stamp: Mapping) -> list[tuple[str, str]]:
    """Return each file with its hash, once, however many sources read it."""
    files = [(file["name"], file.get("sha256") or "–") for file in stamp["inputs"]]
    return [*dict.fromkeys([(SETTINGS_FILE, stamp["engagement_sha256"]), *files])]
