"""Published numbers beside ours: one list, which the tests compute and docs/published.md prints.

`python -m tests.published` prints the page anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cctoolkit import planning, stats
from cctoolkit.metrics import service, service_levels
from cctoolkit.metrics.comparison import compare
from cctoolkit.metrics.dialects import genesys_cloud
from cctoolkit.metrics.resolution import first_contact_resolution
from cctoolkit.metrics.satisfaction import net_promoter
from cctoolkit.metrics.schedule import adherence_by_exceptions, conformance, schedule_adherence
from cctoolkit.metrics.shrinkage import combined_shrinkage
from tests.frames import at, table
from tests.metrics.planned_day import piece, pieces, planned, schedules

PAGE = Path(__file__).parents[1] / "docs/published.md"


@dataclass(frozen=True)
class Row:
    """What somebody published, what we find, and the test that holds the function to it.

    `printed` are the numbers as published and `within` half a unit of their last digit. `error`
    says what is wrong with a published number; then ours must differ from it.
    """

    source: str
    case: str
    printed: tuple[float, ...]
    within: float
    ours: Callable[[], Iterable[float]]
    test: str
    form: str = "{:.4g}"
    error: str = ""

    @property
    def found(self) -> list[float]:
        """Our numbers."""
        return [float(value) for value in np.ravel(self.ours())]

    @property
    def agrees(self) -> bool:
        """Whether ours are the published ones, as far as these were printed."""
        pairs = zip(self.found, self.printed, strict=True)
        return all(abs(found - printed) <= self.within for found, printed in pairs)

    def written(self, values: Iterable[float]) -> str:
        """Numbers as the page prints them."""
        return " · ".join(self.form.format(value) for value in values)


def _queue(*counts: tuple[int, int, int], within: dict | None = None, **more):
    """Intervals of offered, answered and answered within 20 s; further thresholds by second."""
    rows, limits = [], []
    for n, (n_offered, n_answered, n_within) in enumerate(counts):
        start = at("09:00") + pd.Timedelta(30 * n, "min")
        interval = {"start_at": start, "end_at": start + pd.Timedelta(30, "min")}
        interval |= {"queue": "q", "channel": "voice", "n_redirected": 0}
        rows.append(interval | {"n_offered": n_offered, "n_answered": n_answered})
        rows[-1] |= {"n_abandoned": n_offered - n_answered} | more
        for threshold_s, (answered, abandoned) in {20: (n_within, 0), **(within or {})}.items():
            told = {"n_answered_within": answered, "n_abandoned_within": abandoned}
            limits.append(interval | {"threshold_ms": threshold_s * 1000} | told)
    return table("queue_intervals", rows), table("queue_thresholds", limits)


def _levels(queue, *names: str, short_s: float = 5) -> list[float]:
    found = service_levels.service_level_variants(*queue, threshold_s=20, short_s=short_s)
    return found.set_index("variant").loc[[*names], "value"].tolist()


def _icmi() -> list[float]:
    queue = _queue((1060, 1000, 860), within={20: (860, 20), 5: (300, 10)})
    return _levels(queue, "SL1", "SL2", "SL3", "SL4")


def _short_abandons() -> list[float]:
    queue = _queue((400, 300, 200), within={20: (200, 70), 10: (150, 50)})
    return _levels(queue, "SL6", short_s=10)


def _offered(*counts: tuple[int, int, int]) -> list[float]:
    return service.service_level(*_queue(*counts), threshold_s=20)["of_offered"].tolist()


def _harmonic() -> list[float]:
    """Ten hours at 600 s a contact and ten at 300 s."""
    slow, fast = (_queue((n, n, n), n_handled=n, talk_ms=36_000_000)[0] for n in (60, 120))
    return service.handle_time(pd.concat([slow, fast], ignore_index=True))["aht_s"].tolist()


def _four_calls() -> list[float]:
    rows = [
        {"contact_id": str(n), "customer_key": who, "queue": "q", "talk_ms": 1000}
        | {"arrived_at": at("09:00", f"2026-03-0{day}"), "outcome": "answered", "agent_id": "a"}
        for n, (who, day) in enumerate((("Tom", 1), ("John", 1), ("John", 3), ("Betty", 2)))
    ]
    late = at("00:00", "2026-06-01")
    found = first_contact_resolution(table("contacts", rows), window_days=7, observed_until=late)
    return found[["fcr_of_contacts", "fcr_of_issues"]].iloc[0].tolist()


def _score() -> list[float]:
    marks = [9] * 50 + [7] * 30 + [6] * 20
    rows = [
        {"contact_id": str(n), "queue": "q", "arrived_at": at("09:00"), "outcome": "answered"}
        | {"nps": mark}
        for n, mark in enumerate(marks)
    ]
    return net_promoter(table("contacts", rows))[["nps_share", "nps_se"]].iloc[0].tolist()


def _hour() -> tuple[pd.DataFrame, pd.DataFrame]:
    plan = schedules(planned("a", "09:00", "10:00", "productive"))
    return plan, pieces(piece("a", "09:10", "10:10", "available"))


def _genesys() -> list[float]:
    forms = [
        adherence_by_exceptions(*_hour(), zone="UTC", outside_shift_counts=outside)
        for outside in (False, True)
    ]
    worked = conformance(*_hour(), zone="UTC")["conformance"]
    return [form["adherence"].item() for form in forms] + worked.tolist()


def _nine_exceptions() -> list[float]:
    """Minutes of nine hours of exceptions that are left with a threshold of a minute."""
    plan = schedules(planned("a", "00:00", "20:00", "productive"))
    away = [piece("a", f"{2 * i:02}:00", f"{2 * i + 1:02}:00", "aux", "x") for i in range(9)]
    work = [piece("a", f"{2 * i + 1:02}:00", f"{2 * i + 2:02}:00", "talk") for i in range(9)]
    states = pieces(*away, *work, piece("a", "18:00", "20:00", "talk"))
    found = genesys_cloud(compare(plan, states, zone="UTC"), exception_threshold_s=60).iloc[0]
    return [(found["denominator_s"] - found["numerator_s"]) / 60]


def _day(*states: tuple) -> float:
    plan = schedules(planned("a", "09:00", "17:00", "productive"))
    done = pieces(*(piece("a", *state) for state in states))
    return schedule_adherence(plan, done, zone="UTC")["adherence"].item()


def _funnel() -> list[float]:
    limits = stats.funnel_limits(0.88, [100, 1000], confidence=(0.998,))
    return limits[["low", "high"]].to_numpy().ravel().tolist()


def _stones() -> list[float]:
    found = stats.directly_standardised(
        group=["A", "A", "B", "B"],
        stratum=["small", "large", "small", "large"],
        numerator=[81, 192, 234, 55],
        denominator=[87, 263, 270, 80],
    )
    return found["crude"].tolist()


def _baseball() -> list[float]:
    from tests.stats.test_shrinkage import baseball

    found = stats.shrink_normal(*baseball(), method="james_stein")
    return [found.own_weight[0], found.estimate[0], found.estimate[-1]]


def _wilson(*samples: tuple[int, int]) -> list[float]:
    found = [stats.wilson(*sample) for sample in samples]
    return [limit for each in found for limit in (each.low, each.high)]


def _garnett():
    return planning.queue(48, 50, aht_s=60, threshold_s=20, patience_s=120)


def _swpp(aht_s: float):
    return planning.queue(20, np.arange(21, 26), aht_s=aht_s, threshold_s=30)


def _pyworkforce() -> list[float]:
    found = planning.queue(10, 14, aht_s=180, threshold_s=20)
    return [found.waiting_share, found.of_offered, found.occupancy]


def _pyworkforce_patience() -> list[float]:
    found = planning.queue(10, 14, aht_s=180, threshold_s=20, patience_s=300)
    return [
        *(found.waiting_share, found.abandoned_share, found.occupancy),
        *(found.wait_s / 60, found.of_offered),
    ]


def _mitan() -> list[float]:
    found = planning.queue(48, 55, aht_s=240, threshold_s=15)
    return [found.waiting_share, found.of_offered, found.asa_s, found.occupancy]


def _emergency() -> list[float]:
    load = planning.offered_load(30, [60, 80], 3600)
    return 1 - planning.queue(load, 2, aht_s=[60, 80], threshold_s=10).of_offered


EIGHTY_TWENTY = planning.Targets(min_of_offered=0.8, threshold_s=20)


def _staff() -> list[float]:
    capped = planning.Targets(min_of_offered=0.8, threshold_s=20, max_occupancy=0.7)
    needed = [planning.positions_needed(10, t, aht_s=180) for t in (EIGHTY_TWENTY, capped)]
    with_shrinkage = [planning.rounded_up(planning.rostered(n, shrinkage=0.3)) for n in needed]
    return [needed[0], with_shrinkage[0], needed[1], with_shrinkage[1]]


def _between() -> list[float]:
    targets = planning.Targets(min_of_offered=0.8, threshold_s=0.33 * 60)
    base = planning.positions_needed(10, targets, aht_s=180, to_whole=False)
    return [np.ceil(planning.rostered(base, shrinkage=0.3) * 10) / 10]


def _five_seats() -> list[float]:
    aht_s = np.array([180, 300, 360])
    load = planning.load_carried(5, EIGHTY_TWENTY, aht_s=aht_s)
    return [*(load * 3600 / aht_s), *(load / 5)]


def _package() -> list[float]:
    seats = planning.seats([1560], seat_h=12 * 26)[0]
    return [seats, planning.rostered(seats * 312 / 208, shrinkage=0.3)]


def _thirty_and_eighty() -> list[float]:
    targets = planning.Targets(min_of_offered=0.8, threshold_s=30)
    return [planning.positions_needed(20, targets, aht_s=180)]


def _blocked() -> list[float]:
    loads = (0.010, 1.361, 4.461, 12.031, 20.337, 5.084, 13.182)
    return planning.erlang_b(loads, (1, 5, 10, 20, 30, 10, 20))


_LEVELS, _SERVICE = "metrics/test_service_levels.py", "metrics/test_service.py"
_SCHEDULE, _DIALECTS = "metrics/test_schedule.py", "metrics/test_dialects.py"
_ERLANG, _NEEDED = "planning/test_erlang.py", "planning/test_requirement.py"
_SHARES, _SHRUNK = "stats/test_proportions.py", "stats/test_shrinkage.py"

ADHERENCE = (
    Row(
        "Genesys Cloud, help pages",
        "an hour planned, ten minutes late and ten more after it: adherence; the same with work "
        "outside the shift as an exception; conformance",
        (5 / 6, 5 / 7, 1),
        1e-9,
        _genesys,
        f"{_SCHEDULE}::test_the_vendors_own_hour",
    ),
    Row(
        "Genesys Cloud, help pages",
        "nine exceptions of an hour with a threshold of one minute: minutes left",
        (531,),
        1e-6,
        _nine_exceptions,
        f"{_DIALECTS}::test_the_forgiven_time_that_genesys_works_out",
    ),
    Row(
        "a vendor's guide",
        "eight hours planned, a quarter of an hour of break too many, ten minutes early",
        (0.948,),
        5e-4,
        lambda: [
            _day(
                ("09:00", "11:00", "talk"),
                ("11:00", "11:15", "aux", "descanso"),
                ("11:15", "16:50", "talk"),
            )
        ],
        f"{_SCHEDULE}::test_an_extra_quarter_of_break_and_ten_minutes_early",
    ),
    Row(
        "the trade's example of conformance",
        "nine to five worked from half past nine to half past five: adherence",
        (0.9375,),
        5e-5,
        lambda: [_day(("09:30", "17:30", "talk"))],
        f"{_SCHEDULE}::test_nine_to_five_worked_from_half_past_nine",
    ),
    Row(
        "probability",
        "denominators that follow from each other: 1 - (1 - 0.1)(1 - 0.2)",
        (0.28,),
        1e-9,
        lambda: [combined_shrinkage([0.1, 0.2])],
        "metrics/test_shrinkage.py::test_combination_of_following_denominators",
    ),
    Row(
        "monetsoftware.com",
        "people to roster for 100 posts at a shrinkage of 40 %",
        (167,),
        0.5,
        lambda: [planning.rounded_up(planning.rostered(100, shrinkage=0.4))],
        f"{_NEEDED}::test_a_hundred_posts_at_forty_per_cent",
    ),
)

SERVICE = (
    Row(
        "ICMI QueueTips, 2005",
        "1,000 answered, 860 in time; 60 abandoned, 20 in time: SL1, SL2, SL3, SL4",
        (0.83, 0.86, 0.81, 0.83),
        5e-3,
        _icmi,
        f"{_LEVELS}::test_six_definitions_as_published",
        "{:.4f}",
    ),
    Row(
        "ICMI QueueTips, 2005",
        "the same: SL1 and SL4 are printed as one number; their difference",
        (0.0,),
        1e-3,
        lambda: [_icmi()[0] - _icmi()[3]],
        f"{_LEVELS}::test_six_definitions_as_published",
        "{:.4f}",
        "two definitions, two numbers: the rounding hides it",
    ),
    Row(
        "sggu.com",
        "200 in time, 100 late, 50 abandoned before 10 s, 50 after: short ones left out",
        (0.5714,),
        5e-5,
        _short_abandons,
        f"{_LEVELS}::test_short_abandons_left_out_as_published",
    ),
    Row(
        "TechTarget; erlang.com",
        "300 at 78 % and 1,200 at 85 %",
        (0.836,),
        5e-4,
        lambda: _offered((300, 300, 234), (1200, 1200, 1020)),
        f"{_SERVICE}::test_levels_are_never_averaged",
    ),
    Row(
        "VitalPBX, forum",
        "66.4 % of 1,092 and 50.0 % of 74, as the mean of the two",
        (0.58,),
        5e-3,
        lambda: _offered((1092, 1092, 725), (74, 74, 37)),
        f"{_LEVELS}::test_levels_are_sums_and_never_means",
        error="a mean of shares that weighs 74 calls as much as 1,092",
    ),
    Row(
        "SWPP, summer 2017",
        "75 calls that waited 64 s and 25 that did not: speed of answer, seconds",
        (48,),
        0.5,
        lambda: service.speed_of_answer(
            _queue((100, 100, 25), wait_answered_ms=75 * 64_000, n_answered_unrecorded=0)[0]
        )["asa_s"],
        f"{_SERVICE}::test_speed_of_answer_counts_those_who_did_not_wait",
    ),
    Row(
        "cca2z.com",
        "45 abandoned of 1,045",
        (0.043,),
        5e-4,
        lambda: service.abandonment(*_queue((1045, 1000, 900)), short_s=5)["abandoned_share"],
        f"{_SERVICE}::test_abandonment_as_published",
    ),
    Row(
        "callcenterdecoded.com",
        "Tom calls once, John twice, Betty once: resolved of the contacts; of the matters",
        (0.5, 2 / 3),
        1e-9,
        _four_calls,
        "metrics/test_resolution.py::test_one_fact_has_three_names",
    ),
    Row(
        "probability",
        "50 promoters, 30 passives, 20 detractors: score and its standard error",
        (0.30, 0.0781),
        5e-5,
        _score,
        "metrics/test_satisfaction.py::test_promoters_minus_detractors",
    ),
    Row(
        "arithmetic",
        "half the hours at 600 s a contact, half at 300 s: handle time, seconds",
        (400,),
        1e-9,
        _harmonic,
        f"{_SERVICE}::test_equal_hours_give_the_harmonic_mean",
    ),
    Row(
        "the usual mean of the two",
        "the same, as (600 + 300) / 2",
        (450,),
        0.5,
        _harmonic,
        f"{_SERVICE}::test_equal_hours_give_the_harmonic_mean",
        error="in the same hours the fast ones handle twice as many",
    ),
)

QUEUES = (
    Row(
        "a recursion apart; inputs of mitan.co.uk",
        "360 contacts of 240 s in half an hour on 55, within 15 s: waiting, level, speed of "
        "answer in seconds, occupancy",
        (0.238701, 0.845883, 8.184, 0.8727),
        5e-4,
        _mitan,
        f"{_ERLANG}::test_360_contacts_of_four_minutes_in_half_an_hour",
        "{:.6g}",
    ),
    Row(
        "pyworkforce, tests",
        "100 contacts of 180 s in half an hour on 14, within 20 s: waiting, level, occupancy",
        (0.174, 0.888, 0.714),
        5e-4,
        _pyworkforce,
        f"{_ERLANG}::test_pyworkforce_erlang_c",
    ),
    Row(
        "pyworkforce, tests",
        "the same at 80 % within 20 s: positions, with 30 % of shrinkage; with occupancy of "
        "70 % at most",
        (14, 20, 15, 22),
        0.5,
        _staff,
        f"{_NEEDED}::test_pyworkforce_positions",
    ),
    Row(
        "pyworkforce, issue 41",
        "people between whole positions, in steps of a tenth",
        (18.7,),
        0.05,
        _between,
        f"{_NEEDED}::test_between_whole_positions",
    ),
    Row(
        "pyworkforce 0.5.4, tests",
        "the same with patience of 5 minutes: waiting, abandoned, occupancy, mean wait in "
        "minutes, level of the offered",
        (0.14526, 0.013984, 0.704297, 0.069919, 0.916792),
        5e-6,
        _pyworkforce_patience,
        f"{_ERLANG}::test_pyworkforce_erlang_a",
        "{:.6g}",
    ),
    Row(
        "Garnett, Mandelbaum and Reiman 2002",
        "48 contacts a minute of a minute on 50, patience of two minutes: abandoned, occupancy",
        (0.031, 0.93),
        5e-3,
        lambda: [_garnett().abandoned_share, _garnett().occupancy],
        f"{_ERLANG}::test_the_model_with_patience_and_without",
    ),
    Row(
        "Garnett, Mandelbaum and Reiman 2002",
        "the same: mean wait in seconds",
        (3.7,),
        0.05,
        lambda: [_garnett().wait_s],
        f"{_ERLANG}::test_the_model_with_patience_and_without",
    ),
    Row(
        "a recursion apart",
        "the same: within 20 s of the offered, and of the answered",
        (0.943, 0.973),
        5e-4,
        lambda: [_garnett().of_offered, _garnett().of_answered],
        f"{_ERLANG}::test_of_the_offered_and_of_the_answered_with_patience",
    ),
    Row(
        "SWPP, winter 2018",
        "20 erlang on 21 to 25: speed of answer in seconds (the handle time that fits is 180 s)",
        (137, 51, 25, 13, 7),
        0.6,
        lambda: _swpp(180).asa_s,
        f"{_ERLANG}::test_table_whose_handle_time_is_misprinted",
        "{:.2f}",
    ),
    Row(
        "SWPP, winter 2018",
        "the same with the 300 s that it states",
        (137, 51, 25, 13, 7),
        0.6,
        lambda: _swpp(300).asa_s,
        f"{_ERLANG}::test_table_whose_handle_time_is_misprinted",
        "{:.2f}",
        "the column is that of 180 s",
    ),
    Row(
        "SWPP, winter 2018",
        "20 erlang on 21 to 25, 180 s, within 30 s: level (the first was cut, not rounded)",
        (0.35, 0.59, 0.75, 0.85, 0.91),
        0.0065,
        lambda: _swpp(180).of_offered,
        f"{_ERLANG}::test_table_whose_handle_time_is_misprinted",
        "{:.3f}",
    ),
    Row(
        "a recursion apart",
        "the same: occupancy",
        (0.952, 0.909, 0.870, 0.833, 0.800),
        5e-4,
        lambda: _swpp(180).occupancy,
        f"{_ERLANG}::test_table_whose_handle_time_is_misprinted",
        "{:.3f}",
    ),
    Row(
        "SWPP, fall 2016",
        "people for 80 % within 30 s at 20 erlang of 180 s",
        (23,),
        0.5,
        _thirty_and_eighty,
        f"{_NEEDED}::test_staffing_that_is_one_short",
        error="23 give 74.8 % under Erlang C",
    ),
    Row(
        "al911.org",
        "30 calls an hour of 80 s on 2: share that waits more than 10 s",
        (0.14,),
        5e-3,
        lambda: _emergency()[1:],
        f"{_ERLANG}::test_emergency_calls",
    ),
    Row(
        "a recursion apart",
        "the same, of 60 s (published as less than 8 %) and of 80 s",
        (0.07788, 0.14108),
        5e-6,
        _emergency,
        f"{_ERLANG}::test_emergency_calls",
        "{:.5f}",
    ),
    Row(
        "tables of Erlang B",
        "blocked at 0.010, 1.361, 4.461, 12.031 and 20.337 erlang on 1, 5, 10, 20 and 30; at "
        "5.084 and 13.182 on 10 and 20",
        (0.01, 0.01, 0.01, 0.01, 0.01, 0.02, 0.02),
        1e-4,
        _blocked,
        f"{_ERLANG}::test_tables_of_erlang_b_traffic",
        "{:.4f}",
    ),
    Row(
        "a recursion apart",
        "blocked at 10 erlang on 10, 15 and 20",
        (0.21458, 0.03650, 0.00187),
        5e-6,
        lambda: planning.erlang_b(10, [10, 15, 20]),
        f"{_ERLANG}::test_erlang_b_at_ten_erlang",
        "{:.5f}",
    ),
    Row(
        "arithmetic; the trade's package of hours",
        "1,560 hours: seats of 12 hours on 26 days; people of 208 hours with 30 % away",
        (5, 10.71),
        5e-3,
        _package,
        f"{_NEEDED}::test_package_of_hours",
    ),
    Row(
        "a recursion apart",
        "five seats at 80 % within 20 s, 180, 300 and 360 s: contacts an hour, and occupancy",
        (61.0, 35.6, 29.5, 0.61, 0.59, 0.59),
        0.05,
        _five_seats,
        f"{_NEEDED}::test_load_of_five_seats",
        "{:.3g}",
    ),
)

STATISTICS = (
    Row(
        "Newcombe 1998",
        "Wilson 95 % of 81/263, 15/148, 0/20 and 1/29",
        (0.2553, 0.3662, 0.0624, 0.1605, 0, 0.1611, 0.0061, 0.1718),
        5e-5,
        lambda: _wilson((81, 263), (15, 148), (0, 20), (1, 29)),
        f"{_SHARES}::test_wilson_as_published_by_newcombe_1998",
        "{:.4f}",
    ),
    Row(
        "Wilson 1927",
        "0 of 12",
        (0, 0.2425),
        5e-5,
        lambda: _wilson((0, 12)),
        f"{_SHARES}::test_none_of_twelve_is_not_certainly_none",
        "{:.4f}",
    ),
    Row(
        "Wald, as most tools print it",
        "0 of 12: upper limit",
        (0.0,),
        1e-3,
        lambda: _wilson((0, 12))[1:],
        f"{_SHARES}::test_none_of_twelve_is_not_certainly_none",
        "{:.4f}",
        "none of twelve is no certainty of none",
    ),
    Row(
        "Spiegelhalter 2005, method",
        "funnel around 0.88 at 3.09 errors: 100 and 1,000 trials",
        (0.7796, 0.9804, 0.8482, 0.9118),
        5e-5,
        _funnel,
        "stats/test_funnel.py::test_limits_at_three_standard_errors",
        "{:.4f}",
    ),
    Row(
        "Robinson 2015",
        "4/10 and 300/1000 with the prior beta(78.7, 224.9)",
        (0.2637, 0.2905),
        5e-5,
        lambda: stats.shrink_beta([4, 300], [10, 1000], prior=(78.7, 224.9)).estimate,
        f"{_SHRUNK}::test_given_prior_as_published",
    ),
    Row(
        "Efron and Morris 1975",
        "18 batters: weight of their own, Clemente's .400, Alvis's .156",
        (0.2117, 0.294, 0.242),
        5e-4,
        _baseball,
        f"{_SHRUNK}::test_james_stein_as_published_by_efron_and_morris",
    ),
    Row(
        "Charig and others 1986",
        "kidney stones, crude: A and B (A is better in each size)",
        (0.780, 0.826),
        5e-4,
        _stones,
        "stats/test_standardisation.py::test_kidney_stones_turn_round",
    ),
)

CHAPTERS = {
    "Adherence and shrinkage": ADHERENCE,
    "Service": SERVICE,
    "Queues and positions": QUEUES,
    "Statistics": STATISTICS,
}
ROWS = tuple(row for rows in CHAPTERS.values() for row in rows)

INTRODUCTION = """# Published numbers, and ours

Every worked example that the definitions of this toolkit rest on, as it was published and as our
functions give it. The tests compute this page (`python -m tests.published` prints it anew), and the
test named in each row holds the function to the same number. A published number that is wrong is
shown as wrong, with ours beside it.
"""


def page() -> str:
    """The page, as it is kept in docs/."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    for title, rows in CHAPTERS.items():
        yield f"## {title}\n"
        yield "| source | case | published | ours | test |"
        yield "|---|---|---|---|---|"
        for row in rows:
            printed = row.written(row.printed)
            if row.error:
                printed = f"{printed}: **wrong**, {row.error}"
            ours = row.written(row.found)
            yield f"| {row.source} | {row.case} | {printed} | {ours} | `{row.test}` |"
        yield ""


if __name__ == "__main__":
    print(page(), end="")
