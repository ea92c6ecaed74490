"""The definitions once more, in plain loops over lists and dicts: slow, and easy to read.

Written from the glossary, the dictionary of the tables and the reference of the trade, without any
function of the toolkit. Time is cut at every instant at which something begins or ends; between
two such instants nothing changes, so each stretch is judged by itself and its milliseconds added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.engagement.at_random import World

STRONGEST = ("talk", "hold", "acw", "ring", "aux", "available", "unknown", "offline")
ON_QUEUE = ("talk", "hold", "acw", "ring", "available")
AWAY = ("absence", "leave")
MOST_PARTICULAR = (
    *AWAY,
    *("lunch", "mandatory_rest", "break", "training", "coaching", "meeting", "back_office"),
    "productive",
)
REST = ("break", "mandatory_rest")


def cut(*edges: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Stretches between consecutive instants."""
    every = sorted({edge for some in edges for edge in some})
    yield from pairwise(every)


def local_date(ms: int, zone: str) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZoneInfo(zone)).date()


def interval_start(ms: int, zone: str, minutes: int) -> int:
    """First instant of the interval of the local clock that holds an instant."""
    offset = datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    ahead = int(offset.total_seconds()) * 1000
    return (ms + ahead) // (minutes * 60_000) * minutes * 60_000 - ahead


# The plan


@cache
def version_in_use(world: World) -> str:
    versions = {row["published_version"] for row in world.schedules}
    return "final" if "final" in versions else max(versions, default="final")


def chains(spans: Iterable[tuple[int, int]], pause: int) -> list[list[int]]:
    """Spans that no pause as long as this one parts."""
    found: list[list[int]] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] < pause:
            found[-1][1] = max(end, found[-1][1])
        else:
            found.append([start, end])
    return found


@cache
def plan_of(world: World, agent: str) -> list[dict]:
    """Planned time of an agent without overlap: the more particular activity has it."""
    rows = [
        row
        for row in world.schedules
        if row["agent_id"] == agent
        and row["published_version"] == version_in_use(world)
        and row["end_at"] > row["start_at"]
    ]
    planned: list[dict] = []
    for start, end in cut((r["start_at"] for r in rows), (r["end_at"] for r in rows)):
        claims = [r for r in rows if r["start_at"] <= start < r["end_at"]]
        best = max(claims, key=_in_plan, default=None)
        if planned and planned[-1]["row"] is best and planned[-1]["end_at"] == start:
            planned[-1]["end_at"] = end
        elif best:
            planned.append(best | {"start_at": start, "end_at": end, "row": best})
    return planned


def _in_plan(row: dict) -> tuple:
    rank = MOST_PARTICULAR.index(row["activity"])
    return -rank, row["start_at"], row["end_at"], row["campaign"] or ""


def shifts_of(planned: list[dict], pause: int) -> list[list[int]]:
    at_work = [(r["start_at"], r["end_at"]) for r in planned if r["activity"] not in AWAY]
    return chains(at_work, pause)


def shift_at(row: dict, shifts: list[list[int]]) -> tuple[int, int] | None:
    """Shift of planned time; an absence belongs to a shift that it touches."""
    for start, end in reversed(shifts):
        if start <= row["start_at"] <= end:
            return start, end
    for start, end in shifts:
        if row["start_at"] <= start <= row["end_at"]:
            return start, end
    return None


# The timeline of an agent


@cache
def shifts_as_published(world: World, agent: str) -> list[list[int]]:
    """Shifts of the version in use, before activities are told apart."""
    spans = [
        (row["start_at"], row["end_at"])
        for row in world.schedules
        if row["agent_id"] == agent
        and row["published_version"] == version_in_use(world)
        and row["activity"] not in AWAY
        and row["end_at"] > row["start_at"]
    ]
    return chains(spans, world.settings.states.policies.session_break_ms)


