"""演示: every shipped rulebook with an invented year, from files to the sheets that are signed and the page that is read."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xiaoneng.cli.arguments import Namespace
from xiaoneng.files.book import write_book
from xiaoneng.files.evaluate import evaluate_folder
from xiaoneng.files.sample import write_sample
from xiaoneng.files.screen import Progress
from xiaoneng.files.workbook import write_workbook
from xiaoneng.files.writing import new_folder, write_text
from xiaoneng.rulebook.language.load import load_rulebook, shipped_keys
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import as_json, report

SECTIONS = {
    "quotas": "推荐名额",
    "barred": "取消资格",
    "scores": "得分",
    "money": "奖惩测算",
    "consequences": "后果",
    "measures": "衡量",
    "sheets": "表",
    "lists": "清单",
    "provisional": "待确认",
    "missing_parameters": "待定参数",
}
FEW = 3


def demo(arguments: Namespace) -> int:
    """演示: makes up a year for each rulebook, evaluates it, writes result.json, 表.xlsx and 制度.html beside it."""
    root = _root(arguments.out)
    example = ""
    for key in shipped_keys():
        with Progress(f"正在计算 {key}"):
            outcome = _one(key, root / key, arguments.people, arguments.seed)
        print("\n".join(_told(outcome, report(outcome))), flush=True)
        example = f"xiaoneng evaluate {key} {root / key} --period {outcome.plan.period.label}"
    print(f"\n全部写在 {root}：每份制度一个文件夹，里面有编造的一年（people、units、facts 等表）、")
    print("  result.json（全部结果）、表.xlsx（签字用的表）、制度.html（逐条看要求和情况的网页）")
    print(f"再看一眼：{example}", file=sys.stderr)
    return 0


def _root(out: str | None) -> Path:
    if out is None:
        return Path(tempfile.mkdtemp(prefix="xiaoneng-demo-"))
    return new_folder(Path(out))


def _one(key: str, folder: Path, people: int, seed: int) -> Outcome:
    source = load_rulebook(key)
    made = write_sample(source, folder, people, seed)
    outcome = evaluate_folder(source, folder, made.period)
    result = as_json(report(outcome))
    write_text(folder / "result.json", result + "\n")
    write_workbook(outcome, folder / "表.xlsx")
    write_book(source, outcome, folder / "制度.html")
    return outcome


def _told(outcome: Outcome, found: dict[str, Any]) -> Iterator[str]:
    """A few lines about one result: how many rows a section has, and the first of those that matter most."""
    document = outcome.book.document
    yield f"\n■ {document.issuer}《{document.title}》{outcome.plan.period.label} 年（{outcome.book.rulebook}，引擎 {outcome.engine}）"
    office = outcome.office
    yield f"  {len(office.people)} 人，{len(office.units)} 个科室，{len(office.facts)} 条事实，{len(office.works)} 件作品"
    yield "  " + "，".join(f"{word} {len(found[section])}" for section, word in SECTIONS.items() if found[section])
    for row in found["quotas"][:FEW]:
        yield f"  {row['name']}：{row['base']} × {row['share'] or '—'} = {row['exact'] or '—'}，名额 {row['places']}（{row['clause']}）"
    for row in found["barred"][:FEW]:
        reasons = "、".join(f"{reason['metric']} {reason['value']}" for reason in row["because"])
        yield f"  {row['name']}：因{reasons}，依据{row['clause']}，不得评为{'、'.join(row['from'])}"
    for row in [row for row in found["scores"] if row["items"]][:FEW]:
        items = "，".join(f"{item['name']} {item['points']}（{item['clause']}）" for item in row["items"])
        yield f"  {row['name']} {row['period']}：{row['base']} 分起，{items}，得 {row['total']} 分"
