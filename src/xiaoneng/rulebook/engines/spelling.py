"""方言: the few places where SQL dialects spell the same thing differently, and terms written in one of them.

Generated SQL keeps to SELECT, CASE, + − ×, SUM, MIN, MAX, COUNT, RANK, ROW_NUMBER, JOIN and UNION ALL, over integers and texts.
Identifiers are generated; an author's words occur only as quoted literals. Integer division truncates towards zero in all four.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xiaoneng.rulebook.plan import terms as t

Name = Callable[[str], str]
"""Column name of a term → SQL expression."""


@dataclass(frozen=True)
class Spelling:
    """One dialect. `integer` and `text` are its column types; `key` marks the column by which a relation's rows are found."""

    dialect: str
    integer: str = "BIGINT"
    small: str = "INTEGER"
    text: str = "TEXT"
    key: str = ""
    division: str = "/"
    position: str = "STRPOS({0}, {1})"
    least: str = "LEAST"
    greatest: str = "GREATEST"
    backslash: bool = False
    create: str = "CREATE TEMP TABLE {0} AS {1}"

    def quote(self, text: str) -> str:
        """A text literal in this dialect."""
        if self.backslash:
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return "'" + text.replace("'", "''") + "'"

    def none(self, kind: t.Kind = "number") -> str:
        return f"CAST(NULL AS {self.text if kind == 'text' else self.integer})"

    def whole(self, sql: str) -> str:
        """A sum or count as a plain integer (PostgreSQL sums to numeric, DuckDB to 128 bits)."""
        return f"CAST({sql} AS {self.integer})"

    def table(self, name: str, body: str) -> str:
        return self.create.format(name, body)

    def pick_least(self, *parts: str) -> str:
        return f"{self.least}({', '.join(parts)})"

    def pick_greatest(self, *parts: str) -> str:
        return f"{self.greatest}({', '.join(parts)})"

    def divide(self, dividend: str, divisor: str, rounding: str) -> str:
        """`dividend / divisor` with floor, ceil or half_up (halves away from zero)."""
        n, d, by = dividend, divisor, self.division
        if rounding == "half_up":
            return f"((2 * {n} + CASE WHEN {n} < 0 THEN -ABS({d}) ELSE ABS({d}) END) {by} (2 * {d}))"
        step, sides = ("- 1", "<>") if rounding == "floor" else ("+ 1", "=")
        signs = f"(CASE WHEN {n} < 0 THEN 1 ELSE 0 END {sides} CASE WHEN {d} < 0 THEN 1 ELSE 0 END)"
        return f"(CASE WHEN {n} % {d} <> 0 AND {signs} THEN {n} {by} {d} {step} ELSE {n} {by} {d} END)"

    def value(self, term: t.Term, name: Name) -> str:
        """The SQL of a number or text term."""
        match term:
            case t.Const() | t.Unknown():
                return self._constant(term)
            case t.Col():
                return name(term.name)
            case t.Arith():
                return f"({self.value(term.left, name)} {term.operator} {self.value(term.right, name)})"
            case t.Quotient():
                return self._quotient(term, name)
            case t.Extreme():
                return self._extreme(term, name)
            case t.If():
                return self._chain(term, name)
        return f"CASE WHEN {self.holds(term, name)} THEN 1 ELSE 0 END"

    def _constant(self, term: t.Const | t.Unknown) -> str:
        if isinstance(term, t.Unknown) or term.value is None:
            return self.none(term.kind)
        return self.quote(term.value) if isinstance(term.value, str) else f"CAST({term.value} AS {self.integer})"

    def _quotient(self, term: t.Quotient, name: Name) -> str:
        dividend, divisor = self.value(term.left, name), self.value(term.right, name)
        rounded = self.divide(f"({dividend} * {term.factor})" if term.factor != 1 else dividend, divisor, term.rounding)
        if isinstance(term.right, t.Const) and term.right.value:
            return rounded
        return f"CASE WHEN {divisor} = 0 THEN NULL ELSE {rounded} END"

    def _extreme(self, term: t.Extreme, name: Name) -> str:
        """None where any part has none, which no dialect's own function does everywhere."""
        parts = [self.value(part, name) for part in term.parts]
        picked = self.pick_least(*parts) if term.which == "min" else self.pick_greatest(*parts)
        open_ = [sql for part, sql in zip(term.parts, parts, strict=True) if not (isinstance(part, t.Const) and part.value is not None)]
        missing = " OR ".join(f"{sql} IS NULL" for sql in open_)
        return f"CASE WHEN {missing} THEN NULL ELSE {picked} END" if missing else picked

    def _chain(self, term: t.If, name: Name) -> str:
        """A chain of conditions as one flat CASE (SQLite's parser has a small stack)."""
        arms = []
        rest: t.Term = term
        while isinstance(rest, t.If):
            arms.append(f"WHEN {self.holds(rest.test, name)} THEN {self.value(rest.then, name)}")
            rest = rest.otherwise
        return f"CASE {' '.join(arms)} ELSE {self.value(rest, name)} END"

    def holds(self, term: t.Term, name: Name) -> str:
        """The SQL of a condition: true, or not true (NULL counts as not true)."""
        match term:
            case t.Compare():
                operator = "<>" if term.operator == "!=" else term.operator
                return f"({self.value(term.left, name)} {operator} {self.value(term.right, name)})"
            case t.Contains() | t.Among():
                return self._words(term, name)
            case t.Every():
                return "(" + " AND ".join(self.holds(part, name) for part in term.parts) + ")" if term.parts else "(1 = 1)"
            case t.Some():
                return "(" + " OR ".join(self.holds(part, name) for part in term.parts) + ")" if term.parts else "(1 = 0)"
            case t.Opposite():
                return f"(NOT COALESCE({self.holds(term.part, name)}, (1 = 0)))"
            case t.HasNone():
                return f"({self.value(term.part, name)} IS NULL)"
        return "(1 = 0)"

    def _words(self, term: t.Contains | t.Among, name: Name) -> str:
        own = self.value(term.term, name)
        if isinstance(term, t.Among):
            return f"({own} IN ({', '.join(self.quote(word) for word in term.words)}))"
        return f"({self.position.format(own, self.quote(f'、{term.word}、'))} > 0)"


SPELLINGS = {
    "sqlite": Spelling("sqlite", integer="INTEGER", key=" PRIMARY KEY", position="INSTR({0}, {1})", least="MIN", greatest="MAX"),
    "postgres": Spelling("postgres"),
    "duckdb": Spelling("duckdb", division="//"),
    "spark": Spelling(
        "spark",
        small="INT",
        text="STRING",
        division="DIV",
        position="LOCATE({1}, {0})",
        backslash=True,
        create="CREATE OR REPLACE TEMP VIEW {0} AS {1}",
    ),
}