def believed(world: World, agent: str) -> list[dict]:
    """Logged states with an end, recorded or not; what can't be so is left out."""
    policies = world.settings.states.policies
    rows = [row for row in world.states if row["agent_id"] == agent]
    kept = []
    for row in rows:
        start, end = row["start_at"], row["end_at"]
        if end is None and _lasts(row, rows):
            end = _latest(start, rows, shifts_as_published(world, agent), policies)
        if end is not None and 0 < end - start <= policies.longest_state_ms:
            kept.append(row | {"end_at": end, "imputed": row["end_at"] is None})
    return kept


def _lasts(row: dict, rows: list[dict]) -> bool:
    """Whether an open state lasts at all beside those that begin together with it."""
    together = [other for other in rows if other["start_at"] == row["start_at"]]
    if any(other["end_at"] is not None for other in together):
        return False
    return row is max(together, key=_of_the_open)


def _of_the_open(row: dict) -> tuple:
    return -STRONGEST.index(row["state"]), row["campaign"] or "", row["aux_code"] or ""


def _latest(start, rows, shifts, policies) -> int | None:
    """An open state lasts to the next one, and no longer than a while after its shift."""
    limits = []
    later = [row["start_at"] for row in rows if row["start_at"] > start]
    if later and min(later) - start <= policies.session_break_ms:
        limits.append(min(later))
    around = policies.after_shift_ms
    own = [b for a, b in shifts if a - around <= start < b + around]
    return min([*limits, *(end + around for end in own[-1:])], default=None)


@cache
def timeline_of(world: World, agent: str) -> list[dict]:
    """Stretches of connection: what was logged, each instant once, and the holes of a session."""
    rows = believed(world, agent)
    covered = []
    for start, end in cut((r["start_at"] for r in rows), (r["end_at"] for r in rows)):
        claims = [r for r in rows if r["start_at"] <= start < r["end_at"]]
        if claims:
            best = max(claims, key=_in_log)
            span = {"start_at": start, "end_at": end, "overlapped": len(claims) > 1}
            covered.append(best | span)
    return _dated(world, agent, _with_holes(covered, world.settings.states.policies))


def _in_log(row: dict) -> tuple:
    rank = STRONGEST.index(row["state"])
    names = row["campaign"] or "", row["aux_code"] or ""
    return -rank, row["start_at"], row["end_at"], *names, not row["imputed"]


def _with_holes(covered: list[dict], policies) -> list[dict]:
    pieces, connected = [], [row for row in covered if row["state"] != "offline"]
    for before, after in pairwise(covered):
        start, end = before["end_at"], after["start_at"]
        last = [row["end_at"] for row in connected if row["end_at"] <= start]
        first = [row["start_at"] for row in connected if row["start_at"] >= end]
        if not (last and first) or first[0] - last[-1] >= policies.session_break_ms:
            continue
        if 0 < end - start <= policies.longest_gap_ms:
            nothing = {"state": "unknown", "aux_code": None, "imputed": False, "overlapped": False}
            pieces.append(before | nothing | {"start_at": start, "end_at": end})
    return sorted([*connected, *pieces], key=lambda row: row["start_at"])


def _dated(world: World, agent: str, pieces: list[dict]) -> list[dict]:
    """Give each session the date of its shift, or its own."""
    zone = world.settings.zone
    pause = world.settings.states.policies.session_break_ms
    known = shifts_as_published(world, agent)
    dated = []
    for start, end in chains(((p["start_at"], p["end_at"]) for p in pieces), pause):
        session = [p for p in pieces if start <= p["start_at"] < end]
        shared = [sum(_shared(p, shift) for p in session) for shift in known]
        best = shared.index(max(shared)) if shared and max(shared) else None
        begun = start if best is None else known[best][0]
        dated += [p | {"business_day": local_date(begun, zone)} for p in session]
    return dated


def _shared(piece: dict, span: Iterable[int]) -> int:
    start, end = span
    return max(0, min(piece["end_at"], end) - max(piece["start_at"], start))


def on_the_clock(world: World, pieces: list[dict]) -> list[dict]:
    """Stretches cut at the edges of the intervals, each with that of its own."""
    zone, minutes = world.settings.zone, world.settings.interval_minutes
    made = []
    for piece in pieces:
        start = piece["start_at"]
        while start < piece["end_at"]:
            opened = interval_start(start, zone, minutes)
            end = min(piece["end_at"], opened + minutes * 60_000)
            made.append(piece | {"start_at": start, "end_at": end, "interval": opened})
            start = end
    return made


