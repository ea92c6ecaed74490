"""Key figures and findings as the templates want them: text, marks and links."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from cctoolkit.findings import Finding, KeyFigure, Stake
from cctoolkit.report import values
from cctoolkit.report.sentences import Sentence, sentence
from cctoolkit.words import GLOSSARY, Words
from cctoolkit.words.voice import capitalised

PURSES = ("claimable", "disputable", "opportunity")
_AWAITED = ("draft", "for_comment")


@dataclass(frozen=True)
class FigureCard:
    """A key figure in words; what it lacks is empty."""

    term: str
    label: str
    value: str
    interval: str
    target: str
    standing: str
    standing_words: str
    n: str
    grade: str
    grade_words: str
    spark: str
    spark_words: str


@dataclass(frozen=True)
class FindingCard:
    """A finding in words; what it lacks is empty."""

    number: int
    severity: str
    severity_words: str
    said: Sentence
    purse: str
    stake: str
    clause: str
    control: str
    objection: str
    evidence: str
    n: str
    grade: str
    grade_words: str


def figure_card(figure: KeyFigure, words: Words) -> FigureCard:
    """Word a key figure: value, target, interval, weight, grade of evidence, trend."""
    standing = values.standing(figure)
    return FigureCard(
        term=figure.term,
        label=capitalised(words.term(figure.term)),
        value=values.figure_value(figure, words),
        interval=values.figure_interval(figure, words),
        target=values.target(figure, words),
        standing=standing or "",
        standing_words=words.say(values.STANDINGS[standing]) if standing else "",
        n=values.counted(figure.n, figure.n_unit, words),
        grade=figure.grade,
        grade_words=grade_words(figure.grade, words),
        spark=values.spark(figure.trend),
        spark_words=values.trend_words(figure, words),
    )


def finding_card(number: int, finding: Finding, words: Words, state: str) -> FindingCard:
    """Word a finding: what it says, the money, who controls it, the other party's objection."""
    return FindingCard(
        number=number,
        severity=finding.severity,
        severity_words=words.say(values.SEVERITIES[finding.severity]),
        said=sentence(finding, words),
        purse=finding.stake.purse if finding.stake else "",
        stake=_amount(finding.stake, words) if finding.stake else "",
        clause=finding.clause,
        control=_control(finding, words),
        objection=_objection(state, words),
        evidence=anchor(finding.section, finding.table) if finding.table else "",
        n=values.counted(finding.n, finding.n_unit, words) if finding.n else "",
        grade=finding.grade,
        grade_words=grade_words(finding.grade, words),
    )


def _control(finding: Finding, words: Words) -> str:
    """Who can change it, where it is one of them: that both can tells nobody anything."""
    if finding.controlled_by in ("", "both"):
        return ""
    return words.say(values.PARTIES[finding.controlled_by])


def anchor(section: str, table: str) -> str:
    """Return the place of a table in the page."""
    return f"table-{section}-{table}"


def grade_words(grade: str, words: Words) -> str:
    """Say what a grade of evidence means; empty without one."""
    key = f"evidence_{grade.lower()}"
    if key not in GLOSSARY:
        return ""
    return f"{capitalised(words.term(key))}. {words.definition(key)}"


def _amount(stake: Stake, words: Words) -> str:
    """Write the money of a finding; what a model estimates has no cents to tell."""
    decimals = 0 if stake.purse == "opportunity" else None
    money = partial(words.money, decimals=decimals)
    if stake.low == stake.high:
        return money(stake.low)
    ends = words.interval(stake.low, stake.high, money)
    return ends if stake.value is None else f"{money(stake.value)} ({ends})"


def _objection(state: str, words: Words) -> str:
    """Say where the other party's objection stands, as the state of the report tells."""
    if state in _AWAITED:
        return words.say("Objection of the other party: awaited")
    return words.say("Objection of the other party: none received")
