"""用词核对: the words that conditions ask a choice field or an adoption level for are words that it can have."""

from __future__ import annotations

from collections.abc import Iterator

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.names import field_named
from xiaoneng.rulebook.language.shapes import Condition
from xiaoneng.rulebook.plan.names_read import names_in
from xiaoneng.rulebook.problems import Flaw, nearest

LEVELS = ("level", "采用级别")
Path = tuple[str | int, ...]


def word_flaws(source: Source) -> list[Flaw]:
    """One flaw for every word that no record can bear."""
    flaws = []
    for path, clause, kinds, condition in _conditions(source):
        for name, word in _asked(condition):
            known = _words(source, kinds, name)
            if known is not None and word not in known:
                flaws.append(source.flaw(path, f"“{name}”没有“{word}”这个值{nearest(word, known)}", clause))
    return flaws + _tariffs(source)


def _conditions(source: Source) -> Iterator[tuple[Path, str, tuple[str, ...], Condition]]:
    book = source.rulebook
    for number, rule in enumerate(book.rules):
        if rule.where is not None and rule.fact is not None:
            yield ("rules", number, "where"), rule.clause, rule.fact, rule.where
    for key, figure in book.figures.items():
        tally = figure.tally()
        if figure.where is not None and tally is not None:
            yield ("figures", key, "where"), figure.clause or "", tally[1], figure.where
    for key, award in book.awards.items():
        for word, condition in (("base", award.base), ("candidates", award.candidates), ("automatic", award.automatic)):
            where = condition if isinstance(condition, Condition) or condition is None else condition.where
            if where is not None and award.of in book.works:
                yield ("awards", key, word), award.clause, (award.of,), where


def _asked(condition: Condition) -> Iterator[tuple[str, str]]:
    """(name, word) of every equality in a condition."""
    for name, test in condition.tests.items():
        words = (*((test.is_,) if test.is_ is not None else ()), *(test.one_of or ()), *(test.not_ or ()))
        yield from ((name, word) for word in words)
    if condition.expr is not None:
        yield from _compared(ex.parse_expression(condition.expr))
    for part in (*condition.all_, *condition.any_, *((condition.not_,) if condition.not_ is not None else ())):
        yield from _asked(part)


def _compared(node: ex.Expression) -> Iterator[tuple[str, str]]:
    match node:
        case ex.Binary(operator="=" | "!=", left=ex.Name(text=name), right=ex.Text(value=word)):
            yield name, word
        case ex.OneOf(value=ex.Name(text=name), options=options):
            yield from ((name, option.value) for option in options if isinstance(option, ex.Text))
        case ex.AllOf(parts=parts) | ex.AnyOf(parts=parts):
            for part in parts:
                yield from _compared(part)
        case ex.Not(value=value):
            yield from _compared(value)
        case _:
            return


def _words(source: Source, kinds: tuple[str, ...], name: str) -> list[str] | None:
    """What a field can hold over all kinds; None where it is free text, or not a field at all. A blank is always possible."""
    book = source.rulebook
    found: list[str] = []
    for kind in kinds:
        work = book.works.get(kind)
        if name in LEVELS and work is not None:
            if work.open_levels:
                return None
            found += work.levels
            continue
        declared = work or book.fact_kinds.get(kind)
        field = field_named(declared.fields, name) if declared is not None else None
        if field is not None and not field.one_of:
            return None
        found += [*field.one_of, field.unset or "", ""] if field is not None and field.one_of else []
    return list(dict.fromkeys(found)) or None


def _tariffs(source: Source) -> list[Flaw]:
    """The keys of a table of adoption levels are levels of the works that it prices."""
    book, flaws = source.rulebook, []
    for rule in book.rules:
        works = [book.works[kind] for kind in rule.fact or () if kind in book.works]
        known = list(dict.fromkeys(level for work in works for level in work.levels))
        if not works or any(work.open_levels for work in works):
            continue
        for name in sorted(names_in(tuple(rule.post.values()))):
            table = book.tables.get(name)
            for key in table.rows if table is not None and table.by == "level" else ():
                if key not in known:
                    flaws.append(source.flaw(("tables", name, "rows", key), f"没有“{key}”这个采用级别{nearest(key, known)}", rule.clause))
    return flaws
