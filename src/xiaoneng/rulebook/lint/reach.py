"""牵连: what a rule, figure or award rests on, under the default readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import Figure, Rule
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.shapes import Condition

T = TypeVar("T")
LIMITS = {"over": ">", "at_least": ">=", "under": "<", "at_most": "<="}
BEHIND = ("unit.", "section.")


class Comparison(NamedTuple):
    """比较: a name, how it is compared, and the limit as the author wrote it."""

    name: str
    operator: str
    limit: str


@dataclass(frozen=True)
class Reach:
    """What the things of a rulebook read, followed through figures and groups; readings stand at their defaults."""

    book: Rulebook

    def in_force(self, rule: Rule) -> bool:
        """Whether the default readings let a rule hold (an unanswered parameter may)."""
        readings = self.book.readings
        return all(readings[name].default in values for name, values in rule.given.items() if name in readings)

    def names(self, *given: object) -> set[str]:
        """Names in conditions, expressions' texts, or tuples of them; branches that a default reading shuts are left out."""
        return {name for one in given for name in self._names(one)}

    def _names(self, given: object) -> set[str]:
        match given:
            case str():
                return self._tree(ex.parse_expression(given))
            case tuple() | list():
                return self.names(*given)
            case Condition():
                limits = [text for test in given.tests.values() for text in (test.over, test.at_least, test.under, test.at_most)]
                return set(given.tests) | self.names(*limits, given.expr, given.any_, given.all_, given.not_)
            case _:
                return set()

    def _tree(self, node: ex.Expression) -> set[str]:
        match node:
            case ex.Name():
                return {node.text}
            case ex.AnyOf() | ex.AllOf():
                settled = [self._settled(part) for part in node.parts]
                if isinstance(node, ex.AnyOf) in settled:
                    return set()
                return _union(self._tree(part) for part, known in zip(node.parts, settled, strict=True) if known is None)
            case ex.Call(function="if", arguments=(test, then, otherwise)):
                known = self._settled(test.value)
                taken = (test, then, otherwise) if known is None else (then,) if known else (otherwise,)
                return _union(self._tree(part.value) for part in taken)
            case ex.Call():
                return _union(self._tree(one) for part in node.arguments for one in part.read)
            case ex.Binary():
                return self._tree(node.left) | self._tree(node.right)
            case ex.Negative() | ex.Not() | ex.OneOf():
                return self._tree(node.value)
            case _:
                return set()

    def _settled(self, node: ex.Expression) -> bool | None:
        """Whether a condition on readings alone holds by default; None where it is about something else."""
        match node:
            case ex.Binary(operator="=" | "!=", left=ex.Name(text=name), right=ex.Text(value=value)) if name in self.book.readings:
                return (self.book.readings[name].default == value) == (node.operator == "=")
            case ex.Not():
                inner = self._settled(node.value)
                return None if inner is None else not inner
            case _:
                return None

    def reads(self, rule: Rule) -> set[str]:
        """The names that a rule reads."""
        named = {name for name in (rule.figure, rule.measure.figure if rule.measure else None) if name is not None}
        return named | self.names(rule.where, rule.when, rule.norm, rule.cap, rule.amounts())

    def figures(self, names: Iterable[str]) -> dict[str, Figure]:
        """The figures among names, with all that they rest on."""
        found: dict[str, Figure] = {}
        waiting = list(names)
        while waiting:
            name = bare(waiting.pop())
            figure = self.book.figures.get(name)
            if figure is not None and name not in found:
                found[name] = figure
                waiting += self.names(figure.is_, figure.line and figure.line.of, figure.lookup and figure.lookup.of)
        return found

    def kinds(self, rule: Rule) -> tuple[str, ...]:
        """The kinds of facts and works that a rule counts, directly or through figures."""
        return self.kinds_under(self.reads(rule), rule.fact or ())

    def kinds_under(self, names: Iterable[str], direct: Iterable[str] = ()) -> tuple[str, ...]:
        """Kinds behind names, after those given."""
        through = [kind for figure in self.figures(names).values() for kind in (figure.tally() or ("", ()))[1]]
        return tuple(dict.fromkeys([*direct, *sorted(through)]))

    def eased(self, rule: Rule) -> set[str]:
        """Kinds that only make a rule's task smaller: read in the condition of an `if` whose choices are plain shares of one."""
        asked: set[str] = set()
        plain: set[str] = self.reads(rule)
        for figure in self.figures(plain).values():
            texts = [figure.is_, figure.line and figure.line.of, figure.lookup and figure.lookup.of]
            for text in (one for one in texts if one):
                tested = _union(self._tree(test) for test in _shares(ex.parse_expression(text)))
                asked |= tested
                plain |= self.names(text) - tested
        return set(self.kinds_under(asked)) - set(rule.fact or ()) - {kind for name in plain for kind in self._counted(name)}

    def _counted(self, name: str) -> tuple[str, ...]:
        figure = self.book.figures.get(bare(name))
        return (figure.tally() or ("", ()))[1] if figure is not None else ()

    def kind_names(self, kinds: Iterable[str]) -> list[str]:
        """The Chinese names of kinds."""
        book = self.book
        return [(book.fact_kinds.get(kind) or book.works[kind]).name for kind in kinds if kind in book.fact_kinds or kind in book.works]


