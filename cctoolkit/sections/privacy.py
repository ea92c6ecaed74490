"""Who may see which rows: the one place that hides small groups.

A reader who subtracts shown figures from each other must never be left with the figure of fewer
agents than the minimum. What a reader can make of the figures of two tables, and of their total,
is a weight on each cell of the one crossed with the other that is a number of its row plus a
number of its column. It vanishes on a cell only if the two numbers cancel, so the cells on which
it doesn't vanish separate the groups of both tables into sides: they are a cut of the graph whose
vertices are the groups and whose edges are the cells. Hence the rule: no cut by fewer agents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

REST = -1
"""Code of what no table shows of a dimension: hidden groups, and agents without any, as one."""

_WHOLE = 55_440
"""Weight of one agent, who counts in equal parts on each edge he is on: 1 to 12 divide it."""


class _Cut(NamedTuple):
    """Groups of both tables on either side of a difference that too few agents make."""

    left_in: np.ndarray
    right_in: np.ndarray
    left_out: np.ndarray
    right_out: np.ndarray


def shown_groups(
    people: pd.DataFrame, dimensions: Sequence[str], *, minimum: int
) -> dict[str, list]:
    """Groups of each dimension that may be shown beside the total and all the other dimensions.

    A dimension gives way to those named before it. In each, groups of fewer than `minimum` agents
    are hidden, then the smallest of those left on the wrong side of a cut (see the module), until
    nothing that can be made of two tables rests on fewer agents. What is hidden, agents without a
    group included, is a remainder that the total gives away: it is either empty or as large.

    Guaranteed: neither a table with the total, nor any two of the tables together, nor three as
    long as the cells of two of them are all large enough (teams that each have one site), give
    a sum, a difference or any weighted sum of figures that rests on 1 to `minimum` - 1 agents.
    Agents are counted once however often they moved. Not guaranteed: what can be made of three
    or more tables whose cells are small, what somebody learns who knows figures of agents already,
    and what a ratio tells of a group's own members.

    Parameters
    ----------
    people : DataFrame
        `agent_id` and a column per dimension; an agent has a row for each combination he was in.
    dimensions : sequence of str
        Most important first; a missing value is an agent outside every group.
    minimum : int
        Fewest agents.

    Returns
    -------
    dict of str to list
        Groups in ascending order. With fewer than `minimum` agents in all, none anywhere.
    """
    agent = pd.factorize(people["agent_id"])[0]
    joint, apart = np.zeros(len(people), dtype=np.int64), []
    shown: dict[str, list] = {}
    for dimension in dimensions:
        codes, groups = pd.factorize(people[dimension], sort=True)
        kept = _kept(codes, [joint, *apart], agent, minimum)
        shown[dimension] = list(groups[kept])
        published = np.where(np.isin(codes, kept), codes, REST)
        finer = _crossed(joint, published)
        if _may_stand(finer, apart, agent, minimum):
            joint = finer
        else:
            apart.append(published)
    return shown


def shown_parts(people: pd.DataFrame, part: str, wholes: Sequence[str], *, minimum: int) -> list:
    """Parts that may be shown beside the total and the groups that each of them lies in.

    For tables so fine that most of their rows may be of few agents. Parts of fewer agents than the
    minimum are hidden, and then the smallest others until what is hidden of the total, and of each
    group, is nothing or of as many agents. Not guaranteed: what two tables of groups may tell
    together of the parts that are hidden.

    Parameters
    ----------
    people : DataFrame
        `agent_id`, the part and its groups; an agent has a row for each part he was in.
    part : str
    wholes : sequence of str
        Columns with one group for each part.
    minimum : int
        Fewest agents.

    Returns
    -------
    list
        In ascending order.
    """
    people = people.dropna(subset=[part]).assign(_total=0)
    n_agents = people.groupby(part)["agent_id"].nunique().sort_values(kind="stable")
    groups = people.drop_duplicates(part).set_index(part).loc[n_agents.index, ["_total", *wholes]]
    is_shown = n_agents >= minimum
    while True:
        hidden = people[~people[part].isin(is_shown.index[is_shown])]
        more = [
            each
            for whole in groups
            for each in _smallest_that_shelter(groups.loc[is_shown, whole], hidden, minimum)
        ]
        if not more:
            return sorted(is_shown.index[is_shown])
        is_shown[more] = False


def _smallest_that_shelter(whole: pd.Series, hidden: pd.DataFrame, minimum: int) -> pd.Index:
    """Return the first shown part of each group that leaves too few agents to the hidden ones."""
    n_left = hidden.groupby(whole.name)["agent_id"].nunique()
    return whole[whole.isin(n_left.index[n_left < minimum])].drop_duplicates().index


def masked(people: pd.DataFrame, shown: dict[str, list]) -> pd.DataFrame:
    """Return the rows with every group that is not shown missing."""
    return people.assign(
        **{name: people[name].where(people[name].isin(groups)) for name, groups in shown.items()}
    )


def shown_cells(
    uses: pd.DataFrame,
    row: str,
    column: str,
    *,
    minimum: int,
    never: pd.Series,
    known: Sequence[pd.Series],
) -> pd.Series:
    """Cells of a table of two dimensions that may be shown beside the sums of its rows and columns.

    For tables of auxiliary codes by shift or by hour, where the cells themselves are shown. A cell
    of 1 to `minimum` - 1 agents is hidden, and then the smallest others until nothing that the
    sums give away of the hidden ones rests on fewer agents than that. If it can't be done, all
    cells are hidden.

    Parameters
    ----------
    uses : DataFrame
        `agent_id`, `row` and `column`: a row per agent with time in the cell. A missing column is
        a remainder that is never shown but whose sum is known.
    never : Series of bool
        Uses whose cell is hidden whatever its size.
    known : sequence of Series
        Ways to divide the uses into parts whose sums are known: the rows, or finer parts that
        another table shows. Each is held against the columns by itself.

    Returns
    -------
    Series of bool
        By row and column, without the missing column: whether the cell is shown.
    """
    rows, row_names = pd.factorize(uses[row])
    columns, column_names = pd.factorize(uses[column])
    cells, cell, _ = _distinct(np.column_stack([rows, columns]))
    sums = [pd.factorize(each)[0] for each in known]
    agent = pd.factorize(uses["agent_id"])[0]
    is_remainder = cells[:, 1] == REST
    is_never = is_remainder | np.isin(np.arange(len(cells)), cell[never])
    is_shown = _without_small_cuts(cell, is_never, sums, columns, agent, minimum)
    cells, is_shown = cells[~is_remainder], is_shown[~is_remainder]
    index = pd.MultiIndex.from_arrays(
        [row_names[cells[:, 0]], column_names[cells[:, 1]]], names=[row, column]
    )
    return pd.Series(is_shown, index, dtype=bool)


def groups_beside(people: pd.DataFrame, dimension: str, fixed: str, *, minimum: int) -> list:
    """Groups of one dimension that may be shown beside another whose groups stay as they are."""
    codes, groups = pd.factorize(people[dimension], sort=True)
    beside, agent = (pd.factorize(people[name])[0] for name in (fixed, "agent_id"))
    return list(groups[_kept(codes, [beside], agent, minimum)])


def _kept(
    codes: np.ndarray, beside: list[np.ndarray], agent: np.ndarray, minimum: int
) -> np.ndarray:
    """Return the codes of the groups that may be shown beside what is shown already."""
    n_agents = _agents_of(codes, agent)
    kept = n_agents.index[n_agents >= minimum].to_numpy()
    while len(kept):
        published = np.where(np.isin(codes, kept), codes, REST)
        cuts = (_small_cut(other, published, agent, minimum) for other in beside)
        cut = next((each for each in cuts if each is not None), None)
        if cut is None:
            break
        kept = kept[kept != _next_hidden(n_agents[kept], cut)]
    return kept


def _agents_of(codes: np.ndarray, agent: np.ndarray) -> pd.Series:
    pairs, _, _ = _distinct(np.column_stack([codes, agent])[codes != REST])
    groups, n = np.unique(pairs[:, 0], return_counts=True)
    return pd.Series(n, groups)


def _next_hidden(n_agents: pd.Series, cut: _Cut) -> int:
    """Choose the smallest group whose hiding closes the cut: one across from what is hidden."""
    across = cut.right_out if REST in cut.right_in else cut.right_in
    candidates = n_agents[n_agents.index.isin(across)]
    return int((candidates if len(candidates) else n_agents).idxmin())


def _may_stand(finer: np.ndarray, apart: list[np.ndarray], agent: np.ndarray, minimum: int) -> bool:
    """Whether the cells of dimensions crossed are as safe as if they were shown themselves."""
    if (_agents_of(finer, agent) < minimum).any():
        return False
    return all(_small_cut(finer, other, agent, minimum) is None for other in apart)


def _crossed(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return _distinct(np.column_stack([left, right]))[1]


def _distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return distinct rows of small integers, which of them each row is, and how often it comes."""
    if not len(rows):
        return rows, np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    lowest = rows.min(axis=0)
    keys = np.ravel_multi_index((rows - lowest).T, rows.max(axis=0) - lowest + 1)
    _, first, place, n = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return rows[first], place, n


