"""附表: the rulebook's own sheets, measures, works, every entry, what is pending, answers and readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from xiaoneng.files.workbook_desk import Desk, Json, cell
from xiaoneng.files.workbook_paper import Cell, Column, Page
from xiaoneng.files.workbook_signed import PERSON, UNIT, sheets_of_account
from xiaoneng.rulebook.engines.relations import Fact, Work
from xiaoneng.rulebook.results.bases import answer_words
from xiaoneng.rulebook.results.numbers import decimal, field_text
from xiaoneng.rulebook.results.records import unit_of_kind
from xiaoneng.rulebook.results.sentences import bar_words, requirement

ROOM = 120
"""The characters that the lines of a rulebook's own sheet share."""
RECORD = (
    Column("序号", 7, "center"), Column("日期", 12, "center"), Column("姓名", 12, "center"), Column("科室", 14, "center"),
    Column("事项", 24), Column("编号", 12, "center"),
)  # fmt: skip


# ---------------------------------------------------------------- the rulebook's own sheets


def own_pages(desk: Desk) -> Iterator[Page]:
    """本制度自己的表: one page a sheet and period, subjects down, lines across."""
    grouped: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for row in desk.report["sheets"]:
        grouped[row["key"], row["period"]].append(row)
    scored = {key for account in desk.outcome.book.accounts for key in sheets_of_account(desk, account)}
    order = list(desk.outcome.book.sheets)
    for (key, period), rows in sorted(grouped.items(), key=lambda item: (order.index(item[0][0]), item[0][1])):
        if key not in scored:
            yield _own_page(desk, key, period, desk.ordered(rows))


