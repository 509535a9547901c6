"""对照表、折线: lookups and slopes become chains of conditions over exact numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import Line
from xiaoneng.rulebook.language.names import Row, Table
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.plan import algebra
from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.builder import Builder
from xiaoneng.rulebook.plan.names_read import names_in
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.terms import TRUE, Const, Contains, HasNone, Term, Unknown
from xiaoneng.rulebook.problems import nearest

_BAND = re.compile(r"(?P<from>-?\d+(?:\.\d+)?%?)(?:(?P<plus>\+)|\s*(?:-|~|～)\s*(?P<to>-?\d+(?:\.\d+)?%?))?")
_SIDE = re.compile(r"(?P<op><=|>=|<|>)\s*(?P<n>-?\d+(?:\.\d+)?%?)")
OTHERS = ("其余", "others")


def lookup(builder: Builder, scope: Scope, table: str | dict[str, str], value: Term) -> Term:
    """The value of the first row that fits, tried from the top; no value where none fits."""
    if isinstance(table, str):
        declared = builder.book.tables.get(table)
        if declared is None:
            with algebra.at_words(table):
                raise TermError(f"没有名为“{table}”的对照表{nearest(table, list(builder.book.tables))}")
        rows = [(key, row.value) for key, row in declared.rows.items()]
        texts = declared.texts
    else:
        rows, texts = list(table.items()), False
    blank = [key for key, text in rows if not text.strip()]
    if not rows or blank:
        raise TermError(f"对照表的“{blank[0]}”后面是空的，请填数或等次" if blank else "对照表是空的")
    values = [Const(text, "text") for _, text in rows] if texts else _values(scope, rows)
    terms = []
    for (key, _), result in zip(rows, values, strict=True):
        with algebra.at_words(key):
            terms.append((_fits(value, key), result))
    chain: Term = Const(None, values[0].kind)
    for test, result in reversed(terms):
        chain = algebra.choose(test, result, chain)
    return chain


def row_at(keys: Iterable[str], number: int) -> str | None:
    """The first key that a whole number fits; None where none does. Raises TermError for keys that make no sense."""
    fitting = [key for key in keys if key.strip() in OTHERS or _fits(Const(number, "number"), key) == TRUE]
    return fitting[0] if fitting else None


def gives_texts(builder: Builder, table: str | dict[str, str]) -> bool:
    """Whether a table gives words such as grades, as far as that can be told before it is compiled."""
    if isinstance(table, str):
        return table in builder.book.tables and builder.book.tables[table].texts
    book = builder.book
    names = {*book.figures, *book.accounts, *book.parameters, *book.readings}
    return any(text not in names and _is_word(text) for text in table.values())


def _is_word(text: str) -> bool:
    try:
        return isinstance(ex.parse_expression(text), ex.Name | ex.Text)
    except ex.ExpressionError:
        return True


def _values(scope: Scope, rows: Sequence[tuple[str, str]]) -> Sequence[Term]:
    """Numbers, formulas and names are computed; a word that names nothing stands for itself. All are numbers, or all are words."""
    found = []
    for key, text in rows:
        with algebra.at_words(key):
            found.append(_value(scope, text))
    kinds = {term.kind for term in found if not isinstance(term, Unknown)}
    if len(kinds) > 1:
        words = [text for (_, text), term in zip(rows, found, strict=True) if isinstance(term, Const) and term.value == text]
        word = words[0] if words else rows[[term.kind for term in found].index("text")][1]
        names = nearest(word, scope.names())
        said = f"对照表的值应当都是数或都是文字，这里“{word}”是文字，别的是数；“{word}”如果是指标、账户等的名称，请核对写法{names}"
        raise TermError(f"{said}；数要当文字用，请加单引号写成 '数'")
    return found


def _value(scope: Scope, text: str) -> Term:
    try:
        node = ex.parse_expression(text)
    except ex.ExpressionError:
        return Const(text, "text")
    if isinstance(node, ex.Name) and scope.find(node.text) is None:
        return Const(text, "text")
    return scope.term(node)


def _number(text: str) -> Const:
    body = Decimal(text.removesuffix("%"))
    return algebra.number(body / 100 if text.endswith("%") else body)


def _fits(value: Term, key: str) -> Term:
    """`5`, `2-3` (both ends included), `90+`, `<60`, `>=80`, a word, or 其余."""
    key = key.strip()
    if key in OTHERS:
        return algebra.opposite(HasNone(value))
    if value.kind == "text":
        return algebra.compare("=", value, Const(key, "text"))
    side = _SIDE.fullmatch(key)
    if side:
        return algebra.compare(side["op"], value, _number(side["n"]))
    band = _BAND.fullmatch(key)
    if band is None:
        raise TermError(f"对照表的键“{key}”看不懂；可写 5、2-3、90+、<60、>=80、其余")
    if band["plus"]:
        return algebra.compare(">=", value, _number(band["from"]))
    if band["to"]:
        if _exact(_number(band["from"])) > _exact(_number(band["to"])):
            raise TermError(f"对照表的键“{key}”前大后小，没有数会落在里面")
        low, high = algebra.compare(">=", value, _number(band["from"])), algebra.compare("<=", value, _number(band["to"]))
        return algebra.every([low, high])
    return algebra.compare("=", value, _number(band["from"]))


def line(scope: Scope, given: Line) -> Term:
    """Straight between the points, in the figure's decimals and rounding."""
    value = scope.compile(given.of)
    points = [(scope.compile(x), scope.compile(y)) for x, y in given.points]
    for x, y in points:
        if not isinstance(x, Const) or not isinstance(y, Const):
            raise TermError("折线的点应是数")
    steps = [_exact(x) for x, _ in points]
    if any(a >= b for a, b in pairwise(steps)):
        raise TermError("折线的点应从小到大排列，不能重复")
    term = scope.compile(given.above) if given.above is not None else points[-1][1]
    decimals, rounding = scope.rounded([])
    for (x0, y0), (x1, y1) in reversed(list(pairwise(points))):
        rise = algebra.times(algebra.add("-", value, x0), algebra.add("-", y1, y0))
        slope = algebra.add("+", y0, algebra.divide(rise, algebra.add("-", x1, x0), decimals, rounding))
        term = algebra.choose(algebra.compare("<=", value, x1), slope, term)
    low = scope.compile(given.below) if given.below is not None else points[0][1]
    return algebra.choose(HasNone(value), Const(None, "number"), algebra.choose(algebra.compare("<", value, points[0][0]), low, term))


def _exact(term: Term) -> Decimal:
    if not isinstance(term, Const) or not isinstance(term.value, int):
        raise TermError("折线的点应是数")
    return Decimal(term.value).scaleb(-term.scale)


def tariff_in(book: Rulebook, text: str) -> str | None:
    """The table of adoption levels that an amount reads, alone or inside a formula. Raises TermError where it reads two."""
    found = sorted(name for name in names_in(text) if name in book.tables and book.tables[name].by == "level")
    if len(found) > 1:
        raise TermError(f"一个算式里只能有一个按采用级别的对照表，这里有 {'、'.join(found)}；请分成几条规则")
    return found[0] if found else None


def priced_levels(builder: Builder, scope: Scope, table: Table) -> list[tuple[str, Term, Row]]:
    """A `by: level` table as (level, condition under which its price is due, row), in the table's order."""
    found = []
    for level, row in table.rows.items():
        where = builder.condition(scope, row.where).term if row.where is not None else TRUE
        found.append((level, algebra.every([Contains(scope.name("level"), level), where]), row))
    return found
