"""What stands in a file before anything in it is understood: encodings, YAML's cleverness, bombs, control characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rulebook.language.drafts import SOUND
from xiaoneng.rulebook.language.load import Source, load_rulebook
from xiaoneng.rulebook.language.nodes import MAX_CHARACTERS, MAX_DEPTH
from xiaoneng.rulebook.problems import RulebookError

PLAIN = SOUND.encode()
END = SOUND.count("\n") + 1


def loaded(folder: Path, content: bytes) -> Source:
    (folder / "rulebook.yaml").write_bytes(content)
    return load_rulebook(str(folder))


@pytest.mark.parametrize("content", [PLAIN, b"\xef\xbb\xbf" + PLAIN, PLAIN.replace(b"\n", b"\r\n")], ids=["plain", "bom", "crlf"])
def test_utf8_with_and_without_a_mark_and_with_both_line_ends_is_read(tmp_path: Path, content: bytes) -> None:
    assert loaded(tmp_path, content).rulebook.document.title == "某办法"


REFUSED = {
    "gb18030": (SOUND.encode("gb18030"), 3, "UTF-8"),
    "utf-16": (SOUND.encode("utf-16"), 1, "UTF-8"),
    "tab": (PLAIN + b"rules:\n\t- a\n", END + 1, "制表符"),
    "anchor": (PLAIN + b"lists: &a {}\n", END, "锚点"),
    "alias": (b"a: &x 1\nb: *x\n", 1, "锚点"),
    "tag": (PLAIN + b"lists: !!python/object:os.system {}\n", END, "标签"),
    "formula cut at its comma": (PLAIN + b"rules: [{is: max(a, 3) * 1000 + b, x: 1}]\n", END, '请写 is: "max(a, 3) * 1000 + b"'),
    "formula cut twice": (PLAIN + b"rules: {is: clamp(a, (1 - b), 3)}\n", END, '请写 is: "clamp(a, (1 - b), 3)"'),
    "two documents": (PLAIN + b"---\na: 1\n", END, "多文档"),
    "nul": (PLAIN + b'lists: {a: "\x00"}\n', END, "不允许的字符"),
    "escaped nul": (PLAIN + b'lists: {a: {name: "x\\0y", clause: x}}\n', END, "U+0000"),
    "escaped bell in a key": (PLAIN + b'"x\\a": {}\n', END, "U+0007"),
    "same key twice": (PLAIN + b"facts: {}\n", END, "重复"),
    "empty": (b"", 1, "空的"),
    "only a comment": (b"# x\n", 1, "空的"),
    "a text": (b"abc", 1, "键: 值"),
    "a list": (b"- a\n", 1, "键: 值"),
    "a list as key": (b"? [a]\n: 1\n", 1, "键必须是文字"),
    "unclosed": (b"a: {b: 1\n", 2, "配对"),
    "two colons": (b"a: b: c\n", 1, "两个冒号"),
    "full-width colon": (PLAIN + "lists：{}\n".encode(), END + 1, "半角"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plain_text_is_refused_where_it_stands(tmp_path: Path, name: str) -> None:
    content, line, says = REFUSED[name]
    with pytest.raises(RulebookError) as refused:
        loaded(tmp_path, content)
    assert refused.value.flaws[0].line == line
    assert says in str(refused.value)


@pytest.mark.parametrize("bomb", [b"[" * 100_000, b"{a: " * 200 + b"1" + b"}" * 200, b"- " * 5000], ids=["lists", "maps", "dashes"])
def test_deep_nesting_ends_in_a_message(tmp_path: Path, bomb: bytes) -> None:
    with pytest.raises(RulebookError, match=f"嵌套超过 {MAX_DEPTH} 层"):
        loaded(tmp_path, bomb)


def test_nesting_is_counted_to_the_level(tmp_path: Path) -> None:
    def nested(levels: int) -> bytes:
        return b"a: " + b"[" * (levels - 1) + b"]" * (levels - 1)

    with pytest.raises(RulebookError) as refused:
        loaded(tmp_path, nested(MAX_DEPTH))
    assert "嵌套" not in str(refused.value)
    with pytest.raises(RulebookError, match="嵌套"):
        loaded(tmp_path, nested(MAX_DEPTH + 1))


def test_a_file_may_be_long_but_not_endless(tmp_path: Path) -> None:
    filler = MAX_CHARACTERS - len(SOUND) - 3
    assert loaded(tmp_path, PLAIN + b"# " + b"x" * filler + b"\n").rulebook.version == "1"
    with pytest.raises(RulebookError, match="按章拆成几个文件"):
        loaded(tmp_path, PLAIN + b"# " + b"x" * (filler + 1) + b"\n")
