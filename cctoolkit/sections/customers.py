"""What became of the customer's matter: transfers, resolution, opinion, call backs, automation.

Apart from `service`, which tells how long customers waited: these figures need single contacts and,
most of them, to know the customer; the others only need sums by interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from cctoolkit.engagement.opening import Engagement
from cctoolkit.engagement.settings import Settings
from cctoolkit.findings import Finding, KeyFigure
from cctoolkit.findings import customers as rules
from cctoolkit.findings.rows import the_row
from cctoolkit.metrics import automation, channels, legs, resolution, satisfaction
from cctoolkit.metrics.clock import local_date
from cctoolkit.sections.absence import none_of
from cctoolkit.sections.answered_by import AnsweredBy
from cctoolkit.sections.key_figures import key_figure
from cctoolkit.sections.section import Lack, Section
from cctoolkit.sections.spread import CONFIDENCE, beside, net_spread, share_spread

NAME = "customers"
GRADE = "A"
LEAST_IDENTIFIED = 0.80
"""Share of contacts whose customer is known below which no resolution is judged."""
MOST_OUT_OF_SCALE = 0.01
"""Share of answers off the scale above which the scale is wrong, not the answers."""
DAY = "arrived_on"
COMPARABLE = ("segment", "reason")

Measure = Callable[[Sequence[str]], pd.DataFrame]


def customers(engagement: Engagement) -> Section:
    """Evaluate what became of the contacts; needs `contacts`, one row per contact or leg.

    Each part is there if the columns that it needs carry something, and is a lack otherwise.
    """
    if "contacts" not in engagement:
        return Section(NAME, lacks=(none_of(NAME, engagement, "contacts"),))
    data = _Data(engagement)
    tables: dict[str, pd.DataFrame] = {}
    lacks: list[Lack] = []
    for add in (_add_legs, _add_resolution, _add_opinions, _add_waiting, _add_automation):
        add(tables, lacks, data)
    lacks += data.answered_by.lacks()
    targets = data.settings.targets
    return Section(
        NAME,
        tables=tables,
        key_figures=tuple(_key_figures(tables, data)),
        findings=tuple(_findings(tables, data)),
        lacks=tuple(lacks),
        grade=GRADE if tables else "",
        grades=dict.fromkeys(tables, GRADE),
        choices={
            "fcr_target": targets.first_contact_resolution,
            "repeat_window_days": data.window_days,
            "least_identified": LEAST_IDENTIFIED,
            "short_contact_s": data.settings.short_contact_s,
            "satisfied_from": data.settings.surveys.satisfied_from,
            "first_response_h": data.settings.first_response_h,
            "confidence": CONFIDENCE,
        },
    )


class _Data:
    """The contacts of the section, with their day, and the choices that were made."""

    def __init__(self, engagement: Engagement) -> None:
        self.settings: Settings = engagement.settings
        contacts = engagement["contacts"]
        day = local_date(contacts["arrived_at"], self.settings.zone)
        self.answered_by = AnsweredBy(contacts.assign(**{DAY: day}), engagement, day=DAY)
        self.contacts = self.answered_by.contacts
        self.window_days = self.settings.repeat_window_days
        self.begun = contacts["arrived_at"].min()

    def has(self, column: str) -> bool:
        return column in self.contacts and bool(self.contacts[column].notna().any())

    def groups(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the end of a table's name and its groups: the whole, by queue, segment, team."""
        yield "", []
        for dimension in self.answered_by.told:
            yield f"_by_{dimension}", [dimension]

    def only_shown(self, table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
        return self.answered_by.only_shown(table, by[0]) if by else table

    def legs(self, by: Sequence[str]) -> pd.DataFrame:
        moved = legs.transfers(self.contacts, by).rename(
            columns={"leg_share": "passed_on_share", "contact_share": "transferred_share"}
        )
        handled = legs.handle_time_per_contact(self.contacts, by)
        short = legs.short_contacts(self.contacts, by, short_s=self.settings.short_contact_s)
        # the transfers count only legs that say whether they were passed on; the times count all
        moved = moved.rename(columns={"n_legs": "n_legs_known", "n_contacts": "n_contacts_known"})
        short = short.drop(columns="n_legs").rename(columns={"n_short": "n_short_legs"})
        return beside(beside(handled, moved, by), short, by)

    def resolution(self, by: Sequence[str]) -> pd.DataFrame:
        return resolution.first_contact_resolution(
            self.contacts, by, window_days=self.window_days, observed_from=self.begun
        )

    def csat(self, by: Sequence[str]) -> pd.DataFrame:
        surveys = self.settings.surveys
        return satisfaction.satisfaction(
            self.contacts,
            by,
            scale=(surveys.csat_low, surveys.csat_high),
            top_box=surveys.satisfied_from,
        ).drop(columns=["low", "high", "mean_se"])

    def nps(self, by: Sequence[str]) -> pd.DataFrame:
        return satisfaction.net_promoter(self.contacts, by).drop(columns="nps_se")


def _without(what: str, column: str) -> Lack:
    return Lack(what, "table_column", ("contacts", column))


def _add_legs(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    whole = data.legs([])
    if not the_row(whole)["n_contacts"] > 0:
        lacks.append(_without("legs", "talk_ms"))
        return
    for end, by in data.groups():
        tables[f"legs{end}"] = data.only_shown(data.legs(by), by) if by else whole
    if not the_row(whole)["n_contacts_known"] > 0:
        lacks.append(_without("transfers", "transferred"))


def _add_resolution(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    if not data.has("customer_key"):
        lacks.append(_without("resolution", "customer_key"))
        return
    for end, by in data.groups():
        table, days = data.resolution(by), data.resolution([*by, DAY])
        limits = share_spread(days, by, "n_issues_single", "n_issues", clusters=[DAY])
        tables[f"resolution{end}"] = data.only_shown(beside(table, limits, by), by)
    tables["resolution_readings"] = _readings(tables["resolution"])
    row = the_row(tables["resolution"])
    if not row["n_issues"] > 0:
        lacks.append(Lack("resolution", "window", (f"{data.window_days:g}",)))
    if row["identified_share"] < LEAST_IDENTIFIED:
        shares = (f"{row['identified_share']:.6f}", f"{LEAST_IDENTIFIED:g}")
        lacks.append(Lack("resolution", "identified", shares))


def _readings(overall: pd.DataFrame) -> pd.DataFrame:
    """The three numbers that go by the name of resolution, a row each, with what they divide."""
    known = overall.assign(n_not_followed=overall["n_determined"] - overall["n_followed"])
    sides = {
        "of_issues": ("n_issues_single", "n_issues", "fcr_of_issues"),
        "of_contacts": ("n_issues_single", "n_contacts_of_issues", "fcr_of_contacts"),
        "not_followed": ("n_not_followed", "n_determined", "not_followed_share"),
    }
    rows = [
        known[[*names]].set_axis(["n_good", "n_base", "value"], axis=1).assign(resolution_of=name)
        for name, names in sides.items()
    ]
    return pd.concat(rows, ignore_index=True)


def _add_opinions(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    asked = []
    for name in ("csat", "nps"):
        if lack := _no_opinion(name, data):
            lacks.append(lack)
        else:
            asked.append(name)
    for end, by in data.groups():
        for name in asked:
            measure: Measure = data.csat if name == "csat" else data.nps
            days = measure([*by, DAY])
            table = beside(measure(by), _opinion_limits(name, days, by), by)
            tables[f"{name}{end}"] = data.only_shown(table, by)
    if asked and not data.has("surveyed"):
        lacks.append(_without("response_rate", "surveyed"))


def _no_opinion(name: str, data: _Data) -> Lack | None:
    """Return why an opinion can't be told: nobody gave it, or it is on another scale."""
    if not data.has(name):
        return _without(name, name)
    row = the_row(data.csat([]) if name == "csat" else data.nps([]))
    outside = row["n_out_of_scale"]
    if outside > MOST_OUT_OF_SCALE * (outside + row["n_responses"]):
        return Lack(name, "scale", (f"{outside:.0f}",))
    return None


def _opinion_limits(name: str, days: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    if name == "csat":
        return share_spread(days, by, "n_top", "n_responses", clusters=[DAY])
    return net_spread(days, by, ("n_promoters", "n_detractors"), "n_responses", clusters=[DAY])


def _add_waiting(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    """Those who did not wait in the queue: call backs, mail and messages."""
    if data.has("callback_asked"):
        tables["callbacks"] = channels.callbacks(data.contacts)
    else:
        lacks.append(_without("callbacks", "callback_asked"))
    written = data.contacts["channel"].isin(channels.ASYNCHRONOUS)
    if not written.any():
        return
    if data.contacts.loc[written, "answered_at"].isna().all():
        lacks.append(_without("first_response", "answered_at"))
        return
    threshold_s = data.settings.first_response_h * 3600
    tables["first_response"] = channels.first_response(
        data.contacts, ["channel"], threshold_s=threshold_s
    ).rename(columns={"n_late": "n_overdue"})


def _add_automation(tables: dict[str, pd.DataFrame], lacks: list[Lack], data: _Data) -> None:
    if not data.has("automation"):
        lacks.append(_without("automation", "automation"))
        return
    tables["automation"] = automation.containment(data.contacts, window_days=data.window_days)
    if not data.has("reason"):
        lacks.append(_without("automation_savings", "reason"))
        return
    comparable = [name for name in COMPARABLE if data.has(name)]
    tables["automation_savings"] = automation.automation_savings(
        data.contacts, comparable=comparable, window_days=data.window_days
    )


def _key_figures(tables: dict[str, pd.DataFrame], data: _Data) -> Iterator[KeyFigure]:
    if "resolution" in tables:
        yield from _figure(
            "first_contact_resolution",
            tables["resolution"],
            "fcr_of_issues",
            ("n_issues", "issues"),
            target_low=_target(tables, data),
        )
    if "csat" in tables:
        yield from _figure("satisfied", tables["csat"], "top_box_share", ("n_responses", "answers"))
    if "nps" in tables:
        yield from _figure(
            "net_promoter", tables["nps"], "nps_share", ("n_responses", "answers"), unit="nps"
        )
    if "legs" in tables:
        whole = ("n_contacts_known", "contacts")
        yield from _figure("transfers", tables["legs"], "transferred_share", whole)
    if "automation" in tables:
        entered = ("n_entered", "contacts")
        yield from _figure("containment", tables["automation"], "contained_net_share", entered)
    if "automation_savings" in tables:
        table = tables["automation_savings"].rename(columns={"sure_h": "low", "gross_h": "high"})
        valued = ("n_valued", "contacts")
        yield from _figure("hours_saved", table, "net_h", valued, unit="hours")


def _figure(
    term: str, table: pd.DataFrame, column: str, counted: tuple[str, str], **more
) -> Iterator[KeyFigure]:
    row = the_row(table)
    if pd.isna(row[column]) or not row[counted[0]] > 0:
        return
    yield key_figure(term, row, column, counted=counted, grade=GRADE, **more)


def _target(tables: dict[str, pd.DataFrame], data: _Data) -> float | None:
    """What resolution is held against; None while too few customers are known."""
    identified = the_row(tables["resolution"])["identified_share"]
    return data.settings.targets.first_contact_resolution if _enough(identified) else None


def _enough(identified_share: float) -> bool:
    return identified_share >= LEAST_IDENTIFIED


def _findings(tables: dict[str, pd.DataFrame], data: _Data) -> Iterator[Finding]:
    if "resolution" not in tables or (target := _target(tables, data)) is None:
        return
    choice = {"target": target, "window_days": data.window_days, "grade": GRADE}
    yield from rules.resolution_against_target(tables["resolution"], **choice)
    yield from rules.resolution_depends_on_reading(tables["resolution_readings"], **choice)
