"""A folder as a whole: which files are needed, what is named, and that nothing comes half."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.files.office_folder import BARE_RULEBOOK, FACTS, PEOPLE, UNITS, load, office, refusals, write
from xiaoneng.files.office import read_office
from xiaoneng.files.tables import InputProblems


def test_a_right_folder(tmp_path: Path) -> None:
    loaded = load(tmp_path, parameters="norm: 2\n")
    assert [person.no for person in loaded.office.people] == ["P1", "P2", "P3", "P4"]
    assert [unit.name for unit in loaded.office.units] == ["文书组", "外勤组"]
    assert [(fact.no, fact.kind, fact.person, fact.day) for fact in loaded.office.facts] == [
        ("F1", "late", 0, date(2031, 2, 3).toordinal())
    ]
    assert [(work.no, work.kind, work.authors) for work in loaded.office.works] == [("W1", "brief", (0,))]
    assert loaded.answers == {"norm": "2"}
    assert loaded.honours == ()


@pytest.mark.parametrize("stem", ["people", "facts", "works"])
def test_a_file_that_the_rulebook_uses_must_be_there(stem: str, tmp_path: Path) -> None:
    empty = "" if stem == "people" else ", 没有记录的只留表头"
    assert refusals(tmp_path, **{stem: None}) == [f"{stem}.csv: 文件夹里没有这张表; 请放入 {stem}.csv 或 {stem}.xlsx{empty}"]


def test_files_that_the_rulebook_does_not_use_may_be_missing(tmp_path: Path) -> None:
    loaded = read_office(write(tmp_path, facts=None, works=None), office(BARE_RULEBOOK))
    assert (loaded.office.facts, loaded.office.works, loaded.warnings) == ((), (), ())


def test_works_that_the_rulebook_does_not_use_are_left_with_a_warning(tmp_path: Path) -> None:
    loaded = read_office(write(tmp_path, facts=None), office(BARE_RULEBOOK))
    assert loaded.office.works == ()
    assert loaded.warnings == ("works.csv: 本制度不涉及作品, 其中 1 行未予采用",)


def test_facts_are_never_passed_over(tmp_path: Path) -> None:
    with pytest.raises(InputProblems, match=r"facts.csv 第2行「事项」: “晚到” 不是本制度声明的事项"):
        read_office(write(tmp_path, works=None), office(BARE_RULEBOOK))


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputProblems, match="去年: 文件夹不存在"):
        read_office(tmp_path / "去年", office())
    (tmp_path / "一张纸").write_text("x", encoding="utf-8")
    with pytest.raises(InputProblems, match="一张纸: 不是文件夹"):
        read_office(tmp_path / "一张纸", office())


def test_everything_wrong_in_all_files_is_told_at_once(tmp_path: Path) -> None:
    found = refusals(
        tmp_path,
        people=PEOPLE + "P5,寒露,女,2031-13-01,文书组,,,,,\n",
        facts=FACTS + "F1,2031-02-30,P9,晚到,,,,\n",
        works="编号,类别,标题,作者,日期\nW1,诗,月,P1,2031-01-01\n",
        honours="荣誉,对象,决定日期\n月度之星,P1,\n",
        parameters="norm: 许多\n",
    )
    assert [line.partition(":")[0] for line in found] == [
        "people.csv 第6行「出生日期」",
        "facts.csv 第3行「编号」",
        "facts.csv 第3行「日期」",
        "facts.csv 第3行「对象」",
        "works.csv 第2行「类别」",
        "honours.csv 第2行「决定日期」",
        "parameters.yaml 第1行",
    ]


def test_where_the_roll_is_broken_nobody_else_is_blamed(tmp_path: Path) -> None:
    assert refusals(tmp_path, people=PEOPLE + "P5,寒露,女,,文书组,,,,,,,多\n", facts=FACTS.replace("P1", "P5")) == [
        "people.csv 第6行「第12列」: “多” 超出表头的 10 列; 请检查逗号和引号, 或给这一列加上列名"
    ]
    assert len(refusals(tmp_path, people="")) == 1


@pytest.mark.parametrize(
    ("stem", "content", "column"),
    [
        ("people", PEOPLE.replace("姓名", "名字", 1), "姓名"),
        ("people", PEOPLE.replace("科室", "部门", 1), "科室"),
        ("units", UNITS.replace("科室", "处室", 1), "科室"),
        ("facts", FACTS.replace("日期", "时间", 1), "日期"),
        ("facts", FACTS.replace("对象", "谁", 1), "对象"),
        ("facts", FACTS.replace("事项", "何事", 1), "事项"),
        ("works", "编号,作者,日期\n", "类别"),
        ("honours", "荣誉,对象\n", "决定日期"),
    ],
)
def test_a_column_that_must_be_there(stem: str, content: str, column: str, tmp_path: Path) -> None:
    (problem,) = refusals(tmp_path, **{stem: content})
    assert problem.startswith(f"{stem}.csv: 缺少列“{column}”; 请在表头补上这一列")


def test_an_unknown_column_is_a_warning_once_a_file_with_what_it_may_have_meant(tmp_path: Path) -> None:
    loaded = load(tmp_path, people="工号,姓名,科室,入职日,电话\nP1,白露,文书组,2001-07-01,1\nP2,谷雨,文书组,,2\n")
    assert loaded.warnings[0] == "people.csv: 不认识的列“入职日”、“电话”未予采用; “入职日”；您是否要写“入职日期”？"
    assert [warning for warning in loaded.warnings if "facts" in warning] == []


def test_columns_that_the_rulebook_names_are_known(tmp_path: Path) -> None:
    loaded = load(tmp_path, facts=FACTS.replace("状态", "状态,责任人,认定"), works="类别,作者,日期,主题\n简报,P1,2031-01-02,天气\n")
    assert [warning for warning in loaded.warnings if "不认识" in warning] == []


def test_an_xlsx_file_does_as_well(tmp_path: Path) -> None:
    write(tmp_path, facts=None)
    with xlsxwriter.Workbook(tmp_path / "facts.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["对象", "事项", "日期", "数量"])
        sheet.write_row(1, 0, ["P1", "缺勤"])
        sheet.write_datetime(1, 2, date(2031, 2, 3), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_number(1, 3, 0.5)
    (fact,) = read_office(tmp_path, office()).office.facts
    assert (fact.no, fact.kind, fact.day, fact.quantity) == ("facts:2", "absent", date(2031, 2, 3).toordinal(), 50)


def test_two_files_for_one_table(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "facts.xlsx").write_bytes(b"")
    with pytest.raises(InputProblems, match=r"“facts.csv、facts.xlsx” 同一张表有多个文件"):
        read_office(tmp_path, office())


@given(order=st.permutations(FACTS.splitlines()[0].split(",")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
def test_the_order_of_columns_does_not_matter(order: list[str], tmp_path: Path) -> None:
    values = dict(zip(FACTS.splitlines()[0].split(","), ["F1", "2031-02-03", "P1", "缺勤", "1.5", "", "", "待确认"], strict=True))
    header, row = ",".join(order), ",".join(values[column] for column in order)
    (fact,) = load(tmp_path, facts=f"{header}\n{row}\n").office.facts
    assert (fact.no, fact.kind, fact.person, fact.quantity, fact.state) == ("F1", "absent", 0, 150, "待确认")


@given(content=st.text(alphabet=st.sampled_from("编号,日期对象事\n\"'P1晚到=2031-0.5、\u200b\t;"), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_any_text_is_read_or_refused_with_its_place(content: str, tmp_path: Path) -> None:
    write(tmp_path, facts="编号,日期,对象,事项\n" + content, honours="荣誉,对象,决定日期\n" + content, parameters=content)
    try:
        loaded = read_office(tmp_path, office())
    except InputProblems as found:
        assert found.problems
        assert all(problem.file and problem.what and problem.remedy for problem in found.problems)
    else:
        assert len(loaded.office.people) == 4
