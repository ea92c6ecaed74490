"""Small made-up floors, where a few agents move, stand outside every group or come for a day."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from cctoolkit.engagement.settings import StateRules, Targets
from tests.frames import table

CODES = ("rest", "meeting", "training", "union", "coaching", "other")
START = pd.Timestamp("2026-03-02 08:00", tz="UTC")


class World:
    """What a section asks of an engagement."""

    def __init__(self, agents: pd.DataFrame, aux: pd.DataFrame, target: float = 0.85) -> None:
        codes = [{"aux_code": code, "label": code.title()} for code in CODES[:-2]]
        codes = [each | {"mandatory_rest": each["aux_code"] == "rest"} for each in codes]
        self.tables = {
            "agent_intervals": agents,
            "aux_intervals": aux,
            "aux_codes": table("aux_codes", codes),
        }
        targets = Targets(adherence_index={"low": target, "high": 1.0})
        self.settings = SimpleNamespace(
            zone="UTC",
            ringing_is_productive=True,
            minimum_group=5,
            targets=targets,
            states=StateRules(),
        )

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def __contains__(self, name: str) -> bool:
        return name in self.tables


def random_world(seed: int, n_agents: int, n_days: int = 2) -> World:
    """A floor of so many agents, drawn from a seed: unequal groups, gaps, moves, rare codes."""
    rng = np.random.default_rng(seed)
    sizes = {"team": rng.integers(1, 5), "site": rng.integers(1, 4), "shift": rng.integers(1, 4)}
    odds = {name: rng.dirichlet(np.full(size, 0.8)) for name, size in sizes.items()}
    outside, moving, absent = rng.choice([0.0, 0.1, 0.3], 3)
    site_of_team = rng.integers(0, sizes["site"], sizes["team"])
    nested, use = rng.random() < 0.6, rng.choice([0.05, 0.3, 0.7], len(CODES))
    rows, spells = [], []
    for k in range(n_agents):
        for day in range(n_days):
            if day == 0 or rng.random() < moving:
                place = {name: rng.choice(size, p=odds[name]) for name, size in sizes.items()}
                place["site"] = site_of_team[place["team"]] if nested else place["site"]
                gone = {name: rng.random() < outside for name in place}
            if day and rng.random() < absent:
                continue
            names = {name: f"{name}{value}" for name, value in place.items() if not gone[name]}
            for hour in range(3):
                if rng.random() < 0.25:
                    continue
                begin = START + pd.Timedelta(days=day, hours=3 * int(place["shift"]) + hour)
                common = names | {
                    "start_at": begin,
                    "end_at": begin + pd.Timedelta(1, "h"),
                    "agent_id": f"a{k}",
                    "campaign": "c",
                    "business_day": begin.normalize().tz_localize(None),
                    "evidence": "A",
                }
                used = [code for code, odd in zip(CODES, use, strict=True) if rng.random() < odd]
                spells += [
                    common | {"aux_code": code, "aux_ms": int(rng.integers(1, 400_000))}
                    for code in used
                ]
                aux_ms = sum(spell["aux_ms"] for spell in spells[len(spells) - len(used) :])
                rows.append(common | {"logged_ms": 3_600_000, "aux_ms": aux_ms, "unknown_ms": 0})
    return World(_with_groups("agent_intervals", rows), _with_groups("aux_intervals", spells))


def _with_groups(name: str, rows: list[dict]) -> pd.DataFrame:
    frame = table(name, rows)
    groups = pd.DataFrame(rows).reindex(columns=["team", "site", "shift"]).astype("str")
    return frame.assign(**{each: groups[each].to_numpy() for each in groups})
