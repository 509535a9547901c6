"""签章的表: score sheets, screening, quotas, payments, consequences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from xiaoneng.files.workbook_desk import Desk, Json, cell, total_of
from xiaoneng.files.workbook_paper import Cell, Column, Marked, Page
from xiaoneng.rulebook.calendar import capital_money
from xiaoneng.rulebook.language.names import Sheet
from xiaoneng.rulebook.results.bars import bars_from
from xiaoneng.rulebook.results.bases import choice_of
from xiaoneng.rulebook.results.paid import formulas
from xiaoneng.rulebook.results.screening import Check, Finding, checks, screened
from xiaoneng.rulebook.results.sentences import OPERATORS, PLACES, grounds, measured, period_words, reason_words, row_words, tie_words

TITLES = {"month": "月考核表", "quarter": "季度考核表", "half": "半年考核表", "year": "年度考核表"}
PERSON = (Column("序号", 6, "center", group=True), Column("姓名", 12, "center", group=True), Column("科室", 16, "center", group=True))
MANY = 8
FEN = 100
ROOM = 96
"""The characters that the columns which say what the records hold share."""
Subject = tuple[str, str]
"""(number, name) of a row."""
UNIT = (Column("序号", 6, "center", group=True), Column("科室", 18, "center", group=True))


# ---------------------------------------------------------------- scores


def score_pages(desk: Desk) -> Iterator[Page]:
    """考核表: one page a sheet and period, each item with clause, count, points and 编号; scores on no sheet have pages of their own."""
    grouped: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for row in desk.report["scores"]:
        grouped[row["account"], row["period"]].append(row)
    lines: dict[tuple[str, str], dict[Subject, list[Json]]] = defaultdict(dict)
    for row in desk.report["sheets"]:
        lines[row["key"], row["period"]][row["subject"], row["name"]] = row["lines"]
    order = list(desk.outcome.book.accounts)
    for (key, period), rows in sorted(grouped.items(), key=lambda item: (order.index(item[0][0]), item[0][1])):
        left = rows
        for sheet_key in sheets_of_account(desk, key):
            known = lines[sheet_key, period]
            shown = [row for row in rows if (row["subject"], row["name"]) in known]
            left = [row for row in left if row not in shown]
            if shown:
                yield _score_page(desk, key, period, desk.ordered(shown), desk.outcome.book.sheets[sheet_key], known)
        if left:
            yield _score_page(desk, key, period, desk.ordered(left), None, {})


def _score_page(desk: Desk, key: str, period: str, rows: list[Json], sheet: Sheet | None, lines: dict[Subject, list[Json]]) -> Page:
    account = desk.outcome.book.accounts[key]
    of = desk.outcome.kind_of(account.of)
    subject = PERSON if of == "person" else UNIT
    beside = _beside(sheet, key)
    wide = min(22, max(14, ROOM // max(len(beside), 1)))
    columns = (
        *subject,
        Column("基础分", 8, "number", group=True),
        Column("条款", 12, "center"),
        Column("扣分（加分）事项", 24),
        Column("次数", 7, "number"),
        Column("分值", 8, "number"),
        Column("记录编号", 20),
        Column("得分", 9, "number", group=True),
        *(Column(says, wide if known else 10, "text" if known else "blank", group=True) for _, says, known in beside),
        Column("签字" if of == "unit" else "本人签字", 11, "blank", group=True),
    )
    body: list[tuple[Cell, ...]] = []
    keys: list[int] = []
    for number, row in enumerate(rows, 1):
        who = _who(desk, row, of, number)
        found = lines.get((row["subject"], row["name"]), [])
        said = [desk.evidence(found[place], period, without=account.name) for place, _, _ in beside]
        for item in _item_cells(desk, row):
            body.append((*who, cell(row["base"]), *item, cell(row["total"], "未定"), *said, ""))
            keys.append(number)
    points = len(subject) + 4
    total = [""] * len(columns)
    total[0], total[1] = "合计", f"{len(rows)} {'人' if of == 'person' else '个'}"
    cells: list[Cell] = list(total)
    cells[points] = total_of(row[points] for row in body)
    title = sheet.name if sheet is not None else f"{account.name}{TITLES.get(account.period, '考核表')}"
    clause = (sheet.clause if sheet is not None else None) or account.clause
    signers = [one for one in sheet.signed_by if one != "被考核人"] if sheet is not None else []
    return desk.page(
        f"{title}{period}", columns, body, title=title, clause=clause, period=period, signers=signers, total=tuple(cells), keys=keys
    )


def _beside(sheet: Sheet | None, key: str) -> list[tuple[int, str, bool]]:
    """(number, heading, whether the records say something) of the lines of a sheet besides the score itself."""
    found = []
    for number, line in enumerate(sheet.lines if sheet is not None else ()):
        others = [*line.figures, *line.facts, *(name for name in line.accounts if name != key)]
        known = bool(others) or line.holds is not None
        if known or key not in line.accounts:
            found.append((number, line.says, known))
    return found


def sheets_of_account(desk: Desk, key: str) -> list[str]:
    """The sheets of the rulebook on which an account's score stands: the first score that their lines name, in its own period."""
    scored = {row["account"] for row in desk.report["scores"]}
    accounts = desk.outcome.book.accounts
    found = []
    for name, sheet in desk.outcome.book.sheets.items():
        of = desk.outcome.kind_of(sheet.of)
        named = (one for line in sheet.lines for one in line.accounts if one in scored)
        fitting = (one for one in named if accounts[one].period == sheet.in_ and accounts[one].of == of)
        if next(fitting, None) == key:
            found.append(name)
    return found


