"""The planted findings, with the exact numbers that the raw files hold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from cctoolkit.sample.codes import AUX_CODES, CODE, OFFLINE, TALK
from cctoolkit.sample.day import World
from cctoolkit.sample.defects import Defects
from cctoolkit.sample.demand import OVERLOAD
from cctoolkit.sample.invoicing import (
    EXCUSED_EXCESS,
    MALUS_CAP,
    MALUS_PER_POINT,
    PRODUCTIVE_RULE,
    TARGET_SHARE,
    TRAINING_PRICE,
    WRONG_HOURS,
    Volume,
    invoice_id,
    invoiced_lines,
    malus_share,
    plain_lines,
    right_lines,
    to_hours,
)
from cctoolkit.sample.ledger import MEASURES, Ledger, index_of, named
from cctoolkit.sample.people import (
    EARLY_DAYS,
    EARLY_LEAVING_SOURCE,
    FAST_COHORT,
    HISTORY_DAYS,
    LEARNING_CONTACTS,
    LEARNING_GAIN,
    SLOW_COHORT,
    SLOW_LEARNING_CONTACTS,
    SOURCES,
)
from cctoolkit.sample.personnel import Timesheet
from cctoolkit.sample.queues import NORTE, QUEUES, SUR_CHAT
from cctoolkit.sample.rota import EVENING
from cctoolkit.sample.truth import SampleTruth

INTERNAL = "gestion_interna"
VOICE = tuple(queue.name for queue in QUEUES if queue.unit != SUR_CHAT)


def planted(
    world: World,
    ledger: Ledger,
    defects: Defects,
    sheet: Timesheet,
    volumes: list[Volume],
    forecast: dict[date, float],
    n_missing: int,
    money: dict,
    files: dict,
) -> SampleTruth:
    """Gather the truth of a finished sample."""
    norte = index_of(ledger.total_states(unit=NORTE))
    return SampleTruth(
        world=description(world, ledger),
        planted={
            "low_team": low_team(world, ledger),
            "aux_by_shift": aux_by_shift(ledger),
            "early_leaving_source": early_leaving(world),
            "slow_cohort": slow_cohort(world, ledger),
            "overcharged_line": overcharge(world, sheet, volumes),
            "spring_night": ledger.spring,
            "forecast_malus": forecast_malus(world, ledger, volumes, forecast),
        },
        defects=defects.summary(n_missing, norte["unknown_ms"], norte["logged_ms"]),
        sums={
            "states": state_sums(ledger),
            "contacts": contact_sums(ledger),
            "training_ms_ordered_by_client": {
                str(volume.month): volume.training_ms for volume in volumes
            },
            **money,
            "expected_lines": {
                invoice_id(v.month): plain_lines(right_lines(v, len(world.staff.positions)))
                for v in volumes
            },
        },
        files=files,
    )


def description(world: World, ledger: Ledger) -> dict:
    """Sizes, dates and overall levels."""
    everything = ledger.total_states()
    on_queue = np.delete(everything[: TALK + 1], 1)
    return {
        "seed": world.seed,
        "n_positions": len(world.staff.positions),
        "n_people": len(world.staff.people),
        "first": str(world.calendar.first),
        "last": str(world.calendar.last),
        "zone": world.calendar.zone.key,
        "productive_hours_rule": PRODUCTIVE_RULE,
        "adherence_index": index_of(everything),
        "occupancy": float(on_queue[1:].sum() / on_queue.sum()),
        "downtimes": [str(down.day) for down in world.downtimes],
    }


def low_team(world: World, ledger: Ledger) -> dict:
    """Index of every team, and which one was made low."""
    teams = {team: index_of(ledger.total_states(team=team)) for team in ledger.values("team")}
    others = sum(ledger.total_states(team=team) for team in teams if team != world.staff.low_team)
    return {
        "team": world.staff.low_team,
        "teams": teams,
        "others": index_of(others) if len(teams) > 1 else None,
        "codes_used_more": ["descanso", "consulta"],
    }


def aux_by_shift(ledger: Ledger) -> dict:
    """Share of connection in each auxiliary code by shift."""
    shifts = {}
    for shift in ledger.values("shift"):
        spent = ledger.total_states(shift=shift)
        logged = int(spent.sum() - spent[OFFLINE])
        shifts[shift] = {
            "logged_ms": logged,
            "aux_ms": {code: int(spent[CODE[code]]) for code in AUX_CODES},
            "share": {code: int(spent[CODE[code]]) / logged for code in AUX_CODES},
        }
    return {"aux_code": INTERNAL, "shift": EVENING, "shifts": shifts}


def early_leaving(world: World) -> dict:
    """Hires whose first 90 days the extract covers, and how many had left by then."""
    last = world.calendar.last
    opens = world.calendar.first - timedelta(days=HISTORY_DAYS)
    sources = {}
    for source in SOURCES:
        mature = [
            person
            for person in world.staff.people
            if person.source == source
            and opens <= person.hired_on <= last - timedelta(days=EARLY_DAYS)
        ]
        left = [
            person
            for person in mature
            if person.left_on and (person.left_on - person.hired_on).days <= EARLY_DAYS
        ]
        sources[source] = {"n_hired": len(mature), "n_left_within_90_days": len(left)}
    return {
        "recruitment_source": EARLY_LEAVING_SOURCE,
        "hired_from": str(opens),
        "hired_to": str(last - timedelta(days=EARLY_DAYS)),
        "sources": sources,
    }


def slow_cohort(world: World, ledger: Ledger) -> dict | None:
    """Contacts and handle time of both cohorts by month, as written, and the curves behind."""
    if not any(person.cohort == SLOW_COHORT for person in world.staff.people):
        return None
    members = {
        cohort: [p.agent_id for p in world.staff.people if p.cohort == cohort]
        for cohort in (FAST_COHORT, SLOW_COHORT)
    }
    months = {
        cohort: {
            str(month): {"n_handled": int(n), "handle_ms": int(ms)}
            for (own, month), (n, ms) in sorted(ledger.learning.items())
            if own == cohort
        }
        for cohort in (FAST_COHORT, SLOW_COHORT)
    }
    return {
        "cohort": SLOW_COHORT,
        "compared_with": FAST_COHORT,
        "members": members,
        "months": months,
        "curve": "asymptote * (1 + gain * exp(-contacts / scale))",
        "gain": LEARNING_GAIN,
        "scale_contacts": {FAST_COHORT: LEARNING_CONTACTS, SLOW_COHORT: SLOW_LEARNING_CONTACTS},
    }


def overcharge(world: World, sheet: Timesheet, volumes: list[Volume]) -> dict:
    """The line that bills a replacement class: its right quantity, its invoiced one, the gap."""
    month, n_agents = world.staff.class_month, len(world.staff.positions)
    volume = next(volume for volume in volumes if volume.month == month)
    right, invoiced = right_lines(volume, n_agents), invoiced_lines(volume, n_agents, month)
    gap = sum((line.amount for line in invoiced), Decimal(0))
    gap -= sum((line.amount for line in right), Decimal(0))
    return {
        "invoice_id": invoice_id(month),
        "line_number": 4,
        "concept": right[3].concept,
        "unit_price": str(TRAINING_PRICE),
        "right_quantity_h": str(right[3].quantity),
        "invoiced_quantity_h": str(invoiced[3].quantity),
        "right_amount": str(right[3].amount),
        "invoiced_amount": str(invoiced[3].amount),
        "gap": str(gap),
        "replacement_hours_billed": str(WRONG_HOURS),
        "replacement_hours_of_month": str(to_hours(sheet.training_ms(month, "Proveedor"))),
        "rule": "only training ordered by the client is billable",
    }


def forecast_malus(
    world: World, ledger: Ledger, volumes: list[Volume], forecast: dict[date, float]
) -> dict | None:
    """The malus of a month that meets its target without the days the forecast missed."""
    if not world.overloaded:
        return None
    month = world.overloaded[0].replace(day=1)
    volume = next(volume for volume in volumes if volume.month == month)
    whole = ledger.month(month, VOICE)
    without = ledger.month(month, VOICE, world.overloaded)
    lines = right_lines(volume, len(world.staff.positions))
    malus = [line for line in lines if line.concept == "malus_nivel_servicio"]
    return {
        "invoice_id": invoice_id(month),
        "month": str(month),
        "queues": list(VOICE),
        "days": {str(day): day_volumes(ledger, forecast, day) for day in world.overloaded},
        "actual_over_expected": OVERLOAD,
        "excused_when_actual_exceeds_forecast_by": EXCUSED_EXCESS,
        "whole_month": whole | {"service_level": level(whole)},
        "without_those_days": without | {"service_level": level(without)},
        "target": str(TARGET_SHARE),
        "malus_per_point": str(MALUS_PER_POINT),
        "malus_cap": str(MALUS_CAP),
        "malus_share": str(malus_share(volume)),
        "malus_amount": str(malus[0].amount) if malus else "0.00",
        "malus_without_those_days": "0.00" if level(without) >= float(TARGET_SHARE) else None,
    }


def day_volumes(ledger: Ledger, forecast: dict[date, float], day: date) -> dict:
    """Forecast and actual contacts of a local date."""
    sums = [ledger.contacts[day, queue] for queue in VOICE if (day, queue) in ledger.contacts]
    total = dict(zip(MEASURES, np.sum(sums, axis=0).tolist(), strict=True))
    return {
        "forecast": round(forecast[day], 1),
        "n_offered": total["n_offered"],
        "n_answered_within_20s": total["n_answered_within_20s"],
    }


def level(sums: dict) -> float | None:
    """Service level over contacts offered."""
    return sums["n_answered_within_20s"] / sums["n_offered"] if sums["n_offered"] else None


def state_sums(ledger: Ledger) -> list[dict]:
    """Time by month, site, team, shift and state, before defects."""
    return [
        {
            "month": str(month),
            "site": site,
            "unit": unit,
            "team": team,
            "shift": shift,
            "ms": named(spent),
        }
        for (month, site, unit, team, shift), spent in sorted(
            ledger.states.items(), key=lambda item: item[0]
        )
    ]


def contact_sums(ledger: Ledger) -> list[dict]:
    """Contacts by local date and queue, as written, each exact copy counted once."""
    return [
        {"day": str(day), "queue": queue} | dict(zip(MEASURES, values.tolist(), strict=True))
        for (day, queue), values in sorted(ledger.contacts.items())
    ]
