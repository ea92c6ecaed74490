import pandas as pd
import pytest

from cctoolkit.errors import InputError
from cctoolkit.sources import pseudonyms
from cctoolkit.sources.pseudonyms import pseudonymised


def test_same_person_same_pseudonym_and_zeros_count():
    ids = pd.Series(["007", "7", None, "007"], dtype="str", name="agent_id")
    first, second = pseudonymised(ids, b"key"), pseudonymised(ids[::-1], b"key")
    assert first[0] == first[3] != first[1]
    assert first.isna().tolist() == [False, False, True, False]
    assert first.equals(second.sort_index())
    assert not first.isin(["007", "7"]).any()


def test_another_key_gives_other_pseudonyms():
    ids = pd.Series(["007", "7"], dtype="str", name="agent_id")
    assert not pseudonymised(ids, b"key").isin(pseudonymised(ids, b"other")).any()


def test_a_collision_is_told(monkeypatch):
    monkeypatch.setattr(pseudonyms, "LENGTH", 1)
    ids = pd.Series([str(n) for n in range(33)], dtype="str", name="agent_id")
    with pytest.raises(InputError, match="same pseudonym"):
        pseudonymised(ids, b"key")


def test_no_pseudonym_looks_like_a_number():
    ids = pd.Series([str(n) for n in range(5000)], dtype="str", name="agent_id")
    found = pseudonymised(ids, b"key")
    assert found.is_unique
    assert found.str.fullmatch("p[a-z2-7]{12}").all()
