"""名称解析: expressions become typed terms; every name is found in the scope at hand or refused with the nearest one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.plan import algebra
from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.attributes import TENURE, TENURES
from xiaoneng.rulebook.plan.terms import TRUE, Among, Const, Contains, HasNone, Term
from xiaoneng.rulebook.problems import nearest

Aggregate = Callable[[str, ex.Argument], Term]
Lookup = Callable[[str, Term], Term]

OVER_MANY = ("sum", "mean", "count", "last", "first", "rank", "rank_up", "run")
"""Functions of many values, which say over whom or over which periods."""


@dataclass
class Scope:
    """Where an expression stands: which names it may read, and how divisions round there.

    `find` gives the term of a name or None; `names` lists what may be used (for hints); `aggregate` serves
    `f(x over …)`; `lists` are columns that hold several words (adoption levels).
    """

    find: Callable[[str], Term | None]
    names: Callable[[], list[str]]
    aggregate: Aggregate | None = None
    table: Lookup | None = None
    lists: frozenset[str] = frozenset()
    decimals: int | None = None
    rounding: str | None = None
    calls: dict[str, Callable[[list[ex.Expression]], Term]] = field(default_factory=dict)

    def compile(self, text: str) -> Term:
        """The term of an expression's text. Raises TermError."""
        with algebra.at_words(text):
            try:
                return self.term(self._single(ex.parse_expression(text)))
            except ex.ExpressionError as error:
                raise TermError(str(error)) from None

    def _single(self, node: ex.Expression) -> ex.Expression:
        """Refuses a way of serving where one value is needed: somebody may serve in several at once."""
        if isinstance(node, ex.Name) and node.text in self.lists & TENURE:
            raise TermError(f"“{node.text}”可以同时有几样，不能当一个值用；请写成条件，如 if({node.text} = '驻村', …)")
        return node

    def name(self, name: str) -> Term:
        found = self.find(name)
        if found is None and name == NONE:
            raise TermError("none（没有值）只能写在 if 的一个分支里，如 if(条件, 算式, none)；问有没有值请写 missing(名称)")
        if found is None:
            remedy = "；百分数请写成 10% 的样子" if name.startswith("百分之") else nearest(name, self.names())
            raise TermError(f"不认识的名称“{name}”{remedy}")
        return found

    def term(self, node: ex.Expression) -> Term:
        match node:
            case ex.Number():
                return algebra.number(node.value)
            case ex.Text():
                return Const(node.value, "text")
            case ex.Name():
                return self.name(node.text)
            case ex.Negative():
                return algebra.times(self.term(node.value), Const(-1, "number"))
            case ex.Not():
                return algebra.opposite(self.term(node.value))
            case ex.AnyOf() | ex.AllOf():
                join = algebra.some if isinstance(node, ex.AnyOf) else algebra.every
                return join(self.term(part) for part in node.parts)
            case ex.OneOf():
                return self._one_of(node)
            case ex.Binary():
                return self._binary(node)
            case ex.Call():
                return self._call(node)

    def _binary(self, node: ex.Binary) -> Term:
        if (
            node.operator in ("=", "!=")
            and isinstance(node.left, ex.Name)
            and node.left.text in self.lists
            and isinstance(node.right, ex.Text)
        ):
            held = self.words(node.left.text, [node.right.value])
            return held if node.operator == "=" else algebra.opposite(held)
        left, right = self.term(node.left), self.term(node.right)
        match node.operator:
            case "+" | "-" as operator:
                return algebra.add(operator, left, right)
            case "*":
                return algebra.times(left, right)
            case _:
                return algebra.compare(node.operator, left, right)

    def _one_of(self, node: ex.OneOf) -> Term:
        if isinstance(node.value, ex.Name) and node.value.text in self.lists:
            return self.words(node.value.text, [option.value for option in node.options if isinstance(option, ex.Text)])
        value = self.term(node.value)
        return algebra.some(algebra.compare("=", value, self.term(option)) for option in node.options)

    def words(self, name: str, words: list[str]) -> Term:
        """The name's value is (or, for a list column, holds) one of the words."""
        term = self.name(name)
        if name in self.lists:
            self._known(name, words)
            return algebra.some(Contains(term, word) if word else algebra.compare("=", term, Const("", "text")) for word in words)
        if term.kind == "number":
            return algebra.some(algebra.compare("=", term, algebra.number(_decimal(word))) for word in words)
        if isinstance(term, Const):
            return algebra.some(algebra.compare("=", term, Const(word, "text")) for word in words)
        return Among(term, tuple(words))

    def _known(self, name: str, words: list[str]) -> None:
        """Refuses a way of serving that nobody can serve in."""
        wrong = next((word for word in words if name in TENURE and word not in TENURES), None)
        if wrong is not None:
            raise TermError(f"“{name}”没有“{wrong}”这个值{nearest(wrong, TENURES)}；可以写 {'、'.join(TENURES)}")

    def _call(self, node: ex.Call) -> Term:
        if any(argument.over for argument in node.arguments):
            if self.aggregate is None or len(node.arguments) != 1:
                raise TermError(f"{node.function}(… over …) 只能用在指标里，并且只有一项")
            return self.aggregate(node.function, node.arguments[0])
        if node.function in self.calls:
            return self.calls[node.function]([argument.value for argument in node.arguments])
        function = _FUNCTIONS.get(node.function)
        if function is None:
            if node.function in OVER_MANY:
                raise TermError(f"{node.function} 要写明在什么范围里求，如 {node.function}(… over months)、{node.function}(… over peers)")
            raise TermError(f"没有名为“{node.function}”的函数{nearest(node.function, list(_FUNCTIONS))}")
        return function(self, [argument.value for argument in node.arguments])

    def rounded(self, extra: list[ex.Expression]) -> tuple[int, str]:
        """The decimals and rounding of a division: said in it, or on the figure."""
        decimals, rounding = self.decimals, self.rounding
        for one in extra:
            if isinstance(one, ex.Number):
                decimals = _places(one.value)
            elif isinstance(one, ex.Name):
                rounding = self._rounding(one.text)
            else:
                raise TermError("小数位数应写成数字，取整方式应写成 floor、half_up、ceil 或取这些值的理解")
        if decimals is None or rounding is None:
            raise TermError("除法、均值要有小数位数和取整方式：写 divide(a, b, 2, half_up)，或在指标上声明 decimals 和 round")
        return decimals, rounding

    def _rounding(self, word: str) -> str:
        if word in algebra.ROUNDINGS:
            return word
        term = self.name(word)
        if isinstance(term, Const) and term.value in algebra.ROUNDINGS:
            return str(term.value)
        raise TermError(f"取整方式“{word}”应是 floor、half_up、ceil 之一")