def _without_small_cuts(
    cell: np.ndarray,
    is_never: np.ndarray,
    sums: list[np.ndarray],
    columns: np.ndarray,
    agent: np.ndarray,
    minimum: int,
) -> np.ndarray:
    """Hide cells until what the sums tell of the hidden ones rests on enough agents."""
    n = _agents_of(cell, agent).to_numpy()
    is_shown = (n >= minimum) & ~is_never
    while is_shown.any():
        hidden = ~is_shown[cell]
        cuts = (
            (each, _small_cut(each[hidden], columns[hidden], agent[hidden], minimum))
            for each in sums
        )
        parts, cut = next((pair for pair in cuts if pair[1] is not None), (None, None))
        if cut is None:
            break
        path = _cheapest_path(cell, parts, columns, is_shown, n, cut)
        if not path:
            return np.zeros_like(is_shown)
        is_shown[path] = False
    return is_shown


def _cheapest_path(
    cell: np.ndarray,
    parts: np.ndarray,
    columns: np.ndarray,
    is_shown: np.ndarray,
    n: np.ndarray,
    cut: _Cut,
) -> list[int]:
    """Find the shown cells of the fewest agents that lead across a cut: hidden, they close it."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    first_column = int(parts.max()) + 2
    ends = np.column_stack([parts, columns + first_column])[is_shown[cell]]
    cell_at = dict(zip(map(tuple, ends.tolist()), cell[is_shown[cell]].tolist(), strict=True))
    size = first_column + int(columns.max()) + 1
    cost = [n[each] for each in cell_at.values()]
    graph = coo_array((cost, np.array([*cell_at]).T), shape=(size, size)).tocsr()
    inside = np.concatenate([cut.left_in, cut.right_in + first_column])
    outside = np.concatenate([cut.left_out, cut.right_out + first_column])
    far, before, _ = dijkstra(
        graph, directed=False, indices=inside, return_predecessors=True, min_only=True
    )
    if np.isinf(far[outside]).all():
        return []
    path, at = [], int(outside[far[outside].argmin()])
    while before[at] >= 0:
        path.append(cell_at[min(at, before[at]), max(at, before[at])])
        at = int(before[at])
    return path


def _small_cut(left: np.ndarray, right: np.ndarray, agent: np.ndarray, minimum: int) -> _Cut | None:
    """Return the sides of a cut by too few agents, or None if there is no such cut.

    Groups that enough agents join can't be cut apart and are merged. Among what is left an agent
    on several edges counts in parts, so that no cut is thought larger than it is.
    """
    lefts, a = np.unique(left, return_inverse=True)
    rights, b = np.unique(right, return_inverse=True)
    edges, _, _ = _distinct(np.column_stack([a, b + len(lefts), agent]))
    home, edges = _merged(edges, len(lefts) + len(rights), minimum)
    inside, outside = (np.isin(home, side) for side in _thin_sides(edges, minimum))
    if not inside.any():
        return None
    k = len(lefts)
    return _Cut(lefts[inside[:k]], rights[inside[k:]], lefts[outside[:k]], rights[outside[k:]])


def _merged(edges: np.ndarray, n: int, minimum: int) -> tuple[np.ndarray, np.ndarray]:
    """Merge vertices while enough agents join two of them; return where each went, and the rest."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    home = np.arange(n)
    while True:
        ends = np.sort(home[edges[:, :2]], axis=1)
        apart = ends[:, 0] != ends[:, 1]
        left, _, _ = _distinct(np.column_stack([ends, edges[:, 2]])[apart])
        pairs, _, n_agents = _distinct(left[:, :2])
        strong = pairs[n_agents >= minimum]
        if not len(strong):
            return home, left
        joined = coo_array((np.ones(len(strong)), strong.T), shape=(n, n))
        home = connected_components(joined, directed=False)[1][home]
        n = home.max() + 1


def _thin_sides(edges: np.ndarray, minimum: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the vertices on both sides of a cut that too few agents cross; empty without one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

    nothing = np.empty(0, dtype=np.int64)
    if not len(edges):
        return nothing, nothing
    n = int(edges[:, :2].max()) + 1
    there = coo_array((_weights(edges[:, 2]), edges[:, :2].T), shape=(n, n)).tocsr()
    graph = (there + there.T).tocsr()
    _, part = connected_components(graph, directed=False)
    for source in np.unique(part, return_index=True)[1]:
        members = np.flatnonzero(part == part[source])
        for sink in members[members != source]:
            flow = maximum_flow(graph, int(source), int(sink))
            if flow.flow_value <= (minimum - 1) * _WHOLE:
                left = graph - flow.flow
                left.eliminate_zeros()
                side = breadth_first_order(left, source)[0]
                return side, np.setdiff1d(members, side)
    return nothing, nothing


def _weights(agent: np.ndarray) -> np.ndarray:
    """Weigh edges so that those of one agent never add up to more than one agent."""
    _, place, n_edges = np.unique(agent, return_inverse=True, return_counts=True)
    return (_WHOLE // n_edges[place]).astype(np.int32)
