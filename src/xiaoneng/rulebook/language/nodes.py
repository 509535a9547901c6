"""YAML as positioned text: every scalar stays the characters that the author typed.

Only the composer of the YAML library is used. No implicit typing takes place, so `1.10`, `12:30`, `no` and `on` stay
what they are; duplicate keys, anchors, aliases, tags and several documents in one file are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from xiaoneng.rulebook.problems import Flaw, RulebookError

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
MAX_CHARACTERS = 2_000_000
FULL_WIDTH = {"，": ",", "：": ":", "｛": "{", "｝": "}", "［": "[", "］": "]", "＂": '"'}
MAX_DEPTH = 40
HEADINGS = ("id", "name", "says", "clause")
"""Keys whose text says what a thing is called, never what it computes."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Spot:
    """A place in a file, lines and columns counted from 1."""

    file: str
    line: int
    column: int

    def flaw(self, message: str, clause: str = "") -> Flaw:
        return Flaw(self.file, self.line, self.column, clause, message)


@dataclass
class Node:
    """A value with its place: `value` is a str, a list of nodes, or a dict of nodes (insertion order kept)."""

    spot: Spot
    value: str | list[Node] | dict[str, Node]
    keys: dict[str, Spot] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value without places: str, list and dict only."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: tuple[str | int, ...]) -> Node:
        """The deepest node that exists along `path` (as a validation error names it)."""
        here = self
        for step in path:
            if isinstance(here.value, dict) and step in here.value:
                here = here.value[str(step)]
            elif isinstance(here.value, list) and isinstance(step, int) and step < len(here.value):
                here = here.value[step]
        return here

    def place(self, path: tuple[str | int, ...]) -> Spot:
        """Where the deepest key or entry along `path` begins."""
        here, spot = self, self.spot
        for step in path:
            if isinstance(here.value, dict) and step in here.value:
                spot, here = here.keys[str(step)], here.value[str(step)]
            elif isinstance(here.value, list) and isinstance(step, int) and step < len(here.value):
                here = here.value[step]
                spot = here.spot
        return spot

    def place_of(self, words: str) -> Spot | None:
        """The first key or text below that reads exactly so; names and headings are not searched."""
        if isinstance(self.value, str):
            return self.spot if self.value.strip() == words.strip() else None
        if isinstance(self.value, list):
            return next((spot for part in self.value if (spot := part.place_of(words)) is not None), None)
        for key, part in self.value.items():
            if key in HEADINGS:
                continue
            spot = self.keys[key] if key == words else part.place_of(words)
            if spot is not None:
                return spot
        return None


def read_nodes(text: str, file: str) -> Node:
    """Parses one YAML text. Raises RulebookError with the place and, where it helps, the remedy."""
    if len(text) > MAX_CHARACTERS:
        raise RulebookError([Flaw(file, 1, 1, "", f"文件超过 {MAX_CHARACTERS} 个字符，请按章拆成几个文件")])
    try:
        _refuse_cleverness(text, file)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise RulebookError([Flaw(file, line, column, "", f"不是有效的 YAML：{_yaml_problem(error)}{_full_width(text, error)}")]) from None
    except yaml.YAMLError as error:
        line, column = _unreadable(text)
        raise RulebookError([Flaw(file, line, column, "", f"文件中有 YAML 不允许的字符：{error}".splitlines()[0])]) from None
    if root is None:
        raise RulebookError([Flaw(file, 1, 1, "", "文件是空的")])
    flaws: list[Flaw] = []
    node = _convert(root, file, flaws)
    if flaws:
        raise RulebookError(flaws)
    return node


def _unreadable(text: str) -> tuple[int, int]:
    """Where the first character stands that no YAML text may hold."""
    found = CONTROL.search(text.replace("\r\n", " \n"))
    if found is None:
        return 1, 1
    before = text[: found.start()]
    return before.count("\n") + 1, found.start() - before.rfind("\n")