# Connection: the index, what its auxiliary time consists of, occupancy


def length(row: dict) -> int:
    return row["end_at"] - row["start_at"]


def connection(world: World, pieces: list[dict]) -> dict[str, int]:
    """Milliseconds of every part of the connection, and how many people and days it rests on."""
    codes = world.settings.aux_codes
    found = dict.fromkeys([*STRONGEST[:-1], "logged", "mandatory_rest", "imputed", "overlapped"], 0)
    for piece in pieces:
        found["logged"] += length(piece)
        found[piece["state"]] += length(piece)
        found["imputed"] += length(piece) * piece["imputed"]
        found["overlapped"] += length(piece) * piece["overlapped"]
        if piece["state"] == "aux" and piece["aux_code"] in codes:
            rest = codes[piece["aux_code"]].mandatory_rest
            found["mandatory_rest"] += length(piece) * rest
    found["n_agents"] = len({p["agent_id"] for p in pieces})
    found["n_agent_days"] = len({(p["agent_id"], p["business_day"]) for p in pieces})
    return found


def index(world: World, pieces: list[dict]) -> dict[str, float]:
    """Connection that is not auxiliary, over the connection that is known."""
    parts = connection(world, pieces)
    known = parts["logged"] - parts["unknown"]
    productive = sum(parts[name] for name in ("talk", "hold", "acw", "available"))
    productive += parts["ring"] * world.settings.ringing_is_productive
    return {
        **{f"{name}_s": parts[name] / 1000 for name in _SHOWN},
        **{name: parts[name] for name in ("n_agents", "n_agent_days")},
        "productive_s": productive / 1000,
        "known_s": known / 1000,
        "index": over(productive, known),
        "index_net": over(productive, known - parts["mandatory_rest"]),
        "index_low": over(productive, parts["logged"]),
        "index_high": over(productive + parts["unknown"], parts["logged"]),
    }


_SHOWN = ("logged", "ring", "aux", "mandatory_rest", "unknown", "imputed", "overlapped")


def over(top: float, bottom: float) -> float:
    return top / bottom if bottom else float("nan")


def auxiliary(pieces: list[dict]) -> dict[str, float]:
    """Share of the connection in each auxiliary code."""
    logged = sum(length(piece) for piece in pieces)
    found: dict[str, int] = {}
    for piece in pieces:
        if piece["state"] == "aux":
            code = piece["aux_code"] or "unclassified"
            found[code] = found.get(code, 0) + length(piece)
    return {code: ms / logged for code, ms in found.items()}


def occupancy(world: World, pieces: list[dict]) -> dict[str, float]:
    """Handling, over handling and waiting for contacts; ringing in no side."""
    parts = connection(world, pieces)
    handle, unknown = parts["talk"] + parts["hold"] + parts["acw"], parts["unknown"]
    base = handle + parts["available"]
    return {
        "handle_s": handle / 1000,
        "occupancy": over(handle, base),
        "occupancy_low": over(handle, base + unknown),
        "occupancy_high": over(handle + unknown, base + unknown),
    }


# The plan against what was done


