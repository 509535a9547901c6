"""表: month sheets, year summaries, screenings and money proposals from plain rows.

The words of an office — items, clauses, headings that its rulebook names — come with the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from xiaoneng.files.papers.model import Block, Column, Heading, KeyValues, Note, PageBreak, Pair, Paper, SignatureLine, Table
from xiaoneng.rulebook.calendar import capital_money
from xiaoneng.rulebook.results.numbers import decimal

SIGNED = ("单位（盖章）", "填表人", "审核人", "日期")
WIDE = 88
"""Columns that are together wider than so many characters want a page lying across."""
DASH = "—"
NARROW = 7


@dataclass(frozen=True)
class Cover:
    """表头和表尾: what stands around the rows of every sheet."""

    title: str
    issuer: str
    dated: date
    period: str = ""
    number: str = ""
    basis: str = ""
    signers: Sequence[str] = ()
    """Places to sign that the office's rulebook names beside the usual ones."""
    audit: str = ""
    foot: Sequence[str] = ()


@dataclass(frozen=True)
class Item:
    """一项得失分: with clause, times and the records behind it."""

    clause: str
    says: str
    points: str
    count: str = ""
    records: Sequence[str] = ()


@dataclass(frozen=True)
class ScoreRow:
    """考核表上的一人（一科室）: in the office's order; `beside` fills the columns that the rulebook's sheet lists."""

    unit: str
    name: str
    base: str
    items: Sequence[Item]
    total: str
    beside: Sequence[str] = ()


@dataclass(frozen=True)
class MoneyRow:
    """奖惩测算的一笔: amount in fen, None where it is not known yet."""

    name: str
    unit: str
    item: str
    clause: str
    amount: int | None
    basis: str = ""
    count: str = ""
    rate: str = ""


