"""Cases: what a clerk writes becomes an office, and every difference from what is expected is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaoneng.files.cases import Case, read_cases, run_case
from xiaoneng.rulebook.language.load import Source, load_rulebook
from xiaoneng.rulebook.problems import RulebookError

RULEBOOK = """\
rulebook: moon-cases
version: "1"
document: {title: 月台考勤办法, issuer: 月台办}
clauses: {一: 总则, 二(一): 晚到, 二(二): 名额, 二(三): 取消}
parameters:
  rounding_way: {asks: 怎样取整, clause: 二(二), type: choice, one_of: [floor, half_up, ceil], asked_of: 月台会}
readings:
  lowest: {says: 有没有下限, clause: 一, one_of: [none, "0"], default: none}
facts:
  late: {name: 晚到, clause: 二(一)}
  clean: {name: 打扫, of: unit, clause: 一}
works:
  brief: {name: 简报, clause: 一}
accounts:
  points: {name: 月分, period: month, opens_at: 10, floor: lowest}
figures:
  lates: {name: 晚到, count: late, in: year}
rules:
  - {id: late, clause: 二(一), fact: late, post: {points: -0.5}}
  - {id: often, clause: 二(三), when: {lates: {over: 3}}, bar: star}
awards:
  star: {name: 月台之星, clause: 二(二), share: 15%, rounding: rounding_way}
"""
CASE = """\
- name: 晚到四次
  clause: 二(三)
  period: "2031"
  given:
    parameters: {rounding_way: half_up}
    people: [{工号: A1}, {工号: A2}, {repeat: 28}]
    facts: [{日期: 2031-03-05, 对象: A1, 事项: 晚到, 数量: 3}, {日期: 2031-03-06, 对象: A1, 事项: 晚到},
            {日期: 2031-03-06, 对象: A2, 事项: 晚到, 数量: 3}]
  expect:
    scores: [{subject: A1, period: 2031-03, base: 10, total: 8, items: [{clause: 二(一), count: 4, points: -2, facts: [F1, F2]}]}]
    barred: [{subject: A1, clause: 二(三), from: [月台之星], because: [{metric: 晚到, value: 4, limit: 3}]}]
    quotas: [{name: 月台之星, exact: 4.5, floor: 4, half_up: 5, ceil: 5, places: 5}]
    none: {barred: [A2], consequences: all}
    rows: {barred: 1}
  because: {A1: [晚到 4, 二(三)]}
