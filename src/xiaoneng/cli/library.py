"""制度库的命令: rulebooks, show, schema."""

from __future__ import annotations

import json
from typing import Any

from xiaoneng.cli.arguments import Namespace
from xiaoneng.files.wording.asks import asks
from xiaoneng.files.wording.names import Wording
from xiaoneng.rulebook.language.carriage import references
from xiaoneng.rulebook.language.clauses import descendants, outline, unknown_clause
from xiaoneng.rulebook.language.load import load_rulebook, shipped_keys
from xiaoneng.rulebook.language.rulebook import Rulebook, json_schema
from xiaoneng.rulebook.problems import Refused


def rulebooks(arguments: Namespace) -> int:
    """列出制度: every shipped rulebook with its document."""
    rows = [_entry(load_rulebook(key).rulebook) for key in shipped_keys()]
    if arguments.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        print(f"{row['key']}\n  {row['issuer']}《{row['title']}》{row['number'] or ''}")
        print(f"  {_in_force(row)}；{row['clauses']} 条，{row['rules']} 条规则")
    return 0


def _entry(book: Rulebook) -> dict[str, Any]:
    document = book.document
    start, end = document.in_force.from_ or document.issued, document.in_force.to
    return {
        "key": book.rulebook,
        "version": book.version,
        "title": document.title,
        "issuer": document.issuer,
        "number": document.number,
        "from": start.isoformat() if start else None,
        "to": end.isoformat() if end else None,
        "status": document.status,
        "clauses": len(book.clauses),
        "rules": len(book.rules),
    }


def _in_force(row: dict[str, Any]) -> str:
    if row["from"] is None and row["to"] is None:
        return "没有注明施行日期"
    start = f"{row['from']} 起施行" if row["from"] else "开始日期没有注明"
    return start + (f"，至 {row['to']}" if row["to"] else "") + (f"（{row['status']}）" if row["status"] else "")


def show(arguments: Namespace) -> int:
    """显示大纲: each clause with what it asks; open parameters are marked 待定."""
    book = load_rulebook(arguments.rulebook).rulebook
    places = outline(book.clauses)
    wanted = {place.number for place in places}
    if arguments.clause is not None:
        if arguments.clause not in wanted:
            raise Refused(f"“{book.document.title}”的{unknown_clause(arguments.clause, list(book.clauses))}")
        wanted = {arguments.clause, *descendants(places, arguments.clause)}
    said = asks(Wording(book, {name: reading.default for name, reading in book.readings.items()}))
    open_ = _open_parameters(book)
    print(f"{book.document.issuer}《{book.document.title}》{book.document.number or ''}")
    for place in places:
        if place.number not in wanted:
            continue
        indent = "  " * place.depth
        print(f"{indent}{place.number}　{place.clause.says}")
        for ask in said.get(place.number, ()):
            print(f"{indent}    · {ask.says}")
        for line in open_.get(place.number, ()):
            print(f"{indent}    ？{line}")
        if place.clause.plain is not None:
            print(f"{indent}    （{place.clause.plain}）")
    return 0


def _open_parameters(book: Rulebook) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in references(book):
        if one.section == "parameters":
            name = str(one.path[1])
            parameter = book.parameters[name]
            choices = f"（{'、'.join(parameter.one_of)}）" if parameter.one_of else ""
            asked = f"，由{parameter.asked_of}答复" if parameter.asked_of else ""
            found.setdefault(one.clause, []).append(f"待定 {name}：{parameter.asks}{choices}{asked}")
    return found


def schema(_arguments: Namespace) -> int:
    """JSON Schema: for editors that complete and check rulebook.yaml."""
    print(json.dumps(json_schema(), ensure_ascii=False, indent=1))
    return 0
