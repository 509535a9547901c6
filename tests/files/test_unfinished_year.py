"""What a reader is told of a period that is not over, and of earlier years without records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.files.office_folder import office, write
from xiaoneng.files.evaluate import evaluate_folder, unfinished
from xiaoneng.rulebook.engines import reference
from xiaoneng.rulebook.engines.relations import Fact, Office, Unit
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.sheets import warnings

HEAD = "编号,日期,对象,事项\n"
NO_WORKS = "编号,类别,标题,作者,日期\n"


@pytest.mark.parametrize(
    "latest, period, as_of, today, said",
    [
        ("2031-06-20", "2031", None, date(2031, 7, 10), True),
        ("2031-11-30", "2031", None, date(2031, 12, 30), True),
        ("2031-12-01", "2031", None, date(2031, 12, 30), False),
        ("2031-06-20", "2031", None, date(2031, 12, 31), False),
        ("2031-06-20", "2031", None, date(2030, 12, 31), False),
        ("2031-06-20", "2031", date(2031, 7, 10), date(2031, 7, 10), False),
        ("2031-06-20", "2031-06", None, date(2031, 6, 25), False),
    ],
)
def test_months_that_are_not_over_are_named(latest: str, period: str, as_of: date | None, today: date, said: bool, tmp_path: Path) -> None:
    folder = write(tmp_path, facts=f"{HEAD}F1,2031-01-05,P1,晚到\nF2,{latest},P1,晚到\n", works=NO_WORKS)
    found = unfinished(evaluate_folder(office(), folder, period, as_of), today)
    assert bool(found) == said
    assert all(f"记录只到 {latest}" in one and f"--as-of {today}" in one for one in found)


RULEBOOK = """\
rulebook: history
version: "1"
document: {title: 某办法, issuer: 某县}
clauses: {一: 末位}
facts: {mark: {name: 考核分, of: unit, unit: 分}}
accounts: {s: {name: 得分, of: unit, period: year}}
figures:
  mark: {name: 考核分, of: unit, last: mark, in: year}
  low: {name: 倒数名次, of: unit, is: rank_up(s over peers), in: year}
  run: {name: 连续末位, of: unit, is: run(low = 1 over 3 years), in: year}
rules:
  - {id: a, clause: 一, name: 考核分, of: unit, when: {mark: {given: yes}}, post: {s: mark}}
  - {id: b, clause: 一, name: 末位, of: unit, when: WHEN, effects: 组织调整}
"""


@pytest.mark.parametrize(
    "when, years, said",
    [
        ("{run: {at_least: 2}}", [2024], ["2022、2023 年没有任何登记，“连续末位”"]),
        ("{run: {at_least: 2}}", [2024, 2023], ["2022 年没有任何登记，“连续末位”"]),
        ("{run: {at_least: 2}}", [2024, 2023, 2022], []),
        ('"s > previous(s)"', [2024, 2022], ["2023 年没有任何登记，“连续末位”、“得分”"]),
    ],
)
def test_earlier_years_without_records_are_named_with_what_reads_them(when: str, years: list[int], said: list[str]) -> None:
    source = load_text(RULEBOOK.replace("WHEN", when))
    facts = tuple(Fact(f"F{year}{unit}", "mark", date(year, 12, 1).toordinal(), unit=unit) for year in years for unit in (0, 1))
    plan, office_of_two = compile_plan(source, Request("2024")), Office(units=(Unit("甲"), Unit("乙")), facts=facts)
    found = warnings(Outcome(source, plan, office_of_two, reference.run(plan, office_of_two)))
    assert [one.partition("却")[0] for one in found if "没有任何登记" in one] == said


def test_without_looking_back_nothing_is_said() -> None:
    source = load_text(RULEBOOK.replace("run(low = 1 over 3 years)", "low * 1").replace("WHEN", "{run: {at_least: 2}}"))
    plan = compile_plan(source, Request("2024"))
    assert warnings(Outcome(source, plan, Office(units=(Unit("甲"),)), reference.run(plan, Office(units=(Unit("甲"),))))) == []