"""

ITEMS = "items: [{clause: 二(一), count: 5}, {clause: 二(一), points: -3}, {clause: 二(一), facts: [F1, F2]}]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("moon")
    (made / "rulebook.yaml").write_text(RULEBOOK, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def source(folder: Path) -> Source:
    return load_rulebook(str(folder))


def cases(source: Source, text: str) -> tuple[Case, ...]:
    assert isinstance(source.folder, Path)
    (source.folder / "cases.yaml").write_text(text, encoding="utf-8")
    return read_cases(source)


def told(source: Source, text: str, engine: str = "python") -> list[str]:
    """The differences of the first case."""
    return list(run_case(source, cases(source, text)[0], engine).differences)


def flaws(source: Source, text: str) -> str:
    with pytest.raises(RulebookError) as caught:
        cases(source, text)
    return str(caught.value)


@pytest.mark.parametrize("engine", ["python", "sqlite"])
def test_a_case_that_holds(source: Source, engine: str) -> None:
    assert told(source, CASE, engine) == []


CHANGED = [
    ("total: 8", "total: 7.5", "第10行 scores：A1 2031-03不符：total 应是 7.5，实是 8"),
    ("count: 4", "count: 3", "count 应是 3，实是 4"),
    ("facts: [F1, F2]", "facts: [F1]", "facts 多出 [F2]"),
    ("facts: [F1, F2]", "facts: [F1, F2, F3]", "facts 里没有 F3"),
    ("period: 2031-03", "period: 2031-04", "A1 2031-04不符：total 应是 8，实是 10"),
    ("scores: [{subject: A1", "scores: [{subject: A9", "没有A9 2031-03这一行；有的是：A1、A2"),
    ("limit: 3", "limit: 4", "limit 应是 4，实是 3"),
    ("from: [月台之星]", "from: []", "from 多出 [月台之星]"),
    ("exact: 4.5", "exact: 4.4", "exact 应是 4.4，实是 4.5"),
    ("places: 5", "places: 无", "places 应是 无，实是 5"),
    ("none: {barred: [A2]", "none: {barred: [A1]", "不应有这一行"),
    ("none: {barred: [A2]", "none: {barred: all", "应当没有任何行，却有 1 行"),
    ("none: {barred: [A2]", "none: {barred: [{clause: 二(三)}]", "不应有这一行"),
    ("rows: {barred: 1}", "rows: {barred: 2}", "应有 2 行，实有 1 行"),
    ("base: 10", "bass: 10", "没有“bass”；您是否要写“base”？"),
    ("[晚到 4, 二(三)]", "[晚到 5]", "说明里没有“晚到 5”"),
    ("because: {A1:", "because: {A7:", "没有工号、姓名或科室为“A7”"),
    ("数量: 3}, {日期: 2031-03-06, 对象: A1", "数量: 2}, {日期: 2031-03-06, 对象: A1", "没有A1"),
]


@pytest.mark.parametrize(("old", "new", "said"), CHANGED)
def test_what_does_not_hold_is_told(source: Source, old: str, new: str, said: str) -> None:
    assert CASE.count(old) == 1
    found = told(source, CASE.replace(old, new))
    assert any(said in line for line in found), found


def test_values_are_compared_by_value(source: Source) -> None:
    written = CASE.replace("total: 8", "total: '8.00'").replace("exact: 4.5", "exact: 4.50").replace("points: -2", "points: -2.0")
    assert told(source, written) == []


def test_what_a_case_leaves_out_is_there(source: Source) -> None:
    found = told(
        source,
        '- {name: 简, clause: 一, period: "2031", given: {facts: [{日期: 2031-01-01, 对象: 月台东组, 事项: 打扫},'
        " {日期: 2031-01-01, 对象: A1, 事项: 晚到}],"
        " works: [{类别: 简报, 作者: [A2, A3], 日期: 2031-02-01, repeat: 2}]},"
        " expect: {rows: {scores: 36}, missing_parameters: [{name: rounding_way}], awards: [{name: 月台之星, eligible: [A1, A2, A3]}]}}",
    )
    assert found == []


def test_nobody_is_invented_where_people_are_listed(source: Source) -> None:
    found = told(
        source,
        '- {name: 错, clause: 一, period: "2031", expect: {},\n'
        "   given: {people: [{工号: A1}], facts: [{日期: 2031-01-01, 对象: A2, 事项: 晚到}]}}",
    )
    assert len(found) == 1
    assert found[0].startswith("cases.yaml 第2行「对象」: “A2” 不是名册里的")


WRONG_OFFICE = [
    ("事项: 晚到, 数量: 3}, {日期: 2031-03-06, 对象: A1", "事项: 晚来, 数量: 3}, {日期: 2031-03-06, 对象: A1", "第7行「事项」: “晚来”"),
    ("日期: 2031-03-05", "日期: 2031-02-30", "第7行「日期」: “2031-02-30” 是不存在的日期"),
    ("日期: 2031-03-05, 对象", "日子: 2031-03-05, 对象", "第7行「日子」: 是不认识的列"),
    ("rounding_way: half_up", "rounding_way: even", "不在可选范围内"),
    ("rounding_way: half_up", "rounding: half_up", "没有名为“rounding”的参数"),
    ('period: "2031"', 'period: "2031-13"', "月份不存在"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG_OFFICE)
def test_what_is_wrong_with_the_office_is_told_with_its_line(source: Source, old: str, new: str, said: str) -> None:
    assert CASE.count(old) == 1
    assert any(said in line for line in told(source, CASE.replace(old, new)))


WRONG_FORM = [
    ("  expect:", "  expects:", "第 9 行第 3 列：用例里不认识“expects”；您是否要写“expect”？"),
    ("  expect:", "  expects:", "用例缺少“expect”"),
    ("    barred: [", "    bared: [", "结果里没有“bared”这一节；您是否要写“barred”？"),
    ("none: {barred: [A2], consequences: all}", "none: [A2]", "none 应写成"),
    ("    rows: {", "    warnings: {", "warnings 下面应是行的列表"),
    ("clause: 二(三)\n", "clause: 二(四)\n", "条款大纲里没有“二(四)”"),
    ("    people: [", "    peple: [", "given 下不认识“peple”；您是否要写“people”？"),
    ("{repeat: 28}", "{repeat: 0}", "repeat 应是 1 到"),
    ("{repeat: 28}", "{repeat: 10001}", "repeat 应是 1 到"),
    ("{repeat: 28}", "{repeat: 两}", "repeat 应是 1 到"),
    ("rows: {barred: 1}", "rows: {barred: 一}", "行数应是整数"),
    ("because: {A1: [晚到 4, 二(三)]}", "because: [A1]", "because 应写成"),
    ('period: "2031"', 'period: "2031"\n  as_of: 年末', "“年末”不是日期"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG_FORM)
def test_a_case_of_the_wrong_form_is_refused(source: Source, old: str, new: str, said: str) -> None:
    assert said in flaws(source, CASE.replace(old, new, 1))


def test_two_cases_of_one_name_are_refused(source: Source) -> None:
    assert "重名" in flaws(source, CASE + CASE)


def test_an_empty_file_has_no_cases(source: Source) -> None:
    assert cases(source, "# 还没有\n") == ()


def test_the_most_repeats_are_made(source: Source) -> None:
    text = '- {name: 多, clause: 一, period: "2031-01", given: {people: [{repeat: 200}]}, expect: {rows: {scores: 200}}}'
    assert told(source, text) == []


def test_as_of_counts_up_to_that_day(source: Source) -> None:
    until = CASE.replace('period: "2031"', 'period: "2031"\n  as_of: 2031-03-06')
    assert told(source, until) == []
    assert any("没有A1" in line for line in told(source, until.replace("as_of: 2031-03-06", "as_of: 2031-03-05")))


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(3)))
def test_the_order_of_facts_does_not_matter(source: Source, order: list[int]) -> None:
    rows = ["{编号: F1, 日期: 2031-03-05, 对象: A1, 事项: 晚到, 数量: 3}", "{编号: F2, 日期: 2031-03-06, 对象: A1, 事项: 晚到}"]
    rows.append("{编号: F3, 日期: 2031-03-06, 对象: A2, 事项: 晚到, 数量: 3}")
    head, _, rest = CASE.partition("    facts: [")
    text = f"{head}    facts: [{', '.join(rows[at] for at in order)}]\n  expect:{rest.partition('  expect:')[2]}"
    assert told(source, text) == []


def test_every_item_that_is_otherwise_is_told(source: Source) -> None:
    """One look shows all that a case and the result disagree about."""
    wrong = CASE.replace("items: [{clause: 二(一), count: 4, points: -2, facts: [F1, F2]}]", ITEMS)
    assert wrong != CASE
    said = "\n".join(told(source, wrong))
    assert "count 应是 5，实是 4" in said
    assert "points 应是 -3，实是 -2" in said
