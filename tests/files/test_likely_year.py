"""Without a period the year most facts are about is taken, and the result says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.office_folder import office, write
from xiaoneng.files.evaluate import evaluate_folder
from xiaoneng.rulebook.problems import Refused
from xiaoneng.rulebook.results.report import report

NO_WORKS = "编号,类别,标题,作者,日期\n"
HEAD = "编号,日期,对象,事项\n"


def taken(folder: Path, days: list[str], period: str | None = None) -> tuple[str, list[str]]:
    """(the year evaluated, what is said about the years left out)."""
    facts = HEAD + "".join(f"F{number},{day},P1,晚到\n" for number, day in enumerate(days, 1))
    found = report(evaluate_folder(office(), write(folder, facts=facts, works=NO_WORKS), period))
    return found["period"], [line for line in found["warnings"] if "没有指明期间" in line]


def test_one_year_needs_no_word(tmp_path: Path) -> None:
    assert taken(tmp_path, ["2031-01-01", "2031-12-31"]) == ("2031", [])


@pytest.mark.parametrize(
    "days, chosen, others",
    [
        (["2030-12-31", "2031-01-01", "2031-01-02"], "2031", "2030 年"),
        (["2030-12-30", "2030-12-31", "2031-01-01"], "2030", "2031 年"),
        (["2030-12-31", "2031-01-01"], "2031", "2030 年"),
        (["2029-06-01", "2030-12-31", "2031-01-01", "2031-01-02"], "2031", "2029、2030 年"),
    ],
)
def test_the_year_with_most_facts_and_of_equal_ones_the_later(tmp_path: Path, days: list[str], chosen: str, others: str) -> None:
    year, (said,) = taken(tmp_path, days)
    assert year == chosen
    assert f"按记录最多的 {chosen} 年计算" in said and f"另有 {others}的记录" in said and "--period" in said


def test_a_period_asked_for_is_taken_without_a_word(tmp_path: Path) -> None:
    assert taken(tmp_path, ["2030-12-31", "2031-01-01", "2031-01-02"], "2030") == ("2030", [])


def test_works_decide_where_there_is_no_fact(tmp_path: Path) -> None:
    assert report(evaluate_folder(office(), write(tmp_path, facts=HEAD)))["period"] == "2031"


def test_nothing_to_go_by_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="看不出要考核哪一年；请用 --period"):
        evaluate_folder(office(), write(tmp_path, facts=HEAD, works=NO_WORKS))
