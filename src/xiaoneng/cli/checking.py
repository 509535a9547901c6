"""检查的命令: check, lint."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

from xiaoneng.cli.arguments import Namespace
from xiaoneng.files.checking import Checked, check_rulebook
from xiaoneng.files.screen import Progress
from xiaoneng.rulebook.language.load import load_rulebook
from xiaoneng.rulebook.lint import Finding
from xiaoneng.rulebook.lint import lint as linted


def check(arguments: Namespace) -> int:
    """检查制度: exit code 1 where something is wrong; warnings alone leave it 0."""
    with Progress("正在运行用例") as progress:
        checked = check_rulebook(arguments.rulebook, progress.step)
    if arguments.format == "json":
        print(json.dumps(_object(checked), ensure_ascii=False, indent=1))
    else:
        _print(checked)
    return 0 if checked.passed else 1


def _print(checked: Checked) -> None:
    for wrong in (*checked.flaws, *(verdict for verdict in checked.verdicts if not verdict.holds), *checked.failures):
        print(wrong, file=sys.stderr)
    if checked.source is not None:
        book = checked.source.rulebook
        print(f"{book.document.issuer}《{book.document.title}》：{len(book.clauses)} 条，{len(book.rules)} 条规则")
    held = sum(verdict.holds for verdict in checked.verdicts)
    if not checked.flaws:
        print(f"用例：{len(checked.verdicts)} 个，通过 {held} 个")
        print(f"样例年度 {checked.period}：得出 {checked.rows} 行结果")
    print_findings(checked.findings)
    wrong = len(checked.flaws) + len(checked.failures) + len(checked.verdicts) - held
    print("检查通过" if checked.passed else f"检查没有通过：{wrong} 处，见上")


def print_findings(findings: Iterable[Finding]) -> None:
    """Print the lint's warnings; they change no exit code."""
    found = list(findings)
    if found:
        print(f"减负与合规提示 {len(found)} 条（只是提示，不影响计算）：")
    for finding in found:
        print(f"  {finding}")


def lint(arguments: Namespace) -> int:
    """减负与合规提示: warnings only."""
    found = linted(load_rulebook(arguments.rulebook))
    if arguments.format == "json":
        print(json.dumps([_finding(one) for one in found], ensure_ascii=False, indent=1))
    elif found:
        print_findings(found)
    else:
        print("没有提示")
    return 0


def _finding(one: Finding) -> dict[str, Any]:
    keys = ("id", "title", "clause", "where", "message", "basis", "remedy", "file", "line", "hint", "written")
    return {key: getattr(one, key) for key in keys}


def _object(checked: Checked) -> dict[str, Any]:
    return {
        "rulebook": checked.source.rulebook.rulebook if checked.source is not None else None,
        "passed": checked.passed,
        "errors": [
            {"file": flaw.file, "line": flaw.line, "column": flaw.column, "clause": flaw.clause, "message": flaw.message}
            for flaw in checked.flaws
        ],
        "cases": [
            {
                "name": verdict.case.name,
                "clause": verdict.case.clause,
                "line": verdict.case.spot.line,
                "holds": verdict.holds,
                "differences": list(verdict.differences),
            }
            for verdict in checked.verdicts
        ],
        "sample": {"period": checked.period, "rows": checked.rows, "failures": checked.failures},
        "warnings": [_finding(one) for one in checked.findings],
    }