@cache
def verdicts(world: World, agent: str) -> list[dict]:
    """Every stretch of the plan, and of the connection, of an agent, with what it is worth."""
    rules = world.settings.schedule_rules
    planned, pieces = plan_of(world, agent), timeline_of(world, agent)
    excused = [
        (row["start_at"], row["end_at"]) for row in world.exceptions if row["agent_id"] == agent
    ]
    shifts = shifts_of(planned, rules.session_break_ms)
    runs = _runs(planned)
    grace = round(rules.grace_s * 1000)
    edges = [edge for run in runs for edge in (run["start"] + grace, run["end"] - grace)]
    spans = [*planned, *pieces]
    stretches = []
    for start, end in cut(
        edges,
        *(span for span in excused),
        *((row["start_at"], row["end_at"]) for row in spans),
        *((a, b, b + round(rules.recovery_s * 1000)) for a, b in shifts),
    ):
        plan = next((r for r in planned if r["start_at"] <= start < r["end_at"]), None)
        piece = next((p for p in pieces if p["start_at"] <= start < p["end_at"]), None)
        if plan or piece:
            one = {"start_at": start, "end_at": end, "plan": plan, "piece": piece}
            one["state"] = piece["state"] if piece else "offline"
            one["aux_code"] = piece["aux_code"] if piece else None
            one["excused"] = any(a <= start < b for a, b in excused)
            stretches.append(one)
    for one in stretches:
        one["shift"] = one["plan"] and shift_at(one["plan"], shifts)
        one["business_day"] = _day(world, one)
    _presence(stretches)
    for one in stretches:
        one["verdict"] = _judged(one, runs, grace, rules)
    _forgive(stretches, rules)
    return stretches


def _day(world: World, one: dict) -> date:
    if one["plan"] is None:
        return one["piece"]["business_day"]
    begun = one["shift"][0] if one["shift"] else one["plan"]["start_at"]
    return local_date(begun, world.settings.zone)


def _runs(planned: list[dict]) -> list[dict]:
    """Stretches of one activity, and what touches them on either side."""
    runs: list[dict] = []
    for row in planned:
        touches = runs and runs[-1]["end"] == row["start_at"]
        if touches and runs[-1]["activity"] == row["activity"]:
            runs[-1]["end"] = row["end_at"]
            continue
        run = {"start": row["start_at"], "end": row["end_at"], "activity": row["activity"]}
        run |= {"before": "unplanned", "after": "unplanned"}
        if touches:
            run["before"], runs[-1]["after"] = runs[-1]["activity"], row["activity"]
        runs.append(run)
    return runs


def _presence(stretches: list[dict]) -> None:
    """Who has not come yet, or has gone, is absent; who is away in between is offline."""
    seen: dict[tuple, list[int]] = {}
    for one in stretches:
        if one["shift"] and one["piece"] and one["plan"]["activity"] not in AWAY:
            seen.setdefault(one["shift"], []).extend([one["start_at"], one["end_at"]])
    for one in stretches:
        if one["plan"] and not one["piece"]:
            known = seen.get(one["shift"])
            between = known and min(known) < one["start_at"] < max(known)
            one["state"] = "offline" if between else "absent"


def fits(activity: str, one: dict, activities: dict) -> bool:
    """Whether what was done is what the activity allows."""
    state = one["state"]
    done = activities.get(one["aux_code"], "aux") if state == "aux" else state
    if activity == "unplanned":
        return done in ("offline", "absent")
    if activity == "productive":
        return done in (*ON_QUEUE, "productive")
    if activity in REST:
        return done in ("aux", *REST, "offline")
    if activity == "lunch":
        return done in ("aux", "lunch", "offline")
    if activity in AWAY:
        return done in ("aux", activity, "offline", "absent")
    return done in ("aux", activity)


def _judged(one: dict, runs: list[dict], grace: int, rules) -> str:
    if one["plan"] is None:
        return "outside"
    if one["plan"]["activity"] in rules.not_eligible:
        return "excluded"
    if one["state"] == "unknown":
        return "unknown"
    start, end = one["start_at"], one["end_at"]
    run = next(r for r in runs if r["start"] <= start < r["end"])
    if fits(run["activity"], one, rules.aux_activities):
        return "adherent"
    near = [run["before"]] if end <= run["start"] + grace else []
    near += [run["after"]] if start >= run["end"] - grace else []
    graced = grace and any(fits(activity, one, rules.aux_activities) for activity in near)
    return "in_grace" if graced else "deviation"


def _forgive(stretches: list[dict], rules) -> None:
    """Forgive short deviations whole, or the first seconds of each; count those that are left."""
    allowed = round(rules.forgiven_s * 1000)
    chain: list[dict] = []
    for one in [*stretches, None]:
        follows = one and chain and chain[-1]["end_at"] == one["start_at"]
        if chain and not (follows and one["verdict"] == "deviation"):
            _settle(chain, allowed, rules.forgives)
            chain = []
        if one and one["verdict"] == "deviation":
            chain.append(one)


