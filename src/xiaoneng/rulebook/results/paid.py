"""奖惩的段落: what a subject is paid or pays, from which figures, and what others are paid and it is not."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from xiaoneng.rulebook.engines.rows import Entry
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.results.behind import behind_rule
from xiaoneng.rulebook.results.numbers import decimal, shown
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.passages import Told, counted_unit, shared, whose
from xiaoneng.rulebook.results.records import figure_name, unit_of_figure
from xiaoneng.rulebook.results.sentences import change, changes, grounds, measured, plain

Json = dict[str, Any]
ONE = 100


def money(told: Told) -> list[str]:
    """奖惩: each item with clause, count, amount and the works or facts behind it."""
    grouped: dict[str, list[Json]] = defaultdict(list)
    for row in told.rows("money"):
        grouped[row["account"]].append(row)
    found = []
    for key, rows in grouped.items():
        account = told.outcome.book.accounts[key]
        told.names.add(key)
        lines = [f"  {_payment(told, row, account.unit)}" for row in rows]
        amounts = [row["amount"] for row in rows if row["amount"] is not None]
        total = changes(amounts, account.unit).replace("加 ", "奖 ")
        if any(row.get("adjusts") for row in rows):
            total += f"，合计 {measured(plain(sum(map(Decimal, amounts), Decimal(0))), account.unit)}"
        found.append("\n".join([f"{account.name}：{total}（测算，不是发放决定）。", *lines]))
    return found


def _payment(told: Told, row: Json, unit: str) -> str:
    kind = "works" if "works" in row else "facts"
    rule_id = _rule_of(told, row)
    counted = counted_unit(told, rule_id, row[kind]) if rule_id is not None else told.records.unit(row[kind])
    norm = ""
    if rule_id is not None:
        rule = told.outcome.rule(rule_id)
        told.rules.add(rule.id)
        norm = _norm(told, rule) if rule.norm is not None else _behind(told, rule, row)
    count = f" {measured(row['count'], counted)}" if row["count"] is not None else ""
    label = "作品" if kind == "works" else "记录"
    said = f"{grounds(row)} {row['item']}{whose(row)}{count}，{change(row['amount'], unit, more='奖')}{norm}"
    said += shared(told, rule_id) if rule_id is not None else ""
    return said + told.cite(row[kind], f"；{label}：")


def _rule_of(told: Told, row: Json) -> str | None:
    """The rule behind a row of money; None for decided honours."""
    for entry in told.outcome.entries_by_account.get(row["account"], []):
        if entry.of == told.of and entry.subject == told.subject:
            name = told.outcome.rule_name(entry.rule) + (f"({entry.label})" if entry.label else "")
            if name == row["item"] and told.outcome.rule(entry.rule).clause == row["clause"]:
                return entry.rule
    return None


def _norm(told: Told, rule: Rule) -> str:
    """`（完成信息 14 条，任务 12 条）`."""
    parts = []
    for name in (rule.figure, rule.norm):
        if name in told.outcome.book.figures:
            value = _latest(told, name)
            parts.append(f"{figure_name(told.outcome, name)} {measured(value, unit_of_figure(told.outcome, name))}")
        elif name in told.outcome.plan.answers:
            parts.append(f"任务 {told.outcome.plan.answers[name]}")
    return f"（{'，'.join(parts)}）" if parts else ""


def _behind(told: Told, rule: Rule, row: Json) -> str:
    """`（应得奖励 7200 元，奖励标准 12000 元，职务 办事员，在岗月数 12 个月）` behind an amount that a formula makes."""
    if rule.fact or rule.to != "subject":
        return ""
    spans = [
        entry.span for entry in told.outcome.entries_by_account[row["account"]] if entry.subject == told.subject and entry.rule == rule.id
    ]
    span = told.outcome.spans[spans[0]] if spans else None
    return f"（{'，'.join(behind_rule(told.outcome, rule, told.of, told.subject, span))}）" if span is not None else ""


def unpaid(told: Told) -> list[str]:
    """没有得到: rules by which others are paid and this subject is not, with what their conditions read."""
    outcome, lines = told.outcome, []
    for rule in outcome.book.rules:
        accounts = [key for key in rule.post if key in outcome.book.accounts and outcome.book.accounts[key].money]
        paid = {entry.subject for key in accounts for entry in outcome.entries_by_account.get(key, []) if entry.rule == rule.id}
        if not paid or told.subject in paid or rule.fact or rule.to != "subject" or outcome.book.accounts[accounts[0]].of != told.of:
            continue
        span = next((one for one in outcome.plan.spans_of(outcome.book.accounts[accounts[0]].period) if one.asked), None)
        if span is not None:
            told.rules.add(rule.id)
            reads = "，".join(behind_rule(outcome, rule, told.of, told.subject, span, met=False))
            lines.append(f"  {rule.clause} {outcome.rule_name(rule.id)}：没有达到条件" + (f"（{reads}）" if reads else ""))
    return ["\n".join(["别人得到而本对象没有得到的：", *lines])] if lines else []


def _latest(told: Told, name: str) -> str | None:
    """A figure's value for the subject in the last asked period that has one."""
    column = told.outcome.plan.columns.get(name)
    values = told.outcome.world.values.get(name, {})
    rows = [(span, value) for (subject, span), value in values.items() if subject == told.subject and told.outcome.spans[span].asked]
    return shown(max(rows)[1], column.scale) if rows and column is not None else None


def formulas(outcome: Outcome, report: Json) -> list[str]:
    """算法: how the amount of each row of money came about: `2 × 10（完成信息 14 条，任务 12 条）`, several rates joined by ＋.

    Amounts that are no multiple of a count, such as an author's share, stand as they are, after how often they come.
    """
    entries: dict[tuple[str, str, str, str], list[Entry]] = defaultdict(list)
    for entry in (one for rows in outcome.entries_by_account.values() for one in rows):
        name = outcome.rule_name(entry.rule) + (f"({entry.label})" if entry.label else "")
        entries[entry.account, outcome.subject(entry.of, entry.subject), outcome.rule(entry.rule).clause, name].append(entry)
    return [_formula(outcome, report, row, entries.get(_key(row), [])) for row in report["money"]]


def _key(row: Json) -> tuple[str, str, str, str]:
    return row["account"], row["subject"], row["clause"], row["item"]


def _formula(outcome: Outcome, report: Json, row: Json, entries: list[Entry]) -> str:
    if not entries:
        return f"{row['count']} × {row['amount']}" if row["count"] and row["amount"] else ""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for entry in entries:
        if entry.amount is not None and entry.quantity:
            whole = entry.amount * ONE % entry.quantity == 0
            counts[(entry.amount * ONE // entry.quantity, ONE) if whole else (entry.amount, 0)] += entry.quantity if whole else ONE
    said = " ＋ ".join(f"{decimal(count)} × {decimal(rate)}" for (rate, _), count in counts.items())
    told = Told(outcome, report, entries[0].of, entries[0].subject)
    rule = outcome.rule(entries[0].rule)
    return said + (_norm(told, rule) if rule.norm is not None else _behind(told, rule, row))
