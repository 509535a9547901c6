"""文件大纲的命令: outline."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from xiaoneng.cli.arguments import Namespace, WrongUsage
from xiaoneng.cli.making import DEFAULT_KEY, KEY
from xiaoneng.files.outline.matching import Matching, match
from xiaoneng.files.outline.model import Clause, Outline
from xiaoneng.files.outline.outline import outline as outlined
from xiaoneng.files.outline.reading import read_document
from xiaoneng.files.outline.skeleton import skeleton
from xiaoneng.files.outline.text import DOCUMENT_LIMITS
from xiaoneng.files.writing import write_text
from xiaoneng.rulebook.language.load import load_rulebook, shipped_keys
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.problems import Refused


def outline(arguments: Namespace) -> int:
    """文件大纲: an office's document clause by clause; doubts are told and change no exit code."""
    book = load_rulebook(arguments.rulebook).rulebook if arguments.rulebook else None
    path = Path(arguments.file)
    with path.open("rb") as file:
        data = file.read(DOCUMENT_LIMITS.file_bytes + 1)
    document = read_document(path.name, data)
    found = outlined(document.paragraphs)
    matching = match(found, book.clauses) if book is not None else None
    if arguments.draft:
        _draft(arguments, found)
    if arguments.format == "json":
        shown = {"file": document.name, "kind": document.kind, **_object(found)}
        if book is not None and matching is not None:
            shown["rulebook"] = _compared(book, matching)
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return 0
    _print(found)
    if book is not None and matching is not None:
        _print_compared(book, matching)
    return 0


def _draft(arguments: Namespace, found: Outline) -> None:
    """Write the document as a rulebook that carries nothing yet."""
    key = arguments.key or DEFAULT_KEY
    if not KEY.fullmatch(key) or key in shipped_keys():
        raise WrongUsage(f"--key 不能是“{key}”；请用小写字母、数字和连字符，并与随程序提供的制度不同，如 my-office-2025")
    path = Path(arguments.draft)
    if path.exists():
        raise Refused(f"“{path}”已经存在；请换一个名称，或先移走它")
    write_text(path, skeleton(found, key, found.title))
    print(f"已写入 {path}：{len(found.clauses)} 条，都还没有写成规则；请填上制定单位，再逐条写", file=sys.stderr)


def _print(found: Outline) -> None:
    print(found.title or "（没有找到标题）")
    for clause in found.clauses:
        print(f"{'  ' * clause.depth}{clause.number}　{_shown(clause)}")
    for part in found.tail:
        print(f"落款：{part.text.strip()}")
    print(f"共 {len(found.clauses)} 条" + (f"，存疑 {len(found.doubts)} 处，请对照原件：" if found.doubts else "，没有存疑"))
    for doubt in found.doubts:
        print(f"  {doubt}")


def _shown(clause: Clause, most: int = 30) -> str:
    words = clause.heading or clause.text.split("\n", 1)[0]
    return words if len(words) <= most else words[:most] + "…"


def _print_compared(book: Rulebook, matching: Matching) -> None:
    pairs = matching.pairs
    print(f"与制度 {book.rulebook} 对照：{len(pairs)} 条，找到 {len(pairs) - len(matching.missing)} 条")
    for number, clause in pairs.items():
        own = "没有找到" if clause is None else f"{clause.number}　{_shown(clause)}（第 {clause.line} 行）"
        print(f"  {number}　{book.clauses[number].says}　← {own}")
    for clause in matching.unmatched:
        print(f"  制度里没有：{clause.number}　{_shown(clause)}（第 {clause.line} 行）")


def _object(found: Outline) -> dict[str, Any]:
    return {
        "title": found.title,
        "head": [part.text.strip() for part in found.head],
        "clauses": [
            {
                "number": clause.number,
                "printed": clause.printed,
                "depth": clause.depth,
                "parent": clause.parent or None,
                "heading": clause.heading,
                "text": clause.text,
                "line": clause.line,
                "doubts": list(clause.doubts),
            }
            for clause in found.clauses
        ],
        "tail": [part.text.strip() for part in found.tail],
        "doubts": list(found.doubts),
    }


def _compared(book: Rulebook, matching: Matching) -> dict[str, Any]:
    return {
        "key": book.rulebook,
        "pairs": [
            {"clause": number, "says": book.clauses[number].says, "number": clause.number if clause is not None else None}
            for number, clause in matching.pairs.items()
        ],
        "unmatched": [clause.number for clause in matching.unmatched],
    }