def _settle(chain: list[dict], allowed: int, forgives: str) -> None:
    whole = chain[-1]["end_at"] - chain[0]["start_at"]
    for one in chain:
        if forgives == "short":
            one["forgiven"] = length(one) if whole < allowed else 0
        else:
            left = chain[0]["start_at"] + allowed - one["start_at"]
            one["forgiven"] = min(max(left, 0), length(one))
    kept = [one for one in chain if one["forgiven"] < length(one)]
    if kept:
        chain[0]["opens"] = True


def adherence(world: World, agents: Iterable[str], day: date | None = None) -> dict[str, float]:
    """Adherence to the schedule of some agents, on a day or in all, and what it is made of."""
    total = dict.fromkeys(_PARTS, 0)
    for agent in agents:
        for name, value in _adherence_of(world, agent, day).items():
            total[name] += value
    known = total["adherent"] + total["non_adherent"]
    eligible, unknown = known + total["unknown"], total["unknown"]
    net = total["adherent"] + total["excused"] + total["excused_unknown"]
    counts = {name: total[name] for name in total if name.startswith("n_")}
    return {
        **{f"{name}_s": value / 1000 for name, value in total.items() if name not in counts},
        **counts,
        "adherence": over(total["adherent"], known),
        "adherence_low": over(total["adherent"], eligible),
        "adherence_high": over(total["adherent"] + unknown, eligible),
        "adherence_net": over(net, known + total["excused_unknown"]),
        "adherence_strict": over(total["adherent"] - total["in_grace"] - total["forgiven"], known),
        "adherence_attended": over(total["adherent"], known - total["absent"]),
        "adherence_recovered": over(total["adherent"] + total["recovered"], known),
    }


_READINGS = ("low", "high", "net", "strict", "attended", "recovered")
_PARTS = (
    *("scheduled", "excluded", "adherent", "in_grace", "forgiven", "non_adherent", "excused"),
    *("absent", "unknown", "excused_unknown", "recovered", "unscheduled", "worked", "outside"),
    *("actual", "n_deviations", "n_shifts", "n_absent_shifts"),
)


ADHERENCE = (
    *(f"{name}_s" for name in _PARTS[:12]),
    *_PARTS[15:],
    "adherence",
    *(f"adherence_{name}" for name in _READINGS),
)


def _adherence_of(world: World, agent: str, day: date | None) -> dict[str, int]:
    rules = world.settings.schedule_rules
    every = verdicts(world, agent)
    total = dict.fromkeys(_PARTS, 0)
    attended = {}
    for shift in {one["shift"] for one in every if one["shift"]}:
        inside = [o for o in every if o["piece"] and shift[0] <= o["start_at"] < shift[1]]
        attended[shift] = min((o["start_at"] for o in inside), default=None)
    for one in every:
        if day is None or one["business_day"] == day:
            for name, value in _worth(one, attended, rules).items():
                total[name] += value
    for shift, came in attended.items():
        if day is not None and local_date(shift[0], world.settings.zone) != day:
            continue
        total["n_shifts"] += 1
        total["n_absent_shifts"] += came is None
        if came is not None:
            until = shift[1] + round(rules.recovery_s * 1000)
            after = sum(
                length(o)
                for o in every
                if o["verdict"] == "outside"
                and o["state"] in ON_QUEUE
                and shift[1] <= o["start_at"] < until
            )
            total["recovered"] += min(came - shift[0], after)
    return total


def _worth(one: dict, attended: dict, rules) -> dict[str, int]:
    ms, verdict = length(one), one["verdict"]
    working = one["state"] in rules.working
    if verdict == "outside":
        return {"unscheduled": ms, "actual": ms, "outside": ms * working}
    found = {"scheduled": ms, "worked": ms * working, "actual": ms * bool(one["piece"])}
    if verdict == "unknown":
        return found | {"unknown": ms, "excused_unknown": ms * one["excused"]}
    if verdict == "excluded":
        return found | {"excluded": ms}
    if verdict in ("adherent", "in_grace"):
        return found | {"adherent": ms, "in_grace": ms * (verdict == "in_grace")}
    lost = ms - one["forgiven"]
    return found | {
        "forgiven": one["forgiven"],
        "adherent": one["forgiven"],
        "non_adherent": lost,
        "excused": lost * one["excused"],
        "absent": lost * (attended.get(one["shift"]) is None),
        "n_deviations": int(one.get("opens", False)),
    }


