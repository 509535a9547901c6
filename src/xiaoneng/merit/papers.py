"""考核的纸面: the month's sheet to sign, the money proposal, the review of who may be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xiaoneng.audit.clock import day_of
from xiaoneng.audit.models import Entry
from xiaoneng.files.papers.model import Block, Grid, Heading, Paper, Signatures
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.merit.models import Opinion, Run

SIGNED = ("单位（盖章）", "填表人", "审核人", "日期")


def sheet_of(run: Run, rows: Sequence[dict[str, Any]]) -> Paper:
    """月考核表: everybody in the office's order, every figure with clause and records, the sheet's own lines beside; `rows` as the page
    shows them."""
    book = source_of(run.enactment).rulebook
    sheet = next((one for one in book.sheets.values() if one.in_ in run.period or one.of == "person"), None)
    beside = [line.says for line in sheet.lines if not (line.figures or line.facts or line.accounts)] if sheet else []
    said = {(one.person.no, one.line): one.text for one in Opinion.objects.filter(office=run.office, period=run.period, key=run.key)}
    heads = ["科室", "姓名", "基础", "明细（条款　项目　次数　分　记录）", "得分", *beside, "本人签字"]
    table = [
        [
            row["unit"], row["name"], row["base"], "\n".join(_item(one) for one in row["items"]) or "—", row["total"],
            *(said.get((row["subject"], line), "") for line in beside), "",
        ]
        for row in rows
    ]  # fmt: skip
    signers = [word for word in (sheet.signed_by if sheet else ()) if word not in SIGNED]
    again = f"第 {run.number} 次结果，更正原因：{run.reason}" if run.supersedes_id else ""
    title = f"{run.period} {sheet.name if sheet else '考核表'}"
    blocks: list[Block] = [Grid(heads, table, frozenset({2, 4})), Signatures([*SIGNED, *signers])]
    return Paper(
        "sheet",
        title,
        run.office.name,
        day_of(run.closed_at),
        blocks,
        f"{run.office.name}　依据：{book.document.title}　{again}",
        foot=_foot(run),
    )


def _item(item: dict[str, Any]) -> str:
    parts = [item["clause"], item["name"], f"{item['count']}" if item["count"] else "", item["points"], "、".join(item["facts"])]
    return "　".join(part for part in parts if part)


def _foot(run: Run) -> list[str]:
    entry = Entry.objects.filter(object_type="run", object_id=str(run.pk)).order_by("seq").first()
    found = [f"结账：{day_of(run.closed_at)}　{run.closed_by.name}　结果摘要 {run.result_sha256[:16]}"]
    return [*found, f"审计校验：第 {entry.seq} 号 {entry.hash[:16]}"] if entry is not None else found


def year_paper(office: str, title: str, dated: Any, result: dict[str, Any], basis: str) -> Paper:
    """年度汇总: places, who lost the right to be chosen and why, proposed money with its basis, consequences."""
    quotas = [
        [row["name"], row["clause"], *(_or_dash(row[name]) for name in ("base", "share", "exact", "places"))] for row in result["quotas"]
    ]
    barred = [[row["name"], "、".join(row["from"]), row["clause"], _because(row)] for row in result["barred"]]
    money = [
        [row["name"], row["item"], row["clause"], row.get("basis") or "待补", _or_dash(row["count"]), row["amount"]]
        for row in result["money"]
    ]
    effects = [[row["name"], row["effect"], row["clause"], "提请决定" if row["may"] else ""] for row in result["consequences"]]
    parts = (
        ("推荐名额", Grid(("荣誉", "条款", "基数", "比例", "计算值", "名额"), quotas, frozenset({2, 3, 4, 5}))),
        ("资格审查", Grid(("对象", "不得评", "条款", "原因"), barred)),
        ("奖惩测算（建议）", Grid(("对象", "项目", "条款", "依据文号", "数量", "金额（元）"), money, frozenset({4, 5}))),
        ("后果", Grid(("对象", "后果", "条款", "说明"), effects)),
    )
    blocks: list[Block] = []
    for name, grid in parts:
        if grid.rows:
            blocks += [Heading(name), grid]
    return Paper("sheet", title, office, dated, [*blocks, Signatures(SIGNED)], f"{office}　依据：{basis}")


def _or_dash(value: object) -> str:
    return "—" if value is None else str(value)


def _because(row: dict[str, Any]) -> str:
    return "；".join(f"{one['metric']} {one['value']}" for one in row["because"])
