"""衡量、表、清单、待定: measures, sheets, lists, pending facts, gaps, warnings."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from xiaoneng.rulebook.engines.relations import CONFIRMED, Fact
from xiaoneng.rulebook.language.names import Sheet
from xiaoneng.rulebook.plan.steps import Frame, OverBelow, Post, PostFigure
from xiaoneng.rulebook.plan.terms import unknowns
from xiaoneng.rulebook.results.choices import unanswered
from xiaoneng.rulebook.results.longer import before_force, later_bars
from xiaoneng.rulebook.results.looking_back import empty_years, outside
from xiaoneng.rulebook.results.numbers import decimal, shown
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.sentences import UNRULED, choice_words
from xiaoneng.rulebook.results.terms import unrecorded_terms
from xiaoneng.rulebook.results.units import name_unit
from xiaoneng.rulebook.results.workdays import unknown_workdays

Json = dict[str, Any]


def measures(outcome: Outcome) -> list[Json]:
    """衡量: every subject's figure against the limits of the text."""
    rows = []
    for rule in outcome.book.rules:
        if rule.measure is None:
            continue
        column = outcome.plan.columns.get(f"measure~{rule.id}")
        if column is None:
            continue
        leaves = outcome.leaves.get(rule.id, ())
        for (subject, span), value in outcome.world.values.get(column.name, {}).items():
            if value is None or not leaves:
                continue
            of = column.frame.of
            read = [outcome.leaf_value(leaf, of, subject, span) for leaf in leaves]
            behind = outcome.proof(tuple(name for leaf in leaves for name in leaf.reads), subject, span)
            kind = "works" if any(source == "work" for source, _ in behind) else "facts"
            limits = [shown(limit, leaf.limit.scale) for leaf, (_, limit) in zip(leaves, read, strict=True) if leaf.limit is not None]
            rows.append(
                {
                    "subject": outcome.subject(of, subject),
                    "name": outcome.name(of, subject),
                    "period": outcome.spans[span].period.label,
                    "measure": rule.name or leaves[0].says,
                    "clause": rule.clause,
                    "value": shown(read[0][0], leaves[0].term.scale),
                    "unit": rule.unit or name_unit(outcome.book, rule.measure.figure),
                    "limit": "-".join(limit for limit in limits if limit is not None),
                    "operator": "、".join(leaf.operator for leaf in leaves),
                    "holds": value == 1,
                    "soft": rule.measure.soft,
                    kind: [outcome.item(*one).no for one in behind],
                }
            )
    return sorted(rows, key=lambda row: (row["subject"], row["period"], row["clause"], row["measure"]))


def sheets(outcome: Outcome) -> list[Json]:
    """表: one a subject and period, each line with what the records say."""
    rows = []
    for key, sheet in outcome.book.sheets.items():
        of = sheet.of
        while of in outcome.book.groups:
            of = outcome.book.groups[of].of
        frame = Frame("person" if of == "person" else "unit", sheet.in_)
        facts = _facts_by_subject(outcome, frame)
        for_whom = outcome.world.values.get(f"sheet~{key}")
        for subject, span in outcome.world.rows(frame):
            if outcome.spans[span].asked and (for_whom is None or for_whom.get((subject, span)) == 1):
                lines = [_line(outcome, key, number, frame, subject, span, facts) for number in range(len(sheet.lines))]
                rows.append(_sheet(outcome, key, sheet, frame, subject, span, lines))
    return sorted(rows, key=lambda row: (row["subject"], row["period"], row["sheet"]))


def _sheet(outcome: Outcome, key: str, sheet: Sheet, frame: Frame, subject: int, span: int, lines: list[Json]) -> Json:
    return {
        "sheet": sheet.name,
        "key": key,
        "clause": sheet.clause,
        "subject": outcome.subject(frame.of, subject),
        "name": outcome.name(frame.of, subject),
        "period": outcome.spans[span].period.label,
        "lines": lines,
    }


def _facts_by_subject(outcome: Outcome, frame: Frame) -> dict[tuple[int, int], list[tuple[int, Fact]]]:
    """(subject, span) → confirmed facts about it in the asked period (for units also about its members on that day)."""
    found: dict[tuple[int, int], list[tuple[int, Fact]]] = defaultdict(list)
    first, last = outcome.plan.period.first.toordinal(), outcome.world.horizon
    for number, fact in enumerate(outcome.office.facts):
        if fact.state != CONFIRMED or not first <= fact.day <= last:
            continue
        span = outcome.world.span_of(frame.per, fact.day)
        subject = fact.person if frame.of == "person" else fact.unit
        if subject is None and frame.of == "unit" and fact.person is not None:
            subject = outcome.world.unit_on(fact.person, fact.day)
        if span is not None and subject is not None:
            found[subject, span.id].append((number, fact))
    return found


