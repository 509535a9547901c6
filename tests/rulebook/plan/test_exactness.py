"""Halves, negatives and thirds come out as reckoned by hand, in Python and in SQL alike."""

from __future__ import annotations

import sqlite3
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.language.drafts import DAY, found_alike, plan_of
from xiaoneng.rulebook.engines.relations import Fact, Membership, Office, Person, Unit, Work
from xiaoneng.rulebook.engines.scalar import divide
from xiaoneng.rulebook.engines.spelling import SPELLINGS

WAYS = {"floor": ROUND_FLOOR, "ceil": ROUND_CEILING, "half_up": ROUND_HALF_UP}
BIG = 10**12
DATABASE = sqlite3.connect(":memory:")
by_hand = pytest.mark.parametrize(
    "dividend, divisor, rounding, expected",
    [
        (5, 2, "half_up", 3),
        (-5, 2, "half_up", -3),
        (5, -2, "half_up", -3),
        (7, 3, "half_up", 2),
        (8, 3, "half_up", 3),
        (-7, 2, "floor", -4),
        (-7, 2, "ceil", -3),
        (7, 2, "floor", 3),
        (7, 2, "ceil", 4),
        (-6, 2, "floor", -3),
        (-6, 2, "ceil", -3),
    ],
)


@by_hand
def test_division_by_hand(dividend: int, divisor: int, rounding: str, expected: int) -> None:
    assert divide(dividend, divisor, rounding) == expected
    assert in_sql(dividend, divisor, rounding) == expected


def in_sql(dividend: int, divisor: int, rounding: str) -> int:
    row = DATABASE.execute(f"SELECT {SPELLINGS['sqlite'].divide(f'({dividend})', f'({divisor})', rounding)}").fetchone()
    return int(row[0])


numbers = st.integers(-BIG, BIG)
divisors = st.integers(-1000, 1000).filter(bool) | numbers.filter(bool)


@given(numbers, divisors, st.sampled_from(sorted(WAYS)))
def test_division_is_that_of_decimal_and_of_sql(dividend: int, divisor: int, rounding: str) -> None:
    found = divide(dividend, divisor, rounding)
    quotient, rest = divmod(abs(dividend), abs(divisor))
    sign = -1 if (dividend < 0) != (divisor < 0) else 1
    # The fraction itself may not end; 0, below, at or above a half is all that rounding asks of it.
    part = Decimal((2 * rest > abs(divisor)) - (2 * rest < abs(divisor))) / 4 + Decimal("0.5") if rest else Decimal(0)
    assert found == int((sign * (quotient + part)).to_integral_value(WAYS[rounding]))
    assert in_sql(dividend, divisor, rounding) == found


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_three_floored_thirds_lack_less_than_one_each(amounts: list[int]) -> None:
    for amount in amounts:
        assert 0 <= amount - 3 * divide(amount, 3, "floor") < 3
        assert -3 < amount - 3 * divide(amount, 3, "ceil") <= 0


@pytest.mark.parametrize("shared, points", [("each", [200, 100]), ("split", [66, 33]), ("first", [100, 0])])
def test_the_shares_of_a_works_authors_reach_their_units(shared: str, points: list[int]) -> None:
    """A third of one point is 0.33 for every author; two of them bring their unit 0.66."""
    office = Office(
        people=tuple(Person(f"A{number}", f"人{number}") for number in range(3)),
        units=(Unit("甲科"), Unit("乙科")),
        memberships=(Membership(0, 0), Membership(1, 0), Membership(2, 1)),
        works=(Work("W1", "paper", "文", DAY, (0, 1, 2)),),
    )
    rule = f"rules: [{{id: a, clause: 二, of: person, fact: paper, to: unit, shared: {shared}, post: {{uscore: 1}}}}]"
    entries = found_alike(plan_of(rule), office).entries
    assert [sum(entry.amount or 0 for entry in entries if entry.subject == unit) for unit in (0, 1)] == points


@pytest.mark.parametrize(
    "shared, to, points",
    [
        ("each", "helpers", [100, 100, 100]),
        ("split", "helpers", [33, 33, 33]),
        ("first", "helpers", [0, 0, 100]),
        ("each", "members", [100, 100, 0]),
        ("split", "members", [50, 50, 0]),
    ],
)
def test_the_shares_of_those_whom_a_fact_reaches(shared: str, to: str, points: list[int]) -> None:
    """Those named in the order written, or the members of the subject's unit on that day."""
    office = Office(
        people=tuple(Person(f"A{number}", f"人{number}") for number in range(3)),
        units=(Unit("甲科"), Unit("乙科")),
        memberships=(Membership(0, 0), Membership(1, 0), Membership(2, 1)),
        facts=(Fact("F1", "late", DAY, 0, people={"helpers": (2, 0, 1)}),),
    )
    rule = f"rules: [{{id: a, clause: 二, fact: late, to: {to}, shared: {shared}, post: {{money: 1}}}}]"
    entries = found_alike(plan_of(rule), office).entries
    assert [sum(entry.amount or 0 for entry in entries if entry.subject == person) for person in (0, 1, 2)] == points


@pytest.mark.parametrize("answer", [None, "split", "each"])
def test_an_unanswered_way_of_sharing_leaves_only_what_several_would_share(answer: str | None) -> None:
    """One person named gets the whole either way; where two are named, the amount stays open."""
    office = Office(
        people=(Person("A0", "人0"), Person("A1", "人1")),
        units=(Unit("甲科"),),
        memberships=(Membership(0, 0), Membership(1, 0)),
        facts=(Fact("F1", "late", DAY, 0, people={"helpers": (0,)}), Fact("F2", "late", DAY, 0, people={"helpers": (0, 1)})),
    )
    rule = "rules: [{id: a, clause: 二, fact: late, to: helpers, shared: way, post: {money: 1}}]"
    text = f"parameters: {{way: {{asks: 怎样分, clause: 二, type: choice, one_of: [split, each]}}}}\n{rule}"
    entries = found_alike(plan_of(text, {"way": answer} if answer else {}), office).entries
    shares = {"split": 50, "each": 100, None: None}[answer]
    assert sorted((entry.item, entry.subject, entry.amount) for entry in entries) == [(0, 0, 100), (1, 0, shares), (1, 1, shares)]