@dataclass(frozen=True)
class ScreenRow:
    """资格审查的一条: what was looked at, what was found, what follows."""

    name: str
    unit: str
    check: str
    clause: str
    found: str
    verdict: str
    records: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """汇总表的一部分: a heading and its rows of texts."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str] = ()


def month_sheet(cover: Cover, rows: Sequence[ScoreRow], beside: Sequence[str] = (), *, per_unit: bool = False) -> Paper:
    """月考核表: the whole office on one list, or a page for each section; every item with clause and records.

    `beside` names the columns that people fill in (自我考核 …), as the rulebook's sheet lists them.
    """
    columns = (
        Column("序号", 5, "center", group=True),
        *(() if per_unit else (Column("科室", 12, "center", group=True),)),
        Column("姓名", 9, "center", group=True),
        Column("基础分", NARROW, "center", group=True, number=True),
        Column("条款", 11, "center"),
        Column("扣分（加分）事项", 22),
        Column("次数", 5, "center", number=True),
        Column("分值", NARROW, "center", number=True),
        Column("记录编号", 16),
        Column("得分", NARROW, "center", group=True, number=True),
        *(Column(name, 12, group=True) for name in beside),
        Column("本人签字", 10, group=True),
    )
    if not per_unit:
        return _sheet(cover, [_scores(columns, rows, len(beside), with_unit=True)], columns)
    blocks: list[Block] = []
    for unit, members in groupby(rows, key=lambda row: row.unit):
        blocks += [PageBreak()] if blocks else []
        head = Heading("　".join(part for part in (cover.title, cover.period, unit) if part)) if blocks else Heading(unit)
        blocks += [head, _scores(columns, list(members), len(beside), with_unit=False), signatures(cover)]
    return _sheet(cover, blocks or [_scores(columns, (), len(beside), with_unit=False)], columns, signed=bool(blocks))


def _scores(columns: Sequence[Column], rows: Sequence[ScoreRow], beside: int, *, with_unit: bool) -> Table:
    cells: list[tuple[str, ...]] = []
    keys: list[int] = []
    for number, row in enumerate(rows, 1):
        who = (str(number), *((row.unit,) if with_unit else ()), row.name, row.base)
        more = (*row.beside, *[""] * (beside - len(row.beside)), "")
        for item in row.items or (Item("", DASH, "", ""),):
            said = (item.clause, item.says, item.count, item.points, "、".join(item.records))
            cells.append((*who, *said, row.total, *more))
            keys.append(number)
    return Table(columns, cells, keys=keys, empty="本期没有要考核的人", roomy=True)


def year_summary(cover: Cover, parts: Sequence[Part]) -> Paper:
    """年度汇总表: its parts one below the other, those without rows left out."""
    blocks: list[Block] = []
    for part in parts:
        if part.rows:
            blocks += [Heading(part.name), Table(part.columns, part.rows, part.totals)]
    return _sheet(cover, blocks or [Note("本年度没有可列的结果。")], max((part.columns for part in parts), key=_width, default=()))


def screening_sheet(cover: Cover, rows: Sequence[ScreenRow]) -> Paper:
    """资格审查表: every check of everybody, with the records and what follows."""
    columns = (
        Column("序号", 5, "center", group=True),
        Column("姓名（科室）", 12, "center", group=True),
        Column("所在科室", 12, "center", group=True),
        Column("条款", 11, "center"),
        Column("审查内容", 22),
        Column("核查情况", 22),
        Column("记录编号", 16),
        Column("结论", 12, "center"),
        Column("审查人签字", 12),
    )
    order = list(dict.fromkeys((row.name, row.unit) for row in rows))
    numbers = [order.index((row.name, row.unit)) + 1 for row in rows]
    cells = [
        (str(number), row.name, row.unit, row.clause, row.check, row.found, "、".join(row.records), row.verdict, "")
        for number, row in zip(numbers, rows, strict=True)
    ]
    return _sheet(cover, [Table(columns, cells, keys=numbers, empty="没有要审查的对象", roomy=True)], columns)


def reward_sheet(cover: Cover, rows: Sequence[MoneyRow]) -> Paper:
    """奖惩测算表: a proposal; each amount with clause and the document that it rests on, the sum also in capital numerals.

    An amount that is not known stays open and is said to be missing from the sum."""
    columns = (
        Column("序号", 5, "center"),
        Column("姓名（科室）", 12, "center"),
        Column("所在科室", 12, "center"),
        Column("项目", 20),
        Column("条款", 11, "center"),
        Column("依据文号", 16, "center"),
        Column("数量", NARROW, "center", number=True),
        Column("标准", 10, "center"),
        Column("金额（元）", 11, "right", number=True),
        Column("备注", 10),
    )
    cells = [
        (str(number), row.name, row.unit, row.item, row.clause, row.basis or "待补", row.count, row.rate, _yuan(row.amount), "")
        for number, row in enumerate(rows, 1)
    ]
    known = [row.amount for row in rows if row.amount is not None]
    totals = ("", "合计", "", f"人民币{capital_money(sum(known))}", "", "", "", "", _yuan(sum(known)), "") if rows else ()
    open_rows = len(rows) - len(known)
    notes: list[Block] = [Note("本表为测算建议，审定后方可发放或扣缴。")]
    notes += [Note(f"有 {open_rows} 笔金额待定，合计未包括。")] if open_rows else []
    return _sheet(cover, [Table(columns, cells, totals, empty="没有要测算的项目"), *notes], columns, measure="单位：元")


def form_sheet(cover: Cover, rows: Sequence[Sequence[Pair]]) -> Paper:
    """登记表: names and rooms to fill in."""
    return _sheet(cover, [KeyValues(tuple(tuple(row) for row in rows))], ())


def signatures(cover: Cover) -> SignatureLine:
    """签署: the usual places and those that the rulebook names."""
    return SignatureLine(tuple((place, "") for place in dict.fromkeys((*SIGNED[:-1], *cover.signers, SIGNED[-1]))))


def _sheet(cover: Cover, blocks: Sequence[Block], columns: Sequence[Column], *, signed: bool = False, measure: str = "") -> Paper:
    line = (cover.issuer, cover.period, cover.number or measure)
    return Paper(
        "sheet",
        cover.title,
        cover.issuer,
        cover.dated,
        [*blocks, *([] if signed else [signatures(cover)])],
        line=line,
        basis=cover.basis,
        audit=cover.audit,
        foot=tuple(cover.foot),
        landscape=_width(columns) > WIDE,
    )


def _width(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns)


def _yuan(fen: int | None) -> str:
    """An amount as a sheet prints it: always two places."""
    if fen is None:
        return "待定"
    whole, _, part = decimal(fen).partition(".")
    return f"{whole}.{part.ljust(2, '0')}"
