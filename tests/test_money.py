import pickle
from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cctoolkit.money import ROUNDING, Money, allocate, currency_decimals, round_amount

relaxed = settings(deadline=None)
cents = st.integers(-(10**12), 10**12).map(lambda n: Decimal(n).scaleb(-2))
long_amounts = st.integers(-(10**15), 10**15).map(lambda n: Decimal(n).scaleb(-6))
weights_ = st.lists(long_amounts, min_size=1, max_size=8).filter(lambda ws: sum(ws) != 0)
positive_weights = st.lists(
    st.integers(0, 10**9).map(lambda n: Decimal(n).scaleb(-3)), min_size=1, max_size=8
).filter(any)


def euros(amount):
    return Money(amount, "EUR")


def test_sum_of_an_invoice():
    # 1,560 hours at 19.85, less a malus of 3 % of them, plus one fixed line
    hours = Decimal(1560) * euros("19.85")
    malus = hours * Decimal("0.03")
    assert hours - malus + euros(250) == euros("30287.02")
    assert sum([hours, -malus], start=euros(0)) == euros("30037.02")


def test_equal_amounts_are_equal_however_written():
    assert euros("1.50") == euros("1.5")
    assert len({euros(1), euros("1.00")}) == 1
    assert euros(1) != Money(1, "USD")


def test_order_and_absolute_value():
    assert euros(-3) < euros(2) <= euros("2.00")
    assert max(euros(1), euros(7), euros(3)) == euros(7)
    assert abs(euros(-3)) == euros(3)


def test_shown_without_exponent_and_zero_without_sign():
    assert str(euros("1E+3")) == "1000 EUR"
    assert str(-euros("0.00")) == "0.00 EUR"
    assert str(euros("-12.5")) == "-12.5 EUR"


def test_survives_a_process_border():
    assert pickle.loads(pickle.dumps(euros("1.10"))) == euros("1.10")


@pytest.mark.parametrize(
    "operation",
    [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b],
)
def test_two_currencies_never_mix(operation):
    with pytest.raises(ValueError, match="1 EUR and 2 COP are in different currencies"):
        operation(euros(1), Money(2, "COP"))


@pytest.mark.parametrize("bad", [0.1, np.float64(0.1), True, None])
def test_only_decimals_and_whole_numbers_enter(bad):
    for operation in (lambda: euros(bad), lambda: euros(1) * bad, lambda: bad * euros(1)):
        with pytest.raises(TypeError, match="use Decimal or int for money"):
            operation()
    with pytest.raises(TypeError, match="use Decimal or int for money"):
        round_amount(bad, 2, "half_up")
    with pytest.raises(TypeError, match="use Decimal or int for money"):
        allocate(1, [1, bad], 2)


def test_text_is_an_amount_but_no_factor():
    assert euros("2.50").amount == Decimal("2.50")
    with pytest.raises(TypeError, match="not str"):
        euros(1) * "2"


def test_what_is_no_operation_on_money_is_a_type_error():
    for operation in (lambda: euros(1) + 1, lambda: euros(1) - 1, lambda: euros(1) < 1):
        with pytest.raises(TypeError):
            operation()
    with pytest.raises(TypeError, match="money times money"):
        euros(1) * euros(1)


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "1,50", "", "12 EUR"])
def test_what_is_no_amount_is_refused(bad):
    with pytest.raises(ValueError, match="is not an amount"):
        euros(bad)


@pytest.mark.parametrize("bad", ["eur", "EURO", "", "€", None, "EUR\n"])
def test_what_is_no_currency_code_is_refused(bad):
    with pytest.raises(ValueError, match="is not a currency code"):
        Money(1, bad)


def test_numpy_integers_are_whole_numbers():
    assert euros(np.int64(3)) * np.int32(2) == euros(6)


