"""Facts: whom, what, when, how much, and the fields that the rulebook declares."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.files.office_folder import FACTS, fact, load, refusals
from xiaoneng.rulebook.engines.relations import Fact

MORE = ",认定,责任人,得分,期限,等次,见证人"


def one(folder: Path, row: str, more: str = "") -> Fact:
    (found,) = load(folder, facts=fact(row, more)).office.facts
    return found


def wrong(folder: Path, row: str, more: str = "") -> str:
    (found,) = refusals(folder, facts=fact(row, more))
    return found


@pytest.mark.parametrize(
    ("subject", "kind", "person", "unit"),
    [
        ("P1", "晚到", 0, None),
        ("Ｐ１", "晚到", 0, None),
        ("白露", "晚到", 0, None),
        ("白 露", "表扬", 0, None),
        ("文书组", "表扬", None, 0),
        ("外勤组", "抽查", None, 1),
    ],
)
def test_whom_a_fact_is_about(subject: str, kind: str, person: int | None, unit: int | None, tmp_path: Path) -> None:
    found = one(tmp_path, f"F1,2031-02-03,{subject},{kind},,,,")
    assert (found.person, found.unit) == (person, unit)


@pytest.mark.parametrize(
    ("subject", "kind", "problem"),
    [
        ("P9", "晚到", "“P9” 不是名册里的工号或姓名; 请核对, 或先在名册里登记；您是否要写“P4”？"),
        ("P9", "表扬", "“P9” 不是名册里的工号、姓名或科室"),
        ("立夏", "晚到", "“立夏” 有 2 人同名(工号 P3、P4); 请改填工号"),
        ("文书组", "晚到", "“文书组” 是科室, 这里应是人员"),
        ("P1", "抽查", "“P1” 是人员, 这里应是科室"),
        ("外联组", "抽查", "“外联组” 不是名册里的科室; 请核对, 或先在名册里登记；您是否要写“外勤组”？"),
        ("", "晚到", "是空的"),
    ],
)
def test_whom_a_fact_can_not_be_about(subject: str, kind: str, problem: str, tmp_path: Path) -> None:
    assert wrong(tmp_path, f"F1,2031-02-03,{subject},{kind},,,,").startswith(f"facts.csv 第2行「对象」: {problem}")


def test_a_number_goes_before_a_section_and_a_section_before_a_name(tmp_path: Path) -> None:
    people = "工号,姓名,科室\n甲,乙,文书组\n乙,丙,文书组\n丁,甲组,文书组\n"
    units = "科室\n文书组\n乙\n甲组\n"
    facts = FACTS.splitlines()[0] + "\nF1,2031-02-03,乙,表扬,,,,\nF2,2031-02-03,甲组,表扬,,,,\nF3,2031-02-03,甲组,晚到,,,,\n"
    found = load(tmp_path, people=people, units=units, facts=facts, works="类别,作者,日期\n").office.facts
    assert [(each.person, each.unit) for each in found] == [(1, None), (None, 2), (2, None)]


@pytest.mark.parametrize(("word", "kind"), [("晚到", "late"), ("来迟", "late"), ("late", "late"), ("缺　勤", "absent")])
def test_the_words_for_a_fact(word: str, kind: str, tmp_path: Path) -> None:
    assert one(tmp_path, f"F1,2031-02-03,P1,{word},,,,").kind == kind


def test_an_unknown_word_for_a_fact(tmp_path: Path) -> None:
    found = wrong(tmp_path, "F1,2031-02-03,P1,缺勤了,,,,")
    assert found == "facts.csv 第2行「事项」: “缺勤了” 不是本制度声明的事项; 请核对事项的名称；您是否要写“缺勤”？"
    assert wrong(tmp_path, "F1,2031-02-03,P1,,,,,").startswith("facts.csv 第2行「事项」: 是空的")


@pytest.mark.parametrize(
    ("quantity", "kind", "hundredths"),
    [("", "晚到", 100), ("2", "晚到", 200), ("2.0", "晚到", 200), ("0.5", "缺勤", 50), ("-3", "调分", -300), ("0", "调分", 0)],
)
def test_quantities(quantity: str, kind: str, hundredths: int, tmp_path: Path) -> None:
    assert one(tmp_path, f"F1,2031-02-03,P1,{kind},{quantity},,,").quantity == hundredths


def test_a_quantity_below_zero_is_read_for_its_own_kind_only(tmp_path: Path) -> None:
    rows = "日期,对象,事项,数量,幅度\n2031-02-03,P1,调分,-3,−1.5\n2031-02-04,P1,缺勤,-3,\n"
    (found,) = refusals(tmp_path, facts=rows)
    assert found.startswith("facts.csv 第3行「数量」: “-3” 是负数")
    (fact_,) = load(tmp_path, facts="\n".join(rows.splitlines()[:2]) + "\n").office.facts
    assert (fact_.quantity, fact_.fields["step"]) == (-300, -150)


def test_without_the_column_the_quantity_is_one(tmp_path: Path) -> None:
    (found,) = load(tmp_path, facts="日期,对象,事项\n2031-02-03,P1,缺勤\n").office.facts
    assert (found.no, found.quantity) == ("facts:2", 100)


@pytest.mark.parametrize(
    ("quantity", "kind", "problem"),
    [
        ("0", "晚到", "“0” 数量应大于零"),
        ("0.00", "缺勤", "“0.00” 数量应大于零"),
        ("0.5", "晚到", "“0.5” “晚到”按次计数, 应是整数"),
        ("-1", "缺勤", "“-1” 是负数"),
        ("NaN", "缺勤", "“NaN” 不是一个确定的数"),
        ("两次", "晚到", "“两次” 不是数字"),
        ("0.125", "缺勤", "“0.125” 小数超过两位"),
        ("99999999999", "缺勤", "“99999999999” 超过上限"),
    ],
)
def test_quantities_that_are_wrong(quantity: str, kind: str, problem: str, tmp_path: Path) -> None:
    assert wrong(tmp_path, f"F1,2031-02-03,P1,{kind},{quantity},,,").startswith(f"facts.csv 第2行「数量」: {problem}")


@pytest.mark.parametrize(
    ("subject", "day", "inside"),
    [
        ("P2", "2001-07-01", True),
        ("P2", "2001-06-30", False),
        ("P2", "2031-06-30", True),
        ("P2", "2031-07-01", False),
        ("P3", "1999-01-01", True),
    ],
)
def test_facts_stand_in_the_service(subject: str, day: str, inside: bool, tmp_path: Path) -> None:
    row = f"F1,{day},{subject},晚到,,,,"
    if inside:
        assert one(tmp_path, row).day == date.fromisoformat(day).toordinal()
    else:
        problem = f"facts.csv 第2行「日期」: “{day}” 谷雨这一天不在任职期间(2001-07-01 至 2031-06-30)"
        assert wrong(tmp_path, row).startswith(problem)


def test_a_fact_needs_a_day(tmp_path: Path) -> None:
    assert wrong(tmp_path, "F1,,P1,晚到,,,,").startswith("facts.csv 第2行「日期」: 是空的")
    assert wrong(tmp_path, "F1,2031-02-29,P1,晚到,,,,").startswith("facts.csv 第2行「日期」: “2031-02-29” 是不存在的日期")


@pytest.mark.parametrize(("state", "meant"), [("", "已确认"), ("已确认", "已确认"), ("待确认", "待确认"), ("已撤销", "已撤销")])
def test_states(state: str, meant: str, tmp_path: Path) -> None:
    assert one(tmp_path, f"F1,2031-02-03,P1,晚到,,,,{state}").state == meant


def test_a_state_that_is_none(tmp_path: Path) -> None:
    assert wrong(tmp_path, "F1,2031-02-03,P1,晚到,,,,撤销").startswith("facts.csv 第2行「状态」: “撤销” 不是本制度声明的状态")


def test_a_number_stands_once_in_the_folder(tmp_path: Path) -> None:
    (found,) = refusals(tmp_path, facts=FACTS + "Ｆ1,2031-02-04,P1,晚到,,,,\n")
    assert found == "facts.csv 第3行「编号」: “Ｆ1” 与 facts.csv 第2行的编号重复; 请改成不同的编号, 或删去重复的一行"
    (found,) = refusals(tmp_path, facts=FACTS.replace("F1", "W1"))
    assert found.startswith("works.csv 第2行「编号」: “W1” 与 facts.csv 第2行的编号重复")


def test_equal_facts_without_numbers_are_two(tmp_path: Path) -> None:
    loaded = load(tmp_path, facts="日期,对象,事项\n2031-02-03,P1,晚到\n2031-02-03,P1,晚到\n")
    assert [each.no for each in loaded.office.facts] == ["facts:2", "facts:3"]


def test_a_span_has_a_last_day(tmp_path: Path) -> None:
    found = one(tmp_path, "F1,2031-02-03,P1,外借,3,,,,2031-02-03,外 勤组", ",截止日期,去向")
    assert (found.until, found.fields["where"]) == (found.day, "外勤组")
    assert one(tmp_path, "F1,2031-02-03,P1,外借,3,,,,,", ",截止日期,去向").until is None


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("F1,2031-02-03,P1,外借,,,,,2031-02-02,", "「截止日期」: “2031-02-02” 早于日期 2031-02-03"),
        ("F1,2031-02-03,P1,缺勤,,,,,2031-02-04,", "「截止日期」: “2031-02-04” “缺勤”是某一天的事, 没有截止日期"),
        ("F1,2031-02-03,P1,外借,,,,,,P1", "「去向」: “P1” 是人员, 这里应是科室"),
    ],
)
def test_spans_that_are_wrong(row: str, problem: str, tmp_path: Path) -> None:
    assert wrong(tmp_path, row, ",截止日期,去向").startswith(f"facts.csv 第2行{problem}")


def test_declared_fields(tmp_path: Path) -> None:
    found = one(tmp_path, "F1,2031-02-03,文书组,通报,,缘由,,,有责,P1、谷雨,1.5,2031/3/1,乙,白露", MORE)
    assert dict(found.fields) == {
        "ruling": "有责",
        "blamed": "P1、P2",
        "task": "缘由",
        "score": 150,
        "due": date(2031, 3, 1).toordinal(),
        "grade": "乙",
        "witness": "P1",
    }
    assert found.people == {"blamed": (0, 1), "witness": (0,)}


def test_blank_fields_are_what_unset_says(tmp_path: Path) -> None:
    loaded = load(tmp_path, facts=fact("F1,2031-02-03,P1,通报,,,,,,,,,,", MORE))
    (found,) = loaded.office.facts
    assert dict(found.fields) == dict.fromkeys(("ruling", "blamed", "task", "score", "due", "witness")) | {"grade": "未评"}
    assert found.people == {}
    assert not [warning for warning in loaded.warnings if "facts" in warning and "尚未认定" in warning], (
        "the results say it, of the facts of the period"
    )


@pytest.mark.parametrize("row", ["F1,2031-02-03,P1,通报,,有责,,", "F1,2031-02-03,P1,通报,,,,已撤销"])
def test_nothing_is_pending_where_it_is_settled_or_withdrawn(row: str, tmp_path: Path) -> None:
    assert [warning for warning in load(tmp_path, facts=fact(row)).warnings if "facts" in warning] == []


def test_the_first_column_that_holds_something_counts(tmp_path: Path) -> None:
    assert one(tmp_path, "F1,2031-02-03,P1,通报,,有责,七号令,").fields["task"] == "七号令"
    assert one(tmp_path, "F1,2031-02-03,P1,通报,,有责,,").fields["task"] == "有责"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("F1,2031-02-03,P1,通报,,说不清,,,,,,,,", "「说明」: “说不清” 不在可选范围内; 请填写 有责、无责 之一"),
        ("F1,2031-02-03,P1,通报,,,,,有责,P1、P9,,,,", "「责任人」: “P1、P9” 里的“P9”不是名册里的工号或姓名"),
        ("F1,2031-02-03,P1,通报,,,,,有责,立夏,,,,", "「责任人」: “立夏” 里的“立夏”有 2 人同名(工号 P3、P4)"),
        ("F1,2031-02-03,P1,通报,,,,,有责,,x,,,", "「得分」: “x” 不是数字"),
        ("F1,2031-02-03,P1,通报,,,,,有责,,,3月1日,,", "「期限」: “3月1日” 没有写年份"),
        ("F1,2031-02-03,P1,通报,,,,,有责,,,,丙,", "「等次」: “丙” 不在可选范围内"),
        ("F1,2031-02-03,P1,通报,,,,,有责,,,,,P1、P2", "「见证人」: “P1、P2” 不是名册里的工号或姓名"),
    ],
)
def test_declared_fields_that_are_wrong(row: str, problem: str, tmp_path: Path) -> None:
    assert wrong(tmp_path, row, MORE).startswith(f"facts.csv 第2行{problem}")


def test_thousands_of_unknown_words_are_told_without_searching_for_each(tmp_path: Path) -> None:
    rows = "".join(f"2031-02-03,无名{at},怪事{at}\n" for at in range(3000))
    found = refusals(tmp_path, facts="日期,对象,事项\n" + rows)
    assert len(found) == 1000
    assert found[0].startswith("facts.csv 第2行「事项」: “怪事0” 不是本制度声明的事项; 请核对事项的名称；可用的有")
