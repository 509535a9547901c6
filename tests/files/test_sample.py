"""示范一年: an invented office's year that reads without a problem and gives results, for any rulebook."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiaoneng.files.evaluate import evaluate_folder
from xiaoneng.files.office import Loaded, read_office
from xiaoneng.files.sample import write_sample
from xiaoneng.files.sample_words import sample_words
from xiaoneng.rulebook.calendar.surnames import split_name
from xiaoneng.rulebook.language.load import Source, load_rulebook, load_text, shipped_keys
from xiaoneng.rulebook.problems import Refused
from xiaoneng.rulebook.results.report import report

RESULTS = ("quotas", "barred", "scores", "money", "consequences", "awards", "measures", "sheets")
RULEBOOK = """\
rulebook: moon-office-sample
version: "1"
document: {title: 月台办事办法, issuer: 月台办, issued: 2031-03-01, in_force: {from: 2031-04-01}}
conventions: {chief: {post: 组长}, year_start: start}
clauses: {一: 考勤, 二: 作品, 三: 评选}
parameters:
  start: {asks: 年度从哪天起, clause: 一, type: month_day}
  norm: {asks: 每人几篇, clause: 二, unit: 篇, varies: [person]}
  most: {asks: 最多几天, clause: 一, unit: 天, at_most: 4}
  way: {asks: 怎样取整, clause: 三, type: choice, one_of: [ceil, floor]}
  anchor: {asks: 从哪天起, clause: 一, type: day}
people:
  degree: {name: 学历, from: ["学历,学位"], one_of: [本科, '大专"夜校"'], unset: pending}
  mentor: {name: 导师, type: person}
units:
  seats: {name: 编制数, type: number, unset: "3"}
facts:
  late: {name: 晚到}
  absent: {name: 缺勤, unit: 天}
  study: {name: 读书, unit: 小时}
  praise: {name: 表扬, of: [person, unit]}
  lent: {name: 外借, unit: 天, span: yes}
  demerit: {name: 记过}
  notice: {name: 通报, of: [person, unit], fields: {ruling: {name: 认定, from: [认定, 说明], one_of: [无责, 有责], unset: pending}}}
  survey: {name: 评分, fields: {mark: {name: 分值, type: number}}}
works:
  brief: {name: 简报, levels: {国家级: [部委批示], 县级: []}}
groups:
  window: {where: {unit.class: "窗口"}}
  seats_few: {of: unit, where: {seats: {at_most: 5}}}
accounts:
  pay: {name: 奖, unit: 元, period: year, money: yes}
figures:
  lates: {name: 晚到, count: late, in: year}
  hours: {name: 读书, count: study, in: month}
  briefs: {name: 简报, count: brief, in: year}
  mark: {name: 评分, last: survey, field: mark, in: year}
rules:
  - {id: late, clause: 一, when: {lates: {over: 10}}, bar: best}
  - {id: mark, clause: 一, when: {mark: {under: 60}}, bar: best}
  - {id: notice, clause: 一, fact: notice, where: {ruling: 有责}, bar: {subject: best}}
  - {id: demerit, clause: 一, fact: demerit, bar: best}
  - {id: study, clause: 一, measure: {figure: hours, holds: {at_least: 8}}}
  - {id: brief, clause: 二, of: window, figure: briefs, norm: norm, over: {pay: 10}, under: {pay: -10}}
awards:
  best: {name: 年度之星, clause: 三, share: 20%, rounding: way, decided_by: 会议}
  few: {name: 小科组, clause: 三, of: seats_few, places: 1, decided_by: 会议}
sheets:
  year: {name: 年表, clause: 三, lines: [{says: 缺勤, facts: [absent, lent, praise]}]}
