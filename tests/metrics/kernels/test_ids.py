import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.metrics.kernels.ids import twins
from tests.metrics.kernels.texts import as_bytes, prints_of

relaxed = settings(deadline=None)
short = st.text("ab", max_size=3)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 2), short), max_size=12))
@relaxed
def test_twins_share_instant_part_and_text(rows):
    rows = sorted(rows, key=lambda r: r[0])
    instant, part = (np.array([r[i] for r in rows], dtype=np.int64) for i in (0, 1))
    found = twins(instant, part, *as_bytes([r[2] for r in rows]))
    assert found.tolist() == [r in rows[:i] for i, r in enumerate(rows)]


@given(st.lists(st.text("aé7", max_size=40), max_size=40, unique=True))
@relaxed
def test_fingerprints_tell_texts_apart_wherever_they_stand(texts):
    seen = [tuple(words) for words in prints_of([*texts, "x", *texts]).tolist()]
    assert seen[: len(texts)] == seen[len(texts) + 1 :]
    assert len(set(seen)) == len(texts) + 1
