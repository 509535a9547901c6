"""制度页: every clause with its anchor, what it asks, how the year stands; nothing on the page runs or leads away."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.office_folder import write
from xiaoneng.files.book import book_page, write_book
from xiaoneng.files.book.markup import tag
from xiaoneng.files.evaluate import evaluate_folder
from xiaoneng.files.standing import Line, standing
from xiaoneng.rulebook.language.load import Source, load_rulebook, load_text, shipped_keys
from xiaoneng.rulebook.problems import Refused
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report

VOID = {"meta", "input"}
DANGEROUS = {"script", "img", "iframe", "object", "embed", "link", "form", "base", "svg"}

RULEBOOK = """\
rulebook: moon-office-test
version: "1"
document: {title: 月台考勤与评比办法, issuer: 月台办, number: 月台〔2031〕1号, issued: 2031-01-01}
clauses:
  一: {says: 目的, plain: 目标性表述}
  二: 考勤
  二(一): 晚到
  二(一)1: 晚到过多
  二(二): 缺勤
  三: 评比
  三(一): 月度之星
  四: 办事
  附则: 名单与表
parameters:
  rounding: {asks: 名额小数如何取整, clause: 三(一), type: choice, one_of: [floor, half_up, ceil], asked_of: 月台会议}
  anchor_day: {asks: 例会从哪天起算, clause: 四, type: day, asked_of: 文书组}
readings:
  halves: {says: 晚到与缺勤是任一还是同时, clause: 二(一)1, one_of: [either, both], default: either}
facts:
  late: {name: 晚到, clause: 二(一)}
  absent: {name: 缺勤, unit: 天, clause: 二(二)}
  reading: {name: 读书, unit: 小时, clause: 四}
  notice: {name: 通报, clause: 二, fields: {ruling: {name: 认定, from: [认定], one_of: [有责, 无责], unset: pending}}}
accounts:
  score: {name: 出勤分, unit: 分, period: month, opens_at: 20, floor: 0, clause: 二}
  pay: {name: 奖励, unit: 元, period: year, money: yes, clause: 三}
figures:
  lates: {name: 晚到, count: late, in: year}
  absents: {name: 缺勤, count: absent, in: year, unit: 天}
  hours: {name: 读书, count: reading, in: half, unit: 小时}
rules:
  - {id: "1", clause: 二(一), fact: late, post: {score: -0.5}}
  - {id: "2", clause: 二(二), fact: absent, post: {score: -2}, once: month}
  - {id: paid, clause: 三, name: 全勤, figure: lates, norm: 1, under: {pay: 10}, over: {pay: -5}, over_name: 晚到扣款, under_name: 全勤奖}
  - {id: many, clause: 二(一)1, given: {halves: either}, when: {any: [{lates: {over: 3}}, {absents: {at_least: 2}}]}, bar: [star]}
  - {id: many-both, clause: 二(一)1, given: {halves: both}, when: {lates: {over: 3}, absents: {at_least: 2}}, bar: [star]}
  - {id: talk, clause: 二(二), when: {absents: {at_least: 3}}, effects: [{says: 可以约谈, kind: suggest, may: yes, decided_by: 月台会议}]}
  - {id: reading, clause: 四, name: 半年读书, measure: {figure: hours, holds: {at_least: 4}}}
awards:
  star: {name: 月度之星, clause: 三(一), share: 30%, rounding: rounding, decided_by: 月台会议}
  team: {name: 最佳科组, clause: 三(一), of: unit, places: 1}
lists:
  virtues: {name: 三好, clause: 附则, expected: 3, items: [勤, 准]}
sheets:
  month: {name: 月考勤表, clause: 附则, of: person, in: month, lines: [{says: 出勤, facts: [late, absent]}], signed_by: [组长]}
duties:
  meeting: {name: 例会, clause: 四, who: [文书组], every: two_weeks, anchor: anchor_day}
procedures:
  request: {name: 借阅, clause: 四, within: {working_days: 3}, steps: [{id: ask, says: 申请}, {id: lend, says: 借出, who: [文书组]}]}
