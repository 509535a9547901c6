"""The roll: people, units and who belonged where when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.files.office_folder import UNITS, load, office, refusals, write
from xiaoneng.files.office import Loaded, read_office
from xiaoneng.rulebook.engines.relations import FOREVER

TWO = "工号,姓名,科室\nP1,白露,文书组\n{row}\n"
DATED = "工号,姓名,科室,出生日期,入职日期,离职日期\nP1,白露,文书组,{born},{joined},{left}\n"
RICH = "工号,姓名,科室,学历,学时,导师\nP1,白露,文书组,本科,1.5,\nP2,谷雨,文书组,{degree},{hours},{mentor}\n"
NO_FACTS = "编号,日期,对象,事项\n"
NO_WORKS = "编号,类别,作者,日期\n"


def roll(folder: Path, **tables: str | None) -> Loaded:
    return load(folder, **({"facts": NO_FACTS, "works": NO_WORKS} | tables))


def wrong(folder: Path, **tables: str | None) -> list[str]:
    return refusals(folder, **({"facts": NO_FACTS, "works": NO_WORKS} | tables))


def belonging(loaded: Loaded) -> list[tuple[str, str, int, int]]:
    people, units = loaded.office.people, loaded.office.units
    return [(people[one.person].no, units[one.unit].name, one.since, one.until) for one in loaded.office.memberships]


def test_a_person_as_entered(tmp_path: Path) -> None:
    person = load(tmp_path).office.people[1]
    assert (person.name, person.sex, person.leader, person.post, person.party) == ("谷雨", "男", "否", "组员", "")
    assert (person.born, person.joined) == (date(1981, 5, 4).toordinal(), date(2001, 7, 1).toordinal())
    assert person.left == date(2031, 6, 30).toordinal()


def test_blank_dates_of_service_are_always(tmp_path: Path) -> None:
    person = load(tmp_path).office.people[2]
    assert (person.joined, person.left) == (0, FOREVER)


def test_everybody_belongs_to_the_section_beside_the_name(tmp_path: Path) -> None:
    assert belonging(load(tmp_path))[:3] == [
        ("P1", "文书组", 0, FOREVER),
        ("P2", "文书组", 0, FOREVER),
        ("P3", "外勤组", 0, FOREVER),
    ]


def test_without_numbers_the_name_is_the_number(tmp_path: Path) -> None:
    loaded = roll(tmp_path, people="姓名,科室\n白露,文书组\n谷雨,外勤组\n")
    assert [person.no for person in loaded.office.people] == ["白露", "谷雨"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("P1,谷雨,文书组", "people.csv 第3行「工号」: “P1” 与第2行的工号相同"),
        ("Ｐ１,谷雨,文书组", "people.csv 第3行「工号」: “Ｐ１” 与第2行的工号相同"),
        ("P1,白露,外勤组", "people.csv 第3行「工号」: “P1” 与第2行的工号相同"),
        (",白露,外勤组", "people.csv 第3行「姓名」: “白露” 与第2行同名而没有都填工号"),
        (",白　露,外勤组", "people.csv 第3行「姓名」: “白　露” 与第2行同名而没有都填工号"),
        (",P1,外勤组", "people.csv 第3行「姓名」: “P1” 与第2行的工号相同"),
        ("P2,,文书组", "people.csv 第3行「姓名」: 是空的"),
        ("P2,谷雨,文书班", "people.csv 第3行「科室」: “文书班” 不是名册里的科室; 请核对, 或先在名册里登记；您是否要写“文书组”？"),
        ("P2,谷雨,", "people.csv 第3行「科室」: 是空的"),
    ],
)
def test_who_is_who(row: str, problem: str, tmp_path: Path) -> None:
    (found,) = wrong(tmp_path, people=TWO.format(row=row))
    assert found.startswith(problem)


@pytest.mark.parametrize("row", ["P2,白露,文书组", "p1,谷雨,文书组", ",谷雨,文书组", "P2,谷雨,文 书 组"])
def test_who_may_stand_beside(row: str, tmp_path: Path) -> None:
    assert len(roll(tmp_path, people=TWO.format(row=row)).office.people) == 2


@pytest.mark.parametrize(
    ("born", "joined", "left", "problem"),
    [
        ("2031-02-29", "", "", "「出生日期」: “2031-02-29” 是不存在的日期"),
        ("2001-07-01", "2001-07-01", "", "「出生日期」: “2001-07-01” 不早于入职日期 2001-07-01"),
        ("", "2001-07-01", "2001-06-30", "「离职日期」: “2001-06-30” 早于入职日期 2001-07-01"),
        ("", "去年", "", "「入职日期」: “去年” 不是日期"),
    ],
)
def test_days_of_a_life_out_of_order(born: str, joined: str, left: str, problem: str, tmp_path: Path) -> None:
    (found,) = wrong(tmp_path, people=DATED.format(born=born, joined=joined, left=left))
    assert found.startswith(f"people.csv 第2行{problem}")


@pytest.mark.parametrize(("born", "joined", "left"), [("2001-06-30", "2001-07-01", "2001-07-01"), ("2001-06-30", "", "")])
def test_days_of_a_life_in_order(born: str, joined: str, left: str, tmp_path: Path) -> None:
    assert len(roll(tmp_path, people=DATED.format(born=born, joined=joined, left=left)).office.people) == 1


def test_leaders_are_yes_or_no(tmp_path: Path) -> None:
    people = "姓名,科室,班子成员\n白露,文书组,{}\n"
    assert roll(tmp_path, people=people.format("√")).office.people[0].leader == "是"
    (found,) = wrong(tmp_path, people=people.format("主任"))
    assert found.startswith("people.csv 第2行「班子成员」: “主任” 不是“是”或“否”")


def test_a_unit_twice(tmp_path: Path) -> None:
    (found,) = wrong(tmp_path, units=UNITS + "文书组,,\n")
    assert found.startswith("units.csv 第4行「科室」: “文书组” 与第2行的科室重复")


def test_a_unit_above_is_found_under_its_own_name(tmp_path: Path) -> None:
    units = roll(tmp_path, units="科室,上级\n文书组,局 机 关\n局机关,县政府\n外勤组,\n").office.units
    assert [unit.parent for unit in units] == ["局机关", "县政府", ""]


def test_a_unit_is_not_above_itself(tmp_path: Path) -> None:
    assert any("它自己" in problem for problem in wrong(tmp_path, units="科室,上级\n文书组,文书 组\n外勤组,\n"))


def test_without_a_table_of_units_they_come_from_the_people(tmp_path: Path) -> None:
    loaded = load(tmp_path, units=None)
    assert [unit.name for unit in loaded.office.units] == ["文书组", "外勤组"]
    assert loaded.warnings[0] == "没有 units 表: 科室取自 people.csv, 共 2 个, 类别和上级未填"


def test_memberships_go_before_the_section_beside_the_name(tmp_path: Path) -> None:
    rows = "工号,科室,自,至\nP1,文书组,,2031-03-31\n白露,外勤组,2031-04-01,\n"
    loaded = roll(tmp_path, people="工号,姓名,科室\nP1,白露,\nP2,谷雨,外勤组\n", memberships=rows)
    turn = date(2031, 3, 31).toordinal()
    assert belonging(loaded) == [("P1", "文书组", 0, turn), ("P1", "外勤组", turn + 1, FOREVER), ("P2", "外勤组", 0, FOREVER)]


def test_a_membership_has_its_own_post_and_fields_where_they_are_filled(tmp_path: Path) -> None:
    people = "工号,姓名,科室,职务,学历,学时,导师\nP1,白露,文书组,组员,本科,1.5,\n"
    rows = "工号,科室,自,至,职务,学时\nP1,文书组,,2031-03-31,,\nP1,文书组,2031-04-01,,组长,3\n"
    before, after = roll(tmp_path, people=people, memberships=rows).office.memberships
    assert (before.post, set(before.fields.values())) == ("", {None})
    assert (after.post, [value for value in after.fields.values() if value is not None]) == ("组长", [300])


def test_what_only_memberships_say_is_no_missing_column(tmp_path: Path) -> None:
    people, rows = "工号,姓名,学时,导师\nP1,白露,1,\n", "工号,科室,学历\nP1,文书组,本科\n"
    assert not [line for line in roll(tmp_path, people=people, memberships=rows).warnings if "学历" in line]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("P1,文书组,,2031-04-01\nP1,外勤组,2031-04-01,", "memberships.csv 第3行「自」: “2031-04-01” 与第2行的时间重叠"),
        ("P1,文书组,2031-04-01,2031-03-31", "memberships.csv 第2行「至」: “2031-03-31” 早于“自” 2031-04-01"),
        ("P9,文书组,,", "memberships.csv 第2行「工号」: “P9” 不是名册里的工号或姓名"),
        ("P1,文教组,,", "memberships.csv 第2行「科室」: “文教组” 不是名册里的科室"),
    ],
)
def test_memberships_that_cannot_be(rows: str, problem: str, tmp_path: Path) -> None:
    found = wrong(tmp_path, people="工号,姓名,科室\nP1,白露,文书组\n", memberships=f"工号,科室,自,至\n{rows}\n")
    assert [one for one in found if one.startswith(problem)] == found


def test_who_is_in_no_membership_needs_a_section(tmp_path: Path) -> None:
    (found,) = wrong(tmp_path, people="工号,姓名\nP1,白露\nP2,谷雨\n", memberships="工号,科室\nP1,文书组\n")
    assert found.startswith("people.csv 第3行「科室」: 是空的")


def test_attributes_that_the_rulebook_declares(tmp_path: Path) -> None:
    loaded = roll(
        tmp_path,
        people=RICH.format(degree="", hours="", mentor="白露"),
        units="科室,编制数,负责人\n文书组,2.5,P2\n外勤组,,\n",
    )
    assert [dict(person.fields) for person in loaded.office.people] == [
        {"degree": "本科", "hours": 150, "mentor": None},
        {"degree": None, "hours": 0, "mentor": "P1"},
    ]
    assert [dict(unit.fields) for unit in loaded.office.units] == [{"seats": 250, "head": "P2"}, {"seats": 300, "head": None}]
    assert loaded.warnings == ("people.csv 第2行: 白露的“导师”尚未认定，认定前不产生后果",)


@pytest.mark.parametrize(
    ("degree", "hours", "mentor", "problem"),
    [
        ("博学", "1", "", "「学历」: “博学” 不在可选范围内; 请填写 大专、本科、研究生 之一"),
        ("本科", "一", "", "「学时」: “一” 不是数字"),
        ("本科", "-1", "", "「学时」: “-1” 是负数"),
        ("本科", "1", "文书组", "「导师」: “文书组” 是科室, 这里应是人员"),
        ("本科", "1", "霜降", "「导师」: “霜降” 不是名册里的工号或姓名"),
    ],
)
def test_attributes_that_are_wrong(degree: str, hours: str, mentor: str, problem: str, tmp_path: Path) -> None:
    (found,) = wrong(tmp_path, people=RICH.format(degree=degree, hours=hours, mentor=mentor))
    assert found.startswith(f"people.csv 第3行{problem}")


def test_an_attribute_without_a_column_is_named_where_a_blank_says_nothing(tmp_path: Path) -> None:
    warnings = read_office(write(tmp_path), office()).warnings
    assert [warning for warning in warnings if "列" in warning] == ["people.csv: 没有“学历”列, 一律按未填处理"]
