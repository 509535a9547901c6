"""由来: the figures and attributes behind an amount that a formula makes, each with its value for the one concerned."""

from __future__ import annotations

from collections.abc import Iterator

from xiaoneng.rulebook.engines.scalar import value_of
from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.plan.attributes import english, subject_columns, subject_names
from xiaoneng.rulebook.plan.steps import Span
from xiaoneng.rulebook.results.attributes import ATTRIBUTE_UNITS, ATTRIBUTES
from xiaoneng.rulebook.results.numbers import shown
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.records import figure_name
from xiaoneng.rulebook.results.sentences import measured
from xiaoneng.rulebook.results.units import name_unit

MOST = 12
"""So many values at the most are told behind one amount."""
NOTHING = "没有数据"


def behind_rule(outcome: Outcome, rule: Rule, of: str, subject: int, span: Span, *, met: bool = True) -> list[str]:
    """`奖励标准 12000`, `职务 副镇长`, `在岗月数 6 个月`: what a rule's formulas read, from the nearest figure down to what it rests on.

    Where the rule is not `met`, what its condition reads stands first, and what has no value is told, too.
    """
    texts = [*rule.post.values()]
    if rule.when is not None:
        names = [*rule.when.tests, *(found for one in [rule.when.expr] if one for found in _names(ex.parse_expression(one)))]
        texts = [*texts, *names] if met else [*names, *texts]
    told: dict[str, str] = {}
    for text in texts:
        for name in _names(ex.parse_expression(text)):
            _tell(outcome, name, of, subject, span, told, met)
    return list(told.values())[:MOST]


def _names(node: ex.Expression) -> Iterator[str]:
    """The names that an expression reads for the subject itself, tables and populations left out."""
    match node:
        case ex.Name(text=name):
            yield name
        case ex.Binary(left=left, right=right):
            yield from (*_names(left), *_names(right))
        case ex.Negative(value=value) | ex.Not(value=value) | ex.OneOf(value=value):
            yield from _names(value)
        case ex.AnyOf(parts=parts) | ex.AllOf(parts=parts):
            for part in parts:
                yield from _names(part)
        case ex.Call(function=function, arguments=arguments):
            for argument in arguments[function == "lookup" :]:
                if not argument.over:
                    yield from _names(argument.value)


def _tell(outcome: Outcome, name: str, of: str, subject: int, span: Span, told: dict[str, str], met: bool) -> None:
    """The value of a name, then of the names in its own formula."""
    if name in told:
        return
    book, plain = outcome.book, name.removeprefix("unit.").removeprefix("section.")
    whose, who = of, subject
    if plain != name and of == "person" and (plain in book.figures or plain in book.accounts):
        unit = outcome.world.unit_on(subject, outcome.world.attribute_day(subject, span))
        if unit is None:
            return
        whose, who = "unit", unit
    column = outcome.plan.columns.get(plain)
    if plain in book.figures or plain in book.accounts:
        says = book.accounts[plain].name if plain in book.accounts else figure_name(outcome, plain)
        value = outcome.world.values.get(plain, {}).get((who, span.id))
        if column is not None and (column.frame.per == span.kind) and (value is not None or not met):
            whom = f"{outcome.name('unit', who)}的" if whose != of else ""
            said = measured(shown(value, column.scale), name_unit(book, plain)) if value is not None else NOTHING
            told[name] = f"{whom}{says} {said}"
        figure = book.figures.get(plain)
        texts = [text for text in (figure.is_, figure.lookup.of if figure.lookup else None) if text] if figure is not None else []
        if whose == of and figure is not None:
            for inner in (found for text in texts for found in _names(ex.parse_expression(text))):
                _tell(outcome, inner, of, subject, span, told, met)
        return
    _tell_attribute(outcome, name, of, subject, span, told)


def _tell_attribute(outcome: Outcome, name: str, of: str, subject: int, span: Span, told: dict[str, str]) -> None:
    key = next(iter(subject_names(outcome.book, of).get(name, ())), english(name))
    term = subject_columns(outcome.book, of, in_period=True).get(key)
    if term is None:
        return
    value = value_of(term, outcome.world.reader(of, subject, span))
    declared = outcome.book.people.get(key) or outcome.book.units.get(key)
    says = (declared.name if declared is not None else None) or ATTRIBUTES.get(key, key)
    unit = (declared.unit if declared is not None else None) or ATTRIBUTE_UNITS.get(key, "")
    told[name] = f"{says} {measured(shown(value, term.scale), unit) if value not in (None, '') else NOTHING}"