"""
FACTS = """\
编号,日期,对象,事项,数量,状态,认定
F1,2031-02-03,P1,晚到,3,,
F2,2031-02-04,P2,晚到,4,,
F3,2031-02-05,P3,晚到,2,,
F4,2031-03-05,P3,缺勤,1,,
F5,2031-03-06,P4,缺勤,3,,
F6,2031-03-07,P3,晚到,9,待确认,
F7,2031-03-08,P1,通报,1,,
F8,2031-03-09,P1,读书,4,,
F9,2031-03-09,P2,读书,3.5,,
F10,2031-03-10,P4,晚到,9,已撤销,
"""


class Page(HTMLParser):
    """What a browser would see: ids, links, elements, and the text under each section."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.stack: list[tuple[str, str]] = []
        self.sections: dict[str, str] = {}
        self.text = ""
        self.feed(text)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        self.tags.add(tag)
        self.attributes |= set(found)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        if tag not in VOID:
            self.stack.append((tag, found.get("id", "")))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        for element, key in self.stack:
            if element == "section":
                self.sections[key] = self.sections.get(key, "") + data


@cache
def moon(text: str = RULEBOOK) -> Source:
    return load_text(text)


def year(folder: Path, source: Source | None = None, facts: str = FACTS, parameters: str | None = None, **more: str | None) -> Outcome:
    """The made-up office's year."""
    write(folder, facts=facts, works=None, parameters=parameters, **more)
    return evaluate_folder(source or moon(), folder, "2031", None, "python")


def lines(outcome: Outcome, clause: str) -> dict[str, Line]:
    return {line.says: line for line in standing(outcome).get(clause, [])}


# ---------------------------------------------------------------- the page as a whole


@pytest.mark.parametrize("key", shipped_keys())
def test_every_clause_of_a_shipped_rulebook_has_its_anchor(key: str) -> None:
    source = load_rulebook(key)
    page = Page(book_page(source, None))
    for number, clause in source.rulebook.clauses.items():
        assert page.ids.count(number) == 1
        assert number in page.sections[number]
        assert clause.says in page.sections[number]


def test_every_clause_has_its_anchor_in_a_year_and_every_link_arrives(tmp_path: Path) -> None:
    page = Page(book_page(moon(), year(tmp_path)))
    assert set(moon().rulebook.clauses) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert all(link.startswith("#") and unquote(link[1:]) in page.ids for link in page.links)


def test_the_page_asks_nothing_of_the_world_outside(tmp_path: Path) -> None:
    text = book_page(moon(), year(tmp_path))
    page = Page(text)
    assert page.tags & DANGEROUS == set()
    assert page.attributes & {"src", "style", "srcset", "action", "background"} == set()
    assert re.findall(r"https?:|//|url\(|@import", text.replace("/*", "").replace("*/", "")) == []


HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"


def test_hostile_text_of_a_rulebook_and_of_an_office_stays_text(tmp_path: Path) -> None:
    quoted = HOSTILE.replace("'", "''")
    text = RULEBOOK.replace("title: 月台考勤与评比办法", f"title: '{quoted}'").replace("says: 目的", f"says: '{quoted}'")
    text = text.replace("name: 例会", f"name: '{quoted}'").replace("asks: 例会从哪天起算", f"asks: '{quoted}'")
    source = load_text(text.replace("  附则: 名单与表", "  附则: 名单与表\n  \"五<b onclick='x'>\": 怪条号"))
    people = '工号,姓名,科室\nP1,"' + HOSTILE.replace('"', '""') + '",文书组\nP2,<b>谷雨</b>,文书组\nP3,立夏,文书组\nP4,小满,文书组\n'
    page = Page(book_page(source, year(tmp_path, source, people=people, units='科室,类别\n文书组,"""><i>"\n')))
    assert page.tags & (DANGEROUS | {"i"}) <= {"i"}
    assert not any(name.startswith("on") for name in page.attributes)
    assert HOSTILE in page.sections["一"]
    assert HOSTILE in page.sections["四"]
    assert page.text.count(HOSTILE) >= 5
    assert "<b>谷雨</b> P2" in page.text
    assert "五<b-onclick='x'>" in page.ids