def _places(value: Decimal) -> int:
    if value not in range(algebra.MOST_DECIMALS + 1):
        raise TermError(f"小数位数应是 0 到 {algebra.MOST_DECIMALS} 的整数，现在是 {value}")
    return int(value)


def _decimal(word: str) -> Decimal:
    try:
        parsed = ex.parse_expression(word)
    except ex.ExpressionError as error:
        raise TermError(str(error)) from None
    if not isinstance(parsed, ex.Number):
        raise TermError(f"“{word}”不是数")
    return parsed.value


def _arguments(scope: Scope, parts: list[ex.Expression], count: int, usage: str) -> list[Term]:
    if len(parts) != count:
        raise TermError(f"应写成 {usage}")
    return [scope.term(part) for part in parts]


ROUNDED_BY = 2
NONE = "none"
"""In a branch of `if`: no value."""
"""Decimals and rounding may follow the arguments of a division or rounding."""


def _divide(scope: Scope, parts: list[ex.Expression]) -> Term:
    dividend, divisor = _arguments(scope, parts[:2], 2, "divide(被除数, 除数) 或 divide(被除数, 除数, 小数位数, 取整方式)")
    return algebra.divide(dividend, divisor, *_rounded(scope, parts[2:], "divide(被除数, 除数, 小数位数, 取整方式)"))


def _round(scope: Scope, parts: list[ex.Expression]) -> Term:
    (value,) = _arguments(scope, parts[:1], 1, "round(数, 小数位数, 取整方式)")
    return algebra.to_scale(value, *_rounded(scope, parts[1:], "round(数, 小数位数, 取整方式)"))


def _rounded(scope: Scope, extra: list[ex.Expression], usage: str) -> tuple[int, str]:
    if len(extra) > ROUNDED_BY:
        raise TermError(f"应写成 {usage}")
    return scope.rounded(extra)


def _clamp(scope: Scope, parts: list[ex.Expression]) -> Term:
    value, low, high = _arguments(scope, parts, 3, "clamp(数, 下限, 上限)")
    if isinstance(low, Const) and isinstance(high, Const) and algebra.compare(">", low, high) == TRUE:
        raise TermError("clamp 的下限大于上限，应写成 clamp(数, 下限, 上限)")
    return algebra.extreme("max", [algebra.extreme("min", [value, high]), low])


def _abs(scope: Scope, parts: list[ex.Expression]) -> Term:
    (value,) = _arguments(scope, parts, 1, "abs(数)")
    return algebra.extreme("max", [value, algebra.times(value, Const(-1, "number"))])


def _if(scope: Scope, parts: list[ex.Expression]) -> Term:
    usage = "if(条件, 成立时, 否则)"
    empty = [isinstance(part, ex.Name) and part.text == NONE for part in parts[1:]]
    if not any(empty):
        return algebra.choose(*_arguments(scope, parts, 3, usage))
    test, *given = _arguments(scope, [part for part in parts if not (isinstance(part, ex.Name) and part.text == NONE)], 2, usage)
    nothing = Const(None, given[0].kind, given[0].scale)
    return algebra.choose(test, nothing, given[0]) if empty[0] else algebra.choose(test, given[0], nothing)


def _missing(scope: Scope, parts: list[ex.Expression]) -> Term:
    (value,) = _arguments(scope, parts, 1, "missing(指标)")
    return HasNone(value)


def _days_between(scope: Scope, parts: list[ex.Expression]) -> Term:
    first, second = _arguments(scope, parts, 2, "days_between(较早的日期, 较晚的日期)")
    return algebra.add("-", second, first)


def _table(scope: Scope, parts: list[ex.Expression]) -> Term:
    match parts:
        case [ex.Name() as table, value] if scope.table is not None:
            return scope.table(table.text, scope.term(scope._single(value)))
        case _:
            raise TermError("应写成 lookup(对照表, 数)")


def _extreme(which: Any) -> Callable[[Scope, list[ex.Expression]], Term]:
    def build(scope: Scope, parts: list[ex.Expression]) -> Term:
        if len(parts) <= 1:
            raise TermError(f"应写成 {which}(a, b)，或 {which}(x over peers)")
        return algebra.extreme(which, [scope.term(part) for part in parts])

    return build


_FUNCTIONS: dict[str, Callable[[Scope, list[ex.Expression]], Term]] = {
    "min": _extreme("min"),
    "max": _extreme("max"),
    "abs": _abs,
    "clamp": _clamp,
    "if": _if,
    "divide": _divide,
    "round": _round,
    "lookup": _table,
    "missing": _missing,
    "days_between": _days_between,
}
