"""静态检查: what can be wrong with a rulebook beyond single expressions: names borne twice, facts posted twice."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from xiaoneng.rulebook.language.carriage import unknown_clauses
from xiaoneng.rulebook.language.expressions import Number, parse_expression
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.language.shapes import Condition
from xiaoneng.rulebook.plan.attributes import FACT, WORK
from xiaoneng.rulebook.plan.builder import Builder, Path


def check_rulebook(builder: Builder) -> None:
    """Adds the flaws of names, ids and overlapping postings to the builder."""
    builder.flaws.extend(unknown_clauses(builder.source))
    _names(builder)
    _ids(builder)
    _fields(builder)
    _postings(builder)
    _shared_keys(builder)


def _flaw(builder: Builder, path: Path, message: str, clause: str = "") -> None:
    builder.flaws.append(builder.source.flaw(path, message, clause))


def _names(builder: Builder) -> None:
    """A word in the column 事项 or 类别 may mean one kind only."""
    for table in ("facts", "works"):
        seen: dict[str, str] = {}
        for key, kind in getattr(builder.book, table).items():
            for word in dict.fromkeys((key, kind.name, *kind.also)):
                if word in seen and seen[word] != key:
                    _flaw(builder, (table, key), f"名称“{word}”已经属于“{seen[word]}”，一个名称只能指一种", kind.clause or "")
                seen[word] = key


def _ids(builder: Builder) -> None:
    seen: dict[str, int] = {}
    for index, rule in enumerate(builder.book.rules):
        if rule.id in seen:
            _flaw(builder, ("rules", index, "id"), f"规则编号“{rule.id}”重复，前一处是第 {seen[rule.id] + 1} 条规则", rule.clause)
        if ":" in rule.id:
            _flaw(builder, ("rules", index, "id"), f"规则编号“{rule.id}”里不能有冒号", rule.clause)
        seen[rule.id] = index


def _fields(builder: Builder) -> None:
    """A declared field may not bear the name of something that every fact or work has."""
    for table, taken in (("facts", FACT), ("works", {**WORK, "level": "text"})):
        for key, kind in getattr(builder.book, table).items():
            for name in kind.fields:
                if name in taken:
                    _flaw(builder, (table, key, "fields", name), f"字段不能叫“{name}”：每条记录本来就有这一项", kind.clause or "")


def _shared_keys(builder: Builder) -> None:
    """A figure, an account, a parameter and a reading share one space of names in expressions."""
    seen: dict[str, str] = {}
    for table in ("figures", "accounts", "parameters", "readings"):
        for key in getattr(builder.book, table):
            if key in seen:
                _flaw(builder, (table, key), f"“{key}”在 {seen[key]} 里已经用过；指标、账户、参数、理解的名称不能相同")
            seen[key] = table


def _postings(builder: Builder) -> None:
    """Two rules that may post the same fact to the same account are refused unless the rulebook says that they stack."""
    rules = [(index, rule) for index, rule in enumerate(builder.book.rules) if rule.fact and rule.post]
    for (_, first), (index, second) in combinations(rules, 2):
        kinds = set(first.fact or ()) & set(second.fact or ())
        accounts = set(first.post) & set(second.post)
        if not kinds or not accounts or first.to != second.to or _said(builder, first, second) or _apart(builder, first, second):
            continue
        fact = sorted(kinds)[0]
        message = (
            f"规则“{first.id}”和“{second.id}”都把“{fact}”记到账户“{sorted(accounts)[0]}”：同一事实会记两次。"
            f"若确实并用，写 stacks: [{first.id}]；若只取一项，写 joins；否则用 where、of 或 given 分开"
        )
        _flaw(builder, ("rules", index), message, second.clause)


def _said(builder: Builder, first: Rule, second: Rule) -> bool:
    joined = any({first.id, second.id} <= set(join.rules) for join in builder.book.joins)
    return joined or first.id in second.stacks or second.id in first.stacks


def _apart(builder: Builder, first: Rule, second: Rule) -> bool:
    """Whether readings, conditions or groups keep the two rules from ever meeting on one fact."""
    for name in set(first.given) & set(second.given):
        if not set(first.given[name]) & set(second.given[name]):
            return True
    ours, theirs = _conditions(builder, first), _conditions(builder, second)
    if any(_exclude(one, other) for one in ours[0] for other in theirs[0]):
        return True
    kept_out = [one for one in ours[0] if one in theirs[1]] + [one for one in theirs[0] if one in ours[1]]
    return bool(kept_out)


def _conditions(builder: Builder, rule: Rule) -> tuple[list[Condition], list[Condition]]:
    """(what must hold, what must not hold) for a rule's facts, its groups included."""
    must = [rule.where] if rule.where is not None else []
    never: list[Condition] = []
    name = rule.of
    while name in builder.book.groups:
        group = builder.book.groups[name]
        must += [group.where] if group.where is not None else []
        never += [group.unless] if group.unless is not None else []
        name = group.of
    return must, never


def _exclude(one: Condition, other: Condition) -> bool:
    """Both ask one name for values that have nothing in common."""
    for name in set(one.tests) & set(other.tests):
        mine, yours = _values(one, name), _values(other, name)
        if mine and yours and not mine & yours:
            return True
        if _disjoint(_range(one, name), _range(other, name)):
            return True
    return False


Range = tuple[Decimal | None, bool, Decimal | None, bool]
"""(low, whether it counts, high, whether it counts); None is open."""


def _range(condition: Condition, name: str) -> Range:
    test = condition.tests[name]
    low, high = test.at_least or test.over, test.at_most or test.under
    return _number(low), test.at_least is not None, _number(high), test.at_most is not None


def _number(text: str | None) -> Decimal | None:
    parsed = parse_expression(text) if text is not None else None
    return parsed.value if isinstance(parsed, Number) else None


def _disjoint(one: Range, other: Range) -> bool:
    return _ends_before(one, other) or _ends_before(other, one)


def _ends_before(one: Range, other: Range) -> bool:
    high, low = one[2], other[0]
    if high is None or low is None:
        return False
    return high < low or (high == low and not (one[3] and other[1]))


def _values(condition: Condition, name: str) -> set[str]:
    test = condition.tests[name]
    return {test.is_} if test.is_ is not None else set(test.one_of or ())