def _own_page(desk: Desk, key: str, period: str, rows: list[Json]) -> Page:
    sheet = desk.outcome.book.sheets[key]
    of = desk.outcome.kind_of(sheet.of)
    lines = [(line.says, bool(line.figures or line.facts or line.accounts)) for line in sheet.lines]
    wide = min(20, max(11, ROOM // max(len(lines), 1)))
    columns = (
        *(PERSON if of == "person" else UNIT),
        *(Column(says, wide if known else min(14, wide), "text" if known else "blank") for says, known in lines),
        *(Column(says, 12, "blank") for says in sheet.columns),
    )
    body: list[tuple[Cell, ...]] = []
    for number, row in enumerate(rows, 1):
        name, unit = desk.who(row)
        lead: tuple[Cell, ...] = (Decimal(number), name, unit) if of == "person" else (Decimal(number), name)
        body.append((*lead, *(desk.evidence(line, period) for line in row["lines"]), *("" for _ in sheet.columns)))
    return desk.page(f"{sheet.name}{period}", columns, body, title=sheet.name, clause=sheet.clause, period=period, signers=sheet.signed_by)


def measure_pages(desk: Desk) -> Iterator[Page]:
    """衡量表: each figure against its limit."""
    rows = desk.ordered(desk.report["measures"])
    if not rows:
        return
    columns = (
        Column("序号", 7, "center"), Column("姓名", 12, "center"), Column("科室", 14, "center"), Column("期间", 11, "center"),
        Column("衡量", 20), Column("条款", 11, "center"), Column("数值", 9, "number"), Column("要求", 14, "center"),
        Column("结论", 9, "center"), Column("记录编号", 20),
    )  # fmt: skip
    body: list[tuple[Cell, ...]] = []
    for number, row in enumerate(rows, 1):
        name, unit = desk.who(row)
        nos = desk.numbers(row["works"] if "works" in row else row["facts"], 18)
        asked = requirement(row)
        verdict = "符合" if row["holds"] else "不符合"
        body.append((Decimal(number), name, unit, row["period"], row["measure"], row["clause"], cell(row["value"]), asked, verdict, nos))
    held = sum(bool(row["holds"]) for row in rows)
    total: list[Cell] = ["合计", f"{len(rows)} 项", *[""] * 6, f"符合 {held}", f"不符合 {len(rows) - held}"]
    yield desk.page("衡量表", columns, body, total=tuple(total))


def work_pages(desk: Desk) -> Iterator[Page]:
    """作品参评表: the works that are candidates of each award, and those that qualify by themselves."""
    outcome = desk.outcome
    body: list[tuple[Cell, ...]] = []
    for row in desk.report["awards"]:
        if outcome.kind_of(outcome.book.awards[row["award"]].of) not in outcome.book.works:
            continue
        automatic = set(row["automatic"])
        for no in dict.fromkeys((*row["automatic"], *row["eligible"])):
            work = desk.records.items[no]
            if isinstance(work, Work):
                authors = "、".join(outcome.name("person", author) for author in work.authors)
                how = "直接认定" if no in automatic else "参评"
                day = date.fromordinal(work.day).isoformat()
                levels = "、".join(work.levels)
                body.append((Decimal(len(body) + 1), row["name"], row["clause"], no, work.title, authors, day, levels, work.rated, how))
    columns = (
        Column("序号", 7, "center"), Column("荣誉", 12, "center"), Column("条款", 10, "center"), Column("编号", 10, "center"),
        Column("标题", 40), Column("作者", 16), Column("日期", 12, "center"), Column("采用级别", 16), Column("评定", 8, "center"),
        Column("参评", 10, "center"),
    )  # fmt: skip
    if body:
        total: list[Cell] = ["合计", f"{len(body)} 件", *[""] * 8]
        yield desk.page("作品参评表", columns, body, total=tuple(total))


# ---------------------------------------------------------------- records


class Line(NamedTuple):
    """One line of 明细; the first field is its place."""

    place: tuple[object, ...]
    day: str
    name: str
    unit: str
    says: str
    no: str
    clause: str
    quantity: Cell
    points: Cell
    result: str
    remark: str


def entry_pages(desk: Desk) -> Iterator[Page]:
    """明细: every entry of every account, and every record behind a figure, a bar or a consequence."""
    body = sorted((*_entries(desk), *_behind(desk)), key=lambda line: line.place)
    if not body:
        return
    columns = (
        *RECORD, Column("条款", 11, "center"), Column("数量", 8, "number"), Column("分值（金额）", 12, "number"), Column("结果", 26),
        Column("说明", 28),
    )  # fmt: skip
    yield desk.page("明细", columns, [(Decimal(number), *line[1:]) for number, line in enumerate(body, 1)])


def _entries(desk: Desk) -> Iterator[Line]:
    outcome = desk.outcome
    for entry in outcome.findings.entries:
        span = outcome.spans[entry.span]
        if not span.asked:
            continue
        item = outcome.item(entry.source, entry.item) if entry.source != "figure" else None
        day = item.day if item is not None else span.last
        account = outcome.book.accounts[entry.account]
        yield Line(
            place=(0 if entry.of == "person" else 1, entry.subject, day, entry.rule, 0),
            day=date.fromordinal(day).isoformat() if item is not None else span.period.label,
            name=desk.called(entry.of, entry.subject),
            unit=desk.unit_of(entry.of, entry.subject, day),
            says=outcome.rule_name(entry.rule) + (f"（{entry.label}）" if entry.label else ""),
            no=item.no if item is not None else "",
            clause=outcome.rule(entry.rule).clause,
            quantity=Decimal(decimal(entry.quantity)) if entry.quantity is not None else "",
            points=Decimal(decimal(entry.amount)) if entry.amount is not None else "待定",
            result=f"{account.name}（{account.unit}）",
            remark=_remark(desk, item),
        )


def _behind(desk: Desk) -> Iterator[Line]:
    """The records behind rows of the report that are no entries themselves."""
    posted = {
        (entry.of, entry.subject, desk.outcome.rule(entry.rule).clause, desk.outcome.item(entry.source, entry.item).no)
        for entry in desk.outcome.findings.entries
        if entry.source != "figure"
    }
    for row, clause, result, nos in _cited(desk.report):
        of, subject = desk.place(row)
        for no in dict.fromkeys(nos):
            item = desk.records.items[no]
            if (of, subject, clause, no) in posted and "item" in row:
                continue
            yield Line(
                place=(0 if of == "person" else 1, subject, item.day, no, 1),
                day=date.fromordinal(item.day).isoformat(),
                name=desk.who(row)[0],
                unit=desk.unit_of(of, subject, item.day),
                says=desk.outcome.kind_name(item.kind),
                no=no,
                clause=clause,
                quantity=Decimal(decimal(desk.records.quantity([no]))),
                points="",
                result=result,
                remark=_remark(desk, item),
            )


def _cited(found: Json) -> Iterator[tuple[Json, str, str, list[str]]]:
    """(row, clause, what follows, 编号) of everything in the report that names records."""
    for row in found["scores"]:
        for item in row["items"]:
            yield {**row, "item": item["item"]}, item["clause"], f"计入：{item['name']}", item["facts"]
    for row in found["money"]:
        yield row, row["clause"], f"计入：{row['item']}", row["works"] if "works" in row else row["facts"]
    for row in found["barred"]:
        yield row, row["clause"], f"取消资格：{bar_words(row)}", [no for one in row["because"] for no in one["facts"]]
    for row in found["consequences"]:
        yield row, row["clause"], row["effect"], [no for one in row["because"] for no in one["facts"]]
    for row in found["measures"]:
        yield row, row["clause"], f"计入：{row['measure']}", row["works"] if "works" in row else row["facts"]


def _remark(desk: Desk, item: Fact | Work | None) -> str:
    """说明: a work's title, or the fields that were recorded with a fact."""
    if item is None:
        return "按全期数据计算"
    if isinstance(item, Work):
        return f"《{item.title}》"
    declared = desk.outcome.book.fact_kinds[item.kind].fields
    said = {declared[key].name or key: field_text(declared[key], value) for key, value in item.fields.items() if key in declared}
    return "；".join(f"{name}：{value}" for name, value in said.items() if value)


def pending_pages(desk: Desk) -> Iterator[Page]:
    """待确认: records that would count once they are confirmed."""
    body: list[tuple[Cell, ...]] = []
    for number, row in enumerate(desk.report["provisional"], 1):
        name, unit = desk.who(row)
        kind = desk.records.items[row["fact"]].kind
        counted = f"{row['value']} {unit_of_kind(desk.outcome, kind)}"
        body.append((Decimal(number), row["date"], name, unit, row["metric"], row["fact"], counted, "", ""))
    columns = (*RECORD, Column("数量", 9, "center"), Column("确认意见", 18, "blank"), Column("确认人", 12, "blank"))
    if body:
        yield desk.page("待确认", columns, body, notes=("以下记录没有计入任何结果，确认后再算",))


def basis_pages(desk: Desk) -> Iterator[Page]:
    """参数与理解: what was answered, what is open, how the text is read, and what a reader should know."""
    outcome, body = desk.outcome, []
    missing = {row["name"]: row for row in desk.report["missing_parameters"]}
    for name, parameter in outcome.book.parameters.items():
        answer = outcome.plan.answers.get(name)
        if name in missing:
            blocked = "、".join(dict.fromkeys(_blocked(desk, str(one)) for one in missing[name]["blocks"]))
            body.append(("参数", parameter.asks, name, "尚未答复", parameter.clause, f"没有得出结果的：{blocked}"))
        elif answer is not None:
            body.append(("参数", parameter.asks, name, answer_words(parameter, answer), parameter.clause, "本单位答复"))
        elif parameter.varies:
            body.append(("参数", parameter.asks, name, "分别答复或没有用到", parameter.clause, "可按人员、科室、职务分别答复"))
    for row in desk.report["readings"]:
        origin = "默认" if row["value"] == row["default"] else f"本单位选定，默认为{row['default_said']}"
        body.append(("理解", row["says"], row["name"], row["said"], row["clause"], origin))
    body += [("提示", warning, "", "", "", "") for warning in desk.report["warnings"]]
    columns = (
        Column("类别", 8, "center"), Column("内容", 44), Column("名称", 20), Column("取值", 22), Column("条款", 12, "center"),
        Column("说明", 34),
    )  # fmt: skip
    if body:
        yield desk.page("参数与理解", columns, list(body))


def _blocked(desk: Desk, rule_id: str) -> str:
    known = rule_id in desk.outcome.rules or rule_id.rpartition(":")[0] in desk.outcome.rules
    return desk.outcome.rule_name(rule_id) if known else rule_id
