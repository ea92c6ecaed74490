"""How many positions a load needs for a target, how much load they carry, and how many people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cctoolkit.planning.arguments import above_zero, at_least, inside_shares, whole
from cctoolkit.planning.erlang import blocked_share, solved

# A target is met within one part in a billion: 21 / 0.7 positions are 30, not 31.
TOLERANCE = 1e-9

Meets = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Targets:
    """What a queue must hold: all of the targets given, each a float or an array by interval.

    A level needs its name: 80 % of the offered and 80 % of the answered are two requirements.

    Parameters
    ----------
    min_of_offered, min_of_answered : float or array
        Share answered within the threshold, above 0 and below 1.
    threshold_s : float or array
        Of waiting; a level needs it.
    max_abandoned_share, max_occupancy : float or array
        Above 0 and below 1.
    max_wait_s, max_asa_s : float or array
        Mean waiting of all contacts, and of the answered.

    Raises
    ------
    ValueError
        If there is no target, a level without its threshold, or a number out of its range.
    """

    min_of_offered: float | np.ndarray | None = None
    min_of_answered: float | np.ndarray | None = None
    threshold_s: float | np.ndarray | None = None
    max_abandoned_share: float | np.ndarray | None = None
    max_occupancy: float | np.ndarray | None = None
    max_wait_s: float | np.ndarray | None = None
    max_asa_s: float | np.ndarray | None = None

    def __post_init__(self) -> None:
        given = self.given()
        if not given:
            raise ValueError(f"no target: give at least one of {', '.join(FIELDS)}")
        levels = [name for name in LEVELS if name in given]
        if levels and self.threshold_s is None:
            raise ValueError(f"{levels[0]} needs threshold_s, the waiting in seconds")
        if self.threshold_s is not None:
            at_least("threshold_s (seconds)", self.threshold_s)
        for name, target in given.items():
            (above_zero if name.endswith("_s") else inside_shares)(name, target)

    def given(self) -> dict[str, np.ndarray]:
        """Return the targets that were given, by name."""
        named = {name: getattr(self, name) for name in FIELDS}
        return {name: np.asarray(v, dtype=float) for name, v in named.items() if v is not None}


# The result of the queue that each target is about.
FIELDS = {
    "min_of_offered": "of_offered",
    "min_of_answered": "of_answered",
    "max_abandoned_share": "abandoned_share",
    "max_occupancy": "occupancy",
    "max_wait_s": "wait_s",
    "max_asa_s": "asa_s",
}
LEVELS = ("min_of_offered", "min_of_answered")


def positions_needed(
    load, targets: Targets, *, aht_s, patience_s=np.inf, to_whole=True
) -> np.ndarray | float:
    """Fewest positions that meet every target: Erlang A, or Erlang C with endless patience.

    Positions on the phones at once, before shrinkage: see `rostered`.

    Parameters
    ----------
    load : float or array
        In erlang, of at least 0. No load needs no position.
    targets : Targets
        All must hold.
    aht_s, patience_s : float or array
        As in `queue`.
    to_whole : bool
        False gives the requirement between whole positions, from the formulas continued by gamma
        functions. Use it where queues share people or parts of hours are added: sum first, round
        once with `rounded_up`. A queue alone needs whole positions, and a level of the answered
        alone can be met by next to none.

    Returns
    -------
    int, float or array
        Of the broadcast shape; whole numbers unless `to_whole` is False. A target is met within
        one part in a billion. With endless patience they always exceed the load.

    Raises
    ------
    ValueError
        If a number is out of its range, or abandonment has a target and patience no end.

    Examples
    --------
    >>> eighty_twenty = Targets(min_of_offered=0.8, threshold_s=20)
    >>> int(positions_needed(10, eighty_twenty, aht_s=180))
    14
    >>> print(f"{positions_needed(10, eighty_twenty, aht_s=180, to_whole=False):.2f}")
    13.04
    """
    columns, shape = _flat(targets, load=at_least("load", load), aht_s=aht_s, patience_s=patience_s)

    def meets(positions: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return _meet({name: column[rows] for name, column in columns.items()}, positions=positions)

    return _shaped(_fewest(meets, columns["load"], to_whole), shape, to_whole)


def lines_needed(load, *, max_blocked_share, to_whole=True) -> np.ndarray | float:
    """Fewest lines that block at most a share of the contacts, without a queue: Erlang B.

    Parameters
    ----------
    load : float or array
        In erlang, of at least 0. No load needs no line.
    max_blocked_share : float or array
        Above 0, below 1.
    to_whole : bool
        As in `positions_needed`.

    Examples
    --------
    >>> int(lines_needed(10, max_blocked_share=0.02))
    17
    """
    load, most = np.broadcast_arrays(
        at_least("load", load), inside_shares("max_blocked_share", max_blocked_share)
    )
    loads, limits = load.ravel(), most.ravel()

    def meets(lines: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return blocked_share(loads[rows], lines) <= limits[rows] * (1 + TOLERANCE)

    return _shaped(_fewest(meets, loads, to_whole), load.shape, to_whole)


def load_carried(positions, targets: Targets, *, aht_s, patience_s=np.inf) -> np.ndarray | float:
    """Largest load, in erlang, that a number of positions carries within every target.

    The other side of `positions_needed`, with its arguments. It is infinite where no load breaks
    a target: with patience, a mean wait above the patience itself.

    Parameters
    ----------
    positions : int or int array
        Without any, the load carried is 0.

    Examples
    --------
    >>> erlangs = load_carried(5, Targets(min_of_offered=0.8, threshold_s=20), aht_s=300)
    >>> print(f"{erlangs:.3f} erlang, {erlangs * 3600 / 300:.1f} contacts an hour")
    2.971 erlang, 35.6 contacts an hour
    """
    positions = whole("positions", positions)
    columns, shape = _flat(targets, positions=positions, aht_s=aht_s, patience_s=patience_s)
    places = columns["positions"]

    def breaks(load: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return ~_meet({name: column[rows] for name, column in columns.items()}, load=load)

    low, high = np.zeros(places.size), np.where(places > 0, np.inf, 0.0)
    step = np.maximum(places, 1.0)
    while (rows := np.flatnonzero(np.isinf(high) & (step < 1e9 * np.maximum(places, 1)))).size:
        broken = breaks(step[rows], rows)
        high[rows[broken]] = step[rows[broken]]
        low[rows[~broken]] = step[rows[~broken]]
        step[rows] *= 2
    low[np.isinf(high)] = np.inf
    return _halved(breaks, low, high)[0].reshape(shape)[()]


def rostered(base, *, shrinkage) -> np.ndarray | float:
    """People on the roster for a number of positions: base over one minus shrinkage.

    Not base times one plus shrinkage: 30 % away leaves 70 %, so 14 positions are 20 people, not
    18.2. It is not rounded: add up first, then `rounded_up` once.

    Parameters
    ----------
    base : float or array
        Positions, whole or between.
    shrinkage : float or array
        Share of the paid time that is not on the phones, from 0 to below 1.

    Examples
    --------
    >>> int(rounded_up(rostered(14, shrinkage=0.3)))
    20
    """
    shrinkage = at_least("shrinkage", shrinkage)
    if np.any(shrinkage >= 1):
        raise ValueError(f"shrinkage must be a share below 1, not {np.max(shrinkage):g}")
    return (at_least("base", base) / (1 - shrinkage))[()]


def rounded_up(amount) -> np.ndarray | int:
    """Round an amount up to whole people, forgiving one part in a billion of the arithmetic.

    Examples
    --------
    >>> int(rounded_up(21 / (1 - 0.3))), 21 / (1 - 0.3) > 30
    (30, True)
    """
    amount = at_least("amount", amount)
    return np.ceil(amount * (1 - TOLERANCE)).astype(np.int64)[()]


def seats(hours, *, seat_h) -> np.ndarray | float:
    """Seats that a package of hours keeps open: hours over the hours of one seat.

    Not rounded: a package that isn't a whole number of seats is covered in part of the opening
    hours, which a rounded number would hide. The hours of a seat come from the real calendar;
    12 hours on 26 days are nominal.

    Parameters
    ----------
    hours : float or array
        Of the package.
    seat_h : float or array
        Opening hours of one seat in the same period: hours a day times days.

    Examples
    --------
    >>> float(seats(1560, seat_h=12 * 26))
    5.0
    """
    return (at_least("hours", hours) / above_zero("seat_h", seat_h))[()]


def _flat(targets: Targets, **given) -> tuple[dict[str, np.ndarray], tuple[int, ...]]:
    """Bring what was given and the targets to one shape, and flatten them."""
    given["aht_s"] = above_zero("aht_s (seconds)", given["aht_s"])
    given["patience_s"] = above_zero("patience_s (seconds)", given["patience_s"], infinite=True)
    if targets.max_abandoned_share is not None and np.isinf(given["patience_s"]).any():
        raise ValueError("max_abandoned_share needs a finite patience_s: nobody else abandons")
    given["threshold_s"] = 0.0 if targets.threshold_s is None else targets.threshold_s
    given |= targets.given()
    columns = np.broadcast_arrays(*given.values())
    flat = {name: column.ravel() for name, column in zip(given, columns, strict=True)}
    return flat, columns[0].shape


def _meet(columns: dict[str, np.ndarray], **asked: np.ndarray) -> np.ndarray:
    """Say where every target holds, at the load or the positions asked for."""
    columns = columns | asked
    arguments = ("load", "positions", "aht_s", "threshold_s", "patience_s")
    found = solved(*(columns[name] for name in arguments))
    good = found.stable.copy()
    for name, field in FIELDS.items():
        if name in columns:
            good &= _holds(name, getattr(found, field), columns[name])
    return good


def _holds(name: str, value: np.ndarray, target: np.ndarray) -> np.ndarray:
    if name.startswith("min_"):
        return value >= target * (1 - TOLERANCE)
    return value <= target * (1 + TOLERANCE)


def _fewest(meets: Meets, loads: np.ndarray, to_whole: bool) -> np.ndarray:
    """Fewest positions that meet, by steps that double and then by halves."""
    low = np.where(loads > 0, 0.0, -1.0)
    high = np.where(loads > 0, np.inf, 0.0)
    trial = np.ceil(loads + np.sqrt(loads))
    step = 1.0
    while (rows := np.flatnonzero(high - low > 1)).size:
        good = meets(trial[rows], rows)
        high[rows[good]] = trial[rows[good]]
        low[rows[~good]] = trial[rows[~good]]
        trial = _next_trial(low, high, step)
        step *= 2
    if to_whole:
        return high
    return _halved(meets, np.maximum(low, 0), high)[1]


def _next_trial(low: np.ndarray, high: np.ndarray, step: float) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        inside = np.maximum(high - step, np.floor((low + high) / 2))
    return np.where(np.isinf(high), low + step, inside)


def _halved(over: Meets, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Close in on the number from which `over` holds, to one part in a billion."""
    while (rows := np.flatnonzero(low * (1 + TOLERANCE) + 1e-12 < high)).size:
        middle = (low[rows] + high[rows]) / 2
        beyond = over(middle, rows)
        high[rows[beyond]] = middle[beyond]
        low[rows[~beyond]] = middle[~beyond]
    return low, high


def _shaped(amount: np.ndarray, shape: tuple[int, ...], to_whole: bool) -> np.ndarray | float:
    return (amount.astype(np.int64) if to_whole else amount).reshape(shape)[()]
