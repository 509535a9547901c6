"""段落: the paragraphs of an explanation, one function a section of the result."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xiaoneng.rulebook.plan.steps import Post
from xiaoneng.rulebook.plan.terms import Const
from xiaoneng.rulebook.results.numbers import decimal
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.records import Records
from xiaoneng.rulebook.results.screening import Finding, screened
from xiaoneng.rulebook.results.sentences import (
    OPERATORS,
    UNMET,
    change,
    changes,
    grounds,
    measured,
    part_words,
    period_words,
    reason_words,
    requirement,
    sentence_list,
)
from xiaoneng.rulebook.results.terms import open_term
from xiaoneng.rulebook.results.units import count_unit

Json = dict[str, Any]
_NUMBER = re.compile(r"[^\s、，；：。（）()“”《》]+")


@dataclass
class Told:
    """讲述: one subject's explanation on its way; what it cites and which rules it uses is remembered."""

    outcome: Outcome
    report: Json
    of: str
    subject: int
    rules: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    @cached_property
    def records(self) -> Records:
        return Records(self.outcome)

    @cached_property
    def no(self) -> str:
        return self.outcome.subject(self.of, self.subject)

    @cached_property
    def name(self) -> str:
        return self.outcome.name(self.of, self.subject)

    def mine(self, row: Json) -> bool:
        return bool(row["subject"] == self.no and row.get("name", self.name) == self.name)

    def rows(self, section: str) -> list[Json]:
        """The subject's rows of a section of the report."""
        return [row for row in self.report[section] if self.mine(row)]

    def cite(self, nos: Iterable[str], says: str = "；记录：") -> str:
        """`；记录：07-03 F001`, or nothing where there are no records."""
        cited = self.records.cite(nos, (self.of, self.subject))
        return f"{says}{cited}" if cited else ""

    def cite_kinds(self, nos: list[str]) -> str:
        """`迟到：07-03 F001；旷工：07-04 F002`."""
        grouped: dict[str, list[str]] = defaultdict(list)
        for no in nos:
            grouped[self.outcome.kind_name(self.records.items[no].kind)].append(no)
        return sentence_list([f"{name}{self.cite(found, '：')}" for name, found in grouped.items()])

    def rule_says(self, rule_id: str) -> str:
        """A rule in words; an award's name or another word as it stands."""
        known = rule_id in self.outcome.rules or rule_id.rpartition(":")[0] in self.outcome.rules
        return self.outcome.rule_name(rule_id) if known else rule_id

    def decider(self, row: Json) -> str:
        """Who decides on an effect: a body's name; 有权机构 where that parameter is still open."""
        word = row.get("decided_by")
        return "有权机构" if word is None or word in self.outcome.book.parameters else str(word)

    def numbers_in(self, text: str) -> set[str]:
        """The 编号 that a text mentions."""
        return {word for word in _NUMBER.findall(text) if word in self.records.items}

    def reasons(self, because: list[Json]) -> str:
        """`因迟到 11 次（超过 10 次）`."""
        said = [reason_words(one, one["unit"]) for one in because]
        return f"因{'、'.join(said)}" if said else "因符合所列情形"

    def proofs(self, because: list[Json]) -> str:
        """The records of all reasons; each reason's own where there are several."""
        if len(because) == 1:
            return self.cite(because[0]["facts"])
        parts = [f"{one['metric']} {self.cite(one['facts'], '')}" for one in because if one["facts"]]
        return f"；记录：{'；'.join(parts)}" if parts else ""


# ---------------------------------------------------------------- scores


def scores(told: Told) -> list[str]:
    """得分: one paragraph a period: base, changes, total, and each item with clause, count, points and records."""
    found = []
    for row in told.rows("scores"):
        account = told.outcome.book.accounts[row["account"]]
        told.names.add(row["account"])
        several = f"“{account.name}”" if len({one["account"] for one in told.report["scores"]}) > 1 else ""
        if several and not row["items"] and row["total"] == row["base"] == "0":
            continue
        head = f"{row['period']} {several}得分 {measured(row['total'], account.unit)}：{_opening(row, account.unit)}"
        own = [item["points"] for item in row["items"] if item["account"] == row["account"]]
        parts = [f"{part['name']} {measured(part['total'], account.unit)}" for part in row.get("parts", ())]
        head += "，".join([changes(own, account.unit), *parts] if own or not parts else parts)
        lines = [f"  {_item(told, item, account.unit)}" for item in row["items"]]
        if "raw" in row:
            lines.append(f"  按上下限计：原为 {measured(row['raw'], account.unit)}，计为 {measured(row['total'], account.unit)}")
        lines += [f"  其中{said}" for part in row.get("parts", ()) if "（" in (said := part_words(part, account.unit))]
        found.append("\n".join([f"{head}。", *lines]))
    return found


def _opening(row: Json, unit: str) -> str:
    return f"基础分 {measured(row['base'], unit)}，" if row["base"] not in (None, "0") else ""


def _item(told: Told, item: Json, unit: str) -> str:
    rule_id = str(item["item"])
    told.rules.add(told.outcome.rule(rule_id).id)
    counted = counted_unit(told, rule_id, item["facts"])
    count = f" {measured(item['count'], counted)}" if item["count"] is not None else ""
    said = f"{item['clause']} {item['name']}{whose(item)}{count}，{change(item['points'], unit)}"
    said += _rate(told.outcome, rule_id, unit, counted) + shared(told, rule_id)
    return said + _limited(told, rule_id, item, counted) + told.cite(item["facts"])


