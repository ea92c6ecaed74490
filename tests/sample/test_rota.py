"""Who is on duty follows the demand; the demand never follows who is on duty."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cctoolkit.sample.calendar import Calendar
from cctoolkit.sample.day import ANSWERED, World
from cctoolkit.sample.people import build_staff, unit_sizes
from cctoolkit.sample.queues import NORTE, QUEUES, SUR_VOICE, UNITS
from cctoolkit.sample.rota import EVENING, Pattern, rota
from cctoolkit.sample.volume import agents_needed, expected_contacts, unit_load, volume_of

WEDNESDAY = date(2026, 1, 14)


def world_of(n_agents):
    calendar = Calendar(ZoneInfo("Europe/Madrid"), date(2026, 1, 1), 20)
    return World(build_staff(n_agents, calendar, 1), calendar, 1)


def duty(unit, n_posts):
    return sum((pattern.covers() > 0).astype(int) for pattern in rota(unit, n_posts))


def test_a_pattern_covers_its_shift_but_for_the_meals():
    covers = Pattern(EVENING, 14 * 60, (5, 6)).covers()
    assert (covers[5:] == 0).all()
    monday = covers[0]
    # from 07:00: half-hours 14 to 28 are 14:00 to 21:30; half of the posts eat at 19:00 or 20:00
    assert np.flatnonzero(monday).tolist() == list(range(14, 29))
    assert monday.sum() == 14
    assert monday[24] == monday[26] == 0.5


@pytest.mark.parametrize("unit", UNITS)
def test_every_open_half_hour_of_the_week_has_somebody_on_duty(unit):
    n_posts = unit_sizes(60)[unit]
    assert (duty(unit, n_posts)[unit_load(unit) > 0] > 0).all()


@pytest.mark.parametrize("n_posts", [1, 3, 8, 16, 36, 42])
@pytest.mark.parametrize("unit", UNITS)
def test_the_posts_carry_the_volume_for_which_they_are_hired(unit, n_posts):
    needed = agents_needed(unit, n_posts, volume_of(unit, n_posts)).sum()
    assert needed == pytest.approx(n_posts * 5 * 14)
    assert volume_of(unit, n_posts) > 0


def test_a_larger_unit_is_hired_for_more_than_its_share():
    assert volume_of(NORTE, 36) > 2 * volume_of(NORTE, 18) > 0


def test_contacts_are_expected_only_in_opening_hours():
    minutes = np.arange(48) * 30
    for k, expected in expected_contacts(SUR_VOICE, 16, 0, minutes).items():
        assert ((expected > 0) == QUEUES[k].open_at(minutes)).all()


def test_calls_come_when_nobody_is_there_and_nobody_answers_them():
    world = world_of(12)
    manned = world.unit_day(WEDNESDAY, 0, SUR_VOICE)
    world.members[0, SUR_VOICE] = []
    empty = world.unit_day(WEDNESDAY, 0, SUR_VOICE)
    assert (manned.legs.outcome == ANSWERED).any()
    assert len(empty.legs) == len(manned.legs) > 0
    assert not (empty.legs.outcome == ANSWERED).any()


def test_a_holiday_goes_like_a_sunday():
    world = world_of(60)
    holiday, sunday = (
        world.unit_day(day, 0, NORTE) for day in (date(2026, 1, 6), date(2026, 1, 11))
    )
    assert all((holiday.expected[k] == sunday.expected[k]).all() for k in holiday.expected)


@pytest.mark.parametrize("n_agents", [6, 12, 60, 130])
def test_no_team_is_empty_and_shifts_mix(n_agents):
    calendar = Calendar(ZoneInfo("Europe/Madrid"), date(2026, 1, 1), 20)
    posts = build_staff(n_agents, calendar, 1).positions
    teams = {team: [p for p in posts if p.team == team] for team in {p.team for p in posts}}
    sizes = {unit: [len(held) for held in teams.values() if held[0].unit == unit] for unit in UNITS}
    assert all(n for held in sizes.values() for n in held)
    if n_agents == 60:
        assert max(sizes[NORTE]) - min(sizes[NORTE]) <= 1
        evenings = [
            sum(p.shift == EVENING for p in held)
            for held in teams.values()
            if held[0].unit == NORTE
        ]
        assert max(evenings) - min(evenings) <= 1