def test_the_surrounding_precision_changes_nothing():
    with localcontext() as context:
        context.prec = 3
        total = euros("123456.78") + euros("0.01")
        assert total.amount == Decimal("123456.79")
        assert (total * 3).amount == Decimal("370370.37")
        assert round_amount(Decimal("123456.785"), 2, "half_up") == Decimal("123456.79")
        assert allocate(Decimal("123456.79"), [1], 2) == (Decimal("123456.79"),)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("half_up", "3 -3 3 -3 2 -2 4"),
        ("half_even", "2 -2 3 -3 2 -2 4"),
        ("up", "3 -3 3 -3 3 -3 4"),
        ("down", "2 -2 2 -2 2 -2 3"),
        ("ceiling", "3 -2 3 -2 3 -2 4"),
        ("floor", "2 -3 2 -3 2 -3 3"),
    ],
)
def test_rounding_rules(rule, expected):
    amounts = "2.5 -2.5 2.6 -2.6 2.4 -2.4 3.5"
    rounded = [round_amount(Decimal(amount), 0, rule) for amount in amounts.split()]
    assert [str(amount) for amount in rounded] == expected.split()


def test_rounding_to_thousands_and_to_no_negative_zero():
    assert str(round_amount(Decimal("1234567.89"), -3, "half_up")) == "1235000"
    assert str(round_amount(Decimal("-0.004"), 2, "half_up")) == "0.00"
    assert str(round_amount(5, 2, "down")) == "5.00"


def test_unknown_rule_names_those_there_are():
    with pytest.raises(ValueError, match="unknown rounding rule 'bankers': use one of half_up"):
        round_amount(Decimal(1), 2, "bankers")


def test_money_is_rounded_to_its_currency_unless_told_otherwise():
    assert str(Money("1234.565", "EUR").rounded("half_up")) == "1234.57 EUR"
    assert str(Money("1234.565", "CLP").rounded("half_up")) == "1235 CLP"
    assert str(Money("1234.565", "COP").rounded("half_up", decimals=0)) == "1235 COP"


def test_decimals_of_currencies():
    assert [currency_decimals(code) for code in ("EUR", "MXN", "JPY", "KWD", "CLF")] == [
        2, 2, 0, 3, 4,
    ]  # fmt: skip
    assert currency_decimals("COP", {"COP": 0}) == 0
    with pytest.raises(ValueError, match="'EUP' is not a currency code"):
        currency_decimals("EUP")


@relaxed
@given(long_amounts, st.integers(0, 5), st.sampled_from(sorted(ROUNDING)))
def test_rounding_is_that_of_fractions(amount, decimals, rule):
    scaled = Fraction(amount) * 10**decimals
    size, sign = abs(scaled), (1 if scaled >= 0 else -1)
    expected = {
        "half_up": sign * floor(size + Fraction(1, 2)),
        "half_even": round(scaled),
        "up": sign * ceil(size),
        "down": sign * floor(size),
        "ceiling": ceil(scaled),
        "floor": floor(scaled),
    }[rule]
    rounded = round_amount(amount, decimals, rule)
    assert Fraction(rounded) * 10**decimals == expected
    assert rounded.as_tuple().exponent == -decimals
    assert round_amount(rounded, decimals, rule) == rounded


def test_a_cent_left_over_goes_to_the_first_of_equals():
    assert allocate(Decimal("100.00"), [1, 1, 1], 2) == (
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    )
    assert allocate(Decimal("0.02"), [1, 1, 1], 2) == (Decimal("0.01"), Decimal("0.01"), 0)


def test_a_cent_left_over_goes_to_the_one_that_lost_most():
    # 10.00 over 5, 3, 1 of 9: 5.5555.., 3.3333.., 1.1111..
    assert allocate(10, [5, 3, 1], 2) == (Decimal("5.56"), Decimal("3.33"), Decimal("1.11"))


def test_a_credit_is_split_like_the_charge():
    parts = allocate(Decimal("-100.00"), [1, 1, 1], 2)
    assert [str(part) for part in parts] == ["-33.34", "-33.33", "-33.33"]


