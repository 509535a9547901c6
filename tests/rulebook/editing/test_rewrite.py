"""A value is changed where it stands; comments, order and quotes stay; what would spoil the text is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaoneng.rulebook.editing.leaves import Kind, Leaf, clause_of, leaves
from xiaoneng.rulebook.editing.rewrite import Edits, Value, rewritten
from xiaoneng.rulebook.language.load import chapters_of, load_chapters, load_rulebook, nodes_of, shipped_keys
from xiaoneng.rulebook.problems import Refused

BOOK = """# 花园的办法
rulebook: garden
version: "1"
document: {title: 花园办法, issuer: 花园, issued: 2031-03-09}   # 头
clauses: {一: 浇水, 二: 星星, 三: {says: 除草, plain: 没有规则}}
facts:
  dry: {name: 漏浇, clause: 一}    # 只记一次
  weed:
    name: '杂草'
    clause: 一
accounts:
  stars: {name: 星星, of: person, unit: 颗, period: month, opens_at: 5, clause: 二}
tables:
  prices:
    name: 价目
    clause: 二
    rows:
      红花: 3
      # 蓝花最贵
      蓝花: {value: "7"}
      白花: 1   # 便宜
  short: {name: 短表, clause: 二, rows: {甲: 1, 乙: 2}}
lists:
  kinds:
    name: 花的种类
    clause: 二
    items:
      - 红花
      - 蓝花   # 少
  none: {name: 空的, clause: 二, items: []}
rules:
  - {id: "1", clause: 一, fact: dry, post: {stars: -0.5}}
  - {id: "2", clause: 一, fact: weed, post: {stars: "min(quantity * 2, 9)"}, cap: 10%}
