"""Names in the order of strokes and of pinyin."""

import subprocess
import sys
from importlib.resources import files
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoneng.rulebook.calendar import (
    PersonNameError,
    name_initials,
    name_pinyin,
    pinyin_order,
    split_name,
    stroke_count,
    stroke_order,
)


@pytest.mark.parametrize(
    ("character", "strokes"),
    [*zip("一丁万王石刘李张陈范赵胡徐黄韩谢蔡薛戴魏", [1, 2, 3, 4, 5, 6, 7, 7, 7, 8, 9, 9, 10, 11, 12, 12, 14, 16, 17, 17], strict=True)],
)
def test_strokes_of_common_surnames(character: str, strokes: int) -> None:
    assert stroke_count(character) == strokes


def test_every_character_stands_once_in_the_table() -> None:
    assert stroke_count("达") == 6
    assert stroke_count("喆") == 12
    assert stroke_count("𠮷") is None
    assert stroke_count("") is None
    hundred = (
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
        "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    )
    assert [one for one in hundred if stroke_count(one) is None] == []


@pytest.mark.parametrize("row", ["王毛方尹", "李吴何沈张", "石田白冯", "欧金周郑", "赵胡侯姜姚", "刁了"])
def test_equal_strokes_follow_the_first_stroke(row: str) -> None:
    assert len({stroke_count(one) for one in row}) == 1
    for mixed in (row[::-1], row[1:] + row[0]):
        assert "".join(stroke_order(mixed).names) == row


def test_a_list_of_persons() -> None:
    expected = ("丁一", "王伟", "李四", "张三", "张伟民", "陈平", "范进", "欧阳明", "欧阳修文")
    for mixed in (expected[::-1], expected[4:] + expected[:4]):
        assert stroke_order(mixed).names == expected
    assert stroke_order(expected).unknown == ()


def test_one_surname_short_names_first_and_compound_surnames_after_single() -> None:
    assert stroke_order(["张一丁", "张巍"]).names == ("张巍", "张一丁")
    assert stroke_order(["上官一", "上巍"]).names == ("上巍", "上官一")


def test_unknown_characters_come_last_and_are_reported() -> None:
    order = stroke_order(["𠮷田", "A王", "王𠮷", "王一", "魏一"])
    assert order.names == ("王一", "王𠮷", "魏一", "𠮷田", "A王")
    assert [(one.name, one.character) for one in order.unknown] == [("𠮷田", "𠮷"), ("A王", "A"), ("王𠮷", "𠮷")]
    assert "人工核对" in str(order.unknown[0])


def test_surnames_are_split() -> None:
    assert split_name("欧阳明") == ("欧阳", "明")
    assert split_name("欧阳") == ("欧", "阳")
    assert split_name("尉迟敬德") == ("尉迟", "敬德")
    assert split_name("张 三") == ("张", "三")
    assert split_name("买买提·艾力") == ("买", "买提艾力")
    for empty in ("", " ", "·"):
        with pytest.raises(PersonNameError, match="为空"):
            split_name(empty)


@given(st.lists(st.text("王李张陈欧阳𠮷A一三伟", min_size=1, max_size=4), max_size=7), st.randoms())
def test_the_order_does_not_depend_on_what_came_first(names: list[str], chance: object) -> None:
    ordered = stroke_order(names).names
    assert sorted(ordered) == sorted(names)
    assert stroke_order(ordered).names == ordered
    known = [name for name in names if stroke_count(split_name(name)[0][0]) is not None and "𠮷" not in name and "A" not in name]
    assert stroke_order(known[::-1]).names == stroke_order(known).names


@pytest.mark.parametrize(
    ("name", "syllables"),
    [
        ("单田", "shan4 tian2"),
        ("解缙", "xie4 jin4"),
        ("仇英", "qiu2 ying1"),
        ("查理", "zha1 li3"),
        ("曾巩", "zeng1 gong3"),
        ("尉迟恭", "yu4 chi2 gong1"),
        ("万俟明", "mo4 qi2 ming2"),
        ("华佗", "hua4 tuo2"),
        ("任平", "ren2 ping2"),
        ("朴一", "piao2 yi1"),
        ("区明", "ou1 ming2"),
        ("盖明", "ge3 ming2"),
        ("翟明", "zhai2 ming2"),
        ("召明", "shao4 ming2"),
        ("邵明", "shao4 ming2"),
        ("吕明", "lv3 ming2"),
        ("张三", "zhang1 san1"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, syllables: str) -> None:
    assert " ".join(name_pinyin(name)) == syllables


def test_a_family_may_read_its_surname_otherwise() -> None:
    assert name_pinyin("翟明", {"翟": "di2"}) == ("di2", "ming2")
    assert name_initials("翟明") == "ZM"
    assert name_initials("翟明", {"翟": "di2"}) == "DM"


def test_pinyin_order_is_by_syllable_then_tone() -> None:
    expected = ("艾一", "陈一", "成一", "李二", "李一", "单一", "曾一")
    for mixed in permutations(expected[2:]):
        assert pinyin_order((*mixed, *expected[:2])) == expected
    assert pinyin_order(["张礼", "张李", "张丽", "张离"]) == ("张离", "张礼", "张李", "张丽")


def test_pypinyin_is_loaded_only_when_asked() -> None:
    package = str(files("xiaoneng").joinpath(".."))
    code = f"import sys; sys.path.insert(0, {package!r}); import xiaoneng.rulebook.calendar; print('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"