def bare(name: str) -> str:
    """A figure's own name without `unit.` before it."""
    return next((name.removeprefix(prefix) for prefix in BEHIND if name.startswith(prefix)), name)


def comparisons(condition: Condition | None) -> Iterator[Comparison]:
    """Every comparison of a name with a limit that a condition asks for (what stands under `not` is left out)."""
    if condition is None:
        return
    for name, test in condition.tests.items():
        for word, operator in LIMITS.items():
            limit = getattr(test, word)
            if limit is not None:
                yield Comparison(name, operator, limit)
        if test.is_ is not None:
            yield Comparison(name, "=", test.is_)
    for part in (*condition.any_, *condition.all_):
        yield from comparisons(part)
    if condition.expr is not None:
        yield from _compared(ex.parse_expression(condition.expr))


def _compared(node: ex.Expression) -> Iterator[Comparison]:
    match node:
        case ex.AnyOf() | ex.AllOf():
            for part in node.parts:
                yield from _compared(part)
        case ex.Binary(operator=operator, left=ex.Name(text=name), right=ex.Number(value=limit)):
            yield Comparison(name, operator, format(limit, "f"))
        case _:
            return


def signs(book: Rulebook, text: str) -> set[int]:
    """Which signs an amount may have: {-1}, {1} or both; what is counted or answered is taken as positive."""
    table = book.tables.get(text)
    if table is not None:
        return _union(signs(book, row.value) for row in table.rows.values())
    reading = book.readings.get(text)
    if reading is not None and reading.type == "number":
        return signs(book, reading.default)
    return _signs(book, ex.parse_expression(text))


def _signs(book: Rulebook, node: ex.Expression) -> set[int]:
    match node:
        case ex.Number():
            return {1 if node.value > 0 else -1} if node.value else set()
        case ex.Name() if node.text in book.tables:
            return signs(book, node.text)
        case ex.Negative():
            return {-sign for sign in _signs(book, node.value)}
        case ex.Binary(operator="*"):
            return {a * b for a in _signs(book, node.left) for b in _signs(book, node.right)}
        case ex.Binary(operator="-"):
            return _signs(book, node.left) | {-sign for sign in _signs(book, node.right)}
        case ex.Binary(operator="+"):
            return _signs(book, node.left) | _signs(book, node.right)
        case ex.Call():
            return _signs_of_call(book, node)
        case _:
            return {1}


def _signs_of_call(book: Rulebook, node: ex.Call) -> set[int]:
    match node:
        case ex.Call(function="if", arguments=(_, then, otherwise)):
            return _signs(book, then.value) | _signs(book, otherwise.value)
        case ex.Call(function="lookup", arguments=(ex.Argument(value=ex.Name(text=table)), _)) if table in book.tables:
            return _union(signs(book, row.value) for row in book.tables[table].rows.values() if not book.tables[table].texts)
        case ex.Call(function="max", arguments=parts) if any(isinstance(one.value, ex.Number) and one.value.value >= 0 for one in parts):
            return {1}
        case ex.Call(function="max" | "min"):
            return _union(_signs(book, part.value) for part in node.arguments)
        case _:
            return {1}


def _shares(node: ex.Expression) -> list[ex.Expression]:
    """The conditions of every `if(condition, 0.5, 1)` that something is multiplied by."""
    match node:
        case ex.Binary(operator="*", left=left, right=right):
            return [found for side in (left, right) for found in (_share(side) or _shares(side))]
        case ex.Binary(left=left, right=right):
            return _shares(left) + _shares(right)
        case ex.Call(arguments=arguments):
            return [found for argument in arguments for found in _shares(argument.value)]
        case _:
            return []


def _share(node: ex.Expression) -> list[ex.Expression]:
    match node:
        case ex.Call(function="if", arguments=(test, ex.Argument(value=ex.Number(value=less)), ex.Argument(value=ex.Number(value=whole)))):
            return [test.value] if 0 <= less < whole == 1 else []
        case _:
            return []


def number_in(text: str | None) -> ex.Number | None:
    """The plain number that a text is; None where it is a name or a formula."""
    parsed = ex.parse_expression(text) if text else None
    return parsed if isinstance(parsed, ex.Number) else None


def _union(sets: Iterable[set[T]]) -> set[T]:
    return {one for found in sets for one in found}
