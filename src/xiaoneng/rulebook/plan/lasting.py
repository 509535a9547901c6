"""期限的编译: how long a rule's effects and bars last, from the day of the fact."""

from __future__ import annotations

from xiaoneng.rulebook.language.figures import Lasts, LengthUnit, Rule
from xiaoneng.rulebook.plan.algebra import TermError, at_words
from xiaoneng.rulebook.plan.builder import Builder
from xiaoneng.rulebook.plan.steps import Lasting, Of
from xiaoneng.rulebook.plan.terms import Col, Const, If, Term, Unknown, columns

LONGEST: dict[LengthUnit, int] = {"months": 1200, "days": 36_525, "years": 100}
"""The longest term, about a century; what lasts longer has no end."""


def compile_lasting(builder: Builder, lasts: Lasts, kinds: tuple[str, ...], of: Of) -> Lasting:
    """The term: a whole number, a choice between some (with an `Unknown` where nobody answered), or a number of the record.

    Raises TermError where the length is anything else.
    """
    unit, text = lasts.length
    term = builder.fact_scope("fact", kinds, of).compile(text)
    if not _number_field(builder, kinds, term):
        chosen = _chosen(term, LONGEST[unit])
        if chosen is None or any(not name.startswith("@") for name in columns(term)):
            with at_words(text):
                raise TermError(f"期限应是 1 到 {LONGEST[unit]} 的整数、一个参数，或这些事项都有的一个数字字段")
        term = chosen
    return Lasting(term, unit, lasts.ends)


def check_lasting(rule: Rule) -> None:
    """A term begins on the day of a fact; figures have none."""
    if rule.lasts is not None and rule.fact is None:
        raise TermError("lasts（期限）从事实当天起算，只能和 fact 合用；请把作出的决定登记成事实，由它起算；只作说明的写进 says")


def whole_length(value: object, lasting: Lasting) -> int | None:
    """The whole number that a length's value (in the scale of its term) comes to; None where it comes to none."""
    whole, rest = divmod(value, 10**lasting.length.scale) if isinstance(value, int) else (0, 0)
    return whole if rest == 0 and 1 <= whole <= LONGEST[lasting.unit] else None


def _chosen(term: Term, longest: int) -> Term | None:
    """The same choice between whole numbers of scale 0; None where there is anything else in it."""
    if isinstance(term, If):
        then, otherwise = _chosen(term.then, longest), _chosen(term.otherwise, longest)
        return If(term.test, then, otherwise, "number", 0, longest) if then is not None and otherwise is not None else None
    if isinstance(term, Unknown):
        return term
    if not isinstance(term, Const) or not isinstance(term.value, int):
        return None
    whole, rest = divmod(term.value, 10**term.scale)
    return Const(whole, "number") if rest == 0 and 1 <= whole <= longest else None


def _number_field(builder: Builder, kinds: tuple[str, ...], term: Term) -> bool:
    """Whether a term is the quantity, or a number that every fact of the kinds has a field for."""
    if not isinstance(term, Col) or not term.name.startswith("#"):
        return False
    fields = [builder.book.fact_kinds[kind].fields.get(term.name[1:]) for kind in kinds]
    return term.name == "#quantity" or all(field is not None and field.type == "number" for field in fields)
