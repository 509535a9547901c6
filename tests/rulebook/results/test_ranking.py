"""Who is before whom: further figures decide between equals, and the result says which."""

from __future__ import annotations

from datetime import date

import pytest

from xiaoneng.rulebook.engines.registry import engine
from xiaoneng.rulebook.engines.relations import Fact, Membership, Office, Person, Unit
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.choices import awards, quotas
from xiaoneng.rulebook.results.outcome import Outcome

RULEBOOK = """\
rulebook: lighthouse
version: "1"
document: {title: 灯塔评优办法, issuer: 灯塔}
clauses: {一: 评优}
facts: {lamp: {name: 点灯}, watch: {name: 守夜}, sail: {name: 出海, unit: 海里}}
figures:
  lamps: {name: 点灯数, count: lamp, in: year}
  watches: {name: 守夜数, count: watch, in: year}
  sailed: {name: 最远出海, max: sail, in: year}
awards:
  keeper: {name: 守灯人, clause: 一, rank_by: RANK}
"""
ENGINES = ("python", "sqlite", "duckdb")


def outcome(rank: str, counts: list[tuple[int, int, int]], engine_name: str = "python") -> Outcome:
    """People L0, L1 … with so many lamps, watches and miles (no voyage where 0)."""
    source = load_text(RULEBOOK.replace("RANK", rank if "places" in rank else f"{rank}, places: 2"))
    day = date(2031, 5, 6).toordinal()
    facts = [
        Fact(f"F{person}{kind}", kind, day, person, quantity=count * 100)
        for person, row in enumerate(counts)
        for kind, count in zip(("lamp", "watch", "sail"), row, strict=True)
        if count
    ]
    people = tuple(Person(f"L{number}", f"守灯{number}") for number in range(len(counts)))
    office = Office(people, (Unit("塔"),), tuple(Membership(number, 0) for number in range(len(counts))), tuple(facts))
    plan = compile_plan(source, Request("2031"))
    return Outcome(source, plan, office, engine(engine_name)(plan, office))


@pytest.mark.parametrize("name", ENGINES)
def test_the_second_figure_decides_and_the_third_where_that_is_equal_too(name: str) -> None:
    (row,) = awards(outcome("[lamps, watches, sailed]", [(5, 1, 0), (5, 2, 9), (5, 1, 3), (4, 9, 9)], name))
    assert (row["clear"], row["tied"]) == (["L1", "L2"], [])
    assert sorted((one["subject"], one["metric"], one["value"]) for one in row["ties"]) == [
        ("L0", "最远出海", None),
        ("L1", "守夜数", "2"),
        ("L2", "最远出海", "3"),
    ]


@pytest.mark.parametrize("name", ENGINES)
def test_who_has_no_value_of_a_further_figure_comes_last_and_two_of_them_tie(name: str) -> None:
    (row,) = awards(outcome("[lamps, sailed]", [(5, 0, 0), (5, 0, 0), (5, 0, 1)], name))
    assert (row["clear"], row["tied"], row["tied_places"]) == (["L2"], ["L0", "L1"], 1)


@pytest.mark.parametrize("name", ENGINES)
def test_only_the_first_figure_is_turned(name: str) -> None:
    found = outcome("[lamps, watches], ascending: yes", [(1, 1, 0), (1, 2, 0), (0, 0, 0), (3, 3, 0)], name)
    (row,) = awards(found)
    assert (row["clear"], row["tied"]) == (["L1", "L2"], [])


def test_with_one_figure_nothing_is_said_of_others() -> None:
    (row,) = awards(outcome("lamps", [(1, 1, 0), (1, 2, 0), (1, 0, 0)]))
    assert (row["tied"], "ties" in row) == (["L0", "L1", "L2"], False)


@pytest.mark.parametrize(("people", "row", "places"), [(1, "1-2", 1), (2, "1-2", 1), (3, None, None), (4, "4+", 2)])
def test_places_are_looked_up_by_the_base_and_undecided_where_no_row_fits(people: int, row: str | None, places: int | None) -> None:
    (found,) = quotas(outcome("lamps, places: {1-2: 1, 4+: 2}", [(1, 0, 0)] * people))
    assert (found["base"], found["row"], found["places"]) == (people, row, places)
