"""Building terms: scales are aligned, bounds proven, kinds checked. Raises TermError in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Literal

from xiaoneng.rulebook.plan.terms import (
    FALSE,
    LIMIT,
    TRUE,
    Among,
    Arith,
    Col,
    Compare,
    Const,
    Every,
    Extreme,
    If,
    Kind,
    Opposite,
    Quotient,
    Some,
    Term,
    Unknown,
    unknowns,
)

ROUNDINGS = ("floor", "half_up", "ceil")
MOST_DECIMALS = 9
KIND_NAMES: dict[Kind, str] = {"number": "数", "text": "文字", "truth": "条件"}


class TermError(ValueError):
    """An expression that can't be computed exactly, with the remedy; `words` are the author's own where it stands."""

    words: str = ""


@contextmanager
def at_words(words: str) -> Iterator[None]:
    """Notes on a TermError inside which of the author's words were being read, the innermost first."""
    try:
        yield
    except TermError as error:
        error.words = error.words or words
        raise


def number(value: Decimal) -> Const:
    """An exact number: 0.15 becomes 15 at scale 2."""
    sign, digits, exponent = value.normalize().as_tuple()
    if not isinstance(exponent, int):
        raise TermError("数值无效")
    integer = int("".join(map(str, digits)))
    scale = max(-exponent, 0)
    scaled = integer * 10 ** max(exponent, 0)
    if scale > MOST_DECIMALS or scaled > LIMIT:
        raise TermError(f"数“{value}”太大或小数位太多")
    return Const(-scaled if sign else scaled, "number", scale)


def need(term: Term, kind: Kind, what: str) -> Term:
    if isinstance(term, Unknown):
        return Unknown(term.parameter, kind, term.scale)
    if term.kind != kind and not (isinstance(term, Const) and term.value is None):
        raise TermError(f"{what}应是{KIND_NAMES[kind]}，现在是{KIND_NAMES[term.kind]}")
    return term


def fit(bound: int) -> int:
    if bound > LIMIT:
        raise TermError("数可能超出 64 位整数的范围；请用 clamp(…, 下限, 上限) 把其中的数限定在一个范围里")
    return bound


def _constant(value: int, scale: int) -> Const:
    if abs(value) > LIMIT:
        raise TermError("算出来的数超出 64 位整数的范围，请改小，或少写几位小数")
    return Const(value, "number", scale)


def upscale(term: Term, scale: int) -> Term:
    """The same value at a finer scale."""
    if isinstance(term, Const):
        if not isinstance(term.value, int):
            return Const(None, "number", scale)
        return _constant(term.value * 10 ** (scale - term.scale), scale)
    if isinstance(term, Unknown) or term.scale == scale:
        return Unknown(term.parameter, "number", scale) if isinstance(term, Unknown) else term
    factor = 10 ** (scale - term.scale)
    return Arith("*", term, Const(factor, "number"), "number", scale, fit(term.bound * factor))


def align(*terms: Term) -> tuple[Term, ...]:
    scale = max(term.scale for term in terms)
    return tuple(upscale(term, scale) for term in terms)


def add(operator: Literal["+", "-"], left: Term, right: Term) -> Term:
    a, b = align(need(left, "number", "加减的两边"), need(right, "number", "加减的两边"))
    if isinstance(a, Const) and isinstance(b, Const) and isinstance(a.value, int) and isinstance(b.value, int):
        return _constant(a.value + b.value if operator == "+" else a.value - b.value, a.scale)
    return Arith(operator, a, b, "number", a.scale, fit(a.bound + b.bound))


def times(left: Term, right: Term) -> Term:
    a, b = need(left, "number", "乘法的两边"), need(right, "number", "乘法的两边")
    scale = a.scale + b.scale
    if isinstance(a, Const) and isinstance(b, Const) and isinstance(a.value, int) and isinstance(b.value, int):
        return _constant(a.value * b.value, scale)
    return Arith("*", a, b, "number", scale, fit(a.bound * b.bound))


def divide(left: Term, right: Term, decimals: int, rounding: str) -> Term:
    """left / right with `decimals` places; None where right is zero."""
    if rounding not in ROUNDINGS:
        raise TermError("除法要有取整方式 floor、half_up 或 ceil")
    a, b = need(left, "number", "被除数"), need(right, "number", "除数")
    if isinstance(b, Const) and b.value == 0:
        raise TermError("除数是 0，永远除不出来；请写除以什么")
    power = decimals + b.scale - a.scale
    factor = 10 ** max(power, 0)
    divisor = upscale_by(b, -power) if power < 0 else b
    bound = fit(2 * a.bound * factor + divisor.bound)
    return Quotient(a, divisor, factor, rounding, decimals, bound)


def upscale_by(term: Term, power: int) -> Term:
    factor = 10**power
    if isinstance(term, Const) and isinstance(term.value, int):
        return _constant(term.value * factor, term.scale)
    return Arith("*", term, Const(factor, "number"), "number", term.scale, fit(term.bound * factor))


