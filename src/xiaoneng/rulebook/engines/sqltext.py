"""项的 SQL: terms as portable SQL text, and one rendering a dialect.

Statements are written in DuckDB's spelling with generated identifiers only (an author's words never become a name), literals
are quoted here, and sqlglot renders each dialect. Integer division is exact: `//` becomes the dialect's integer operator.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlglot
from sqlglot import exp

from xiaoneng.rulebook.plan import terms as t

Name = Callable[[str], str]
"""Column name of a term → SQL expression."""

DIALECTS = ("sqlite", "postgres", "duckdb", "spark")


def quote(text: str) -> str:
    """A text literal; control characters other than newline can't enter a rulebook."""
    return "'" + text.replace("'", "''") + "'"


def value(term: t.Term, name: Name) -> str:
    """The SQL of a number or text term."""
    match term:
        case t.Const():
            return _constant(term)
        case t.Col():
            return name(term.name)
        case t.Unknown():
            return "CAST(NULL AS TEXT)" if term.kind == "text" else "CAST(NULL AS BIGINT)"
        case t.Arith():
            return f"({value(term.left, name)} {term.operator} {value(term.right, name)})"
        case t.Quotient():
            return quotient(f"({value(term.left, name)} * {term.factor})" if term.factor != 1 else value(term.left, name), term, name)
        case t.Extreme():
            return _extreme(term, name)
        case t.If():
            return _chain(term, name)
        case _:
            return f"CASE WHEN {holds(term, name)} THEN 1 ELSE 0 END"


def _chain(term: t.If, name: Name) -> str:
    """A chain of conditions as one flat CASE (SQLite's parser has a small stack)."""
    arms = []
    rest: t.Term = term
    while isinstance(rest, t.If):
        arms.append(f"WHEN {holds(rest.test, name)} THEN {value(rest.then, name)}")
        rest = rest.otherwise
    return f"CASE {' '.join(arms)} ELSE {value(rest, name)} END"


def _constant(term: t.Const) -> str:
    if term.value is None:
        return "CAST(NULL AS TEXT)" if term.kind == "text" else "CAST(NULL AS BIGINT)"
    return quote(term.value) if isinstance(term.value, str) else f"CAST({term.value} AS BIGINT)"


def quotient(dividend: str, term: t.Quotient, name: Name) -> str:
    """Rounded integer division; NULL where the divisor is 0."""
    right = term.right
    divisor = value(right, name)
    rounded = rounded_division(dividend, divisor, term.rounding)
    if isinstance(right, t.Const) and right.value:
        return rounded
    return f"CASE WHEN {divisor} = 0 THEN NULL ELSE {rounded} END"


def rounded_division(dividend: str, divisor: str, rounding: str) -> str:
    """`dividend / divisor` with floor, ceil or half_up (halves away from zero); SQL division truncates towards zero."""
    n, d = dividend, divisor
    if rounding == "half_up":
        return f"((2 * {n} + CASE WHEN {n} < 0 THEN -ABS({d}) ELSE ABS({d}) END) // (2 * {d}))"
    step, sides = ("- 1", "<>") if rounding == "floor" else ("+ 1", "=")
    signs = f"(CASE WHEN {n} < 0 THEN 1 ELSE 0 END {sides} CASE WHEN {d} < 0 THEN 1 ELSE 0 END)"
    return f"(CASE WHEN {n} % {d} <> 0 AND {signs} THEN {n} // {d} {step} ELSE {n} // {d} END)"


def _extreme(term: t.Extreme, name: Name) -> str:
    parts = [value(part, name) for part in term.parts]
    picked = f"{'LEAST' if term.which == 'min' else 'GREATEST'}({', '.join(parts)})"
    open_ = [sql for part, sql in zip(term.parts, parts, strict=True) if not (isinstance(part, t.Const) and part.value is not None)]
    if not open_:
        return picked
    missing = " OR ".join(f"{sql} IS NULL" for sql in open_)
    return f"CASE WHEN {missing} THEN NULL ELSE {picked} END"


def holds(term: t.Term, name: Name) -> str:
    """The SQL of a condition: true, or not true (NULL counts as not true)."""
    match term:
        case t.Compare():
            operator = "<>" if term.operator == "!=" else term.operator
            return f"({value(term.left, name)} {operator} {value(term.right, name)})"
        case t.Contains():
            return f"(STRPOS({value(term.term, name)}, {quote(f'、{term.word}、')}) > 0)"
        case t.Among():
            return f"({value(term.term, name)} IN ({', '.join(quote(word) for word in term.words)}))"
        case t.Every():
            return "(" + " AND ".join(holds(part, name) for part in term.parts) + ")" if term.parts else "TRUE"
        case t.Some():
            return "(" + " OR ".join(holds(part, name) for part in term.parts) + ")" if term.parts else "FALSE"
        case t.Opposite():
            return f"(NOT COALESCE({holds(term.part, name)}, FALSE))"
        case t.HasNone():
            return f"({value(term.part, name)} IS NULL)"
        case t.If():
            return f"CASE WHEN {holds(term.test, name)} THEN {holds(term.then, name)} ELSE {holds(term.otherwise, name)} END"
        case _:
            return "FALSE"


def render(statement: str, dialect: str) -> str:
    """One statement in a dialect's own spelling."""
    tree = sqlglot.parse_one(statement, read="duckdb")
    if dialect in ("sqlite", "postgres"):
        tree = tree.transform(_plain_division)
    if dialect == "sqlite":
        tree = tree.transform(_sqlite_extremes)
    return tree.sql(dialect)


def _plain_division(node: exp.Expression) -> exp.Expression:
    """Both operands are integers, so `/` divides them as integers in these dialects."""
    if isinstance(node, exp.IntDiv):
        return exp.Div(this=node.this, expression=node.expression, typed=True, safe=False)
    return node


def _sqlite_extremes(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Least | exp.Greatest):
        return exp.Anonymous(this="MIN" if isinstance(node, exp.Least) else "MAX", expressions=[node.this, *node.expressions])
    return node
