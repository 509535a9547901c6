"""The terminal's tables: what stands first, that nothing is lost silently, and that columns stand below each other."""

from __future__ import annotations

import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.results.made_up import ANSWERS, outcome
from xiaoneng.files.screen import MOST_ROWS, Progress, screen, table, text_width, wrapped
from xiaoneng.rulebook.results.report import report


def shown(**changed: Any) -> str:
    return screen(report(outcome()) | changed)


def test_unanswered_parameters_come_first_and_loud() -> None:
    answers = {name: answer for name, answer in ANSWERS.items() if name != "norm"}
    lines = screen(report(outcome(answers=answers))).splitlines()
    assert lines[2].startswith("!! 有 1 个参数尚未答复")
    assert lines[3].strip().startswith("norm: 每人全年几篇(五)")
    assert not any(line.startswith("!!") for line in shown().splitlines())


def test_sections_stand_only_where_they_have_rows() -> None:
    text = shown()
    for title in ("推荐名额", "评选", "取消资格", "得分", "奖惩测算", "后果", "衡量", "待确认"):
        assert f"【{title}" in text
    month = screen(report(outcome("2031-07")))
    for title in ("推荐名额", "取消资格", "奖惩测算", "后果", "衡量"):
        assert f"【{title}" not in month


def test_an_empty_result_says_so() -> None:
    empty: dict[str, Any] = {key: [] for key, value in report(outcome()).items() if isinstance(value, list)}
    assert "本期没有可列的结果。" in shown(**empty)


def test_months_stand_side_by_side_and_a_single_month_shows_its_items() -> None:
    year = next(line for line in shown().splitlines() if "白露" in line and "3.5" in line)
    assert year.split() == ["白露(B2)", "10", "10", "9", "9", "8", "10", "3.5", "10", "10", "10", "10", "10"]
    month = screen(report(outcome("2031-07")))
    assert "二(一)1 来迟 扣 0.5; 二(一)2 缺勤 扣" in month


def test_measures_are_counted_and_only_the_missed_listed() -> None:
    text = shown()
    assert "【衡量】20 项: 符合 1, 不符合 19" in text
    assert "9.5 小时" not in text
    assert "7.5 小时" in text


def test_readings_say_what_they_are_about_and_mark_what_differs() -> None:
    text = screen(report(outcome(answers=ANSWERS | {"heavier": "sum"})))
    assert "heavier: 同一任务取大还是相加: 相加（sum）, 默认为取大（max）" in text
    assert "muddle_once: 糊涂账一月计几次: once\n" in text


def test_warnings_stand_last() -> None:
    assert shown(warnings=["潮位资料不全"]).rstrip().splitlines()[-2:] == ["【提示】", "  潮位资料不全"]


def test_more_rows_than_fit_are_counted() -> None:
    rows = [(f"R{number}",) for number in range(MOST_ROWS + 2)]
    lines = table(("编号",), rows)
    assert lines[-1] == "  …另有 2 行, 用 --format json 查看全部"
    assert len(lines) == MOST_ROWS + 3
    assert not any("另有" in line for line in table(("编号",), rows[:MOST_ROWS]))


def test_columns_stand_below_each_other_whatever_the_script() -> None:
    lines = table(("姓名", "说明"), [("白露", "一"), ("Ma", "二"), ("买买提·艾力", "三")])
    assert {text_width(line.partition(mark)[0]) for line, mark in zip(lines[2:], "一二三", strict=True)} == {2 + 11 + 2}


def test_numbers_stand_right() -> None:
    lines = table(("分",), [("8",), ("10.5",)])
    assert lines[2:] == ["     8", "  10.5"]


def test_control_characters_cannot_redraw_the_screen() -> None:
    found = report(outcome())
    found["barred"][0]["name"] = "白\x1b[2J露"
    assert "\x1b" not in screen(found)


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=80), st.integers(2, 20))
def test_wrapping_loses_nothing_and_keeps_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join(lines) == text
    assert all(text_width(line) <= width for line in lines)


def test_wrapping_keeps_numbers_whole_where_they_fit() -> None:
    assert wrapped("记录F00123、F00456", 12) == ["记录F00123、", "F00456"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_counts_up_on_a_terminal_and_wipes_itself() -> None:
    stream = Terminal()
    with Progress("计算", total=4, stream=stream) as progress:
        for _ in range(4):
            progress.step()
        assert stream.getvalue().split("\r")[1:] == ["计算… 0%", "计算… 25%", "计算… 50%", "计算… 75%", "计算… 100%"]
    assert stream.getvalue().endswith("\r" + " " * text_width("计算… 100%") + "\r")


def test_progress_is_silent_elsewhere() -> None:
    stream = io.StringIO()
    with Progress("计算", stream=stream) as progress:
        progress.step(3)
    assert stream.getvalue() == ""
