"""改写文本: single values of a rulebook's files are replaced where they stand; everything else stays letter by letter.

The result is read again and compared with what was meant, so that a text that the author wrote in an unforeseen way is refused and
never spoilt.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from xiaoneng.rulebook.editing.leaves import PIECE, Path, numbers_in
from xiaoneng.rulebook.language.load import nodes_of
from xiaoneng.rulebook.language.nodes import Node
from xiaoneng.rulebook.problems import Refused, RulebookError

Chapters = Sequence[tuple[str, str]]
Value = str | tuple[str, ...] | None
"""A text, the entries of a list, or None for a row that goes."""
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?%?|[\u4e00-\u9fff\w][\u4e00-\u9fff\w“”‘’《》〔〕（）【】、，。；！？·…—]*")
_TAKEN = re.compile(r"[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_BLOCK_TEXT = ("|", ">")
ELSEWHERE = "这一项在制度文件里的写法不能在这里改；请在文件里改好，再上传"


@dataclass(frozen=True)
class Edits:
    """改动: values by path, and rows to be added: (path of the table, what the row is called, its value)."""

    values: Mapping[Path, Value] = field(default_factory=dict)
    rows: Sequence[tuple[Path, str, str]] = ()

    def __bool__(self) -> bool:
        return bool(self.values or self.rows)


@dataclass(frozen=True)
class _Splice:
    file: str
    start: int
    end: int
    text: str


def rewritten(chapters: Chapters, edits: Edits) -> list[tuple[str, str]]:
    """改写: the files with some values changed. Raises Refused where that can't be done without touching more."""
    before = nodes_of(chapters)
    edits = Edits({path: value for path, value in _whole(before, edits.values).items() if value != _now(before, path)}, edits.rows)
    places = _Places(chapters)
    splices = [_splice(places, before, path, value) for path, value in edits.values.items()]
    splices += _additions(places, before, edits.rows)
    texts = dict(chapters)
    end = dict.fromkeys(texts, 10**9)
    for one in sorted(splices, key=lambda one: (one.file, one.start, one.end), reverse=True):
        if one.end > end[one.file]:
            raise Refused(ELSEWHERE)
        end[one.file] = one.start
        texts[one.file] = texts[one.file][: one.start] + one.text + texts[one.file][one.end :]
    made = [(name, texts[name]) for name, _ in chapters]
    if not _reads_as(made, _expected(before, edits)):
        raise Refused(ELSEWHERE)
    return made


def _reads_as(chapters: Chapters, expected: Any) -> bool:
    try:
        return bool(nodes_of(chapters).plain() == expected)
    except RulebookError:
        return False


def _now(node: Node, path: Path) -> Value:
    found = node.at(path).plain()
    return tuple(found) if isinstance(found, list) else found if isinstance(found, str) else ""


def _whole(node: Node, values: Mapping[Path, Value]) -> dict[Path, Value]:
    """Numbers inside expressions put together as the expressions that they stand in."""
    found: dict[Path, Value] = {}
    inside: dict[Path, dict[int, str]] = {}
    for path, value in values.items():
        last = path[-1]
        if isinstance(last, str) and last.startswith(PIECE) and isinstance(value, str):
            inside.setdefault(path[:-1], {})[int(last.removeprefix(PIECE))] = value
        else:
            found[path] = value
    for path, parts in inside.items():
        text = str(node.at(path).value)
        for at, match in reversed(list(enumerate(numbers_in(text)))):
            text = text[: match.start()] + parts.get(at, match.group()) + text[match.end() :]
        found[path] = text
    return found


def _expected(node: Node, edits: Edits) -> Any:
    plain = copy.deepcopy(node.plain())
    for path, value in edits.values.items():
        over = _down(plain, path[:-1])
        if value is None:
            del over[path[-1]]
        else:
            over[path[-1]] = list(value) if isinstance(value, tuple) else value
    for path, name, value in edits.rows:
        _down(plain, path)[name] = value
    return plain


