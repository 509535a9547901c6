"""答复: parameters.yaml, the office's answers to what the document leaves open."""

from __future__ import annotations

import os
from pathlib import Path

from xiaoneng.files.directory import Directory
from xiaoneng.files.sheet import Intake, Wrong
from xiaoneng.files.tables import InputProblems, Problem
from xiaoneng.rulebook.language.nodes import MAX_CHARACTERS, Node, read_nodes
from xiaoneng.rulebook.plan.answers import DEFAULT_KEYS, VARY_KEYS, Answer, Answers
from xiaoneng.rulebook.problems import RulebookError

NAMES = ("parameters.yaml", "parameters.yml")
MOST_BYTES = 4 * MAX_CHARACTERS


def read_answers(intake: Intake, directory: Directory) -> dict[str, Answer]:
    """读答复: every answer as text, or by person, unit and post where the parameter may vary. No file, no answers."""
    root = _root(intake)
    if root is None or not isinstance(root.value, dict):
        return {}
    answers: dict[str, Answer] = {}
    for name, node in root.value.items():
        answer = _answer(intake, node, name, directory)
        if answer is not None:
            answers[name] = answer
    for error in Answers(intake.book, answers).check():
        line = root.keys[error.name].line if error.name in root.keys else 0
        intake.log.add(Problem(root.spot.file, line, "", "", str(error), "请改正这一行"))
    return answers


def _find(intake: Intake) -> Path | None:
    with os.scandir(intake.folder) as entries:
        found = sorted(entry.name for entry in entries if entry.name.lower() in NAMES)
    if len(found) > 1:
        intake.log.add(Problem(intake.folder.name, 0, "", "、".join(found), "答复有多个文件", "请只保留其中一个"))
    return intake.folder / found[0] if len(found) == 1 else None


def _root(intake: Intake) -> Node | None:
    """The answers as nodes; None where there are none or the file is wrong (noted)."""
    if intake.written is not None:
        return intake.written.answers
    path = _find(intake)
    if path is None:
        return None
    try:
        text = _text(path)
        if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
            return None
        root = read_nodes(text, path.name)
    except InputProblems as found:
        intake.absorb(found)
        return None
    except RulebookError as error:
        for flaw in error.flaws:
            intake.log.add(Problem(flaw.file, flaw.line, "", "", flaw.message, "请改正这一行"))
        return None
    if not isinstance(root.value, dict):
        intake.log.add(Problem(path.name, root.spot.line, "", "", "顶层不是“名称: 答复”", "请每行写一个, 冒号后面空一格"))
    return root


def _text(path: Path) -> str:
    def refuse(what: str, remedy: str) -> InputProblems:
        return InputProblems([Problem(path.name, 0, "", "", what, remedy)])

    try:
        if not path.is_file():
            raise refuse("不是普通文件", "请放入文字文件")
        if path.stat().st_size > MOST_BYTES:
            raise refuse(f"超过 {MOST_BYTES} 字节", "请删去多余的内容")
        raw = path.read_bytes()
    except OSError:
        raise refuse("无法读取", "请检查文件权限, 并关闭正在使用它的程序") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse("既不是 UTF-8, 也不是 GB18030", "请用 UTF-8 编码另存")


def _answer(intake: Intake, node: Node, name: str, directory: Directory) -> Answer | None:
    """One answer; None, with the problem noted, where its form is wrong."""
    if isinstance(node.value, str):
        return _scalar(intake, node, name)
    if isinstance(node.value, list):
        _refuse(intake, node, f"“{name}”的答复是列表", "请只写一个值")
        return None
    found: dict[str, dict[str, str] | str] = {}
    for key, part in node.value.items():
        if isinstance(part.value, dict) and key not in DEFAULT_KEYS:
            found[key] = _by(intake, part, f"{name} {key}", VARY_KEYS.get(key, ""), directory)
        else:
            value = _scalar(intake, part, f"{name} {key}")
            if value is None:
                return None
            found[key] = value
    return found


def _scalar(intake: Intake, node: Node, name: str) -> str | None:
    if isinstance(node.value, str) and node.value.strip():
        return node.value
    blank = isinstance(node.value, str)
    what, remedy = ("是空的", "请填写答复; 尚未确定的请删去这一行") if blank else ("不是一个值", "请只写一个值")
    _refuse(intake, node, f"“{name}”的答复{what}", remedy)
    return None


def _by(intake: Intake, node: Node, name: str, by: str, directory: Directory) -> dict[str, str]:
    """Answers by person, unit or post, under the numbers and names of the roll."""
    found: dict[str, str] = {}
    for who, part in node.value.items() if isinstance(node.value, dict) else ():
        value = _scalar(intake, part, f"{name} {who}")
        known = _known(by, who, directory)
        if isinstance(known, Wrong):
            intake.log.add(Problem(node.spot.file, node.keys[who].line, "", who, known.what, known.remedy))
        elif known in found:
            intake.log.add(Problem(node.spot.file, node.keys[who].line, "", who, "已经答复过一次", "请删去其中一行"))
        elif value is not None and known is not None:
            found[known] = value
    return found


def _known(by: str, who: str, directory: Directory) -> str | Wrong | None:
    if by not in ("person", "unit"):
        return who
    found = directory.person(who) if by == "person" else directory.unit(who)
    if found is None or isinstance(found, Wrong):
        return found
    return directory.people[found].no if by == "person" else directory.units[found].name


def _refuse(intake: Intake, node: Node, what: str, remedy: str) -> None:
    intake.log.add(Problem(node.spot.file, node.spot.line, "", "", what, remedy))
