"""From what each agent did to one state at a time, and from states to half-hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cctoolkit.sample.calendar import HALF_HOUR_MS
from cctoolkit.sample.codes import ACW, HOLD, N_CODES, RING, TALK
from cctoolkit.sample.floor import Served

BITS = 3


@dataclass
class Segments:
    """States of several agents, sorted by agent and start; each agent's are a partition."""

    agent: np.ndarray
    start_ms: np.ndarray
    end_ms: np.ndarray
    code: np.ndarray

    def __len__(self) -> int:
        return len(self.agent)

    @property
    def length_ms(self) -> np.ndarray:
        """Duration of each state."""
        return self.end_ms - self.start_ms

    def take(self, rows: np.ndarray) -> Segments:
        """Rows by position or mask."""
        return Segments(self.agent[rows], self.start_ms[rows], self.end_ms[rows], self.code[rows])


def claims(served: Served) -> tuple[np.ndarray, ...]:
    """Everything that claims an agent's time: agent, start, end, code."""
    seen = served.agent >= 0
    agent, answered = served.agent[seen], served.answered_ms[seen]
    talk, hold, acw = served.talk_ms[seen], served.hold_ms[seen], served.acw_ms[seen]
    first_talk = np.where(hold > 0, talk // 2000 * 1000, talk)
    held = answered + first_talk
    ended = answered + talk + hold
    n_agents = len(served.login_ms)
    parts = (
        (np.arange(n_agents), served.login_ms, served.logout_ms, 0),
        (agent, served.offered_ms[seen], answered, RING),
        (agent, answered, held, TALK),
        (agent, held, held + hold, HOLD),
        (agent, held + hold, ended, TALK),
        (agent, ended, ended + acw, ACW),
        (served.block_agent, served.block_start_ms, served.block_end_ms, served.block_code),
    )
    columns = [np.concatenate([part[k] for part in parts]) for k in range(3)]
    codes = np.concatenate([np.broadcast_to(part[3], len(part[0])) for part in parts])
    kept = columns[2] > columns[1]
    return (*(column[kept] for column in columns), codes[kept])


def partition(served: Served) -> Segments:
    """Resolve overlapping claims by rank, so that two chats at once are one stretch of talk."""
    agent, start, end, code = claims(served)
    weight = np.left_shift(np.int64(1), BITS * code.astype("int64"))
    who = np.concatenate([agent, agent])
    when = np.concatenate([start, end])
    step = np.concatenate([weight, -weight])
    order = np.lexsort((when, who))
    who, when, held = who[order], when[order], np.cumsum(step[order])
    begins = np.flatnonzero((when[1:] > when[:-1]) & (who[1:] == who[:-1]) & (held[:-1] > 0))
    states = top_rank(held[begins])
    return merged(Segments(who[begins], when[begins], when[begins + 1], states))


def top_rank(held: np.ndarray) -> np.ndarray:
    """Highest code with a claim; exact, as fewer than 53 bits are used."""
    return (np.frexp(held.astype("float64"))[1] - 1) // BITS


def merged(segments: Segments) -> Segments:
    """Join consecutive stretches of the same agent and state."""
    if not len(segments):
        return segments
    new = np.ones(len(segments), dtype=bool)
    new[1:] = (
        (segments.agent[1:] != segments.agent[:-1])
        | (segments.code[1:] != segments.code[:-1])
        | (segments.start_ms[1:] != segments.end_ms[:-1])
    )
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(segments)) - 1
    return Segments(
        segments.agent[first], segments.start_ms[first], segments.end_ms[last], segments.code[first]
    )


def by_half_hour(segments: Segments) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut states at the half-hours; return agent, half-hour start and a matrix of milliseconds."""
    first = segments.start_ms // HALF_HOUR_MS
    n_pieces = (segments.end_ms - 1) // HALF_HOUR_MS - first + 1
    row = np.repeat(np.arange(len(segments)), n_pieces)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(n_pieces) - n_pieces, n_pieces)
    slot = first[row] + nth
    start = np.maximum(segments.start_ms[row], slot * HALF_HOUR_MS)
    end = np.minimum(segments.end_ms[row], (slot + 1) * HALF_HOUR_MS)
    keys, place = np.unique(np.stack([segments.agent[row], slot]), axis=1, return_inverse=True)
    cells = np.zeros((keys.shape[1], N_CODES), dtype="int64")
    np.add.at(cells, (place.ravel(), segments.code[row]), end - start)
    return keys[0], keys[1] * HALF_HOUR_MS, cells


def overlap_ms(start: np.ndarray, end: np.ndarray, from_ms: int, to_ms: int) -> np.ndarray:
    """Milliseconds of each stretch within a window."""
    return np.maximum(0, np.minimum(end, to_ms) - np.maximum(start, from_ms))