def counted_unit(told: Told, rule_id: str, nos: list[str]) -> str:
    """The unit of an item's count: the rule's, or that of its records where the rule counts several kinds."""
    return count_unit(told.outcome.book, told.outcome.rule(rule_id)) or told.records.unit(nos)


def whose(row: Json) -> str:
    """`（因甲科）` of what others' figures bring."""
    return f"（因{'、'.join(row['whose'])}）" if "whose" in row else ""


def _post(outcome: Outcome, rule_id: str) -> Post | None:
    return next((step for step in outcome.plan.steps if isinstance(step, Post) and step.rule == rule_id), None)


def _rate(outcome: Outcome, rule_id: str, unit: str, counted: str) -> str:
    """`（每次 0.5 分）` where one rate holds for all."""
    post = _post(outcome, rule_id)
    if post is None or not counted or (post.schedule is not None and post.schedule.steps):
        return ""
    rate = post.rate
    if not isinstance(rate, Const) or not isinstance(rate.value, int):
        return ""
    return f"（每{counted} {decimal(abs(rate.value), rate.scale)} {unit}）"


SHARED = {"split": "（几个人的平分）", "first": "（几个人的归第一人）"}


def shared(told: Told, rule_id: str) -> str:
    """How an amount is shared among several people."""
    word = told.outcome.rule(rule_id).shared or ""
    return SHARED.get(told.outcome.plan.answers.get(word) or told.outcome.plan.readings.get(word) or word, "")


def _limited(told: Told, rule_id: str, item: Json, counted: str) -> str:
    """Says so where a rule counts less than was recorded."""
    post = _post(told.outcome, rule_id)
    if post is None or post.schedule is None or item["count"] is None:
        return ""
    recorded = decimal(told.records.quantity(item["facts"])) if post.count == "quantity" else str(len(item["facts"]))
    if recorded == item["count"]:
        return ""
    return f"，记录共 {measured(recorded, counted)}，按规定只计 {measured(item['count'], counted)}"


# ---------------------------------------------------------------- bars and consequences


def barred(told: Told) -> list[str]:
    """取消资格: because of what, by which clause, from which awards."""
    found = []
    for row in told.rows("barred"):
        told.rules.add(row["rule"])
        period = "年度" if told.outcome.plan.period.kind == "year" else "本期"
        if "periods" in row:
            period = "、".join(period_words(label) for label in row["periods"])
        names = "、".join(row["from"])
        said = f"{_when(told, row)}{told.reasons(row['because'])}，依据{grounds(row)}，取消{period}评先资格（{names}）{_during(row)}"
        found.append(f"{said}{told.proofs(row['because'])}")
    return found


def _during(row: Json) -> str:
    return f"，期限 {'、'.join(row['terms'])}" if row.get("terms") else ""


def consequences(told: Told) -> list[str]:
    """后果: in the document's own words, with term and who decides."""
    found = []
    for row in told.rows("consequences"):
        rule = told.outcome.rules[row["rule"]]
        told.rules.add(rule.id)
        effect = row["effect"]
        if rule.lasts is not None and "from" not in row:
            effect += open_term(told.outcome, rule)
        said = f"{_when(told, row)}{told.reasons(row['because'])}，依据{grounds(row)}：{effect}{_decided(told, row)}"
        found.append(f"{said}{told.proofs(row['because'])}")
    return found


def _when(told: Told, row: Json) -> str:
    """`2024年第二季度，` where the period judged is not that of the whole result."""
    return "" if row["period"] == told.report["period"] else f"{period_words(row['period'])}，"


def _decided(told: Told, row: Json) -> str:
    if row["may"]:
        return f"（是否如此由{told.decider(row)}决定，这里不作决定）"
    return f"（由{told.decider(row)}决定）" if row.get("decided_by") else ""


def screening(told: Told) -> list[str]:
    """资格审查: the conditions of bars and other consequences, with the values that did not reach them."""
    lines = []
    for one in screened(told.outcome, told.of, [told.subject], effects=True)[told.subject]:
        told.rules.add(one.check.rule)
        if not one.bars:
            lines.append(f"  {_passed(one)}{told.cite(one.facts, '；记录：')}")
    return ["\n".join(["没有达到的条件，不产生取消资格或其他后果：", *lines])] if lines else []


def _passed(one: Finding) -> str:
    check = one.check
    if not check.operator:
        return f"{check.clause} {check.says}：没有"
    value, limit = measured(one.value, check.unit), measured(one.limit, check.unit)
    if one.holds:
        return f"{check.clause} {check.says} {value}，{OPERATORS[check.operator]} {limit}，但同条其他条件没有达到"
    return f"{check.clause} {check.says} {value}，{UNMET[check.operator]} {limit}"


# ---------------------------------------------------------------- measures


def measures(told: Told) -> list[str]:
    """衡量: each figure against its limit, period by period."""
    grouped: dict[tuple[str, str, str, str], list[Json]] = defaultdict(list)
    for row in told.rows("measures"):
        grouped[row["clause"], row["measure"], row["unit"], requirement(row)].append(row)
    found = []
    for (clause, measure, unit, asked), rows in grouped.items():
        unmet = sum(not row["holds"] for row in rows)
        head = f"{clause} {measure}（要求{asked}）：" + (f"{unmet} 期不符合" if unmet else "各期都符合")
        found.append("\n".join([head, *(f"  {_measure(told, row, unit)}" for row in rows)]))
    return found


def _measure(told: Told, row: Json, unit: str) -> str:
    kind = "works" if "works" in row else "facts"
    said = f"{row['period']} {measured(row['value'], unit)}，{'符合' if row['holds'] else '不符合'}"
    return said + told.cite(row[kind])
