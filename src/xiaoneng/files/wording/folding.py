"""化简: conditions with the readings and answers in force filled in, so that only what is still open is said."""

from __future__ import annotations

from collections.abc import Mapping

from xiaoneng.rulebook.language import expressions as ex

Settings = Mapping[str, str]


def resolved(node: ex.Expression, settings: Settings) -> ex.Expression:
    """A name of a reading or answered parameter becomes its value: a number where it reads as one, else a text."""
    if not isinstance(node, ex.Name) or node.text not in settings:
        return node
    value = settings[node.text]
    try:
        parsed = ex.parse_expression(value)
    except ex.ExpressionError:
        return ex.Text(value)
    return parsed if isinstance(parsed, ex.Number) else ex.Text(value)


def fold(node: ex.Expression, settings: Settings) -> ex.Expression | bool:
    """The condition without the parts that the settings decide; True or False where they decide all of it."""
    match node:
        case ex.AnyOf():
            return _fold_parts(node.parts, settings, every=False)
        case ex.AllOf():
            return _fold_parts(node.parts, settings, every=True)
        case ex.Not():
            inner = fold(node.value, settings)
            return not inner if isinstance(inner, bool) else ex.Not(inner)
        case ex.Binary():
            return _fold_comparison(node, settings)
        case ex.OneOf():
            value = resolved(node.value, settings)
            return value in node.options if isinstance(value, ex.Text | ex.Number) else node
        case _:
            return node


def _fold_parts(parts: tuple[ex.Expression, ...], settings: Settings, *, every: bool) -> ex.Expression | bool:
    """`every`: a False decides; otherwise a True does."""
    left: list[ex.Expression] = []
    for part in parts:
        folded = fold(part, settings)
        if not isinstance(folded, bool):
            left.append(folded)
        elif folded is not every:
            return folded
    if not left:
        return every
    return left[0] if len(left) == 1 else (ex.AllOf(tuple(left)) if every else ex.AnyOf(tuple(left)))


def _fold_comparison(node: ex.Binary, settings: Settings) -> ex.Expression | bool:
    left, right = resolved(node.left, settings), resolved(node.right, settings)
    known = isinstance(left, ex.Text | ex.Number) and isinstance(right, ex.Text | ex.Number)
    if known and node.operator in ("=", "!="):
        return (left == right) == (node.operator == "=")
    return ex.Binary(node.operator, left, right)
