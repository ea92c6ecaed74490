"""How many agents are outside, as findings: a question at most, and never a name."""

import pandas as pd
import pytest

from cctoolkit.findings.agents import agents_outside


def found(n_outside, n_more):
    row = {"agent_measure": "handle_time", "n_judged": 40, "n_not_judged": 3}
    row |= {"n_outside": n_outside, "n_more": n_more, "n_less": n_outside - n_more}
    row |= {"n_beyond": 4, "by_chance": 2.0, "phi": 1.4, "between_sd": 0.05}
    (finding,) = agents_outside(pd.DataFrame([row]), grades={"handle_time": "A"})
    return finding


@pytest.mark.parametrize(
    ("n_outside", "code", "severity"),
    [
        (0, "agents_inside", "good"),
        (1, "agents_outside", "notice"),
        (40, "agents_outside", "notice"),
    ],
)
def test_somebody_outside_is_to_be_looked_at_and_never_serious(n_outside, code, severity):
    finding = found(n_outside, n_outside)
    assert (finding.code, finding.severity) == (code, severity)


def test_it_counts_and_names_nobody():
    finding = found(4, 3)
    assert (finding.value, finding.n, finding.n_unit) == (0.1, 40, "agents")
    assert (finding.numbers["n_more"], finding.numbers["n_less"]) == (3, 1)
    assert finding.numbers["by_chance"] == 2
    assert not finding.where
    assert finding.controlled_by == "provider"
