"""考核的纸面: the month's sheet to sign, the money proposal, the review of who may be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xiaoneng.audit.clock import day_of
from xiaoneng.audit.models import Entry
from xiaoneng.files.papers.forms import Cover, Item, Part, ScoreRow, month_sheet, year_summary
from xiaoneng.files.papers.model import Column, Paper
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.merit.models import Opinion, Run


def sheet_of(run: Run, rows: Sequence[dict[str, Any]]) -> Paper:
    """月考核表: everybody in the office's order, every figure with clause and records, the sheet's own lines beside; `rows` as the page
    shows them."""
    book = source_of(run.enactment).rulebook
    sheet = next((one for one in book.sheets.values() if one.in_ in run.period or one.of == "person"), None)
    beside = [line.says for line in sheet.lines if not (line.figures or line.facts or line.accounts)] if sheet else []
    said = {(one.person.no, one.line): one.text for one in Opinion.objects.filter(office=run.office, period=run.period, key=run.key)}
    again = [f"第 {run.number} 次结果，更正原因：{run.reason}"] if run.supersedes_id else []
    proof, *foot = _foot(run)
    cover = Cover(
        sheet.name if sheet else "考核表",
        run.office.name,
        day_of(run.closed_at),
        run.period,
        basis=f"《{book.document.title}》",
        signers=sheet.signed_by if sheet else (),
        audit="".join(foot),
        foot=[*again, proof],
    )
    scores = [
        ScoreRow(
            row["unit"],
            row["name"],
            _or_dash(row["base"]),
            [_item(one) for one in row["items"]],
            _or_dash(row["total"]),
            [said.get((row["subject"], line), "") for line in beside],
        )
        for row in rows
    ]
    return month_sheet(cover, scores, beside)


def _item(item: dict[str, Any]) -> Item:
    return Item(item["clause"], item["name"], _or_dash(item["points"]), str(item["count"] or ""), item["facts"])


def _foot(run: Run) -> list[str]:
    entry = Entry.objects.filter(object_type="run", object_id=str(run.pk)).order_by("seq").first()
    found = [f"结账：{day_of(run.closed_at)}　{run.closed_by.name}　结果摘要 {run.result_sha256[:16]}"]
    return [*found, f"第 {entry.seq} 号 {entry.hash[:16]}"] if entry is not None else found


def year_paper(office: str, title: str, dated: Any, result: dict[str, Any], basis: str) -> Paper:
    """年度汇总: places, who lost the right to be chosen and why, proposed money with its basis, consequences."""
    quotas = [
        [row["name"], row["clause"], *(_or_dash(row[name]) for name in ("base", "share", "exact", "places"))] for row in result["quotas"]
    ]
    barred = [[row["name"], "、".join(row["from"]), row["clause"], _because(row)] for row in result["barred"]]
    money = [
        [row["name"], row["item"], row["clause"], row.get("basis") or "待补", _or_dash(row["count"]), _or_dash(row["amount"])]
        for row in result["money"]
    ]
    effects = [[row["name"], row["effect"], row["clause"], "提请决定" if row["may"] else ""] for row in result["consequences"]]
    parts = (
        Part("推荐名额", (_WHAT, _CLAUSE, *(_number(name) for name in ("基数", "比例", "计算值", "名额"))), quotas),
        Part("资格审查", (_WHO, Column("不得评", 20), _CLAUSE, Column("原因", 30)), barred),
        Part("奖惩测算（建议）", (_WHO, _WHAT, _CLAUSE, Column("依据文号", 16, "center"), _number("数量"), _MONEY), money),
        Part("后果", (_WHO, Column("后果", 24), _CLAUSE, Column("说明", 12)), effects),
    )
    return year_summary(Cover(title, office, dated, basis=f"《{basis}》"), parts)


_WHO, _WHAT, _CLAUSE = Column("对象", 14), Column("项目", 20), Column("条款", 12, "center")
_MONEY = Column("金额（元）", 12, "right", number=True)


def _number(name: str) -> Column:
    return Column(name, 10, "center", number=True)


def _or_dash(value: object) -> str:
    return "—" if value is None else str(value)


def _because(row: dict[str, Any]) -> str:
    return "；".join(f"{one['metric']} {one['value']}" for one in row["because"])
