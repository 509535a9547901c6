"""Works with their authors and levels, and honours already decided."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.files.office_folder import load, refusals, work
from xiaoneng.files.office import Honour
from xiaoneng.rulebook.engines.relations import Work

HONOURS = "荣誉,对象,决定日期,决定机构,例外理由\n"


def one(folder: Path, row: str, more: str = "") -> Work:
    (found,) = load(folder, works=work(row, more)).office.works
    return found


def wrong(folder: Path, row: str, more: str = "") -> str:
    (found,) = refusals(folder, works=work(row, more))
    return found


def test_a_work_as_entered(tmp_path: Path) -> None:
    found = one(tmp_path, "W1,快报,月色,P1、谷雨,2031-04-05,国家级、县级,是,优秀,天气", ",主题")
    assert (found.kind, found.title, found.authors, found.entered, found.rated) == ("brief", "月色", (0, 1), "是", "优秀")
    assert (found.levels, dict(found.fields), found.state) == (("国家级", "县级"), {"topic": "天气"}, "已确认")


def test_what_is_blank_in_a_work(tmp_path: Path) -> None:
    found = one(tmp_path, ",brief,,P1,2031-04-05,,,")
    assert (found.no, found.title, found.levels, found.entered, found.rated) == ("works:2", "", (), "否", "")


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("国家级", ("国家级",)),
        ("国家级采用", ("国家级",)),
        ("部委批示", ("国家级",)),
        ("国家采用，县级采用", ("国家级", "县级")),
        ("国家级、国家采用", ("国家级",)),
    ],
)
def test_levels_in_the_words_of_the_rulebook(words: str, levels: tuple[str, ...], tmp_path: Path) -> None:
    assert one(tmp_path, f"W1,简报,月色,P1,2031-04-05,{words},,").levels == levels


def test_a_level_that_is_not_declared(tmp_path: Path) -> None:
    found = wrong(tmp_path, "W1,简报,月色,P1,2031-04-05,县级、乡级,,")
    assert found.startswith(
        "works.csv 第2行「采用级别」: “县级、乡级” 里的“乡级”不是本制度为“简报”声明的采用级别; 请核对；您是否要写“县级”？"
    )
    assert wrong(tmp_path, "W1,讲稿,月色,P1,2031-04-05,县级,,").endswith("请核对, 或留空")


def test_a_level_that_is_not_declared_but_allowed(tmp_path: Path) -> None:
    loaded = load(tmp_path, works=work("W1,随笔,月色,P1,2031-04-05,乡级,,\nW2,随笔,星光,P1,2031-04-06,乡级、县级,,"))
    assert [each.levels for each in loaded.office.works] == [("乡级",), ("乡级", "县级")]
    assert loaded.warnings[-1] == "works.csv: “随笔”的采用级别“乡级”(2 处)本制度没有声明, 照原样保留"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("W1,长诗,月色,P1,2031-04-05,,,", "「类别」: “长诗” 不是本制度声明的作品类别"),
        ("W1,,月色,P1,2031-04-05,,,", "「类别」: 是空的"),
        ("W1,简报,月色,,2031-04-05,,,", "「作者」: 是空的"),
        ("W1,简报,月色,P1、P9,2031-04-05,,,", "「作者」: “P1、P9” 里的“P9”不是名册里的工号或姓名"),
        ("W1,简报,月色,立夏,2031-04-05,,,", "「作者」: “立夏” 里的“立夏”有 2 人同名(工号 P3、P4)"),
        ("W1,简报,月色,P1、白露,2031-04-05,,,", "「作者」: “P1、白露” 里的“白露”写了两次"),
        ("W1,简报,月色,P1,,,,", "「日期」: 是空的"),
        ("W1,简报,月色,P1,2031-04-05,,也许,", "「参评」: “也许” 不是“是”或“否”"),
        ("W1,简报,月色,P1,2031-04-05,,,良好", "「评定」: “良好” 不是认可的评定"),
    ],
)
def test_works_that_are_wrong(row: str, problem: str, tmp_path: Path) -> None:
    assert wrong(tmp_path, row).startswith(f"works.csv 第2行{problem}")


@pytest.mark.parametrize(("day", "inside"), [("2031-06-30", True), ("2031-07-01", False)])
def test_every_author_serves_on_the_day(day: str, inside: bool, tmp_path: Path) -> None:
    row = f"W1,简报,月色,P1、P2,{day},,,"
    if inside:
        assert one(tmp_path, row).authors == (0, 1)
    else:
        assert wrong(tmp_path, row).startswith(f"works.csv 第2行「日期」: “{day}” 作者谷雨这一天不在任职期间")


def test_a_number_twice(tmp_path: Path) -> None:
    found = wrong(tmp_path, "W1,简报,月色,P1,2031-04-05,,,\nW1,简报,星光,P1,2031-04-05,,,")
    assert found.startswith("works.csv 第3行「编号」: “W1” 与 works.csv 第2行的编号重复")


def test_a_work_may_be_withdrawn(tmp_path: Path) -> None:
    assert one(tmp_path, "W1,简报,月色,P1,2031-04-05,,,,已撤销", ",状态").state == "已撤销"


@pytest.mark.parametrize(
    ("row", "award", "kind", "subject"),
    [
        ("月度之星,P2", "best", "person", 1),
        ("best,谷雨", "best", "person", 1),
        ("老将奖,P1", "senior", "person", 0),
        ("最佳科组,外勤组", "team", "unit", 1),
        ("好简报,W1", "piece", "work", 0),
    ],
)
def test_honours(row: str, award: str, kind: str, subject: int, tmp_path: Path) -> None:
    (found,) = load(tmp_path, honours=f"{HONOURS}{row},2031-12-20,月台会议,有缘由\n").honours
    day = date(2031, 12, 20).toordinal()
    assert found == Honour(award, kind, subject, day, "月台会议", "有缘由", "honours.csv", 2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("月度之心,P1,2031-12-20,,", "第2行「荣誉」: “月度之心” 不是本制度声明的荣誉; 请核对荣誉的名称；您是否要写“月度之星”？"),
        ("月度之星,P9,2031-12-20,,", "第2行「对象」: “P9” 不是名册里的工号或姓名"),
        ("月度之星,文书组,2031-12-20,,", "第2行「对象」: “文书组” 是科室, 这里应是人员"),
        ("最佳科组,P1,2031-12-20,,", "第2行「对象」: “P1” 是人员, 这里应是科室"),
        ("好简报,F1,2031-12-20,,", "第2行「对象」: “F1” 不是 works 表里的编号"),
        ("月度之星,P1,,,", "第2行「决定日期」: 是空的"),
        ("月度之星,P1,2031-12-20,,\nbest,白露,2031-12-20,,", "第3行「荣誉」: “best” 与第2行重复"),
    ],
)
def test_honours_that_are_wrong(row: str, problem: str, tmp_path: Path) -> None:
    (found,) = refusals(tmp_path, honours=f"{HONOURS}{row}\n")
    assert found.startswith(f"honours.csv {problem}")


def test_an_honour_for_the_wrong_kind_of_work(tmp_path: Path) -> None:
    (found,) = refusals(tmp_path, works=work("W1,讲稿,月色,P1,2031-04-05,,,"), honours=f"{HONOURS}好简报,W1,2031-12-20,,\n")
    assert found.startswith("honours.csv 第2行「对象」: “W1” 不是“简报”类的作品")


def test_an_honour_for_a_work_that_is_wrong_itself_is_not_blamed(tmp_path: Path) -> None:
    (found,) = refusals(tmp_path, works=work("W1,长诗,月色,P1,2031-04-05,,,"), honours=f"{HONOURS}好简报,W1,2031-12-20,,\n")
    assert found.startswith("works.csv")


def test_the_same_honour_on_another_day_is_another(tmp_path: Path) -> None:
    assert len(load(tmp_path, honours=f"{HONOURS}best,P1,2031-12-20,,\nbest,P1,2031-12-21,,\n").honours) == 2