def _who(desk: Desk, row: Json, of: str, number: int) -> tuple[Cell, ...]:
    name, unit = desk.who(row)
    return (Decimal(number), name, unit) if of == "person" else (Decimal(number), name)


def _item_cells(desk: Desk, row: Json) -> Iterator[tuple[Cell, ...]]:
    """条款, 事项, 次数, 分值, 编号 of each item; one line saying so where there is none."""
    for item in row["items"]:
        yield item["clause"], item["name"], cell(item["count"]), cell(item["points"], "待定"), desk.numbers(item["facts"], 18)
    if row.get("raw") is not None and row["total"] is not None:
        yield "", "按上下限调整", "", Decimal(row["total"]) - Decimal(row["raw"]), ""
    elif not row["items"]:
        yield "", "无", "", "", ""


# ---------------------------------------------------------------- screening


def screening_pages(desk: Desk) -> Iterator[Page]:
    """资格审查表: each candidate against every condition that bars, and the conclusion for every award."""
    for of, title in (("person", "资格审查表"), ("unit", "科室资格审查表")):
        asked = checks(desk.outcome, of)
        awards = [row for row in desk.report["awards"] if desk.outcome.kind_of(desk.outcome.book.awards[row["award"]].of) == of]
        subjects = _screened_subjects(desk, of)
        if subjects and (asked or awards):
            yield _screening_page(desk, of, title, asked, awards, subjects)


def _screened_subjects(desk: Desk, of: str) -> list[int]:
    book, found = desk.outcome.book, desk.outcome.findings.candidates
    candidates = {row.subject for row in found if desk.outcome.kind_of(book.awards[row.award].of) == of}
    barred = {place for row in desk.report["barred"] if (place := desk.place(row))[0] == of}
    return sorted(candidates | {subject for _, subject in barred})


def _screening_page(desk: Desk, of: str, title: str, asked: list[Check], awards: list[Json], subjects: list[int]) -> Page:
    names = list(dict.fromkeys(row["name"] for row in awards))
    rows_of = {name: [row for row in awards if row["name"] == name] for name in names}
    findings = screened(desk.outcome, of, subjects)
    because: dict[tuple[str, int], list[Json]] = defaultdict(list)
    for row in desk.report["barred"]:
        because[desk.place(row)].append(row)
    columns = (
        *((PERSON[0], PERSON[1], PERSON[2]) if of == "person" else UNIT),
        *(Column(_condition(check), 12 if len(asked) <= MANY else 9, "number") for check in asked),
        *(Column(_award_head(desk, name, rows_of[name]), 11, "center") for name in names),
        Column("结论和依据", 34),
    )
    known = {(row["award"], row["period"], subject) for row in awards for subject in (*row["eligible"], *row["automatic"])}
    body: list[tuple[Cell, ...]] = []
    for number, subject in enumerate(subjects, 1):
        name = desk.called(of, subject)
        lead: tuple[Cell, ...] = (Decimal(number), name, desk.unit_of(of, subject)) if of == "person" else (Decimal(number), name)
        barred = because[of, subject]
        verdicts = [_verdict(desk, of, subject, rows_of[one], known, barred) for one in names]
        values = _values(findings[subject], asked)
        body.append((*lead, *values, *verdicts, _conclusion(desk, barred)))
    total: list[Cell] = [""] * len(columns)
    total[0], total[1] = "合计", f"{len(subjects)} {'人' if of == 'person' else '个'}"
    for place in range(len(columns) - 1 - len(names), len(columns) - 1):
        total[place] = f"可参评 {sum(str(row[place]).startswith('可参评') for row in body)}"
    notes = ("※ 表示达到该项条件；空白表示该项没有记录或不适用",) if asked else ()
    return desk.page(title, columns, body, notes=notes, total=tuple(total))


