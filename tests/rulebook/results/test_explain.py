"""Explanations: what a person or a section is told, down to clause and record."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebook.results.made_up import ANSWERS, BAILU, FACTS, GUYU, LIXIA, RULEBOOK, WORKS, fact, on, outcome
from xiaoneng.rulebook.engines.relations import Fact
from xiaoneng.rulebook.problems import Refused
from xiaoneng.rulebook.results.explain import explain, find_subject
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report
from xiaoneng.rulebook.results.sentences import change, measured, period_words, requirement


def told(found: Outcome, who: str) -> str:
    return "\n".join(explain(found, who))


def without(*names: str) -> dict[str, str]:
    return {name: answer for name, answer in ANSWERS.items() if name not in names}


# ---------------------------------------------------------------- scores


def test_a_month_opens_into_items_with_clause_count_points_and_records() -> None:
    paragraphs = explain(outcome("2031-07"), "B2")
    assert (
        "2031-07 得分 3.5 分：基础分 10 分，扣 6.5 分。\n"
        "  二(一)1 来迟 1 次，扣 0.5 分（每次 0.5 分）；记录：07-03 F3\n"
        "  二(一)2 缺勤 1.5 天，扣 6 分（每天 4 分）；记录：07-09 F4（1.5 天）"
    ) in paragraphs


def test_a_year_has_a_paragraph_for_every_month_and_says_where_nothing_changed() -> None:
    paragraphs = explain(outcome(), "小满")
    assert "2031-01 得分 10 分：基础分 10 分，没有扣分、加分。" in paragraphs
    assert sum(one.startswith("2031-") for one in paragraphs) == 12


def test_what_counts_once_a_month_says_how_much_was_recorded() -> None:
    assert "糊涂账 1 次，扣 1 分（每次 1 分），记录共 2 次，按规定只计 1 次；记录：04-01 F5、04-02 F6" in told(outcome(), "B2")
    each = outcome(answers=ANSWERS | {"muddle_once": "each"})
    assert "糊涂账 2 次，扣 2 分（每次 1 分）；记录：04-01 F5、04-02 F6" in told(each, "B2")


def test_of_a_joined_matter_the_smaller_is_shown_as_not_counted() -> None:
    text = told(outcome(), "B2")
    assert "二(二) 任务被点名 1 次，扣 2 分（每次 2 分）；记录：05-20 F8" in text
    assert "任务拖延 1 次（同一事项已按较重的一项计，不重复）：05-05 F7" in text


@pytest.mark.parametrize(
    ("lowest", "total", "said"),
    [("0", "0", "按上下限计：原为 -2 分，计为 0 分"), ("none", "-2", None)],
)
def test_a_bounded_score_shows_what_it_was(lowest: str, total: str, said: str | None) -> None:
    three_days = (fact("F1", "absence", on(1, 8), quantity=300),)
    paragraph = explain(outcome("2031-01", three_days, answers=ANSWERS | {"lowest": lowest}), "B2")[1]
    assert paragraph.startswith(f"2031-01 得分 {total} 分：基础分 10 分，扣 12 分。")
    assert ("按上下限计" in paragraph) is (said is not None)
    assert said is None or said in paragraph


# ---------------------------------------------------------------- bars and consequences


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (3, "因来迟 3 次（超过 2 次），依据三(一)，取消年度评先资格（潮汐之星）；记录：01-01 L1、01-02 L2、01-03 L3"),
        (2, "三(一) 来迟 2 次，未超过 2 次；记录：01-01 L1、01-02 L2"),
    ],
)
def test_a_bar_names_value_limit_clause_and_records_on_both_sides(count: int, sentence: str) -> None:
    facts = tuple(fact(f"L{number}", "tardy", on(1, number)) for number in range(1, count + 1))
    text = told(outcome(facts=facts), "B2")
    assert sentence in text
    assert ("取消年度评先资格" in text) is (count > 2)


def test_a_section_is_told_whose_record_bars_it() -> None:
    assert "因受处理 1 次，依据三(二)，取消年度评先资格（最佳班组）；记录：11-02 F22（立夏）" in told(outcome(), "外勤组")
    assert "最佳班组：可以参评，本项推荐名额 1 个" in told(outcome(), "文书组")


def test_consequences_carry_their_term_and_say_who_decides() -> None:
    text = told(outcome(answers=ANSWERS | {"ruling_body": "站长办公会"}), "B2")
    assert "因告诫书 1 次，依据四：告诫期内不得外派(2031-02-01至2031-07-31)；记录：02-01 F9" in text
    assert "因告诫书 3 次（达到 3 次），依据四：可定为较差（是否如此由站长办公会决定，这里不作决定）" in text


def test_a_body_that_is_not_named_yet_is_called_the_competent_one() -> None:
    text = told(outcome(), "B2")
    assert "由有权机构决定" in text
    assert "ruling_body" not in text


def test_a_term_whose_length_is_unanswered_is_open() -> None:
    text = told(outcome(answers=without("warning_months")), "B2")
    assert "告诫期内不得外派" not in text
    assert "四 告诫期几个月（warning_months，由站务会答复）" in text


# ---------------------------------------------------------------- awards, money, measures


def test_awards_say_whether_one_may_be_chosen_and_which_evidence_stands_beside() -> None:
    praised = (fact("P1", "praise", on(6, 1), GUYU),)
    text = told(outcome(facts=praised), "A1")
    assert "六 潮汐之星：可以参评，本项推荐名额 1 个，参考：06-01 P1（只作参考，不改变名额和资格），是否当选由站务会决定" in text
    assert "六 潮汐之星：已取消资格（三(一)）" in told(outcome(), "B2")


def test_money_names_works_and_norms_and_is_no_decision() -> None:
    text = told(outcome(), "A1")
    assert "奖金测算：奖 110 元（测算，不是发放决定）。" in text
    assert "五 采用简报(省刊) 1 篇，奖 100 元；作品：02-03 W1《大潮将至》" in text
    assert "五 超额简报 1 篇，奖 10 元（完成简报 2 篇，任务 1）" in text
    assert "五 欠交简报 1 篇，扣 5 元（完成简报 0 篇，任务 1）" in told(outcome(), "小满")


def test_the_document_that_allows_it_stands_beside_the_clause() -> None:
    account = RULEBOOK.replace("unit: 元, period: year,", "unit: 元, period: year, basis: 潮财〔2030〕1号,")
    text = account.replace("bar: [best]}", "bar: [best], basis: 潮组〔2030〕2号}")
    text = text.replace("{id: quota, clause: 五,", "{id: quota, clause: 五, basis: 潮财〔2031〕3号,")
    text = text.replace("{id: term, clause: 四,", "{id: term, clause: 四, basis: 潮组〔2030〕4号,")
    found = report(outcome(text=text))
    assert {(row["item"], row["basis"]) for row in found["money"] if row["subject"] == "A1"} == {
        ("采用简报(省刊)", "潮财〔2030〕1号"),
        ("超额简报", "潮财〔2031〕3号"),
    }
    assert {row.get("basis") for row in found["consequences"]} == {"潮组〔2030〕4号", None}
    assert "五（潮财〔2031〕3号） 超额简报 1 篇" in told(outcome(text=text), "A1")
    assert "依据三(一)（潮组〔2030〕2号），取消年度评先资格" in told(outcome(text=text), "B2")
    assert "basis" not in report(outcome())["money"][0]


def test_measures_stand_period_by_period() -> None:
    text = told(outcome(), "B2")
    assert "七 每季读书（要求达到 8 小时）：3 期不符合" in text
    assert "2031-Q1 9.5 小时，符合；记录：01-20 F15（9.5 小时）" in text
    assert "2031-Q2 7.5 小时，不符合" in text


def test_a_measure_that_the_text_softens_says_so() -> None:
    row = {"operator": ">=", "limit": "8", "unit": "小时"}
    assert requirement(row) == requirement(row | {"soft": False}) == "达到 8 小时"
    assert requirement(row | {"soft": True}) == "一般达到 8 小时"


# ---------------------------------------------------------------- what doesn't count, and what it rests on


def test_pending_withdrawn_and_idle_records_are_shown_apart() -> None:
    text = told(outcome(), "B2")
    assert "待确认，没有计入以上结果：\n  来迟：10-08 F12" in text
    assert "已撤销，不计：\n  缺勤：10-09 F13" in text
    assert "口头表扬 1 次：06-01 F14" in text


def test_records_after_the_day_asked_for_are_not_counted() -> None:
    text = told(outcome(as_of=date(2031, 6, 30)), "B2")
    assert "只计到 2031-06-30，期间尚未结束" in text
    assert "晚于计算截止日，没有计入：" in text
    assert "来迟：07-03 F3" in text
    assert "取消年度评先资格" not in text


def test_readings_and_answers_behind_the_figures_are_listed() -> None:
    text = told(outcome(answers=ANSWERS | {"muddle_once": "each"}), "B2")
    assert "名额怎样取整：四舍五入（half_up）（六，本单位答复）" in text
    assert "糊涂账一月计几次：each（二(二)，本单位选定，默认为once）" in text
    assert "同一任务取大还是相加：取大（max）（二(二)，默认理解）" in text


def test_readings_that_touch_nothing_of_ones_own_are_left_out() -> None:
    assert "糊涂账一月计几次" not in told(outcome(), "小满")


def test_an_unanswered_parameter_names_what_it_stops() -> None:
    text = told(outcome(answers=without("norm")), "小满")
    assert "五 每人全年几篇（norm）；没有得出结果的：" in text
    assert "欠交简报" not in text


def test_a_clean_person_is_told_so_plainly() -> None:
    assert "没有记录：本期没有关于此对象的已确认记录" in explain(outcome(), "小满")[0]
    assert "没有记录" not in explain(outcome(), "B2")[0]
    assert "没有记录" not in explain(outcome(), "外勤组")[0]


def test_warnings_about_others_records_are_left_out() -> None:
    base = outcome()
    found = report(base) | {"warnings": ["F20 有疑问", "F1、F2 有疑问", "名册有疑问"]}
    text = "\n".join(explain(base, "B2", found))
    assert "F1、F2 有疑问" in text
    assert "名册有疑问" in text
    assert "F20 有疑问" not in text


# ---------------------------------------------------------------- whom


@pytest.mark.parametrize(("word", "found"), [("B2", ("person", BAILU)), (" 白露 ", ("person", BAILU)), ("文书组", ("unit", 1))])
def test_a_subject_is_found_by_number_name_or_section(word: str, found: tuple[str, int]) -> None:
    assert find_subject(outcome(), word) == found


def test_of_two_people_of_one_name_the_numbers_are_asked_for() -> None:
    with pytest.raises(Refused, match="叫“立夏”的有 2 人，请改用工号：C3、D4"):
        explain(outcome(), "立夏")
    assert find_subject(outcome(), "C3") == ("person", LIXIA)


def test_an_unknown_subject_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match="您是否要写“文书组”"):
        explain(outcome(), "文书科组")


# ---------------------------------------------------------------- the explanation agrees with the report


def _said_facts(text: str) -> set[str]:
    return {item.no for item in (*FACTS, *WORKS) if any(f" {item.no}{end}" in text + "\n" for end in "、；（《\n）")}


def test_every_record_of_a_subjects_rows_is_cited() -> None:
    found = outcome()
    rows = report(found)
    for who in ("B2", "A1", "C3"):
        cited = _said_facts(told(found, who))
        for section in ("barred", "consequences"):
            expected = {no for row in rows[section] if row["subject"] == who for one in row["because"] for no in one["facts"]}
            assert expected <= cited
        assert {no for row in rows["scores"] if row["subject"] == who for item in row["items"] for no in item["facts"]} <= cited


KINDS = ("tardy", "absence", "muddle", "task_slow", "warning", "penalty", "praise", "reading_hours")
STATES = ("已确认", "待确认", "已撤销")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 364), st.sampled_from(STATES)), max_size=12))
def test_every_record_of_a_person_is_told_somewhere_and_totals_are_the_reports(rows: list[tuple[str, int, str]]) -> None:
    facts = tuple(Fact(f"N{number}", kind, on(1, 1) + day, BAILU, state=state) for number, (kind, day, state) in enumerate(rows))
    found = outcome(facts=facts, works=())
    text = told(found, "B2") + "\n"
    assert all(any(f" {one.no}{end}" in text for end in "、；（\n") for one in facts)
    for row in report(found)["scores"]:
        if row["subject"] == "B2":
            assert f"{row['period']} 得分 {row['total']} 分" in text


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("2031", "2031年度"),
        ("2031-H2", "2031年下半年"),
        ("2031-Q3", "2031年第三季度"),
        ("2031-07", "2031年7月"),
        ("2031-10-01..2031-11-15", "2031-10-01至2031-11-15"),
    ],
)
def test_periods_in_words(label: str, words: str) -> None:
    assert period_words(label) == words


@pytest.mark.parametrize(("points", "words"), [("-0.5", "扣 0.5 分"), ("2", "加 2 分"), ("0", "不扣不加"), (None, "数额待定")])
def test_changes_in_words(points: str | None, words: str) -> None:
    assert change(points, "分") == words


@pytest.mark.parametrize(("value", "words"), [("11", "11 次"), ("优秀", "优秀"), (None, "未定")])
def test_values_with_units(value: str | None, words: str) -> None:
    assert measured(value, "次") == words
