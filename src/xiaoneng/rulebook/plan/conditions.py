"""条件: row-form conditions become terms, and the comparisons in them become the leaves that explanations name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.shapes import Condition, Test
from xiaoneng.rulebook.plan import algebra
from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.steps import Leaf
from xiaoneng.rulebook.plan.terms import Const, HasNone, Term, columns

WORDS = {"over": ">", "at_least": ">=", "under": "<", "at_most": "<="}
NEGATED = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "!=", "!=": "="}


@dataclass(frozen=True)
class Compiled:
    term: Term
    leaves: tuple[Leaf, ...]


def compile_condition(scope: Scope, condition: Condition, says: Callable[[str], str], negated: bool = False) -> Compiled:
    """The term of a condition, with its leaves. `says` gives a name's Chinese word. Raises TermError."""
    parts: list[Compiled] = []
    for name, test in condition.tests.items():
        with algebra.at_words(name):
            parts.append(_test(scope, name, test, says, negated))
    if condition.expr is not None:
        parts.append(_expression(scope, condition.expr, says, negated))
    if condition.all_:
        parts.append(_join([compile_condition(scope, one, says, negated) for one in condition.all_], every=True))
    if condition.any_:
        parts.append(_join([compile_condition(scope, one, says, negated) for one in condition.any_], every=False))
    if condition.not_ is not None:
        inner = compile_condition(scope, condition.not_, says, not negated)
        parts.append(Compiled(algebra.opposite(inner.term), inner.leaves))
    if not parts:
        raise TermError("条件是空的")
    return _join(parts, every=True)


def _join(parts: list[Compiled], every: bool) -> Compiled:
    build = algebra.every if every else algebra.some
    return Compiled(build(part.term for part in parts), tuple(leaf for part in parts for leaf in part.leaves))


def _test(scope: Scope, name: str, test: Test, says: Callable[[str], str], negated: bool) -> Compiled:
    parts: list[Compiled] = []
    for word, operator in WORDS.items():
        limit = getattr(test, word)
        if limit is not None:
            value = scope.name(name)
            parts.append(_compared(operator, value, scope.compile(limit), says(name), negated))
    if test.is_ is not None:
        parts.append(_equal(scope, name, [test.is_], says, negated))
    if test.one_of:
        parts.append(_equal(scope, name, list(test.one_of), says, negated))
    if test.not_:
        inner = _equal(scope, name, list(test.not_), says, not negated)
        parts.append(Compiled(algebra.opposite(inner.term), inner.leaves))
    if test.given is not None:
        missing = HasNone(scope.name(name))
        parts.append(Compiled(missing if test.given == "no" else algebra.opposite(missing), ()))
    if not parts:
        raise TermError(f"“{name}”后面没有写比较")
    return _join(parts, every=True)


def _equal(scope: Scope, name: str, words: list[str], says: Callable[[str], str], negated: bool) -> Compiled:
    term = scope.words(name, words)
    value = scope.name(name)
    if value.kind == "number" and len(words) == 1:
        return Compiled(term, (_leaf("=", value, scope.compile(words[0]), says(name), negated, term),))
    reads = tuple(sorted(column for column in columns(value) if column[0] not in "@#"))
    if not reads:
        return Compiled(term, ())
    test = algebra.opposite(term) if negated else term
    return Compiled(term, (Leaf(says(name), value, test, "!=" if negated else "=", Const("、".join(words), "text"), reads),))


def _compared(operator: str, value: Term, limit: Term, says: str, negated: bool) -> Compiled:
    term = algebra.compare(operator, value, limit)
    return Compiled(term, (_leaf(operator, value, limit, says, negated, term),) if _reads(value) or _reads(limit) else ())


def _leaf(operator: str, value: Term, limit: Term, says: str, negated: bool, term: Term) -> Leaf:
    test = algebra.opposite(term) if negated else term
    return Leaf(says, value, test, NEGATED[operator] if negated else operator, limit, _reads(value) + _reads(limit))


def _reads(term: Term) -> tuple[str, ...]:
    return tuple(sorted(column for column in columns(term) if column[0] not in "@#"))


def _expression(scope: Scope, text: str, says: Callable[[str], str], negated: bool) -> Compiled:
    with algebra.at_words(text):
        try:
            return _tree(scope, ex.parse_expression(text), says, negated)
        except ex.ExpressionError as error:
            raise TermError(str(error)) from None


def _tree(scope: Scope, node: ex.Expression, says: Callable[[str], str], negated: bool) -> Compiled:
    match node:
        case ex.AllOf() | ex.AnyOf():
            return _join([_tree(scope, part, says, negated) for part in node.parts], every=isinstance(node, ex.AllOf))
        case ex.Not():
            inner = _tree(scope, node.value, says, not negated)
            return Compiled(algebra.opposite(inner.term), inner.leaves)
        case ex.Binary() if node.operator in NEGATED:
            term = algebra.need(scope.term(node), "truth", "这里")
            value, limit = scope.term(node.left), scope.term(node.right)
            if not _reads(value) and not _reads(limit):
                return Compiled(term, ())
            return Compiled(term, (_leaf(node.operator, value, limit, _written(node.left, says), negated, term),))
        case _:
            return Compiled(algebra.need(scope.term(node), "truth", "这里"), ())


def _written(node: ex.Expression, says: Callable[[str], str]) -> str:
    """How a side of a comparison is named in an explanation."""
    match node:
        case ex.Name():
            return says(node.text)
        case ex.Number():
            return format(node.value.normalize(), "f")
        case ex.Text():
            return node.value
        case ex.Binary():
            sign = {"*": "×", "-": "−", "+": "＋"}.get(node.operator, node.operator)
            return f"{_written(node.left, says)}{sign}{_written(node.right, says)}"
        case ex.Call():
            inside = "、".join(_written(argument.value, says) for argument in node.arguments)
            return f"{_CALLED.get(node.function, node.function)}（{inside}）"
        case _:
            return "所列情形"


_CALLED = {
    "divide": "之比",
    "max": "最大值",
    "min": "最小值",
    "sum": "合计",
    "mean": "平均",
    "rank": "名次",
    "abs": "差额",
    "count": "个数",
}