def _line(
    outcome: Outcome, key: str, number: int, frame: Frame, subject: int, span: int, facts: dict[tuple[int, int], list[tuple[int, Fact]]]
) -> Json:
    line = outcome.book.sheets[key].lines[number]
    evidence: list[Json] = []
    for name in (*line.figures, *line.accounts):
        evidence += _figure(outcome, name, frame, subject, span)
    known = facts.get((subject, span), [])
    for kind in line.facts:
        found = [fact for _, fact in known if fact.kind == kind]
        total = sum(fact.quantity for fact in found)
        evidence.append({"metric": outcome.kind_name(kind), "value": decimal(total), "facts": [fact.no for fact in found]})
    row: Json = {"line": line.says, "evidence": evidence}
    if line.holds is not None:
        row["holds"] = outcome.world.values.get(f"line~{key}~{number}", {}).get((subject, span)) == 1
    return row


def _figure(outcome: Outcome, name: str, frame: Frame, subject: int, span: int) -> list[Json]:
    """A figure's values on a sheet: its own period's, or those of the finer periods inside."""
    column = outcome.plan.columns.get(name)
    if column is None:
        return []
    values = outcome.world.values.get(name, {})
    rows = []
    for one in outcome.inside(name, span):
        value = values.get((subject, one.id))
        if value is not None:
            proof = [outcome.item(*found).no for found in outcome.proof((name,), subject, one.id)]
            says = outcome.book.accounts[name].name if name in outcome.book.accounts else _says(outcome, name)
            rows.append({"metric": says, "value": shown(value, column.scale), "period": one.period.label, "facts": proof})
    return rows


def _says(outcome: Outcome, name: str) -> str:
    figure = outcome.book.figures[name]
    tally = figure.tally()
    return figure.name or ("、".join(outcome.kind_name(kind) for kind in tally[1]) if tally else name)


def lists(outcome: Outcome) -> list[Json]:
    """清单: what is entered, and how many are expected."""
    return [
        {"list": one.name, "key": key, "clause": one.clause, "expected": one.expected, "items": list(one.items)}
        for key, one in outcome.book.lists.items()
    ]


def readings(outcome: Outcome) -> list[Json]:
    """理解: every switchable reading with the value in force."""
    return [
        {
            "name": name,
            "value": outcome.plan.readings[name],
            "clause": one.clause,
            "default": one.default,
            "says": one.says,
            "said": choice_words(outcome.plan.readings[name], one.labels),
            "default_said": choice_words(one.default, one.labels),
        }
        for name, one in outcome.book.readings.items()
    ]


def provisional(outcome: Outcome) -> list[Json]:
    """待确认: facts that would count once confirmed."""
    rows = []
    for source, number, of, subject in outcome.pending():
        item = outcome.item(source, number)
        rows.append(
            {
                "subject": outcome.subject(of, subject),
                "name": outcome.name(of, subject),
                "fact": item.no,
                "metric": outcome.kind_name(item.kind),
                "value": decimal(item.quantity) if isinstance(item, Fact) else "1",
                "date": date.fromordinal(item.day).isoformat(),
            }
        )
    return sorted(rows, key=lambda row: (row["date"], row["fact"]))


def missing_parameters(outcome: Outcome) -> list[Json]:
    """未定参数: what was asked and not answered, and which rules it stops."""
    blocked = {gap.name: list(gap.blocks) for gap in outcome.plan.gaps}
    for entry in outcome.findings.entries:
        if entry.amount is None:
            for name in _needed_by(outcome, entry.rule):
                rules = blocked.setdefault(name, [])
                if outcome.rule(entry.rule).id not in rules:
                    rules.append(outcome.rule(entry.rule).id)
    for key, award in outcome.book.awards.items():
        for name in sorted(unanswered(outcome, key)):
            blocked.setdefault(name, []).append(award.name)
    rows = []
    for name, rules in blocked.items():
        parameter = outcome.book.parameters[name]
        rows.append(
            {"name": name, "asks": parameter.asks, "asked_of": parameter.asked_of or "", "clause": parameter.clause, "blocks": rules}
        )
    return rows