def test_a_credit_within_the_base_gets_its_negative_part():
    assert allocate(10, [3, -1], 2) == (15, -5)


def test_whole_pesos_and_hundreds():
    assert [str(part) for part in allocate(100, [1, 2], 0)] == ["33", "67"]
    assert [str(part) for part in allocate(1000, [1, 2], -2)] == ["300", "700"]


def test_tax_of_arona_2015_by_largest_remainder():
    """The annual tax over four and eight months; exact shares are ...2767 and ...5533.

    The cent left over belongs to the first part, which lost .67 of one. Rounding each tax by
    itself (7 % is 16,132.2756 and 32,264.5512) gives the same two amounts.
    """
    bases = [Decimal("230461.08"), Decimal("460922.16")]
    assert allocate(Decimal("48396.83"), bases, 2) == (Decimal("16132.28"), Decimal("32264.55"))
    assert [round_amount(base * Decimal("0.07"), 2, "half_up") for base in bases] == [
        Decimal("16132.28"),
        Decimal("32264.55"),
    ]


def test_tax_of_arona_2015_as_published():
    """The published parts cut the first to the cent and leave the rest to the last."""
    bases = [Decimal("230461.08"), Decimal("460922.16")]
    published = (Decimal("16132.27"), Decimal("32264.56"))
    assert allocate(Decimal("48396.83"), bases, 2, policy="rest_to_last") == published
    assert round_amount(sum(bases) * Decimal("0.07"), 2, "half_up") == sum(published)


@pytest.mark.parametrize(
    ("weights", "message"),
    [([], "no weights"), ([0, 0], "all weights are zero"), ([2, -2], "weights add to zero")],
)
def test_weights_that_say_nothing_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        allocate(10, weights, 2)


def test_a_total_finer_than_its_parts_is_refused():
    with pytest.raises(ValueError, match="has more than 2 decimals; round it before splitting"):
        allocate(Decimal("1.005"), [1, 1], 2)


def test_unknown_policy_is_refused():
    with pytest.raises(ValueError, match="unknown policy 'random'"):
        allocate(1, [1], 2, policy="random")


@relaxed
@given(cents, weights_, st.sampled_from(["largest_remainder", "rest_to_last"]))
def test_parts_add_up_and_turn_with_the_sign(total, weights, policy):
    parts = allocate(total, weights, 2, policy=policy)
    assert sum(map(Fraction, parts)) == Fraction(total)
    assert allocate(-total, weights, 2, policy=policy) == tuple(-part for part in parts)


@relaxed
@given(cents, weights_)
def test_no_part_is_a_cent_from_its_share(total, weights):
    whole = sum(map(Fraction, weights))
    for part, weight in zip(allocate(total, weights, 2), weights, strict=True):
        assert abs(Fraction(part) - Fraction(total) * Fraction(weight) / whole) < Fraction(1, 100)


@relaxed
@given(cents, positive_weights)
def test_no_other_split_in_cents_is_nearer(total, weights):
    """Largest remainder minimises the greatest and the summed distance: no cent moved helps."""
    whole = sum(map(Fraction, weights))
    exact = [Fraction(total) * Fraction(weight) / whole for weight in weights]
    parts = [Fraction(part) for part in allocate(total, weights, 2)]
    distance = [abs(part - share) for part, share in zip(parts, exact, strict=True)]
    cent = Fraction(1, 100)
    for giver in range(len(parts)):
        for taker in range(len(parts)):
            if giver != taker:
                moved = abs(parts[giver] - cent - exact[giver]) + abs(
                    parts[taker] + cent - exact[taker]
                )
                assert moved >= distance[giver] + distance[taker]


@relaxed
@given(cents, positive_weights, st.integers(1, 1000))
def test_only_proportions_count(total, weights, factor):
    scaled = [weight * factor for weight in weights]
    assert allocate(total, scaled, 2) == allocate(total, weights, 2)