"""
FILES = [("rulebook.yaml", BOOK)]


def changed(**edits: object) -> str:
    return rewritten(FILES, Edits(**edits))[0][1]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("rules", 0, "post", "stars"), "-1", "{stars: -0.5}", "{stars: -1}"),
        (("facts", "dry", "name"), "没浇水", "name: 漏浇,", "name: 没浇水,"),
        (("facts", "dry", "name"), "没浇, 水", "name: 漏浇,", 'name: "没浇, 水",'),
        (("facts", "weed", "name"), "草: #1", "'杂草'", '"草: #1"'),
        (("facts", "dry", "name"), "on", "漏浇", "on"),
        (("facts", "dry", "name"), "- 横 {", "漏浇", '"- 横 {"'),
        (("facts", "dry", "name"), '引"号\\', "漏浇", '"引\\"号\\\\"'),
        (("tables", "prices", "rows", "蓝花", "value"), "8", '"7"', '"8"'),
        (("rules", 1, "post", "stars", "#1"), "12", "* 2, 9)", "* 2, 12)"),
        (("rules", 1, "cap"), "20%", "cap: 10%", "cap: 20%"),
        (("lists", "none", "items"), ("黄花", "绿, 花"), "items: []", 'items: [黄花, "绿, 花"]'),
        (("tables", "short", "rows", "乙"), None, "{甲: 1, 乙: 2}", "{甲: 1}"),
        (("tables", "short", "rows", "甲"), None, "{甲: 1, 乙: 2}", "{乙: 2}"),
        (("clauses", "一"), "浇浇水", "一: 浇水", "一: 浇浇水"),
    ],
)
def test_one_value_and_nothing_else(path: tuple[str | int, ...], value: Value, old: str, new: str) -> None:
    assert BOOK.count(old) == 1
    assert changed(values={path: value}) == BOOK.replace(old, new)


def test_rows_and_lists_in_blocks() -> None:
    made = changed(values={("tables", "prices", "rows", "白花"): None}, rows=[(("tables", "short", "rows"), "丙 丁", "3")])
    assert "白花" not in made
    assert "# 便宜" in made
    assert '{甲: 1, 乙: 2, "丙 丁": 3}' in made
    made = changed(rows=[(("tables", "prices", "rows"), "黑花", "9"), (("tables", "prices", "rows"), "2-3", "4")])
    assert '      白花: 1\n      黑花: 9\n      "2-3": 4   # 便宜' in made
    made = changed(values={("lists", "kinds", "items"): ("红花", "黄花")})
    assert "    items:\n      [红花, 黄花]   # 少\n" in made
    assert nodes_of([("a", made)]).at(("lists", "kinds", "items")).plain() == ["红花", "黄花"]


def test_several_numbers_of_one_expression() -> None:
    made = changed(values={("rules", 1, "post", "stars", "#0"): "30", ("rules", 1, "post", "stars", "#1"): "40"})
    assert '"min(quantity * 30, 40)"' in made


@pytest.mark.parametrize(
    "edits",
    [
        Edits(rows=[(("tables", "short", "rows"), "甲", "3")]),
        Edits({("tables", "short", "rows", "甲"): None, ("tables", "short", "rows", "乙"): None}),
        Edits({("facts", "dry", "name"): "看不见\x07的"}),
        Edits({("facts", "dry"): None, ("facts", "dry", "name"): "x"}),
    ],
)
def test_what_would_spoil_the_text_is_refused(edits: Edits) -> None:
    with pytest.raises(Refused):
        rewritten(FILES, edits)


def test_a_text_over_several_lines_is_left_to_its_author() -> None:
    text = BOOK.replace("漏浇, clause: 一}", "漏浇, clause: 一}\n  rain:\n    name: |-\n      雨天\n    clause: 一")
    with pytest.raises(Refused, match="文件里改"):
        rewritten([("a", text)], Edits({("facts", "rain", "name"): "晴天"}))


def as_value(leaf: Leaf) -> Value:
    return leaf.text if leaf.kind != Kind.LINES else tuple(leaf.text.split("\n")) if leaf.text else ()


@pytest.mark.slow
@pytest.mark.parametrize("key", shipped_keys())
def test_every_leaf_of_every_shipped_rulebook_can_be_written_anew(key: str) -> None:
    source, chapters = load_rulebook(key), chapters_of(key)
    found = leaves(source)
    assert len({leaf.path for leaf in found}) == len(found)
    same = rewritten(chapters, Edits({leaf.path: as_value(leaf) for leaf in found}))
    assert (same == list(chapters)) is True
    numbers = [leaf for leaf in found if leaf.kind == Kind.NUMBER]
    made = rewritten(chapters, Edits({leaf.path: "77%" if leaf.text.endswith("%") else "77" for leaf in numbers}))
    tree = nodes_of(made)
    assert all("77" in str(tree.at(leaf.place).value) for leaf in numbers)
    assert [text.count("\n") for _, text in made] == [text.count("\n") for _, text in chapters]
    names = [leaf for leaf in found if leaf.kind == Kind.NAME]
    named = nodes_of(rewritten(chapters, Edits({leaf.path: 'a: "b", {c} #' for leaf in names})))
    assert all(named.at(leaf.path).value == 'a: "b", {c} #' for leaf in names)


NAMES = [leaf.path for leaf in leaves(load_chapters(FILES)) if leaf.kind == Kind.NAME]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.text(min_size=1, max_size=30))
def test_any_text_is_written_or_refused(path: tuple[str | int, ...], text: str) -> None:
    try:
        made = rewritten(FILES, Edits({path: text}))
    except Refused:
        return
    assert nodes_of(made).at(path).value == text


def test_what_may_be_changed_and_where_it_stands() -> None:
    source = load_chapters(FILES)
    found = {leaf.path: leaf for leaf in leaves(source)}
    assert ("rules", 0, "id") not in found
    assert ("version",) not in found
    assert found["rules", 0, "post", "stars"].kind == Kind.NUMBER
    assert found["document", "issued"].kind == Kind.DAY
    assert found["lists", "kinds", "items"].kind == Kind.LINES
    assert found["tables", "prices", "rows", "蓝花", "value"].table == ("tables", "prices", "rows")
    assert found["tables", "prices", "rows", "红花"].in_table == ("tables", "prices", "rows", "红花")
    assert not found["accounts", "stars", "opens_at"].row
    assert [found[path].text for path in found if path[:2] == ("rules", 1)] == ["2", "9", "10%"]
    assert clause_of(source, ("rules", 0, "post", "stars")) == "一"
    assert clause_of(source, ("clauses", "三", "says")) == "三"
    assert clause_of(source, ("document", "issued")) == ""