def _needed_by(outcome: Outcome, rule_id: str) -> set[str]:
    """The unanswered parameters that an entry without amount waits for."""
    found: set[str] = set()
    for step in outcome.plan.steps:
        if isinstance(step, Post) and step.rule == rule_id:
            found |= unknowns(step.rate)
        if isinstance(step, PostFigure) and step.rule == rule_id:
            found |= unknowns(step.amount)
    return found


def warnings(outcome: Outcome) -> list[str]:
    """提示: what a reader should know about this result."""
    found = list(outcome.warnings)
    document, period = outcome.book.document, outcome.plan.period
    start, end = document.in_force.from_ or document.issued, document.in_force.to
    last = period.last
    if (start is not None and last < start) or (end is not None and last > end):
        found.append(f"本制度在 {last.isoformat()}（期间最后一天）不在施行期内；仍按所给制度计算")
    elif document.status:
        found.append(f"本制度文本标注为“{document.status}”；仍按所给制度计算")
    found += before_force(outcome) + empty_years(outcome) + outside(outcome) + later_bars(outcome)
    found += _unpriced(outcome) + _overlaps(outcome) + _undetermined(outcome) + _without_parent(outcome)
    found += unknown_workdays(outcome) + unrecorded_terms(outcome)
    if outcome.plan.horizon < last:
        found.append(f"只计到 {outcome.plan.horizon.isoformat()}，期间尚未结束")
    return list(dict.fromkeys(found))


def _unpriced(outcome: Outcome) -> list[str]:
    """Works whose adoption level has no price anywhere."""
    tables = [table for table in outcome.book.tables.values() if table.by == "level"]
    if not tables:
        return []
    priced = {level for table in tables for level in table.rows}
    found: dict[str, list[str]] = defaultdict(list)
    for _, work in outcome.world.confirmed("work", tuple(outcome.book.works)):
        levels = getattr(work, "levels", ())
        if levels and not set(levels) & priced and outcome.plan.period.first.toordinal() <= work.day:
            found[str("、".join(levels))].append(work.no)
    clause = next((table.clause for table in tables if table.clause), "")
    return [f"采用级别“{level}”在{clause}里没有标准，不计奖：{'、'.join(nos)}" for level, nos in sorted(found.items())]


def _overlaps(outcome: Outcome) -> list[str]:
    """Two facts of one subject and day that may be one occurrence entered twice."""
    found = []
    by_day: dict[tuple[int, int], list[Fact]] = defaultdict(list)
    first, last = outcome.plan.period.first.toordinal(), outcome.world.horizon
    for fact in outcome.office.facts:
        if fact.state == CONFIRMED and fact.person is not None and first <= fact.day <= last:
            by_day[fact.person, fact.day].append(fact)
    for (person, day), facts in sorted(by_day.items()):
        for overlap in outcome.book.overlaps:
            twice = [fact for fact in facts if fact.kind in overlap.facts]
            if len({fact.kind for fact in twice}) > 1:
                nos = "、".join(fact.no for fact in twice)
                who = outcome.name("person", person)
                found.append(f"{who} {date.fromordinal(day).isoformat()} 的 {nos} 可能是同一件事，请确认只按一项计")
    return found


def _without_parent(outcome: Outcome) -> list[str]:
    """Units that name a unit above them which the office does not have, where something is summed over sub-units."""
    if not any(isinstance(step, OverBelow) and step.source.frame.of == "unit" for step in outcome.plan.steps):
        return []
    units = outcome.office.units
    known = {unit.name for unit in units}
    lost = [f"{unit.name}（上级“{unit.parent}”）" for unit in units if unit.parent and unit.parent not in known]
    return [f"科室表里没有这些科室所写的上级，它们没有汇总到上级：{'、'.join(lost)}"] if lost else []


def _undetermined(outcome: Outcome) -> list[str]:
    """Facts whose deciding field isn't set yet."""
    found = []
    first, last = outcome.plan.period.first.toordinal(), outcome.world.horizon
    for fact in outcome.office.facts:
        if fact.state != CONFIRMED or not first <= fact.day <= last:
            continue
        for name, declared in outcome.book.fact_kinds[fact.kind].fields.items():
            if declared.unset == "pending" and fact.fields.get(name) is None:
                found.append(f"{fact.no}（{outcome.kind_name(fact.kind)}）尚未认定“{declared.name or name}”，{UNRULED}")
    return found