@given(st.text(), st.text())
def test_markup_says_any_text_as_it_is(content: str, value: str) -> None:
    seen: dict[str, str] = {"text": "", "title": ""}

    class Reader(HTMLParser):
        def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen["title"] += "".join(found or "" for key, found in attrs if key == "title")

        def handle_data(self, data: str) -> None:
            seen["text"] += data

    reader = Reader(convert_charrefs=True)
    reader.feed(tag("p", content, title=value))
    reader.close()
    hidden = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
    assert seen == {"text": hidden.sub("\ufffd", content), "title": hidden.sub("\ufffd", value)}


def test_a_control_character_never_reaches_the_page() -> None:
    assert tag("p", "甲\x00乙\u202e丙") == "<p>甲\ufffd乙\ufffd丙</p>"


# ---------------------------------------------------------------- how the year stands


@pytest.mark.parametrize("parameters", [None, "rounding: ceil\n"])
def test_the_figures_are_those_of_the_result(tmp_path: Path, parameters: str | None) -> None:
    outcome = year(tmp_path, parameters=parameters)
    result: dict[str, Any] = report(outcome)
    page = Page(book_page(moon(), outcome))
    star, team = result["quotas"]
    assert f"{star['base']} × 30% = {star['exact']}" in page.sections["三(一)"]
    assert (f"{star['places']} 名" in page.sections["三(一)"]) is (parameters is not None)
    assert f"最佳科组：推荐名额{team['places']} 名" in page.sections["三(一)"]
    for row in result["barred"]:
        assert f"{row['name']} {row['subject']}" in page.sections[row["clause"]]
        assert all(fact in page.sections[row["clause"]] for reason in row["because"] for fact in reason["facts"])
    assert lines(outcome, "二(一)1")["已取消评选资格"].figure == f"{len({row['subject'] for row in result['barred']})} 人"
    pay = sum(Decimal(row["amount"]) for row in result["money"])
    assert lines(outcome, "三")["奖励合计"].figure == f"{'奖' if pay >= 0 else '扣'} {abs(pay)} 元"
    points = sum(Decimal(item["points"]) for row in result["scores"] for item in row["items"] if item["clause"] == "二(一)")
    assert lines(outcome, "二(一)")["晚到"].note == f"计 9 次，扣 {abs(points)} 分"
    failed = {row["subject"] for row in result["measures"] if not row["holds"]}
    assert lines(outcome, "四")["半年读书未达到"].open == len(failed)
    assert lines(outcome, "附则")["《月考勤表》可出"].figure == f"{len(result['sheets'])} 张"
    assert len(lines(outcome, "二")["出勤分"].rows) == len({row["subject"] for row in result["scores"]})


def test_over_the_limit_and_at_the_limit(tmp_path: Path) -> None:
    found = lines(year(tmp_path), "二(一)1")
    barred = {row[0]: row[2] for row in found["已取消评选资格"].rows}
    assert barred == {"谷雨 P2": "晚到 4 次（超过 3 次）", "立夏 P4": "缺勤 3 天（达到 2 天）"}
    assert [row[:2] for row in found["晚到到限，再一次即取消资格"].rows] == [("白露 P1", "3 次")]
    assert [row[:2] for row in found["缺勤到限，再一天即取消资格"].rows] == [("立夏 P3", "1 天")]


def test_one_below_the_limit_is_not_at_the_limit(tmp_path: Path) -> None:
    assert lines(year(tmp_path, facts="编号,日期,对象,事项,数量\nF1,2031-02-03,P1,晚到,2\n"), "二(一)1") == {}


