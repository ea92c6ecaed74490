"""What the provider's annex may say of all its agents together: how many, never who."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cctoolkit.findings.finding import Finding

SECTION = "agents"


def agents_outside(overall: pd.DataFrame, *, grades: Mapping[str, str]) -> Iterator[Finding]:
    """How many agents stand outside what chance and their mix explain, by measure.

    A notice where there is any, for it asks for a look at the explanations; never serious: that
    an agent is outside judges nobody. None outside is good.
    """
    for row in overall.to_dict("records"):
        n_judged, n_outside = int(row["n_judged"]), int(row["n_outside"])
        yield Finding(
            code="agents_outside" if n_outside else "agents_inside",
            section=SECTION,
            severity="notice" if n_outside else "good",
            value=n_outside / n_judged,
            n=n_judged,
            n_unit="agents",
            numbers={
                "measure": row["agent_measure"],
                "n_outside": n_outside,
                "n_more": int(row["n_more"]),
                "n_less": int(row["n_less"]),
                "n_judged": n_judged,
                "n_not_judged": int(row["n_not_judged"]),
                "n_beyond": int(row["n_beyond"]),
                "by_chance": float(row["by_chance"]),
                "phi": float(row["phi"]),
                "between_sd": float(row["between_sd"]),
            },
            controlled_by="provider",
            grade=grades[row["agent_measure"]],
            table="overall",
        )
