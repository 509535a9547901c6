"""项的取值: the value of a term for one row, in plain Python. The judge of what every engine must give."""

from __future__ import annotations

from collections.abc import Callable

from xiaoneng.rulebook.plan import terms as t

Value = int | str | None
Read = Callable[[str], Value]


def value_of(term: t.Term, read: Read) -> Value:
    """The scaled integer or text of a number or text term; None where it has no value."""
    match term:
        case t.Const():
            return term.value
        case t.Col():
            return read(term.name)
        case t.Unknown():
            return None
        case t.Arith():
            return _arith(term, read)
        case t.Quotient():
            left, right = _number(term.left, read), _number(term.right, read)
            return None if left is None or right is None or right == 0 else divide(left * term.factor, right, term.rounding)
        case t.Extreme():
            numbers = [_number(part, read) for part in term.parts]
            known = [number for number in numbers if number is not None]
            if len(known) < len(numbers):
                return None
            return min(known) if term.which == "min" else max(known)
        case t.If():
            return value_of(term.then if holds(term.test, read) else term.otherwise, read)
        case _:
            return int(holds(term, read))


def holds(term: t.Term, read: Read) -> bool:
    """Whether a condition holds for the row; comparisons with nothing do not."""
    match term:
        case t.Compare():
            return _compare(term, read)
        case t.Contains():
            return f"、{term.word}、" in str(value_of(term.term, read) or "")
        case t.Among():
            return value_of(term.term, read) in term.words
        case t.Every():
            return all(holds(part, read) for part in term.parts)
        case t.Some():
            return any(holds(part, read) for part in term.parts)
        case t.Opposite():
            return not holds(term.part, read)
        case t.HasNone():
            return value_of(term.part, read) is None
        case t.If():
            return holds(term.then if holds(term.test, read) else term.otherwise, read)
        case _:
            return False


def divide(dividend: int, divisor: int, rounding: str) -> int:
    """Integer division: floor down, ceil up, half_up to the nearest with halves away from zero."""
    match rounding:
        case "floor":
            return dividend // divisor
        case "ceil":
            return -(-dividend // divisor)
        case _:
            sign = 1 if (dividend >= 0) == (divisor > 0) else -1
            size, by = abs(dividend), abs(divisor)
            return sign * ((2 * size + by) // (2 * by))


def _number(term: t.Term, read: Read) -> int | None:
    value = value_of(term, read)
    return value if isinstance(value, int) else None


def _arith(term: t.Arith, read: Read) -> int | None:
    left, right = _number(term.left, read), _number(term.right, read)
    if left is None or right is None:
        return None
    match term.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case _:
            return left * right


def _compare(term: t.Compare, read: Read) -> bool:
    left, right = value_of(term.left, read), value_of(term.right, read)
    if left is None or right is None:
        return False
    if term.operator in ("=", "!="):
        return (left == right) == (term.operator == "=")
    if not isinstance(left, int) or not isinstance(right, int):
        return False
    match term.operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right
