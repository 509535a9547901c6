"""Reading a rulebook: folder or file → nodes → model, with every flaw named by file, line, column and clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from xiaoneng.rulebook.language.nodes import Node, read_nodes
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.schema_walk import keys_at
from xiaoneng.rulebook.problems import Flaw, Refused, RulebookError, nearest

CASES = "cases.yaml"


@dataclass(frozen=True)
class Source:
    """A rulebook with the text it came from: `node` gives places, `folder` holds cases and samples."""

    rulebook: Rulebook
    node: Node
    folder: Traversable | None
    text: str

    def flaw(self, path: tuple[str | int, ...], message: str, clause: str = "", words: str = "") -> Flaw:
        """A flaw at the key that `path` leads to; at the `words` below it that are wrong, where they stand there."""
        spot = self.node.at(path).place_of(words) if words else None
        return (spot or self.node.place(path)).flaw(message, clause)


def shipped_keys() -> list[str]:
    """The keys of the rulebooks that come with the program."""
    root = resources.files("xiaoneng.rulebooks")
    return sorted(entry.name for entry in root.iterdir() if entry.is_dir() and entry.joinpath("rulebook.yaml").is_file())


def load_rulebook(key_or_path: str) -> Source:
    """A shipped key, a folder or a file. Raises Refused where nothing is there, RulebookError where it is wrong."""
    path = Path(key_or_path)
    if key_or_path in shipped_keys():
        return _load_folder(resources.files("xiaoneng.rulebooks").joinpath(key_or_path))
    if path.is_dir():
        return _load_folder(path)
    if path.is_file():
        return _merged([(path.name, _read_text(path, path.name))], path.parent)
    hint = nearest(key_or_path, shipped_keys())
    raise Refused(f"找不到制度“{key_or_path}”：它既不是随程序提供的制度，也不是存在的文件夹或文件{hint}")


def load_text(text: str, file: str = "rulebook.yaml") -> Source:
    """A rulebook from a string, for editors and tests."""
    return _finish(read_nodes(text, file), None, text)


def load_chapters(chapters: Sequence[tuple[str, str]]) -> Source:
    """A rulebook from its files' names and texts, rulebook.yaml first, as a folder of them would be read."""
    return _merged([(name, text) for name, text in chapters], None)


def chapters_of(key_or_path: str) -> list[tuple[str, str]]:
    """The files of a shipped rulebook, or of a folder or file of one's own: names and texts, rulebook.yaml first."""
    path = Path(key_or_path)
    if key_or_path in shipped_keys():
        return _chapters(resources.files("xiaoneng.rulebooks").joinpath(key_or_path))
    if path.is_dir():
        return _chapters(path)
    return [(path.name, _read_text(path, path.name))]


def _load_folder(folder: Traversable) -> Source:
    return _merged(_chapters(folder), folder)


def _chapters(folder: Traversable) -> list[tuple[str, str]]:
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith((".yaml", ".yml")))
    chapters = [name for name in names if name not in (CASES, "parameters.yaml", "rulebook.yaml")]
    if "rulebook.yaml" not in names:
        raise Refused(f"文件夹“{folder}”里没有 rulebook.yaml")
    return [(name, _read_text(folder.joinpath(name), name)) for name in ["rulebook.yaml", *chapters]]


def _merged(chapters: Sequence[tuple[str, str]], folder: Traversable | None) -> Source:
    return _finish(nodes_of(chapters), folder, "\n".join(text for _, text in chapters))


def nodes_of(chapters: Sequence[tuple[str, str]]) -> Node:
    """The texts of a rulebook's files as one tree that knows its places, before the model looks at it."""
    merged: Node | None = None
    for name, text in chapters:
        node = read_nodes(text, name)
        merged = node if merged is None else _merge(merged, node)
    if merged is None:
        raise Refused("没有可读的制度文件")
    return merged


def _read_text(entry: Traversable, name: str) -> str:
    try:
        return entry.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = entry.read_bytes()[: error.start].count(b"\n") + 1
        raise RulebookError([Flaw(name, line, 1, "", "不是 UTF-8 文字，请用 UTF-8 编码另存")]) from None
    except OSError as error:
        raise Refused(f"无法读取“{name}”：{error.strerror}") from None


