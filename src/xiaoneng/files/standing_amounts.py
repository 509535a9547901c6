"""数额现状: places, scores, money and records of a year under their clauses."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from xiaoneng.files.standing_year import Json, Line, Lines, Topic, Year, facts_of_period, grouped, records, total_of, who
from xiaoneng.rulebook.engines.relations import CONFIRMED
from xiaoneng.rulebook.results.numbers import decimal
from xiaoneng.rulebook.results.outcome import Honour
from xiaoneng.rulebook.results.sentences import (
    PLACES,
    changes,
    is_number,
    left_out_words,
    measured,
    part_words,
    period_words,
    plain,
    row_words,
)
from xiaoneng.rulebook.results.units import PIECES, count_unit

SHOWN = 6
"""So many quantities that may not be added up stand one beside the other; of more, the number of records is said."""


def awards(year: Year) -> Lines:
    quotas = {(row["award"], row["period"], row.get("class")): row for row in year.result["quotas"]}
    names = {person.no: person.name for person in year.outcome.office.people} | {work.no: work.title for work in year.outcome.office.works}
    for row in year.result["awards"]:
        quota = quotas.get((row["award"], row["period"], row.get("class")))
        if quota is not None:
            yield row["clause"], _quota_line(year, row, quota)
        if row.get("exceeded"):
            yield (
                row["clause"],
                Line(f"{_award_name(year, row)}：直接认定已多于名额", f"{len(row['automatic'])}", "amber", open=1, note="请会议研究"),
            )
        decided = [honour for honour in year.outcome.honours if honour.award == row["award"]]
        if decided:
            yield row["clause"], _decided_line(year, row["name"], decided)
        if row["automatic"]:
            table = tuple((no, names.get(no, no)) for no in row["automatic"])
            counted = PLACES.get(row["counted"], row["counted"])
            note = f"{counted}；还可推荐 {row['further_places']}" if row.get("further_places") is not None else ""
            yield row["clause"], Line(f"{_award_name(year, row)}：直接认定", f"{len(table)}", note=note, head=("编号", "名称"), rows=table)
        if quota is not None and year.outcome.book.awards[row["award"]].of not in year.outcome.book.works:
            inside = sorted(row["eligible"], key=lambda no: year.order.get(no, 0))
            listed = "、".join(names.get(no, no) for no in inside)
            number = year.number(inside, year.outcome.kind_of(year.outcome.book.awards[row["award"]].of))
            said = f"{_award_name(year, row)}：可以参评"
            yield row["clause"], Line(said, number, note=left_out_words(row), head=("按名册顺序",), rows=((listed,),) if inside else ())
        if row.get("tied"):
            note = f"并列 {len(row['tied'])}，名额 {row['tied_places']}"
            yield row["clause"], Line(f"{_award_name(year, row)}：末位并列，由会议决定", f"{len(row['tied'])}", "amber", open=1, note=note)


def _award_name(year: Year, row: Json) -> str:
    """An award with its class and, where it is given more often than once, its period."""
    notes = [row.get("class") or "", "" if row["period"] == year.result["period"] else period_words(row["period"])]
    said = "，".join(note for note in notes if note)
    return f"{row['name']}（{said}）" if said else str(row["name"])


def _decided_line(year: Year, name: str, decided: list[Honour]) -> Line:
    """Honours that were decided already."""
    table = tuple(
        (
            year.outcome.office.works[one.subject].title if one.of == "work" else year.outcome.name(one.of, one.subject),
            one.decided_on.isoformat() if one.decided_on is not None else "—",
            one.decided_by or "—",
        )
        for one in decided
    )
    return Line(f"{name}：已决定", f"{len(decided)} 名", head=("对象", "决定日期", "决定机构"), rows=table)


def _quota_line(year: Year, row: Json, quota: Json) -> Line:
    says = f"{_award_name(year, row)}：推荐名额"
    if quota["share"] is None:
        note = row_words(quota) or f"人数或件数 {quota['base']}"
        if quota["places"] is None:
            return Line(says, "未定", "red", "gap", 1, note)
        return Line(says, f"{quota['places']} 名", note=note)
    share = plain(Decimal(quota["share"]) * 100)
    exact = f"{quota['base']} × {share}% = {quota['exact']}"
    three = f"舍去 {quota['floor']}、四舍五入 {quota['half_up']}、进一 {quota['ceil']}"
    if quota["places"] is None:
        return Line(says, "未定", "red", "gap", 1, f"{exact}；{three}。取整方式尚未答复")
    about = "；“左右”由会议掌握" if quota.get("about") else ""
    return Line(says, f"{quota['places']} 名", note=f"{exact}（{three}）{about}")


def scores(year: Year) -> Lines:
    accounts = year.outcome.book.accounts
    items: dict[tuple[str, str, str], list[Json]] = defaultdict(list)
    for key, rows in grouped(year.result["scores"], lambda row: row["account"]).items():
        account = accounts[key]
        if account.clause:
            yield account.clause, _score_line(year, account.name, account.unit, rows)
        yield from _limited_parts(year, rows, account.unit)
        for row in rows:
            for item in row["items"]:
                found = item | {"subject": row["subject"], "name": row["name"], "of": row, "unit": account.unit}
                items[item["clause"], item["name"], item["account"]].append(found)
    several = Counter((clause, name) for clause, name, _ in items)
    for (clause, name, key), rows in items.items():
        says = f"{name}（{accounts[key].name}）" if several[clause, name] > 1 else name
        table = tuple((who(row), row["of"]["period"], row["count"] or "—", _points(row), records(row)) for row in year.rolled(rows))
        note = _counted(year, rows) + changes([row["points"] for row in rows], rows[0]["unit"])
        head = ("对象", "期间", "数量", "计", "记录")
        yield clause, Line(says, year.number(row["subject"] for row in rows), note=note, head=head, rows=table)


def _counted(year: Year, rows: list[Json]) -> str:
    """`计 9 次，`: what a rule counted in all; works by their number, because every author has a share in them."""
    rule = year.outcome.rule(str(rows[0]["item"]))
    if not rule.fact:
        return ""
    unit = count_unit(year.outcome.book, rule)
    if set(rule.fact) & set(year.outcome.book.works):
        return f"涉及作品 {len({no for row in rows for no in row['facts']})} {unit}，"
    return f"计 {plain(total_of(row['count'] for row in rows))} {unit}，" if unit else ""


def _limited_parts(year: Year, rows: list[Json], unit: str) -> Lines:
    """Whose part of a score a limit changed: the sum before it, and what it counts as."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in year.rolled(rows):
        for part in row.get("parts", ()):
            if part.get("raw") is not None and part["total"] is not None:
                found[part["account"]].append((who(row), row["period"], part_words(part, unit)))
    for key, table in found.items():
        account = year.outcome.book.accounts[key]
        if account.clause:
            number = f"{len(table)} 份"
            yield account.clause, Line(f"{account.name}按上下限计", number, head=("对象", "期间", "怎样计"), rows=tuple(table))


