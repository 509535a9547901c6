"""单位: in what a fact, a figure or the count of a rule is measured. A unit that is declared stands before every other."""

from __future__ import annotations

from collections.abc import Iterable

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import Figure, Rule
from xiaoneng.rulebook.language.names import field_named
from xiaoneng.rulebook.language.rulebook import Rulebook

PIECES = frozenset({"次", "件", "起", "条", "篇"})
"""Units that count records; 天, 分钟, 元 and the like measure what a record holds."""
KEPT_OVER = frozenset({"sum", "mean", "max", "min", "last", "first"})
KEPT = frozenset({"previous", "abs", "round"})
"""Functions whose result is measured as their argument is; counts, ranks, ratios and products are not."""


def kind_unit(book: Rulebook, kind: str) -> str:
    """The unit in which a kind of fact or work is recorded; 次 for one that isn't declared."""
    found = book.fact_kinds.get(kind) or book.works.get(kind)
    return found.unit if found is not None else "次"


def piece(unit: str) -> str:
    """What one record is called: `件` where it counts so, `次` where its unit measures something."""
    return unit if unit in PIECES else "次"


def figure_unit(book: Rulebook, key: str, above: tuple[str, ...] = ()) -> str:
    """A figure's own unit, or that of the facts or of the one figure that it sums up; empty where it has none."""
    figure = book.figures[key]
    if figure.unit or key in above:
        return figure.unit or ""
    if figure.is_ is not None:
        return _kept(book, ex.parse_expression(figure.is_), (*above, key))
    tally = figure.tally()
    return "" if tally is None else _tallied(book, figure, *tally)


def name_unit(book: Rulebook, name: str, above: tuple[str, ...] = ()) -> str:
    """The unit of a figure or account under its code, also of a person's unit (`unit.score`); empty for other names."""
    plain = name.removeprefix("unit.").removeprefix("section.")
    if plain in book.figures:
        return figure_unit(book, plain, above)
    account = book.accounts.get(plain)
    return account.unit if account is not None else ""


def count_unit(book: Rulebook, rule: Rule) -> str:
    """The unit in which a rule counts what it posts; empty where its facts differ."""
    if rule.figure is not None:
        return name_unit(book, rule.figure)
    units = _same(kind_unit(book, kind) for kind in rule.fact or ())
    return piece(units) if rule.per == "row" and rule.fact else units


def _tallied(book: Rulebook, figure: Figure, how: str, kinds: tuple[str, ...]) -> str:
    if how == "days":
        return "天"
    if how == "distinct":
        return ""
    if figure.field is not None and figure.field not in ("quantity", "数量"):
        return _same(_field_unit(book, kind, figure.field) for kind in kinds)
    unit = _same(kind_unit(book, kind) for kind in kinds)
    return unit if how != "rows" or unit in PIECES else ""


def _field_unit(book: Rulebook, kind: str, name: str) -> str:
    declared = book.fact_kinds.get(kind) or book.works.get(kind)
    field = field_named(declared.fields, name) if declared is not None else None
    return (field.unit or "") if field is not None else ""


def _kept(book: Rulebook, node: ex.Expression, above: tuple[str, ...]) -> str:
    match node:
        case ex.Name(text=name):
            return name_unit(book, name, above)
        case ex.Call(function=function, arguments=(argument, *_)) if function in (KEPT_OVER if argument.over else KEPT):
            return _kept(book, argument.value, above)
        case _:
            return ""


def _same(units: Iterable[str]) -> str:
    found = set(units)
    return found.pop() if len(found) == 1 else ""