def _award_head(desk: Desk, name: str, rows: list[Json]) -> str:
    """The award, its period or its first and last where it is not of the year, its clause."""
    periods = [period_words(one) for one in sorted({row["period"] for row in rows if _named(desk, row)})]
    return "\n".join((name, *(["至".join(dict.fromkeys((periods[0], periods[-1])))] if periods else []), rows[0]["clause"]))


def _named(desk: Desk, row: Json) -> bool:
    """Whether the period of an award is named: the year is on the page already."""
    return desk.outcome.book.awards[row["award"]].in_ != "year"


def _condition(check: Check) -> str:
    if not check.operator:
        return f"{check.says}\n有即取消\n{check.clause}"
    limit = measured(check.limit, check.unit) if check.limit is not None else "规定数"
    return f"{check.says}\n{OPERATORS[check.operator]} {limit}\n{check.clause}"


def _values(found: list[Finding], asked: list[Check]) -> Iterator[Cell]:
    """One cell a condition: the value, marked where the condition holds."""
    by_check = {one.check: one for one in found}
    for check in asked:
        one = by_check[check]
        value = cell(one.value)
        yield Marked(value) if one.holds and isinstance(value, str | Decimal) else value


def _verdict(desk: Desk, of: str, subject: int, rows: list[Json], known: set[tuple[str, str, str]], barred: list[Json]) -> str:
    number = desk.outcome.subject(of, subject)
    open_ = [row for row in rows if (row["award"], row["period"], number) in known]
    out = {row["period"] for row in rows if row not in open_ and any(bars_from(one, row) for one in barred)}
    if out:
        return "取消资格" + _of_periods(out, rows)
    if open_:
        within = {row["period"] for row in open_}
        return "可参评" + _of_periods(within, rows)
    return "不在范围"


def _of_periods(found: set[str], rows: list[Json]) -> str:
    """`（2024年第一季度）` where these are not all periods of the rows."""
    return "" if found == {row["period"] for row in rows} else f"（{'、'.join(period_words(one) for one in sorted(found))}）"


def _conclusion(desk: Desk, barred: list[Json]) -> str:
    if not barred:
        return "未见取消资格情形"
    parts = []
    for row in barred:
        reasons = "、".join(reason_words(one, one["unit"]) for one in row["because"])
        nos = desk.numbers((no for one in row["because"] for no in one["facts"]), 32)
        parts.append(f"取消资格，依据{row['clause']}：{reasons}" + (f"\n{nos}" if nos else ""))
    return "\n".join(parts)


# ---------------------------------------------------------------- quotas


def quota_pages(desk: Desk) -> Iterator[Page]:
    """推荐名额表: base, share, exact, the three roundings, the places, with what qualifies by itself."""
    if not desk.report["quotas"]:
        return
    columns = (
        Column("序号", 6, "center"), Column("荣誉", 16, "center"), Column("条款", 11, "center"), Column("基数", 8, "number"),
        Column("比例", 8, "share"), Column("计算值", 9, "number"), Column("舍去", 7, "number"), Column("四舍五入", 9, "number"),
        Column("进一", 7, "number"), Column("推荐名额", 9, "number"), Column("直接认定", 9, "number"), Column("说明", 32),
    )  # fmt: skip
    awards = {(row["award"], row["period"], row.get("class")): row for row in desk.report["awards"]}
    body: list[tuple[Cell, ...]] = []
    for number, row in enumerate(desk.report["quotas"], 1):
        award = awards.get((row["award"], row["period"], row.get("class")), {})
        name = row["name"] + (f"（{row['class']}）" if row.get("class") else "")
        name += f"\n{period_words(row['period'])}" if _named(desk, row) else ""
        automatic = Decimal(len(award["automatic"])) if "counted" in award else ""
        numbers = [cell(row[key]) for key in ("base", "share", "exact", "floor", "half_up", "ceil")]
        body.append((Decimal(number), name, row["clause"], *numbers, cell(row["places"], "待定"), automatic, _quota_note(desk, row, award)))
    total: list[Cell] = ["合计", f"{len(body)} 项", *[""] * 7, total_of(row[9] for row in body), "", ""]
    yield desk.page("推荐名额表", columns, body, total=tuple(total))


def _quota_note(desk: Desk, row: Json, award: Json) -> str:
    declared = desk.outcome.book.awards[row["award"]]
    notes = [row_words(row)] if "row" in row else []
    if row["share"] is not None and declared.rounding:
        chosen = choice_of(desk.outcome, declared.rounding)
        notes.append(f"取整：{chosen}" if chosen else "取整方式尚未答复，名额待定")
    if row.get("about"):
        notes.append("条文写“左右”，会议可在此上下决定")
    if "further_places" in award and award["further_places"] is not None:
        notes.append(f"直接认定{PLACES.get(award['counted'], award['counted'])}，另可推荐 {award['further_places']}")
    if award.get("exceeded"):
        notes.append("直接认定已超过名额")
    for key, says in (("clear", "测算在名额之内"), ("tied", "并列待会议决定")):
        if award.get(key):
            notes.append(f"{says}：{'、'.join(award[key])}")
    if award.get("ties"):
        notes.append(tie_words(award["ties"]))
    if declared.decided_by:
        notes.append(f"由{desk.decider(declared.decided_by)}决定")
    return "；".join(notes)