def _merge(first: Node, second: Node) -> Node:
    """Chapters add to the maps and lists of rulebook.yaml; a key that stands twice is an error."""
    if not isinstance(first.value, dict) or not isinstance(second.value, dict):
        raise RulebookError([second.spot.flaw("文件顶层应是“键: 值”")])
    flaws = []
    for key, node in second.value.items():
        there = first.value.get(key)
        if there is None:
            first.value[key] = node
            first.keys[key] = second.keys[key]
        elif isinstance(there.value, list) and isinstance(node.value, list):
            there.value.extend(node.value)
        elif isinstance(there.value, dict) and isinstance(node.value, dict) and key != "document":
            for name, part in node.value.items():
                if name in there.value:
                    other = there.keys[name]
                    flaws.append(node.keys[name].flaw(f"“{name}”重复，前一处在 {other.file} 第 {other.line} 行"))
                there.value[name] = part
                there.keys[name] = node.keys[name]
        else:
            flaws.append(second.keys[key].flaw(f"“{key}”已经在 {first.keys[key].file} 写过"))
    if flaws:
        raise RulebookError(flaws)
    return first


def _finish(node: Node, folder: Traversable | None, text: str) -> Source:
    if not isinstance(node.value, dict):
        raise RulebookError([node.spot.flaw("文件顶层应是“键: 值”，如 rulebook: 我的制度")])
    try:
        model = Rulebook.model_validate(node.plain())
    except ValidationError as error:
        raise RulebookError(_translate(node, error)) from None
    return Source(model, node, folder, text)


def _translate(root: Node, error: ValidationError) -> list[Flaw]:
    flaws = []
    for detail in error.errors(include_url=False):
        path = _real_path(root, tuple(detail["loc"]))
        node = root.at(path)
        spot = node.spot
        if detail["type"] == "extra_forbidden":
            parent = root.at(path[:-1])
            spot = parent.keys.get(str(path[-1]), spot)
        flaws.append(spot.flaw(_say(root, path, dict(detail)), _clause_near(root, path)))
    return flaws


def _real_path(root: Node, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The part of a validation path that stands in the text (normalised forms add steps of their own)."""
    path: list[str | int] = []
    here = root
    for step in loc:
        names = [step] if isinstance(step, int) else [step, step.rstrip("_")]
        for name in names:
            inside = isinstance(here.value, dict) and name in here.value
            if inside or (isinstance(here.value, list) and isinstance(name, int) and name < len(here.value)):
                path.append(name)
                here = here.at((name,))
                break
        else:
            if step == loc[-1]:
                path.append(step)
    return tuple(path)


def _clause_near(root: Node, path: tuple[str | int, ...]) -> str:
    for length in range(len(path), 0, -1):
        value = root.at(path[:length]).value
        if isinstance(value, dict) and "clause" in value and isinstance(value["clause"].value, str):
            return value["clause"].value
    return ""


_SAYINGS = {
    "missing": "缺少“{key}”",
    "string_type": "“{key}”应是一段文字",
    "int_parsing": "“{key}”应是整数，现在是“{input}”",
    "int_type": "“{key}”应是整数",
    "date_type": "“{key}”应是日期，请写成 2007-03-09 的样子",
    "dict_type": "“{key}”应是“键: 值”",
    "model_type": "“{key}”应是“键: 值”",
    "tuple_type": "“{key}”应是列表",
    "string_too_short": "“{key}”不能空着",
    "string_too_long": "“{key}”太长",
    "too_short": "“{key}”至少要有 {min_length} 项",
    "greater_than_equal": "“{key}”不能小于 {ge}",
    "less_than_equal": "“{key}”不能大于 {le}",
}


WRITTEN = {("in_force", "model_type"): "“in_force”应写成 {{from: 2024-03-01}}，有截止日的再加 to"}
"""What a key that is often written otherwise should look like."""
MEANT = {"min": "at_least", "max": "at_most", "minimum": "at_least", "maximum": "at_most"}
"""Words that people write for a key of another name."""


def _say(root: Node, path: tuple[str | int, ...], detail: dict[str, Any]) -> str:
    key = str(next((part for part in reversed(path) if isinstance(part, str)), path[-1] if path else ""))
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        allowed = _allowed_beside(path)
        if "：" in key:
            return f"不认识的键“{key}”；冒号请用半角的 : ，后面空一格"
        meant = MEANT.get(key, "")
        return f"不认识的键“{key}”" + (f"；您是否要写“{meant}”？" if meant in allowed else nearest(key, allowed))
    if kind == "literal_error":
        allowed = [part.strip(" '") for part in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
        return f"“{key}”的值“{detail['input']}”不在可选范围内{nearest(str(detail['input']), allowed)}"
    if kind == "value_error":
        return f"“{key}”：{context.get('error', '')}"
    pattern = WRITTEN.get((key, kind)) or _SAYINGS.get(kind)
    if pattern is None:
        return f"“{key}”的写法不对，请对照语言说明里的这个键"
    return pattern.format(
        key=key, input=str(detail.get("input"))[:40], **{k: v for k, v in context.items() if k in ("min_length", "ge", "le")}
    )


def _allowed_beside(path: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand where an unknown one stands, found by walking the schema along the path."""
    return keys_at(path[:-1])
