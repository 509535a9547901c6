"""Whatever looks back finds the earlier periods there, however many steps lie between."""

from __future__ import annotations

from datetime import date

import pytest

from tests.engines.invented import invented_rulebook
from tests.engines.invented_year import invented_office
from tests.engines.test_agreement import ANSWERS, PERIODS
from tests.rulebook.language.drafts import SOUND
from xiaoneng.rulebook.engines import reference, sqlite
from xiaoneng.rulebook.engines.relations import FOREVER, Fact, Office, Person
from xiaoneng.rulebook.engines.rows import Findings
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import Refused

PERSON = Person("P1", "甲一", "男", None, "", "否", "科员", 0, FOREVER, {})
LATES = {2017: 5, 2018: 4, 2019: 3, 2020: 2, 2021: 1}
"""Late as often in each year."""


def value(formula: str, period: str = "2021", per: str = "year") -> int | str | None:
    """What a figure with this formula comes to in hundredths or whole, alike on two engines, with one late a month by `LATES`."""
    figure = f"figures:\n  x: {{is: '{formula}', in: {per}}}\n  two: {{is: sum(lates over 2 years), in: year}}\n"
    figure += "  streak: {is: run(lates > 0 over 2 years), in: year}\n  one: {is: previous(lates), in: year}\n"
    figure += "  mtwo: {is: sum(mlates over 2 months), in: month}\n  rise: {is: lates - previous(lates), in: year}\n"
    plan = compile_plan(load_text(SOUND.replace("figures:\n", figure)), Request(period))
    facts = [Fact(f"F{y}-{m}", "late", date(y, m, 5).toordinal(), person=0) for y, count in LATES.items() for m in range(1, count + 1)]
    office = Office((PERSON,), (), (), tuple(facts))
    found = [[cell.value for cell in run(plan, office).cells if cell.column == "x"] for run in (reference.run, sqlite.run)]
    assert found[0] == found[1]
    (only,) = found[0]
    return only


@pytest.mark.parametrize(
    "formula, expected",
    [
        ("previous(one)", 3),
        ("previous(previous(one))", 4),
        ("previous(two)", 5),
        ("previous(streak)", 2),
        ("previous(rise)", -1),
        ("sum(previous(two) over 2 years)", 12),
        ("max(previous(lates) over 3 years)", 4),
    ],
)
def test_years_before_years(formula: str, expected: int) -> None:
    assert value(formula) == expected * 100


def test_months_before_the_year() -> None:
    assert value("previous(mtwo)", "2021-01", "month") == 0
    assert value("previous(previous(mtwo))", "2020-04", "month") == 200
    assert value("previous(previous(mtwo))", "2018-01", "month") == 0
    assert value("previous(sum(mlates over 12 months))", "2018-03", "month") == (3 + 2) * 100


def test_a_hundred_years_in_all_is_the_most() -> None:
    assert value("sum(sum(lates over 50 years) over 50 years)") == (1 * 1 + 2 * 2 + 3 * 3 + 4 * 4 + 5 * 5) * 100
    with pytest.raises(Refused, match="往前看超过 100 年"):
        value("sum(sum(sum(lates over 50 years) over 50 years) over 50 years)")


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))])
def test_a_longer_history_changes_nothing(seed: int) -> None:
    """The same rulebook with one more figure that looks back far: all else stays as it was."""
    text, office = invented_rulebook(seed), invented_office(seed)
    more = text.replace("figures:\n", "figures:\n  far: {of: person, is: sum(lates over 99 months), in: month}\n")
    assert more != text
    first, second = (reference.run(compile_plan(load_text(one), Request(PERIODS[seed % 5], None, ANSWERS)), office) for one in (text, more))
    assert _labelled(first) == _labelled(second)


def _labelled(found: Findings) -> list[tuple[object, ...]]:
    """The figures' values without the spans' numbers, which depend on how many there are."""
    return sorted((cell.column, cell.subject, str(cell.value)) for cell in found.cells if cell.column != "far")
