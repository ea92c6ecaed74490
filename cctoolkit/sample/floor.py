"""The floor of one unit for one day: first come, first served, by the agent idle for longest."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from math import exp

import numpy as np

from cctoolkit.sample.demand import Customers
from cctoolkit.sample.plan import LOGOUT, AgentDay

CONTACT_ENDS, AGENT_RETURNS, PAUSE_DUE, TRANSFER = range(4)
END_OF_TIME = 1 << 62


@dataclass
class Served:
    """What the floor did with each customer and each agent, in UTC milliseconds.

    Arrays over customers: `agent` is -1 for a customer that nobody answered. Arrays over blocks
    (`block_*`) and over agents (`login_ms`, `logout_ms`).
    """

    agent: np.ndarray
    arrived_ms: np.ndarray
    offered_ms: np.ndarray
    answered_ms: np.ndarray
    talk_ms: np.ndarray
    hold_ms: np.ndarray
    acw_ms: np.ndarray
    block_agent: np.ndarray
    block_start_ms: np.ndarray
    block_end_ms: np.ndarray
    block_code: np.ndarray
    login_ms: np.ndarray
    logout_ms: np.ndarray


class Floor:
    """Agents, a waiting line and a clock.

    `contacts_before` counts the contacts that each agent has handled in production; it grows as
    the day goes and slows the agent's handle time by
    ``pace * (1 + gain * exp(-contacts / scale))``.
    """

    def __init__(
        self,
        customers: Customers,
        agents: list[AgentDay],
        contacts_before: list[int],
        gain: float,
        capacity: int = 1,
        grain_ms: int = 1000,
    ) -> None:
        self.grain_ms, self.capacity, self.gain = grain_ms, capacity, gain
        self.agents, self.contacts_before = agents, contacts_before
        self.persons = [day.person.number for day in agents]
        self.pace = [(day.person.pace, day.person.learning_contacts) for day in agents]
        self.arrived = customers.arrived_ms.tolist()
        self.patience = customers.patience_ms.tolist()
        self.work = list(
            zip(
                customers.talk_s.tolist(),
                customers.hold_s.tolist(),
                customers.acw_s.tolist(),
                customers.ring_s.tolist(),
                customers.transfer_to.tolist(),
                strict=True,
            )
        )
        self.n_arriving = customers.n_arriving
        self.load = [0] * len(agents)
        self.token = [0] * len(agents)
        self.next_block = [0] * len(agents)
        self.logout = [0] * len(agents)
        self.ready: list[deque[tuple[int, int]]] = [deque() for _ in range(capacity)]
        self.waiting: deque[int] = deque()
        self.events = [(day.login_ms, AGENT_RETURNS, a, 0) for a, day in enumerate(agents)]
        heapq.heapify(self.events)
        self.contacts: list[tuple[int, ...]] = []
        self.pauses: list[tuple[int, ...]] = []

    def run(self) -> Served:
        """Serve the day."""
        for customer in range(self.n_arriving):
            self._advance(self.arrived[customer])
            self._arrive(customer, self.arrived[customer])
        self._advance(END_OF_TIME)
        return self._served()

    def _advance(self, until: int) -> None:
        events = self.events
        while events and events[0][0] <= until:
            now, kind, who, token = heapq.heappop(events)
            if kind == CONTACT_ENDS:
                self.load[who] -= 1
                self._release(who, now)
            elif kind == AGENT_RETURNS or (kind == PAUSE_DUE and token == self.token[who]):
                self._release(who, now)
            elif kind == TRANSFER:
                self._arrive(who, now)

    def _arrive(self, customer: int, now: int) -> None:
        for ready in self.ready:
            while ready:
                agent, token = ready.popleft()
                if token == self.token[agent]:
                    self.token[agent] += 1
                    on_clock = -(-now // self.grain_ms) * self.grain_ms
                    self._serve(agent, customer, on_clock)
                    self._offer(agent, on_clock)
                    return
        self.waiting.append(customer)

    def _release(self, agent: int, now: int) -> None:
        self.token[agent] += 1
        block = self.agents[agent].blocks[self.next_block[agent]]
        if block.due_ms > now or (self.waiting and now < block.due_ms + block.deferrable_ms):
            self._offer(agent, now)
        elif self.load[agent] == 0:
            self._pause(agent, now)

    def _offer(self, agent: int, now: int) -> None:
        while self.load[agent] < self.capacity:
            customer = self._next_waiting(now)
            if customer is None:
                due = self.agents[agent].blocks[self.next_block[agent]].due_ms
                self.ready[self.load[agent]].append((agent, self.token[agent]))
                heapq.heappush(self.events, (max(due, now), PAUSE_DUE, agent, self.token[agent]))
                return
            self._serve(agent, customer, now)

    def _next_waiting(self, now: int) -> int | None:
        while self.waiting:
            customer = self.waiting.popleft()
            if self.arrived[customer] + self.patience[customer] > now:
                return customer
        return None

    def _pause(self, agent: int, now: int) -> None:
        block = self.agents[agent].blocks[self.next_block[agent]]
        if block.code == LOGOUT:
            self.logout[agent] = now
            return
        self.next_block[agent] += 1
        ends = max(now, block.until_ms) if block.until_ms else now + block.length_ms
        if ends > now:
            self.pauses.append((agent, now, ends, block.code))
        heapq.heappush(self.events, (ends, AGENT_RETURNS, agent, 0))

    def _serve(self, agent: int, customer: int, now: int) -> None:
        talk_s, hold_s, acw_s, ring_s, transfer_to = self.work[customer]
        factor = self._factor(agent)
        talk, hold = self._ms(talk_s * factor, 5000), self._ms(hold_s * factor, 0)
        acw = self._ms(acw_s * factor, 1000)
        answered = now + self._ms(ring_s, 1000)
        self.load[agent] += 1
        self.contacts.append((customer, agent, now, answered, talk, hold, acw))
        if transfer_to >= 0:
            self.arrived[transfer_to] = answered + talk + hold
            leaves = (self.arrived[transfer_to], TRANSFER, transfer_to, 0)
            heapq.heappush(self.events, leaves)
        heapq.heappush(self.events, (answered + talk + hold + acw, CONTACT_ENDS, agent, 0))

    def _ms(self, seconds: float, least: int) -> int:
        return max(least, int(seconds * 1000) // self.grain_ms * self.grain_ms)

    def _factor(self, agent: int) -> float:
        pace, scale = self.pace[agent]
        person = self.persons[agent]
        n = self.contacts_before[person]
        self.contacts_before[person] = n + 1
        return pace * (1 + self.gain * exp(-n / scale)) if n < 12 * scale else pace

    def _served(self) -> Served:
        n = len(self.arrived)
        columns = np.array(self.contacts, dtype="int64").reshape(-1, 7).T
        pauses = np.array(self.pauses, dtype="int64").reshape(-1, 4).T
        spread = [np.full(n, -1)] + [np.zeros(n, dtype="int64") for _ in range(5)]
        for target, column in zip(spread, columns[1:], strict=True):
            target[columns[0]] = column
        agent, offered, answered, talk, hold, acw = spread
        return Served(
            agent=agent,
            arrived_ms=np.array(self.arrived, dtype="int64"),
            offered_ms=offered,
            answered_ms=answered,
            talk_ms=talk,
            hold_ms=hold,
            acw_ms=acw,
            block_agent=pauses[0],
            block_start_ms=pauses[1],
            block_end_ms=pauses[2],
            block_code=pauses[3],
            login_ms=np.array([day.login_ms for day in self.agents], dtype="int64"),
            logout_ms=np.array(self.logout, dtype="int64"),
        )