def _yaml_problem(error: yaml.MarkedYAMLError) -> str:
    said = str(error.problem or error.context or "")
    hints = {
        "found character that cannot start any token": "这里有制表符或 YAML 保留的符号；缩进请用空格，含 @ ` % 的文字请加引号",
        "found character '\\t'": "缩进不能用制表符，请用空格",
        "could not find expected ':'": "这里缺少冒号（半角 : 后面要有空格）",
        "mapping values are not allowed": "同一行出现了两个冒号；含冒号的文字请加引号",
        "expected <block end>": "缩进与上文不一致",
        "did not find expected key": "缩进与上文不一致，或括号、引号没有配对",
        "did not find expected ',' or '}'": "花括号没有配对，或者各项之间缺少半角逗号",
        "did not find expected ',' or ']'": "方括号没有配对，或者各项之间缺少半角逗号",
        "did not find expected '-' indicator": "列表的各行应对齐，每行以“- ”开头",
        "unexpected end of stream": "文件到头了，引号或括号还没有结束",
        "unknown escape character": "双引号里的反斜线写法不对；请改用单引号",
        "unexpected document indicator": "这里不能写 --- 或 ...",
        "nesting": f"嵌套超过 {MAX_DEPTH} 层",
    }
    for sign, hint in hints.items():
        if sign in said:
            return hint
    return "括号、引号没有配对，或者缩进与上文不一致"


def _full_width(text: str, error: yaml.MarkedYAMLError) -> str:
    """A hint where a line that the parser stumbled over holds full-width punctuation that YAML does not read."""
    lines = text.splitlines()
    marks = [mark.line for mark in (error.context_mark, error.problem_mark) if mark is not None]
    for number in dict.fromkeys(at for mark in marks for at in (mark, mark - 1) if 0 <= at < len(lines)):
        found = [sign for sign in FULL_WIDTH if sign in lines[number]]
        if found and ("{" in lines[number] or "[" in lines[number] or found != ["，"]):
            meant = " ".join(FULL_WIDTH[sign] for sign in found)
            return f"；第 {number + 1} 行有全角的“{''.join(found)}”，分隔用的请改成半角的 {meant}"
    return ""


def _position(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _refuse_cleverness(text: str, file: str) -> None:
    documents = depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            # Found before composing: the composer calls itself for every level, in C without a guard.
            line, column = _position(event)
            raise RulebookError([Flaw(file, line, column, "", f"嵌套超过 {MAX_DEPTH} 层")])
        clever = isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None)
        if clever or documents > 1:
            line, column = _position(event)
            message = "不能使用 YAML 的锚点、引用、标签或多文档；以 & * ! 开头的文字请加引号"
            raise RulebookError([Flaw(file, line, column, "", message)])


def _readable(text: str, spot: Spot, flaws: list[Flaw]) -> str:
    """The text; control characters, which an escape such as `\\0` can bring in, are a flaw."""
    found = CONTROL.search(text)
    if found is not None:
        flaws.append(spot.flaw(f"文字里有看不见的控制字符 U+{ord(found[0]):04X}，请删去"))
    return text


def _convert(node: Any, file: str, flaws: list[Flaw]) -> Node:
    spot = Spot(file, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        return Node(spot, _readable(str(node.value), spot, flaws))
    if isinstance(node, yaml.SequenceNode):
        return Node(spot, [_convert(child, file, flaws) for child in node.value])
    mapping: dict[str, Node] = {}
    places: dict[str, Spot] = {}
    for key, child in node.value:
        place = Spot(file, key.start_mark.line + 1, key.start_mark.column + 1)
        if not isinstance(key, yaml.ScalarNode):
            flaws.append(place.flaw("键必须是文字"))
            continue
        name = _readable(str(key.value), place, flaws)
        if name in mapping:
            flaws.append(place.flaw(f"键“{name}”重复，前一处在第 {places[name].line} 行"))
        mapping[name] = _convert(child, file, flaws)
        places[name] = place
    if node.flow_style:
        flaws += _cut_at_commas(mapping, places)
    return Node(spot, mapping, places)


def _cut_at_commas(mapping: dict[str, Node], places: dict[str, Spot]) -> list[Flaw]:
    """算式被逗号断开: inside braces a comma ends a value unless it stands in quotes."""
    flaws, key, text = [], "", ""
    for name, node in mapping.items():
        if key and node.value == "":
            text = f"{text}, {name}"
            if text.count("(") <= text.count(")"):
                message = f'花括号里含逗号的算式要加双引号；请写 {key}: "{text}"'
                flaws.append(places[key].flaw(message))
                key = ""
            continue
        text = node.value if isinstance(node.value, str) else ""
        key = name if text.count("(") > text.count(")") else ""
    return flaws