# ---------------------------------------------------------------- payments and consequences


def money_pages(desk: Desk) -> Iterator[Page]:
    """奖励发放测算表: each person and item with clause and amount; 签收, and 依据文号 where none is named, by hand."""
    grouped: dict[str, list[Json]] = defaultdict(list)
    for row, formula in zip(desk.report["money"], formulas(desk.outcome, desk.report), strict=True):
        grouped[row["account"]].append(row | {"formula": formula})
    for key, rows in grouped.items():
        account = desk.outcome.book.accounts[key]
        columns = (
            *PERSON,
            Column("项目", 22), Column("条款", 11, "center"), Column("数量", 7, "number"), Column("算法", 26),
            Column(f"金额（{account.unit}）", 12, "money"), Column(f"本人合计（{account.unit}）", 13, "money", group=True),
            Column("依据文号", 18, "blank", group=True), Column("签收", 12, "blank", group=True),
        )  # fmt: skip
        body, keys = _payments(desk, desk.ordered(rows))
        total: list[Cell] = [""] * len(columns)
        total[0], total[1] = "合计", f"{len(set(keys))} 人（科室）"
        total[7] = total[8] = total_of(row[7] for row in body)
        total[3] = f"人民币{capital_money(int(total_of(row[7] for row in body) * FEN))}" if account.unit == "元" else ""
        name = "奖励发放测算表" if len(grouped) == 1 else f"{account.name}发放测算表"
        open_ = sum(row["amount"] is None for row in rows)
        notes = ["本表是测算，不是发放决定；发放须有依据文号并经审定。负数为应扣数"]
        notes += [f"有 {open_} 笔金额待定，合计未包括"] if open_ else []
        yield desk.page(name, columns, body, clause=account.clause, notes=notes, total=tuple(total), keys=keys)


def _payments(desk: Desk, rows: list[Json]) -> tuple[list[tuple[Cell, ...]], list[int]]:
    sums: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[desk.place(row)] += Decimal(row["amount"] or 0)
    order = {place: number for number, place in enumerate(dict.fromkeys(desk.place(row) for row in rows), 1)}
    bases: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    for row in rows:
        bases[desk.place(row)] |= {row["basis"]: None} if "basis" in row else {}
    body: list[tuple[Cell, ...]] = []
    for row in rows:
        place = desk.place(row)
        name, unit = desk.who(row)
        paid = (row["item"], row["clause"], cell(row["count"]), row["formula"], cell(row["amount"], "待定"))
        body.append((Decimal(order[place]), name, unit, *paid, sums[place], "、".join(bases[place]), ""))
    return body, [order[desk.place(row)] for row in rows]


def consequence_pages(desk: Desk) -> Iterator[Page]:
    """后果表: each effect in the document's words with clause, reasons, 编号, term and who decides."""
    rows = desk.ordered(desk.report["consequences"])
    if not rows:
        return
    columns = (
        *PERSON, Column("条款", 11, "center"), Column("后果", 30), Column("起", 12, "center"), Column("止", 12, "center"),
        Column("原因", 24), Column("记录编号", 20), Column("决定", 18), Column("签字", 11, "blank"),
    )  # fmt: skip
    order = {place: number for number, place in enumerate(dict.fromkeys(desk.place(row) for row in rows), 1)}
    body: list[tuple[Cell, ...]] = []
    for row in rows:
        name, unit = desk.who(row)
        reasons = "、".join(reason_words(one, one["unit"]) for one in row["because"])
        nos = desk.numbers((no for one in row["because"] for no in one["facts"]), 18)
        effect = row["effect"].removesuffix(f"({row.get('from')}至{row.get('to')})")
        decided = f"由{desk.decider(row.get('decided_by'))}决定" if row["may"] or "decided_by" in row else ""
        settled = f"可以，{decided}" if row["may"] else decided
        term = (row.get("from", ""), row.get("to", ""))
        body.append((Decimal(order[desk.place(row)]), name, unit, grounds(row), effect, *term, reasons, nos, settled, ""))
    total: list[Cell] = ["合计", f"{len(order)} 人（科室）", "", "", f"{len(body)} 项", *[""] * 6]
    yield desk.page("后果表", columns, body, total=tuple(total), keys=[order[desk.place(row)] for row in rows])