def grades(year: Year) -> Lines:
    """Grades and places under the clause of their figure, in the office's own order."""
    for (clause, says), rows in grouped(year.result["grades"], lambda row: (row["clause"], row["says"])).items():
        if not clause:
            continue
        counts = Counter(row["value"] for row in rows)
        words = not any(is_number(value) for value in counts)
        note = "、".join(f"{value} {count}" for value, count in counts.items()) if words and len(rows) > 1 else ""
        table = tuple((who(row), row["period"], measured(row["value"], row["unit"])) for row in year.rolled(rows))
        yield clause, Line(says, year.number(row["subject"] for row in rows), note=note, head=("对象", "期间", says), rows=table)


def _points(row: Json) -> str:
    return "待定" if row["points"] is None else f"{row['points']} {row['unit']}"


def _score_line(year: Year, name: str, unit: str, rows: list[Json]) -> Line:
    """Every subject's totals side by side, in the office's own order."""
    periods = sorted({row["period"] for row in rows})
    clean = sum(row["total"] == row["base"] for row in rows)
    totals = {(row["subject"], row["period"]): row["total"] or "待定" for row in rows}
    people = {row["subject"]: who(row) for row in year.rolled(rows)}
    table = tuple((said, *(totals.get((subject, period), "") for period in periods)) for subject, said in people.items())
    note = f"{len(periods)} 期共 {len(rows)} 份，其中 {clean} 份与基础分相同（{unit}）；按本单位名册顺序，不排名"
    return Line(name, year.number(people), note=note, head=("对象", *(period[-5:] for period in periods)), rows=table)