def test_where_both_conditions_are_needed_one_of_them_is_no_limit(tmp_path: Path) -> None:
    facts = "编号,日期,对象,事项,数量\nF1,2031-02-03,P1,晚到,3\nF2,2031-02-03,P2,晚到,3\nF3,2031-02-03,P2,缺勤,2\n"
    found = lines(year(tmp_path, facts=facts, parameters="halves: both\n"), "二(一)1")
    assert {says: [row[0] for row in line.rows] for says, line in found.items()} == {"晚到到限，再一次即取消资格": ["谷雨 P2"]}


def test_unconfirmed_and_unruled_facts_wait_and_withdrawn_ones_are_nowhere(tmp_path: Path) -> None:
    outcome = year(tmp_path)
    assert lines(outcome, "二(一)")["待确认的记录"].rows == (("立夏 P3", "晚到 9", "2031-03-07", "F6"),)
    assert lines(outcome, "二")["“认定”尚未认定"].rows == (("白露", "通报", "F7"),)
    assert "F10" not in Page(book_page(moon(), outcome)).text


def test_a_decision_left_to_people_is_named_with_the_body(tmp_path: Path) -> None:
    line = lines(year(tmp_path), "二(二)")["可以约谈"]
    assert (line.light, line.figure, line.note) == ("amber", "1 人", "是否如此，由月台会议决定")


def test_open_questions_readings_and_lists(tmp_path: Path) -> None:
    unanswered = lines(year(tmp_path), "三(一)")["名额小数如何取整"]
    assert (unanswered.figure, unanswered.light, unanswered.open) == ("未答复", "red", 1)
    outcome = year(tmp_path, parameters="rounding: half_up\nhalves: both\n")
    answered = lines(outcome, "三(一)")["名额小数如何取整"]
    assert (answered.figure, answered.light, answered.open) == ("四舍五入", "", 0)
    assert lines(outcome, "四")["例会从哪天起算"].light == "amber"
    assert lines(outcome, "附则")["清单《三好》待补"].note == "应列 3 项，现列 2 项"
    assert "both（本单位选定，默认为either）" in Page(book_page(moon(), outcome)).sections["二(一)1"]


def test_names_follow_the_roll_and_never_a_rank(tmp_path: Path) -> None:
    facts = "编号,日期,对象,事项,数量\nF1,2031-02-03,P4,晚到,4\nF2,2031-02-03,P1,晚到,9\nF3,2031-02-03,P2,晚到,12\n"
    people = "工号,姓名,科室\nP4,小满,文书组\nP1,白露,文书组\nP2,谷雨,外勤组\n"
    assert [row[0] for row in lines(year(tmp_path, facts=facts, people=people), "二(一)1")["已取消评选资格"].rows] == [
        "小满 P4", "白露 P1", "谷雨 P2",
    ]  # fmt: skip


def test_what_is_open_is_counted_in_the_outline_and_in_the_overview(tmp_path: Path) -> None:
    outcome = year(tmp_path)
    text = book_page(moon(), outcome)
    page = Page(text)
    for clause, found in standing(outcome).items():
        open_ = sum(line.open for line in found)
        assert ("has-open" in text.split(f'id="{clause}"')[1].split("</section>")[0]) is (open_ > 0)
        assert (f"，待处理 {open_}" in page.text) or not open_
    pending = sum(line.open for found in standing(outcome).values() for line in found if line.topic == "pending")
    assert pending == 1
    assert "待确认的记录1 条二(一)" in page.text


def test_without_a_year_the_page_says_what_is_asked_and_names_nobody() -> None:
    page = Page(book_page(moon(), None))
    assert "名额小数如何取整请月台会议确定" in page.sections["三(一)"]
    assert "现状" not in page.text
    assert "先看这里" not in page.text
    assert "均按默认" in page.sections["二(一)1"]


# ---------------------------------------------------------------- the file


def test_the_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_book(moon(), None, path)
    assert path.read_text(encoding="utf-8") == book_page(moon(), None)


def test_a_file_that_cannot_be_written_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"不能写入“page\.html”：没有文件夹“.*missing”"):
        write_book(moon(), None, tmp_path / "missing" / "page.html")
