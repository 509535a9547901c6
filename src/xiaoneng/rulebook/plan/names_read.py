"""Which names a condition or expression mentions, found in its own tree."""

from __future__ import annotations

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.shapes import Condition


def names_in(given: object) -> set[str]:
    """Names in a condition, an expression's text, or a tuple of either; inside `over` only peers' are counted."""
    match given:
        case None:
            return set()
        case str():
            return _tree(ex.parse_expression(given))
        case tuple() | list():
            return set().union(*(names_in(part) for part in given)) if given else set()
        case Condition():
            found = set(given.tests)
            for test in given.tests.values():
                for limit in (test.over, test.at_least, test.under, test.at_most):
                    found |= names_in(limit)
            return found | names_in(given.expr) | names_in(given.any_) | names_in(given.all_) | names_in(given.not_)
        case _:
            return set()


def _tree(node: ex.Expression) -> set[str]:
    match node:
        case ex.Name():
            return {node.text}
        case ex.Binary():
            return _tree(node.left) | _tree(node.right)
        case ex.Negative() | ex.Not() | ex.OneOf():
            return _tree(node.value)
        case ex.AllOf() | ex.AnyOf():
            return set().union(*(_tree(part) for part in node.parts))
        case ex.Call():
            plain = [one for part in node.arguments if part.over in ("", "peers") for one in part.read]
            return set().union(*(_tree(part) for part in plain)) if plain else set()
        case _:
            return set()