def exception_form(world: World, agents: Iterable[str], *, outside: bool) -> float:
    """One minus the time of the deviations over the planned time, never below zero."""
    parts = adherence(world, agents)
    extra = parts["outside_s"] * outside
    known = parts["adherent_s"] + parts["non_adherent_s"]
    if not parts["actual_s"] or not known + parts["unknown_s"]:
        return float("nan")
    return over(max(known + extra - parts["non_adherent_s"] - extra, 0), known + extra)


def conformance(world: World, agents: list[str]) -> dict[str, float]:
    """Time worked, whenever, over time planned for work."""
    parts = adherence(world, agents)
    planned = sum(
        length(row)
        for agent in agents
        for row in plan_of(world, agent)
        if row["activity"] == "productive"
    )
    worked = parts["worked_s"] + parts["outside_s"]
    if not planned:
        return {"planned_s": 0, "conformance": float("inf") if worked else float("nan")}
    return {
        "planned_s": planned / 1000,
        "worked_s": worked,
        "worked_inside_s": parts["worked_s"],
        "conformance": worked / (planned / 1000),
    }


def shrinkage(world: World, agents: Iterable[str]) -> dict[str, float]:
    """Paid time in which nobody is at the customers' disposal, in its four cells."""
    cells = dict.fromkeys(("base", "excluded", "unknown", *_CELLS), 0)
    for agent in agents:
        for one in verdicts(world, agent):
            if one["plan"]:
                cells["base"] += length(one)
                where = _cell(world, one)
                if where:
                    cells[where] += length(one)
    cells["base"] -= cells["excluded"]
    lost = sum(cells[name] for name in _CELLS)
    return {f"{name}_s": ms / 1000 for name, ms in cells.items()} | {
        "shrinkage": over(lost, cells["base"]),
        "shrinkage_high": over(lost + cells["unknown"], cells["base"]),
    }


_CELLS = ("external_planned", "external_unplanned", "internal_planned", "internal_unplanned")


def _cell(world: World, one: dict) -> str | None:
    activity, state = one["plan"]["activity"], one["state"]
    code = world.settings.aux_codes.get(one["aux_code"])
    if one["plan"]["paid"] is False:
        return "excluded"
    if state == "unknown":
        return "unknown"
    if state in ON_QUEUE or (state == "aux" and code and code.productive):
        return None
    if activity in AWAY:
        return "external_planned"
    if activity != "productive":
        return "internal_planned"
    return "external_unplanned" if state in ("offline", "absent") else "internal_unplanned"


# Service


def offered(world: World) -> list[dict]:
    """Legs of contacts that the customer began and a queue received, with what they waited."""
    zone, minutes = world.settings.zone, world.settings.interval_minutes
    kept = []
    for row in world.contacts:
        if row["outcome"] != "not_offered" and row["direction"] in (None, "inbound"):
            own = {"waited": waited(row), "handle": handle(row), "handled": is_handled(row)}
            own["interval"] = interval_start(row["arrived_at"], zone, minutes)
            own["business_day"] = local_date(row["arrived_at"], zone)
            kept.append(row | own)
    return kept


def waited(row: dict) -> int | None:
    """Waiting as recorded; else to the answer, or to the end of what nobody answered."""
    if row["wait_ms"] is not None:
        return row["wait_ms"]
    until = row["answered_at"]
    if until is None and row["outcome"] != "answered":
        until = row["ended_at"]
    if until is None or until - row["arrived_at"] < -2000:
        return None
    return max(0, until - row["arrived_at"])


def handle(row: dict) -> int:
    return sum(row[name] or 0 for name in ("talk_ms", "hold_ms", "acw_ms"))