def to_scale(term: Term, scale: int, rounding: str | None) -> Term:
    """The value at exactly `scale`; coarser only with a rounding."""
    if isinstance(term, Unknown):
        return Unknown(term.parameter, "number", scale)
    if isinstance(term, Const) and term.value is None:
        return Const(None, "number", scale)
    if term.scale <= scale:
        return upscale(term, scale)
    if isinstance(term, Const) and isinstance(term.value, int) and term.value % 10 ** (term.scale - scale) == 0:
        return Const(term.value // 10 ** (term.scale - scale), "number", scale)
    if rounding is None:
        raise TermError(f"结果可能有 {term.scale} 位小数，请声明 decimals 和 round（floor、half_up 或 ceil）")
    ten = Const(10 ** (term.scale - scale), "number")
    return Quotient(term, ten, 1, rounding, scale, fit(2 * term.bound + 10 ** (term.scale - scale)))


def extreme(which: Literal["min", "max"], parts: Iterable[Term]) -> Term:
    aligned = align(*(need(part, "number", f"{which} 的各项") for part in parts))
    low, high = _span(Extreme(which, aligned, aligned[0].scale, max(part.bound for part in aligned)))
    return Extreme(which, aligned, aligned[0].scale, max(abs(low), abs(high)))


def _span(term: Term) -> tuple[int, int]:
    """The least and the greatest integer that a term can be; choosing among parts narrows them."""
    match term:
        case Const() if isinstance(term.value, int):
            return term.value, term.value
        case Extreme():
            pick = min if term.which == "min" else max
            lows, highs = zip(*(_span(part) for part in term.parts), strict=True)
            return pick(lows), pick(highs)
        case If():
            then, otherwise = _span(term.then), _span(term.otherwise)
            return min(then[0], otherwise[0]), max(then[1], otherwise[1])
        case _:
            return -term.bound, term.bound


def choose(test: Term, then: Term, otherwise: Term) -> Term:
    truth = need(test, "truth", "if 的条件")
    open_ = sorted(unknowns(truth))
    if open_:
        # A condition on something unanswered decides nothing: neither branch may be taken silently.
        return Unknown(open_[0], then.kind if not isinstance(then, Unknown) else otherwise.kind, max(then.scale, otherwise.scale))
    if then.kind == "number" or otherwise.kind == "number":
        a, b = align(need(then, "number", "if 的结果"), need(otherwise, "number", "if 的结果"))
    else:
        a, b = then, need(otherwise, then.kind, "if 的结果")
    if truth == TRUE:
        return a
    if truth == FALSE:
        return b
    return If(truth, a, b, a.kind if not isinstance(a, Unknown) else b.kind, a.scale, max(a.bound, b.bound))


def compare(operator: str, left: Term, right: Term) -> Term:
    kind: Kind = "text" if "text" in (left.kind, right.kind) else "number"
    a, b = need(left, kind, "比较的两边"), need(right, kind, "比较的两边")
    if kind == "number":
        a, b = align(a, b)
    elif operator not in ("=", "!="):
        raise TermError("文字只能比较 = 或 !=")
    if isinstance(a, Const) and isinstance(b, Const):
        return TRUE if _holds(operator, a.value, b.value) else FALSE
    return Compare(operator, a, b)


def _holds(operator: str, left: int | str | None, right: int | str | None) -> bool:
    if left is None or right is None:
        return False
    if operator in ("=", "!="):
        return (left == right) == (operator == "=")
    if not isinstance(left, int) or not isinstance(right, int):
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]


def every(parts: Iterable[Term]) -> Term:
    """All hold; constant parts are folded away."""
    kept: list[Term] = []
    for part in parts:
        need(part, "truth", "这里")
        if part == FALSE:
            return FALSE
        kept.extend(part.parts if isinstance(part, Every) else [part])
    return kept[0] if len(kept) == 1 else Every(tuple(kept))


def some(parts: Iterable[Term]) -> Term:
    """At least one holds; constant parts are folded away."""
    kept: list[Term] = []
    for part in parts:
        need(part, "truth", "这里")
        if part == TRUE:
            return TRUE
        kept.extend(part.parts if isinstance(part, Some) else [part])
    return kept[0] if len(kept) == 1 else Some(tuple(kept))


def opposite(part: Term) -> Term:
    need(part, "truth", "not 后面")
    if part in (TRUE, FALSE):
        return FALSE if part == TRUE else TRUE
    return part.part if isinstance(part, Opposite) else Opposite(part)


def put(term: Term, name: str, constant: Const) -> Term:
    """The term with a column replaced by a constant, folded again."""
    match term:
        case Col():
            return constant if term.name == name else term
        case Compare():
            return compare(term.operator, put(term.left, name, constant), put(term.right, name, constant))
        case Every() | Some():
            join = every if isinstance(term, Every) else some
            return join(put(part, name, constant) for part in term.parts)
        case Opposite():
            return opposite(put(term.part, name, constant))
        case Among():
            inner = put(term.term, name, constant)
            if isinstance(inner, Const):
                return TRUE if inner.value in term.words else FALSE
            return Among(inner, term.words)
        case If():
            parts = [put(part, name, constant) for part in (term.test, term.then, term.otherwise)]
            return choose(parts[0], parts[1], parts[2])
        case _:
            return term
