"""示范所需: what a rulebook's plan asks about: the words of attributes, and the limits that figures are held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from xiaoneng.rulebook.language.figures import Figure, Rule
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.lint.reach import Reach, number_in
from xiaoneng.rulebook.plan.outputs import rests_on, tallies_under
from xiaoneng.rulebook.plan.steps import Judge, Leaf, Plan, Tally
from xiaoneng.rulebook.plan.terms import Among, Col, Compare, Const, Contains, Term, columns

HUNDRED = 100
ABOVE = (">", ">=")
OWN = ("own",)


@dataclass(frozen=True)
class Target:
    """界限: facts or works whose tally in a period is held against a limit (hundredths).

    `enough`: most subjects reach the limit (a measure, a norm); otherwise most stay well below it. `wants` are field values
    that the tally asks for.
    """

    source: str
    kinds: tuple[str, ...]
    of: str
    per: str
    how: str
    field: str | None
    limit: int
    enough: bool
    wants: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Demand:
    """所需: words and numbers that conditions compare attributes with (`@…`) and fields (`#…`), the chiefs' posts, the limits."""

    words: dict[str, tuple[str, ...]]
    numbers: dict[str, tuple[int, ...]]
    chiefs: tuple[str, ...]
    targets: tuple[Target, ...]

    def of(self, *names: str) -> tuple[str, ...]:
        """The words for any of several columns, each once, in their order."""
        return tuple(dict.fromkeys(word for name in names for word in self.words.get(name, ())))


def demand_of(book: Rulebook, plan: Plan) -> Demand:
    """What the plan asks about."""
    words: dict[str, list[str]] = {}
    numbers: dict[str, list[int]] = {}
    for term in _terms(plan.steps):
        _note(term, words, numbers)
    chiefs: dict[str, list[str]] = {}
    for term in _terms(plan.chief):
        _note(term, chiefs, numbers)
    return Demand(
        {name: tuple(dict.fromkeys(found)) for name, found in words.items()},
        {name: tuple(sorted(set(found))) for name, found in numbers.items()},
        tuple(chiefs.get("@post", ())),
        tuple(dict.fromkeys([*_limits(book, plan), *_norms(book, plan)])),
    )


def _terms(found: Any) -> Iterator[Any]:
    """Every part of a step, a term, or a tuple of them."""
    if isinstance(found, tuple):
        for part in found:
            yield from _terms(part)
    elif is_dataclass(found) and not isinstance(found, type):
        yield found
        for one in fields(found):
            yield from _terms(getattr(found, one.name))


def _note(term: Any, words: dict[str, list[str]], numbers: dict[str, list[int]]) -> None:
    match term:
        case Compare(left=Col(name=name), right=Const(value=str(word))):
            words.setdefault(name, []).append(word)
        case Compare(left=Col(name=name), right=Const(value=int(value), scale=scale)):
            numbers.setdefault(name, []).append(value * HUNDRED // 10**scale)
        case Among(term=Col(name=name), words=several):
            words.setdefault(name, []).extend(several)
        case Contains(term=Col(name=name), word=word):
            words.setdefault(name, []).append(word)
        case _:
            pass


def _limits(book: Rulebook, plan: Plan) -> Iterator[Target]:
    """The limits of conditions and measures, where one tally alone stands behind a comparison."""
    rules = {rule.id: rule for rule in book.rules}
    tallies = {step.column.name: step for step in plan.steps if isinstance(step, Tally)}
    below = rests_on(plan)
    for step in plan.steps:
        if isinstance(step, Judge):
            for leaf in step.leaves:
                tally = _tally(below, tallies, leaf.term)
                if tally is not None and set(tally.kinds) <= {*book.facts, *book.works}:
                    yield from _held(book, rules[step.rule], tally, leaf)


def _tally(below: dict[str, list[str]], tallies: dict[str, Tally], term: Term) -> Tally | None:
    if not isinstance(term, Col):
        return None
    under = {name for column in columns(term) for name in tallies_under(column, below, tallies)}
    if len(under) != 1:
        return None
    (name,) = under
    return tallies[name] if name.split("~")[0] == term.name else None


def _held(book: Rulebook, rule: Rule, tally: Tally, leaf: Leaf) -> Iterator[Target]:
    limit = leaf.limit
    if not isinstance(limit, Const) or not isinstance(limit.value, int) or tally.about != OWN:
        return
    enough = (leaf.operator in ABOVE) == (rule.measure is not None)
    yield _target(book, tally, limit.value * HUNDRED // 10**limit.scale, enough)


def _target(book: Rulebook, tally: Tally, limit: int, enough: bool) -> Target:
    figure = book.figures.get(tally.column.name.split("~")[0])
    frame = tally.column.frame
    return Target(
        tally.source, tally.kinds, frame.of, frame.per, tally.how, figure.field if figure else None, limit, enough, _wants(figure)
    )


def _wants(figure: Figure | None) -> tuple[tuple[str, str], ...]:
    tests = figure.where.tests if figure is not None and figure.where is not None else {}
    words = {name: test.is_ or (test.one_of or ("",))[0] for name, test in tests.items()}
    return tuple((name, word) for name, word in words.items() if word)


def _norms(book: Rulebook, plan: Plan) -> Iterator[Target]:
    """The norms of rules that pay for more and take for less: a number, or the answered parameter behind it."""
    reach = Reach(book)
    tallies = {step.column.name: step for step in plan.steps if isinstance(step, Tally)}
    for rule in book.rules:
        tally = tallies.get(rule.figure or "")
        if rule.norm is None or tally is None or tally.about != OWN or not set(tally.kinds) <= {*book.facts, *book.works}:
            continue
        read = reach.names(rule.norm)
        read |= {name for figure in reach.figures(read).values() for name in reach.names(figure.is_)}
        texts = [rule.norm, *(plan.answers[name] for name in sorted(read) if name in plan.answers)]
        number = next((found for text in texts if (found := _plain(text)) is not None), None)
        if number is not None:
            yield _target(book, tally, number, enough=True)


def _plain(text: str) -> int | None:
    """A number as hundredths; None for any other text."""
    if not text.replace(".", "", 1).removesuffix("%").isdigit():
        return None
    number = number_in(text)
    return None if number is None else int(number.value * HUNDRED)