def is_handled(row: dict) -> bool:
    return row["outcome"] == "answered" and row["agent_id"] is not None and handle(row) > 0


def levels(rows: list[dict], threshold_s: float, short_s: float) -> dict[str, tuple[int, int]]:
    """Numerator and denominator of each definition, over contacts of which it can be told."""
    within, short = threshold_s * 1000, short_s * 1000
    answered = [r["waited"] for r in rows if r["outcome"] == "answered"]
    abandoned = [r["waited"] for r in rows if r["outcome"] == "abandoned"]
    redirected = sum(r["outcome"] == "redirected" for r in rows)
    an = [wait for wait in answered if wait is not None]
    known = [wait for wait in abandoned if wait is not None]
    good, ab = sum(wait <= within for wait in an), len(abandoned)
    ab_t, ab_s = (sum(wait <= limit for wait in known) for limit in (within, short))
    return {
        "SL1": (good + ab_t, len(an) + len(known)),
        "SL2": (good, len(an)),
        "SL3": (good, len(an) + ab),
        "SL4": (good, len(an) + len(known) - ab_t),
        "SL5": (good + ab_s, len(an) + len(known)),
        "SL6": (good, len(an) + len(known) - ab_s),
        "genesys": (good, len(an) + ab),
        "genesys_no_short": (good, len(an) + len(known) - ab_s),
        "genesys_no_abandons": (good, len(an)),
        "genesys_flow_outs": (good, len(an) + ab + redirected),
        "genesys_flow_outs_no_short": (good, len(an) + len(known) - ab_s + redirected),
        "genesys_flow_outs_no_abandons": (good, len(an) + redirected),
        "of_offered": (good, len(rows) - (len(answered) - len(an))),
        "answer_rate": (len(answered), len(rows)),
    }


def service(rows: list[dict], short_s: float) -> dict[str, float]:
    """Speed of answer, abandonment and handle time of contacts."""
    waits = [r["waited"] for r in rows if r["outcome"] == "answered" and r["waited"] is not None]
    left = [r["waited"] for r in rows if r["outcome"] == "abandoned"]
    short = sum(wait is not None and wait <= short_s * 1000 for wait in left)
    net = float("nan") if None in left else over(len(left) - short, len(rows) - short)
    handled = [r["handle"] for r in rows if r["handled"]]
    timed = [r["handle"] for r in rows if r["handled"] and r["talk_ms"] is not None]
    return {
        "n_offered": len(rows),
        "n_answered": sum(r["outcome"] == "answered" for r in rows),
        "asa_s": over(sum(waits) / 1000, len(waits)),
        "abandoned_share": over(len(left), len(rows)),
        "abandoned_share_net": net,
        "n_handled": len(handled),
        "aht_s": over(sum(timed) / 1000, len(timed)),
    }


def whole_contacts(rows: list[dict]) -> dict[str, float]:
    """Contacts of which some leg was handled: how many were passed on, and how long they took."""
    contacts: dict[str, list[dict]] = {}
    for row in sorted(rows, key=lambda row: row["leg"]):
        contacts.setdefault(row["contact_id"], []).append(row)
    several = any(len(legs) > 1 for legs in contacts.values())
    n_legs = n_passed_on = n_contacts = n_transferred = n_handled = handle_ms = n_all = 0
    for legs in contacts.values():
        marks = []
        for leg, following in zip(legs, [*legs[1:], None], strict=True):
            if is_handled(leg):
                mark = True if following else leg["transferred"]
                marks.append(False if mark is None and several else mark)
                handle_ms += handle(leg)
                n_all += 1
        told = [mark for mark in marks if mark is not None]
        n_handled += bool(marks)
        n_legs += len(told)
        n_passed_on += sum(told)
        n_contacts += bool(told)
        n_transferred += any(told)
    return {
        "n_legs": n_legs,
        "n_legs_passed_on": n_passed_on,
        "n_contacts": n_contacts,
        "n_contacts_transferred": n_transferred,
        "aht_per_contact_s": over(handle_ms / 1000, n_handled),
        "aht_per_leg_s": over(handle_ms / 1000, n_all),
    }
