"""The same definitions once more, in plain loops over seconds: slow, and easy to read."""

from cctoolkit.metrics.plan import ACTIVITY_PRECEDENCE

AWAY = ("absence", "leave")
COUNTED = (
    *("scheduled", "excluded", "adherent", "in_grace", "forgiven", "non_adherent", "excused"),
    *("absent", "unknown", "excused_unknown", "recovered", "unscheduled", "worked", "outside"),
    *("n_deviations", "n_shifts", "n_absent_shifts"),
)


def painted(rows):
    """Activity of each second: rows are (start, end, activity), the strongest painted last."""
    plan = {}
    strength = {activity: -rank for rank, activity in enumerate(ACTIVITY_PRECEDENCE)}
    for start, end, activity in sorted(rows, key=lambda r: (strength[r[2]], r[0], r[1])):
        for second in range(start, end):
            plan[second] = activity
    return plan


def shifts(plan, pause):
    at_work = sorted(second for second, activity in plan.items() if activity not in AWAY)
    found = []
    for second in at_work:
        if found and second - found[-1][1] < pause:
            found[-1][1] = second + 1
        else:
            found.append([second, second + 1])
    return found


def run_edges(plan, second):
    """Bounds of the run of one activity around a second, and what touches it on either side."""
    low = high = second
    while plan.get(low - 1) == plan[second]:
        low -= 1
    while plan.get(high + 1) == plan[second]:
        high += 1
    return low, high + 1, plan.get(low - 1, "unplanned"), plan.get(high + 1, "unplanned")


def account(rows, states, exceptions, *, rules, pause):
    """Seconds of every part for one agent; states are (start, end, state, code)."""
    plan = painted(rows)
    state = {}
    for start, end, name, code in states:
        for second in range(start, end):
            state[second] = (name, code)
    excused = {s for start, end in exceptions for s in range(start, end)}
    total = dict.fromkeys(COUNTED, 0)
    deviating = {}
    known_shifts = shifts(plan, pause)
    presence = {}
    for number, (start, end) in enumerate(known_shifts):
        there = [s for s in range(start, end) if s in state]
        working = [s for s in there if plan.get(s, "absence") not in AWAY]
        presence[number] = (min(working), max(working)) if working else None
        total["n_shifts"] += 1
        total["n_absent_shifts"] += not there
        if there:
            after = [
                s
                for s in range(end, end + int(rules.recovery_s))
                if s not in plan and state.get(s, ("",))[0] in rules.working
            ]
            total["recovered"] += min(min(there) - start, len(after))

    def shift_of(second):
        return next((n for n, (a, b) in enumerate(known_shifts) if a <= second < b), None)

    for second in sorted(plan):
        activity = plan[second]
        total["scheduled"] += 1
        name, code = state.get(second, ("offline", None))
        total["worked"] += name in rules.working
        if activity in rules.not_eligible:
            total["excluded"] += 1
            continue
        if name == "unknown":
            total["unknown"] += 1
            total["excused_unknown"] += second in excused
            continue
        word = rules.aux_activities.get(code, name) if name == "aux" else name
        if second not in state:
            seen = presence[shift_of(second)]
            word = "offline" if seen and seen[0] < second < seen[1] else "absent"
        low, high, before, after = run_edges(plan, second)
        if word in rules.allowed.get(activity, ()):
            total["adherent"] += 1
        elif (second - low < rules.grace_s and word in rules.allowed.get(before, ())) or (
            high - second <= rules.grace_s and word in rules.allowed.get(after, ())
        ):
            total["adherent"] += 1
            total["in_grace"] += 1
        else:
            deviating[second] = shift_of(second)
    total["unscheduled"] = sum(second not in plan for second in state)
    total["outside"] = sum(
        second not in plan and name in rules.working for second, (name, _) in state.items()
    )
    absent = {
        n for n, (a, b) in enumerate(known_shifts) if not any(s in state for s in range(a, b))
    }
    for run in runs(deviating):
        if rules.forgives == "each":
            kept = run[int(rules.forgiven_s) :]
        else:
            kept = run if len(run) >= rules.forgiven_s else []
        total["forgiven"] += len(run) - len(kept)
        total["adherent"] += len(run) - len(kept)
        total["non_adherent"] += len(kept)
        total["n_deviations"] += bool(kept)
        total["excused"] += sum(second in excused for second in kept)
        total["absent"] += sum(deviating[second] in absent for second in kept)
    return total


def runs(seconds):
    found = []
    for second in sorted(seconds):
        if found and found[-1][-1] == second - 1:
            found[-1].append(second)
        else:
            found.append([second])
    return found
