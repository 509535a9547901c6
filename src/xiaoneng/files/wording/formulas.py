"""算式的行文: formulas in plain Chinese, with brackets where reading them needs brackets, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.results.sentences import OPERATORS, plain

PHRASE, LIMITED, SUM, PRODUCT, WORD = range(5)
"""How tightly a text holds together: a phrase with commas least, a name most; what is LIMITED may be limited further."""
PLACED = {">": "高于", ">=": "不低于", "<": "低于", "<=": "不高于", "=": "等于", "!=": "不等于"}
SIGNS = {"+": ("＋", SUM), "-": ("−", SUM), "*": ("×", PRODUCT)}
ROUNDED = {"floor": "舍去尾数", "half_up": "四舍五入", "ceil": "进一"}
CALLS = {
    "missing": "{0}没有数据",
    "abs": "{0}的绝对值",
    "days_between": "{0}至{1}的天数",
    "working_days_between": "{0}至{1}的工作日数",
}
FUNCTIONS = {
    "sum": "之和",
    "mean": "的平均",
    "max": "的最大值",
    "min": "的最小值",
    "rank": "的名次（从高到低）",
    "rank_up": "的名次（从低到高）",
    "last": "的最后一期",
}
POPULATIONS = {"month": "各月", "quarter": "各季度", "half": "各半年", "year": "各年", "member": "所属人员", "children": "下属单位"}
SPANS = {"month": "个月", "quarter": "个季度", "half": "个半年", "year": "年"}
HOW_MANY = {"month": "月数", "quarter": "季度数", "half": "半年数", "year": "年数", "member": "人数", "children": "单位数"}


class Names(Protocol):
    """What a formula asks of the words of its rulebook."""

    def name(self, name: str) -> str:
        """The word of a figure, account, attribute, field or setting."""

    def table(self, name: str) -> str:
        """The name of a table, also where a figure bears the same code."""

    def bare(self, name: str) -> str:
        """The word of a figure or account without its period."""

    def earlier(self, name: str) -> str:
        """The word of a figure or account one period before."""

    def unit(self, name: str) -> str:
        """Its unit, or nothing."""

    def word(self, value: str) -> str:
        """An option as people say it."""

    def options(self, name: str, options: Sequence[str]) -> str:
        """Values that a name is compared with."""

    def truth(self, node: ex.Expression) -> str | bool:
        """A condition in words, or what it is where the settings decide it."""

    def among(self, node: ex.Expression) -> str:
        """Who is compared in `… over peers`."""


@dataclass(frozen=True)
class Said:
    text: str
    level: int = WORD

    def at(self, level: int) -> str:
        """The text for a place that needs it to hold together so tightly."""
        return self.text if self.level >= level else f"（{self.text}）"


def say(names: Names, node: ex.Expression) -> str:
    """An expression in words."""
    return _said(names, node).text


def level(names: Names, node: ex.Expression) -> int:
    """How tightly the words of an expression hold together."""
    return _said(names, node).level


def ended(said: str) -> str:
    """`…达到 4 的`, `…为“否”的`: a condition as it stands before what follows from it."""
    return f"{said} 的" if said[-1:].isascii() else f"{said}的"


def number(node: ex.Number) -> str:
    return f"{plain(node.value * 100)}%" if node.percent else plain(node.value)


def _said(names: Names, node: ex.Expression) -> Said:
    match node:
        case ex.Number():
            return Said(number(node), WORD if node.value >= 0 else SUM)
        case ex.Text():
            return Said(f"“{names.word(node.value)}”")
        case ex.Name():
            return Said(names.name(node.text))
        case ex.Negative():
            return Said(f"−{_said(names, node.value).at(PRODUCT)}", SUM)
        case ex.Not():
            return Said(f"不属于“{say(names, node.value)}”", PHRASE)
        case ex.AnyOf() | ex.AllOf():
            sign = "，或" if isinstance(node, ex.AnyOf) else "，且"
            return Said(sign.join(_part(names, part) for part in node.parts), PHRASE)
        case ex.OneOf():
            return Said(f"{say(names, node.value)}为{'或'.join(say(names, option) for option in node.options)}", PHRASE)
        case ex.Binary():
            return _binary(names, node)
        case ex.Call():
            return _call(names, node)


def _part(names: Names, node: ex.Expression) -> str:
    said = say(names, node)
    return f"（{said}）" if isinstance(node, ex.AnyOf | ex.AllOf) else said


def _binary(names: Names, node: ex.Binary) -> Said:
    left, right = node.left, node.right
    if node.operator in SIGNS:
        sign, level = SIGNS[node.operator]
        after = level if node.operator == "+" else level + 1
        return Said(f"{_said(names, left).at(level)} {sign} {_said(names, right).at(after)}", level)
    if _same_lookup(left, right):
        looked = [say(names, one.arguments[1].value) for one in (left, right) if isinstance(one, ex.Call)]
        return Said(f"{looked[0]}在《{_table(names, left)}》中{PLACED[node.operator]}{looked[1]}", PHRASE)
    if isinstance(right, ex.Text) and right.value == "":
        return Said(f"{say(names, left)}{'为空' if node.operator == '=' else '已填写'}", PHRASE)
    if isinstance(left, ex.Name) and isinstance(right, ex.Text):
        return Said(f"{names.name(left.text)}{OPERATORS[node.operator]}{names.options(left.text, [right.value])}", PHRASE)
    unit = f" {names.unit(left.text)}" if isinstance(left, ex.Name) and isinstance(right, ex.Number) else ""
    space = " " if _said(names, left).at(SUM)[-1:].isascii() else ""
    against = _spaced(_said(names, right).at(SUM))
    return Said(f"{_said(names, left).at(SUM)}{space}{OPERATORS[node.operator]}{against}{unit}".rstrip(), PHRASE)


def _call(names: Names, node: ex.Call) -> Said:
    parts = node.arguments
    if len(parts) == 1 and parts[0].over:
        return _aggregate(names, node.function, parts[0])
    values = [part.value for part in parts]
    if node.function in WRITTEN and len(values) >= WRITTEN[node.function][0]:
        return WRITTEN[node.function][1](names, values)
    if node.function in ("max", "min") and len(values) > 1:
        return _extreme(names, node.function, values)
    if node.function in CALLS:
        level = PHRASE if node.function == "missing" else WORD
        return Said(CALLS[node.function].format(*(_said(names, value).at(WORD) for value in values)), level)
    return Said(f"{node.function}（{'，'.join(say(names, value) for value in values)}）")


def _if(names: Names, values: list[ex.Expression]) -> Said:
    """Branches one after the other: `A的为 1；B的为 2；其他为 0`."""
    said: list[str] = []
    other: ex.Expression = ex.Call("if", tuple(ex.Argument(value) for value in values))
    while isinstance(other, ex.Call) and other.function == "if" and len(other.arguments) > 2:  # noqa: PLR2004
        condition, then, other = (part.value for part in other.arguments[:3])
        holds = names.truth(condition)
        if isinstance(holds, str):
            said.append(f"{ended(holds)}为{_spaced(_said(names, then).at(SUM))}")
        elif holds:
            other = then
    if not said:
        return _said(names, other)
    last = _spaced(_said(names, other).at(SUM))
    return Said(f"{said[0]}，否则为{last}" if len(said) == 1 else f"{'；'.join(said)}；其他为{last}", PHRASE)


def _spaced(said: str) -> str:
    return f" {said}" if said[:1].isascii() else said


def _divide(names: Names, values: list[ex.Expression]) -> Said:
    said = f"{_said(names, values[0]).at(PRODUCT)} ÷ {_said(names, values[1]).at(WORD)}"
    return Said(said + _rounded(values[2:]), LIMITED) if values[2:] else Said(said, PRODUCT)


def _round(names: Names, values: list[ex.Expression]) -> Said:
    return Said(_said(names, values[0]).at(SUM) + (_rounded(values[1:]) or "，取整数"), LIMITED)


def _rounded(values: list[ex.Expression]) -> str:
    """`，保留 2 位小数（四舍五入）` from the decimals and the way of rounding."""
    if not values:
        return ""
    places = values[0].value if isinstance(values[0], ex.Number) else None
    kept = "，取整数" if places == 0 else f"，保留 {plain(places)} 位小数" if places is not None else "，取到规定的位数"
    how = values[1] if values[1:] else None
    return f"{kept}（{ROUNDED[how.text]}）" if isinstance(how, ex.Name) and how.text in ROUNDED else kept


def _clamp(names: Names, values: list[ex.Expression]) -> Said:
    low, high = (_spaced(_said(names, value).at(SUM)) for value in values[1:3])
    return Said(f"{_said(names, values[0]).at(LIMITED)}，不低于{low}、不高于{high}", LIMITED)


def _extreme(names: Names, function: str, values: list[ex.Expression]) -> Said:
    """The larger or smaller; against a plain number it is a limit."""
    limits = [value for value in values if isinstance(value, ex.Number)]
    if len(values) == 2 and len(limits) == 1:  # noqa: PLR2004
        inner = next(value for value in values if value is not limits[0])
        word = "不低于" if function == "max" else "不超过"
        return Said(f"{_said(names, inner).at(LIMITED)}，{word} {number(limits[0])}", LIMITED)
    said = "、".join(_said(names, value).at(SUM) for value in values)
    return Said(f"{said}中的较{'大' if function == 'max' else '小'}者", PHRASE)


def _lookup(names: Names, values: list[ex.Expression]) -> Said:
    return Said(f"{_said(names, values[1]).at(WORD)}对应的《{_table_name(names, values[0])}》")


def _previous(names: Names, values: list[ex.Expression]) -> Said:
    inner = values[0]
    return Said(names.earlier(inner.text) if isinstance(inner, ex.Name) else f"上期的{_said(names, inner).at(WORD)}")


WRITTEN = {
    "if": (3, _if),
    "divide": (2, _divide),
    "round": (1, _round),
    "clamp": (3, _clamp),
    "lookup": (2, _lookup),
    "previous": (1, _previous),
}
"""Functions with a wording of their own, and how many arguments it needs."""


def _aggregate(names: Names, function: str, argument: ex.Argument) -> Said:
    over = argument.over if argument.over == "children" else argument.over.removesuffix("s")
    if over == "halve":
        over = "half"
    whom = names.among(argument.value) if over == "peer" else POPULATIONS.get(over, argument.over)
    if argument.count:
        whom = f"近 {argument.count} {SPANS.get(over, '期')}"
    if argument.where is not None:
        whom = f"{whom.removesuffix('中')}中{ended(say(names, argument.where))}"
    if argument.pick:
        whom += f"中最{'高' if argument.pick == 'best' else '低'}的 {argument.most} 个"
    if function == "run":
        most = f"（最多数 {argument.count} {SPANS.get(over, '期')}）" if argument.count else ""
        return Said(f"到本期为止连续{ended(say(names, argument.value))}{HOW_MANY.get(over, '期数')}{most}")
    counted = _counted(function, argument.value)
    if counted is not None:
        return Said(f"{whom.removesuffix('中')}中{ended(say(names, counted))}{HOW_MANY.get(over, '个数')}")
    inner = argument.value
    said = names.bare(inner.text).removeprefix("当月") if isinstance(inner, ex.Name) and over in SPANS else _said(names, inner).at(WORD)
    if function == "count" and argument.where is not None:
        return Said(f"{whom}{HOW_MANY.get(over, '个数')}")
    if function == "count":
        return Said(f"{whom.removesuffix('中')}中有{said}的{HOW_MANY.get(over, '个数')}")
    return Said(f"{whom}{said}{FUNCTIONS.get(function, function)}")


def _counted(function: str, node: ex.Expression) -> ex.Expression | None:
    """The condition that `sum(if(condition, 1, 0) over …)` or `count(condition over …)` counts."""
    if function == "count":
        return node if isinstance(node, ex.AnyOf | ex.AllOf | ex.OneOf | ex.Not) or _compares(node) else None
    values = [argument.value for argument in node.arguments] if isinstance(node, ex.Call) and node.function == "if" else []
    return values[0] if function == "sum" and values[1:] == [ex.Number(Decimal(1)), ex.Number(Decimal(0))] else None


def _compares(node: ex.Expression) -> bool:
    return isinstance(node, ex.Binary) and node.operator in OPERATORS


def _same_lookup(left: ex.Expression, right: ex.Expression) -> bool:
    """`lookup(t, a) >= lookup(t, b)`: two places in the same table."""
    both = [node for node in (left, right) if isinstance(node, ex.Call) and node.function == "lookup" and len(node.arguments) > 1]
    return len(both) > 1 and both[0].arguments[0] == both[1].arguments[0]


def _table(names: Names, node: ex.Expression) -> str:
    return _table_name(names, node.arguments[0].value) if isinstance(node, ex.Call) else ""


def _table_name(names: Names, node: ex.Expression) -> str:
    return names.table(node.text) if isinstance(node, ex.Name) else say(names, node)
