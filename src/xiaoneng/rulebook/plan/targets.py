"""落到谁: whom an effect reaches besides its own subject."""

from __future__ import annotations

from xiaoneng.rulebook.plan.algebra import TermError, at_words
from xiaoneng.rulebook.plan.builder import Builder
from xiaoneng.rulebook.plan.steps import Of
from xiaoneng.rulebook.problems import nearest

TARGETS: dict[str, Of | None] = {"subject": None, "unit": "unit", "parent": "unit", "members": "person", "chief": "person"}
"""Each target of the language with the kind of those whom it reaches; a subject is of its rule's own kind."""


def reached(builder: Builder, to: str, kinds: tuple[str, ...]) -> Of | None:
    """Whether a target means people or units, None for the subject itself; fields are those of the fact kinds of a rule on facts."""
    with at_words(to):
        return _reached(builder, to, kinds)


def _reached(builder: Builder, to: str, kinds: tuple[str, ...]) -> Of | None:
    if to == "chief" and builder.book.conventions.chief is None:
        raise TermError("写了 chief，应在 conventions 里写明谁是负责人，如 chief: {职务: 科长}；不写就会落到科室里每个人头上")
    if to in TARGETS:
        return TARGETS[to]
    fields = [builder.book.fact_kinds[kind].fields.get(to) for kind in kinds if kind in builder.book.fact_kinds]
    types = {field.type for field in fields if field is not None}
    if types == {"unit"}:
        return "unit"
    if types and types <= {"person", "people"}:
        return "person"
    known = "、".join(TARGETS)
    if types:
        raise TermError(f"字段“{to}”不记人员或科室，不能写在 to、bar 里；应把它的类型写成 person、people 或 unit")
    fit = f"{known}，或事项里一个记人员或科室的字段" if kinds else known
    raise TermError(f"落到谁应是 {fit}，“{to}”不是{nearest(to, list(TARGETS))}")
