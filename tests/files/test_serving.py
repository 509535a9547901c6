"""How somebody serves, and what else stands with a membership; columns that ask for the way of serving are filled from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiaoneng.files.office import Loaded, read_office
from xiaoneng.files.tables import InputProblems
from xiaoneng.rulebook.language.load import load_text

BOOK = load_text("""\
rulebook: pier
version: "1"
document: {title: 栈桥办法, issuer: 栈桥}
clauses: {一: 总则}
people:
  village: {name: 是否驻村, type: choice, one_of: [是, 否], unset: 否}
  lent: {from: [借调], type: choice, one_of: [是], unset: pending}
  way: {name: 任职类别, from: [任职方式], type: choice, one_of: [任职, 编外, 借调]}
""")


def read(folder: Path, people: str, memberships: str | None = None) -> Loaded:
    for stem, text in (("people", people), ("memberships", memberships), ("facts", "编号,日期,对象,事项\n")):
        if text is not None:
            (folder / f"{stem}.csv").write_text(text, encoding="utf-8")
    return read_office(folder, BOOK)


def test_whoever_has_no_way_of_serving_serves_in_the_ordinary_one(tmp_path: Path) -> None:
    found = read(tmp_path, "工号,姓名,科室,任职方式\nP1,白露,甲组,\nP2,谷雨,甲组,编外、驻村\n").office.people
    assert [one.tenure for one in found] == [("任职",), ("编外", "驻村")]


def test_columns_that_ask_for_it_are_filled_from_it(tmp_path: Path) -> None:
    people = "工号,姓名,科室,任职方式,是否驻村\nP1,白露,甲组,借调,\nP2,谷雨,甲组,,\nP3,立夏,甲组,驻村,否\n"
    loaded = read(tmp_path, people)
    assert [dict(one.fields) for one in loaded.office.people] == [
        {"village": "否", "lent": "是", "way": "借调"},
        {"village": "否", "lent": None, "way": "任职"},
        {"village": "否", "lent": None, "way": ""},
    ]
    assert [line for line in loaded.warnings if "谷雨" in line or "白露" in line] == [
        "people.csv 第3行: 谷雨的“lent”尚未认定，认定前不产生后果"
    ]


def test_a_membership_has_its_own_party_leader_and_way_of_serving(tmp_path: Path) -> None:
    rows = "工号,科室,自,至,政治面貌,班子成员,任职方式\nP1,甲组,,2031-03-31,,,\nP1,甲组,2031-04-01,,中共党员,是,驻村\n"
    before, after = read(tmp_path, "工号,姓名,政治面貌\nP1,白露,群众\n", rows).office.memberships
    assert (before.party, before.leader, before.tenure, before.fields["village"]) == ("", None, (), None)
    assert (after.party, after.leader, after.tenure, after.fields["village"]) == ("中共党员", "是", ("驻村",), "是")


@pytest.mark.parametrize(
    ("word", "says"),
    [("住村", "“住村” 里的“住村”不在可选范围内, 请填写 任职、兼任"), ("编外、在岗", "里的“在岗”不在可选范围内")],
)
def test_an_unknown_way_of_serving_is_refused(word: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputProblems) as caught:
        read(tmp_path, f"工号,姓名,科室,任职方式\nP1,白露,甲组,{word}\n")
    assert any(says in str(one).replace("; ", ", ") for one in caught.value.problems)