def money(year: Year) -> Lines:
    rows = year.result["money"]
    for (clause, item), found in grouped(rows, lambda row: (row["clause"], row["item"])).items():
        kind = "works" if "works" in found[0] else "facts"
        table = tuple((who(row), row["count"] or "—", f"{row['amount']} 元", records(row)) for row in year.rolled(found))
        total = total_of(row["amount"] for row in found)
        owed: Topic = "short" if total < 0 and "adjusts" not in found[0] else ""
        number = year.number(row["subject"] for row in found)
        head = ("对象", "数量", "金额", "作品" if kind == "works" else "记录")
        yield clause, Line(item, number, "amber" if owed else "", owed, len(found) if owed else 0, f"建议{_yuan(total)}", head, table)
    for key, found in grouped(rows, lambda row: row["account"]).items():
        account = year.outcome.book.accounts[key]
        if account.clause:
            amounts = [row["amount"] for row in found]
            gains = total_of(one for one in amounts if not one.startswith("-"))
            losses = total_of(one for one in amounts if one.startswith("-"))
            note = f"{_yuan(gains)}，{_yuan(losses)}；只是建议，发放须有依据文号" if losses else "只是建议，发放须有依据文号"
            yield account.clause, Line(f"{account.name}合计", _yuan(gains + losses), note=note)


def _yuan(total: Decimal) -> str:
    return f"{'扣' if total < 0 else '奖'} {plain(abs(total))} 元"


def recorded(year: Year) -> Lines:
    """Facts and works of the period that no line above counts already."""
    outcome = year.outcome
    posted = {(rule.clause, kind) for rule in outcome.book.rules if rule.post for kind in rule.fact or ()}
    counts: dict[str, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts_of_period(outcome):
        of, number = ("person", fact.person) if fact.person is not None else ("unit", fact.unit)
        if number is not None:
            counts[fact.kind][outcome.subject(of, number)].append((fact.quantity, fact.no))
    for key, kind in outcome.book.fact_kinds.items():
        clause = year.clause_of_kind[kind.name]
        if key not in counts or (clause, key) in posted:
            continue
        found = sorted(counts[key].items(), key=lambda item: year.order.get(item[0], 0))
        names = {person.no: f"{person.name} {person.no}" for person in outcome.office.people}
        summed = _summed(year, key)
        table = tuple(
            (names.get(no, no), _amount([q for q, _ in rows], kind.unit, summed), records({"facts": [fact for _, fact in rows]}))
            for no, rows in found
        )
        figure = _amount([q for _, rows in found for q, _ in rows], kind.unit, summed=True)
        figure = figure if summed else f"{sum(len(rows) for _, rows in found)} 条记录"
        note = f"涉及 {year.number(no for no, _ in found)}"
        yield clause, Line(kind.name, figure, note=note, head=("对象", "数量", "记录"), rows=table)
    yield from _works(year)


def _summed(year: Year, kind: str) -> bool:
    """Whether quantities of a kind may be added up: they count, or a figure or rule of the document adds them."""
    book = year.outcome.book
    if book.fact_kinds[kind].unit in PIECES or any(kind in (rule.fact or ()) and rule.per == "quantity" for rule in book.rules):
        return True
    tallies = (figure.tally() for figure in book.figures.values() if figure.field is None)
    return any(tally is not None and tally[0] in ("count", "sum") and kind in tally[1] for tally in tallies)


def _amount(quantities: list[int], unit: str, summed: bool) -> str:
    if summed:
        return f"{decimal(sum(quantities))} {unit}"
    if len(quantities) > SHOWN:
        return f"{len(quantities)} 条记录"
    return "、".join(f"{decimal(one)} {unit}" for one in quantities)


def _works(year: Year) -> Lines:
    first, last = year.outcome.plan.period.first.toordinal(), year.outcome.plan.horizon.toordinal()
    for key, kind in year.outcome.book.works.items():
        found = [work for work in year.outcome.office.works if work.kind == key and work.state == CONFIRMED and first <= work.day <= last]
        if found and kind.clause:
            entered, rated = sum(work.entered == "是" for work in found), sum(bool(work.rated) for work in found)
            yield kind.clause, Line(kind.name, f"{len(found)} {kind.unit}", note=f"参评 {entered} {kind.unit}，已评定 {rated} {kind.unit}")