"""


@pytest.fixture(scope="module")
def moon() -> Source:
    return load_text(RULEBOOK)


def rows(folder: Path, stem: str) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / f"{stem}.csv").read_text(encoding="utf-8-sig").splitlines()))


def sampled(folder: Path, source: Source, people: int = 30, seed: int = 1) -> Loaded:
    write_sample(source, folder, people, seed)
    return read_office(folder, source)


def results(folder: Path, source: Source, people: int, seed: int) -> dict[str, Any]:
    sample = write_sample(source, folder, people, seed)
    return report(evaluate_folder(source, folder, sample.period))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("key", shipped_keys())
def test_every_shipped_rulebook_gets_a_year_with_results(key: str, seed: int, tmp_path: Path) -> None:
    source = load_rulebook(key)
    found = results(tmp_path, source, 15, seed)
    # A rulebook of procedures alone has nothing to reckon but its lists.
    expected = RESULTS if source.rulebook.rules or source.rulebook.awards else ("lists",)
    assert [name for name in expected if found[name]] != []
    assert found["missing_parameters"] == []


def test_all_kinds_states_and_classes_occur(moon: Source, tmp_path: Path) -> None:
    office = sampled(tmp_path, moon).office
    assert {fact.kind for fact in office.facts} == set(moon.rulebook.facts)
    assert {work.kind for work in office.works} == set(moon.rulebook.works)
    assert {fact.state for fact in office.facts} == {"已确认", "待确认", "已撤销"}
    assert {fact.unit is None for fact in office.facts if fact.kind == "praise"} == {True, False}
    assert "窗口" in {unit.class_ for unit in office.units}
    assert len({unit.class_ for unit in office.units}) > 1
    assert any(work.entered == "是" and work.rated for work in office.works)
    assert any(len(work.authors) > 1 for work in office.works)
    assert {level for work in office.works for level in work.levels} == {"国家级", "县级"}


def test_people_come_go_move_and_lead(moon: Source, tmp_path: Path) -> None:
    office = sampled(tmp_path, moon, 60).office
    first, last = min(fact.day for fact in office.facts), max(fact.day for fact in office.facts)
    assert any(first < person.joined < last for person in office.people)
    assert any(first < person.left < last for person in office.people)
    assert len(office.memberships) > len(office.people)
    assert 0 < sum(person.leader == "是" for person in office.people) < len(office.people)
    assert "中共党员" in {person.party for person in office.people}
    chiefs: dict[int, int] = defaultdict(int)
    for membership in office.memberships:
        chiefs[membership.unit] += office.people[membership.person].post == "组长"
    assert sum(count > 0 for count in chiefs.values()) >= len(chiefs) - 1


def test_people_stand_just_below_at_and_above_a_limit(moon: Source, tmp_path: Path) -> None:
    office = sampled(tmp_path, moon).office
    lates: dict[int | None, int] = defaultdict(int)
    for fact in office.facts:
        if fact.kind == "late" and fact.state == "已确认":
            lates[fact.person] += fact.quantity
    assert {900, 1000, 1100} <= set(lates.values())
    assert sum(count > 1000 for count in lates.values()) < len(office.people) // 3


def test_those_above_the_limit_are_barred_and_the_others_not(moon: Source, tmp_path: Path) -> None:
    found = results(tmp_path, moon, 30, 3)
    lates: dict[str, int] = defaultdict(int)
    for row in rows(tmp_path, "facts"):
        if row["事项"] == "晚到" and row["状态"] == "已确认":
            lates[row["对象"]] += int(row["数量"])
    by_lates = {row["subject"] for row in found["barred"] for reason in row["because"] if reason["metric"] == "晚到"}
    assert by_lates == {subject for subject, count in lates.items() if count > 10}


def test_most_meet_what_is_asked_and_some_do_not(moon: Source, tmp_path: Path) -> None:
    held = [row["holds"] for row in results(tmp_path, moon, 20, 1)["measures"]]
    assert len(held) / 2 < sum(held) < len(held)


def test_halves_only_where_the_unit_has_them(moon: Source, tmp_path: Path) -> None:
    facts = sampled(tmp_path, moon, 80).office.facts
    assert {fact.kind for fact in facts if fact.quantity % 100} == {"absent", "study", "lent"}
    assert {fact.quantity for fact in facts if fact.kind == "late"} >= {100, 200}


def test_a_pending_field_is_left_open_for_some(moon: Source, tmp_path: Path) -> None:
    sampled(tmp_path, moon, 150)
    assert {row["认定"] for row in rows(tmp_path, "facts") if row["事项"] == "通报"} == {"", "无责", "有责"}


def test_the_year_is_the_first_in_force(moon: Source, tmp_path: Path) -> None:
    assert write_sample(moon, tmp_path, 5).period == "2031"
    assert write_sample(moon, tmp_path, 5, year=2033).period == "2033"
    assert {row["日期"][:4] for row in rows(tmp_path, "facts")} == {"2033"}


def test_an_assessment_year_may_begin_in_december(tmp_path: Path) -> None:
    text = RULEBOOK.replace("year_start: start", "year_start: 12-16").replace(
        "  start: {asks: 年度从哪天起, clause: 一, type: month_day}\n", ""
    )
    source = load_text(text.replace("from: 2031-04-01", "from: 2031-12-20"))
    assert write_sample(source, tmp_path, 40).period == "2032"
    days = {row["日期"] for row in rows(tmp_path, "facts")}
    assert "2031-12-16" <= min(days) < "2032-01-01"
    assert max(days) <= "2032-12-15"


def test_the_same_seed_gives_the_same_files(moon: Source, tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_sample(moon, tmp_path / name, 25, seed)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == ["facts.csv", "memberships.csv", "parameters.yaml", "people.csv", "units.csv", "works.csv"]
    same = {name for name in files if (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()}
    assert same == set(files)
    assert (tmp_path / "a" / "facts.csv").read_bytes() != (tmp_path / "c" / "facts.csv").read_bytes()


def test_answers_keep_their_bounds_and_may_vary(moon: Source, tmp_path: Path) -> None:
    answers = sampled(tmp_path, moon, 5).answers
    assert set(answers) == set(moon.rulebook.parameters)
    assert answers["way"] == "ceil"
    assert answers["most"] == "4"
    assert answers["start"] == "01-01"
    assert answers["norm"] == {"默认": "2", "工号": {"P0001": "2"}}


def test_names_are_invented_and_of_all_sorts(moon: Source, tmp_path: Path) -> None:
    words = sample_words()
    names = [person.name for person in sampled(tmp_path, moon, 60).office.people]
    assert len(set(names)) == len(names)
    assert all(any(name[:cut] in words.surnames and name[cut:] in words.given for cut in range(1, len(name))) for name in names)
    assert any(len(split_name(name)[0]) > 1 for name in names)
    assert any(ord(character) > 0x9FFF or ord(character) < 0x4E00 for name in names for character in name)


def test_progress_ends_with_everybody(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    source = load_text(RULEBOOK.split("facts:", maxsplit=1)[0] + "facts: {late: {name: 晚到}}\n")
    write_sample(source, tmp_path, 1200, progress=lambda done, total: told.append((done, total)))
    assert told == [(1000, 1200), (1200, 1200)]


@pytest.mark.parametrize("people", [0, -1])
def test_an_office_without_people_is_refused(people: int, moon: Source, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=f"人数“{people}”应不小于 1"):
        write_sample(moon, tmp_path / "x", people)
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_made_is_refused(moon: Source, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match="无法写入文件夹“x”"):
        write_sample(moon, tmp_path / "x", 3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.integers(1, 25), seed=st.integers(0, 10**6))
def test_any_size_and_seed_reads_without_a_problem(people: int, seed: int, moon: Source, tmp_path: Path) -> None:
    office = sampled(tmp_path, moon, people, seed).office
    assert len(office.people) == people
    assert office.facts
