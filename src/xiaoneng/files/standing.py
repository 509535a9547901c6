"""条款现状: clause by clause, how an office's year stands: what is open, over a limit, at a limit, proposed, recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from xiaoneng.files.standing_amounts import awards, grades, money, recorded, scores
from xiaoneng.files.standing_limits import nearing
from xiaoneng.files.standing_year import Json, Light, Line, Lines, Year, because, by_clause, facts_of_period, grouped, who
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report
from xiaoneng.rulebook.results.sentences import UNRULED, bar_words, measured

__all__ = ["Line", "standing"]


def standing(outcome: Outcome, result: Json | None = None) -> dict[str, list[Line]]:
    """Clause → its lines, most urgent first. `result` is `report(outcome)` where the caller has it already."""
    year = Year(outcome, result if result is not None else report(outcome))
    found: dict[str, list[Line]] = defaultdict(list)
    for source in SOURCES:
        for clause, line in source(year):
            found[clause].append(line)
    return dict(found)


def _gaps(year: Year) -> Lines:
    book, answers = year.outcome.book, year.outcome.plan.answers
    stopped = {row["name"]: row for row in year.result["missing_parameters"]}
    for name, parameter in book.parameters.items():
        asked_of = f"请{parameter.asked_of}确定" if parameter.asked_of else "待确定"
        if name in stopped:
            blocks = "、".join(dict.fromkeys(str(block) for block in stopped[name]["blocks"]))
            note = f"{asked_of}。答复以前，以下各项不计算：{blocks}"
            yield parameter.clause, Line(parameter.asks, "未答复", "red", "gap", 1, note)
        elif name in answers:
            unit = f" {parameter.unit}" if parameter.unit else ""
            yield parameter.clause, Line(parameter.asks, f"{year.words.word(answers[name], parameter.labels)}{unit}", note="本单位已答复")
        else:
            note = f"{asked_of}。可按人员、单位或职务分别答复" if parameter.varies else f"{asked_of}。本期的计算没有用到"
            yield parameter.clause, Line(parameter.asks, "未作统一答复" if parameter.varies else "未答复", "amber", "gap", 1, note)


def _barred(year: Year) -> Lines:
    for clause, rows in by_clause(year.result["barred"]).items():
        table = tuple((who(row), bar_words(row), *because(row)) for row in year.rolled(rows))
        number = year.number(row["subject"] for row in rows)
        head = ("对象", "不得评", "因", "记录")
        yield clause, Line("已取消评选资格", number, "red", "barred", len({row["subject"] for row in rows}), head=head, rows=table)


def _near(year: Year) -> Lines:
    for rule, found in nearing(year.outcome).items():
        then = "取消资格" if year.outcome.rules[rule].bar else "产生后果"
        for (metric, unit), rows in grouped([vars(one) for one in found], lambda row: (row["metric"], row["unit"])).items():
            table = tuple((who(row), f"{row['value']} {unit}", f"{row['words']} {row['limit']} {unit}") for row in year.rolled(rows))
            says = f"{metric}到限，再一{unit}即{then}"
            number = year.number(row["subject"] for row in rows)
            line = Line(says, number, "amber", "near", len(rows), head=("对象", "现有", f"{then}的界限"), rows=table)
            yield year.outcome.rules[rule].clause, line


def _effects(year: Year) -> Lines:
    together: dict[tuple[str, str, bool], list[Json]] = defaultdict(list)
    for row in year.result["consequences"]:
        term = f"({row['from']}至{row['to']})" if "from" in row else ""
        together[row["clause"], row["effect"].removesuffix(term), row["may"]].append(row)
    for (clause, effect, may), rows in together.items():
        table = tuple(
            (who(row), f"{row['from']} 至 {row['to']}" if "from" in row else row["period"], *because(row)) for row in year.rolled(rows)
        )
        bodies = {row["decided_by"] for row in rows if row.get("decided_by")}
        note = f"是否如此，由{'、'.join(_asked(year, body) for body in sorted(bodies)) or '有权机构'}决定" if may else ""
        number = year.number(row["subject"] for row in rows)
        open_ = len({row["subject"] for row in rows})
        yield clause, Line(effect, number, "amber" if may else "red", "effect", open_, note, ("对象", "期间", "因", "记录"), table)


def _asked(year: Year, body: str) -> str:
    parameter = year.outcome.book.parameters.get(body)
    return f"（待答复：{parameter.asks}）" if parameter is not None else body


def _conflicts(year: Year) -> Lines:
    seen: dict[tuple[str, str], Json] = {}
    for award in year.result["awards"]:
        for row in award["conflicts"]:
            seen.setdefault((row["clause"], row["subject"]), row | {"award": award["name"]})
    for clause, rows in by_clause(seen.values()).items():
        unsettled = [row for row in rows if not row["settled"]]
        table = tuple(
            (who(row), f"{row['award']}、{'、'.join(row['with'])}", row["exception"] or "尚未记下理由") for row in year.rolled(rows)
        )
        light: Light = "red" if unsettled else ""
        says = "同时获得原则上不兼得的荣誉" + ("" if unsettled else "，例外理由均已记下")
        number = year.number(row["subject"] for row in rows)
        yield (
            clause,
            Line(says, number, light, "conflict" if unsettled else "", len(unsettled), head=("对象", "荣誉", "例外理由"), rows=table),
        )


def _pending(year: Year) -> Lines:
    together: dict[str, list[Json]] = defaultdict(list)
    for row in year.result["provisional"]:
        together[year.clause_of_kind.get(row["metric"], "")].append(row)
    for clause, rows in together.items():
        table = tuple((who(row), f"{row['metric']} {row['value']}", row["date"], row["fact"]) for row in year.rolled(rows))
        count = len({row["fact"] for row in rows})
        note = "确认以前不计入上述任何数字"
        yield clause, Line("待确认的记录", f"{count} 条", "amber", "pending", count, note, ("对象", "事项", "日期", "记录"), table)


def _unruled(year: Year) -> Lines:
    """Facts whose deciding field is still empty: they have no effect until somebody rules on them."""
    outcome = year.outcome
    together: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for fact in facts_of_period(outcome):
        kind = outcome.book.fact_kinds[fact.kind]
        for name, field in kind.fields.items():
            if field.unset == "pending" and fact.fields.get(name) is None:
                whom = outcome.name("person", fact.person) if fact.person is not None else outcome.name("unit", fact.unit or 0)
                together[year.clause_of_kind[kind.name], field.name or name].append((whom, kind.name, fact.no))
    for (clause, field_name), rows in together.items():
        line = Line(
            f"“{field_name}”尚未认定", f"{len(rows)} 条", "amber", "unruled", len(rows), UNRULED, ("对象", "事项", "记录"), tuple(rows)
        )
        yield clause, line


def _short(year: Year) -> Lines:
    """Measures of the text that did not hold."""
    for (clause, name), rows in grouped(year.result["measures"], lambda row: (row["clause"], row["measure"])).items():
        failed = [row for row in rows if not row["holds"]]
        by_subject = grouped(year.rolled(failed), lambda row: row["subject"])
        table = tuple(
            (who(found[0]), f"{len(found)} 期", "，".join(f"{row['period']}：{measured(row['value'], row['unit'])}" for row in found))
            for found in by_subject.values()
        )
        note = f"共 {len(rows)} 份（每个对象每期一份），{len(rows) - len(failed)} 份达到"
        if failed:
            head = ("对象", "未达到", "各期数字")
            yield clause, Line(f"{name}未达到", year.number(by_subject), "amber", "short", len(by_subject), note, head, table)
        else:
            yield clause, Line(f"{name}均已达到", f"{len(rows)} 份", note=note)


def _papers(year: Year) -> Lines:
    for row in year.result["lists"]:
        expected, entered = row["expected"], len(row["items"])
        if not entered or (expected is not None and entered != expected):
            wanted = f"应列 {expected} 项，" if expected is not None else ""
            yield row["clause"], Line(f"清单《{row['list']}》待补", f"{entered} 项", "amber", "gap", 1, f"{wanted}现列 {entered} 项")
    for (clause, name), rows in grouped(year.result["sheets"], lambda row: (row["clause"], row["sheet"])).items():
        failing = [row for row in rows if any(line.get("holds") is False for line in row["lines"])]
        note = f"其中 {len(failing)} 张有不符合的项目，只作提示" if failing else ""
        lines = tuple(
            (who(row), "、".join(line["line"] for line in row["lines"] if line.get("holds") is False)) for row in year.rolled(failing)
        )
        yield clause, Line(f"《{name}》可出", f"{len(rows)} 张", note=note, head=("对象", "不符合") if lines else (), rows=lines)


SOURCES: tuple[Callable[[Year], Lines], ...] = (
    _gaps, _barred, _near, _effects, _conflicts, _pending, _unruled, _short, awards, scores, grades, money, recorded, _papers,
)  # fmt: skip