def _down(plain: Any, path: Path) -> Any:
    for step in path:
        plain = plain[step]
    return plain


class _Places:
    """Where values stand in the files: the YAML library's own nodes, found by the place where they begin."""

    def __init__(self, chapters: Chapters) -> None:
        self.texts = dict(chapters)
        self._found: dict[tuple[str, int, int, bool], tuple[Any, Any, int]] = {}
        for name, text in chapters:
            root = yaml.compose(text, Loader=_Loader)
            for node, over, at in _values(root):
                place = (name, node.start_mark.line + 1, node.start_mark.column + 1, isinstance(node, yaml.ScalarNode))
                self._found[place] = (node, over, at)

    def of(self, node: Node) -> tuple[Any, Any, int]:
        """A value, the mapping or list that it stands in, and its place there."""
        spot = node.spot
        found = self._found.get((spot.file, spot.line, spot.column, isinstance(node.value, str)))
        if found is None:
            raise Refused(ELSEWHERE)
        return found


def _values(node: Any) -> Iterator[tuple[Any, Any, int]]:
    if isinstance(node, yaml.MappingNode):
        for at, (_, value) in enumerate(node.value):
            yield value, node, at
            yield from _values(value)
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            yield value, node, at
            yield from _values(value)


def _end(node: Any) -> int:
    """Where a value ends; a block collection ends with its last value, not where the next thing begins."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(node, yaml.MappingNode) else last)


def _splice(places: _Places, before: Node, path: Path, value: Value) -> _Splice:
    target = before.at(path)
    node, over, at = places.of(target)
    if isinstance(node, yaml.ScalarNode) and node.style in _BLOCK_TEXT:
        raise Refused(ELSEWHERE)
    start, end = node.start_mark.index, _end(node)
    if value is None:
        return _row_gone(target.spot.file, over, at)
    if isinstance(value, tuple):
        return _Splice(target.spot.file, start, end, "[" + ", ".join(_written(one) for one in value) + "]")
    quoted = isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')
    return _Splice(target.spot.file, start, end, _quoted(value) if quoted else _written(value))


def _row_gone(file: str, over: Any, at: int) -> _Splice:
    """A row with what divides it from the next, or from the one before."""
    rows = over.value
    if not isinstance(over, yaml.MappingNode) or len(rows) < 2:  # noqa: PLR2004 the last row stays
        raise Refused("表里至少要有一行；不用这张表的，请在制度文件里删去")
    if at + 1 < len(rows):
        return _Splice(file, rows[at][0].start_mark.index, rows[at + 1][0].start_mark.index, "")
    return _Splice(file, _end(rows[at - 1][1]), _end(rows[at][1]), "")


def _additions(places: _Places, before: Node, rows: Sequence[tuple[Path, str, str]]) -> list[_Splice]:
    """New rows behind the last of each table."""
    together: dict[Path, list[tuple[str, str]]] = {}
    for path, name, value in rows:
        together.setdefault(path, []).append((name, value))
    found = []
    for path, added in together.items():
        target = before.at(path)
        node, _, _ = places.of(target)
        if not isinstance(node, yaml.MappingNode) or not node.value:
            raise Refused(ELSEWHERE)
        twice = next((name for name, _ in added if isinstance(target.value, dict) and name in target.value), None)
        if twice is not None:
            raise Refused(f"表里已有“{twice}”这一行；请直接改它的数值")
        between = ", " if node.flow_style else "\n" + " " * node.value[0][0].start_mark.column
        end = _end(node.value[-1][1])
        found.append(_Splice(target.spot.file, end, end, "".join(f"{between}{_written(name)}: {_written(value)}" for name, value in added)))
    return found


def _written(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    """A double-quoted scalar of YAML: JSON's own form, without characters that YAML does not take."""
    if _TAKEN.search(text):
        raise Refused("文字里有看不见的控制字符；请重新输入")
    return json.dumps(text, ensure_ascii=False)
