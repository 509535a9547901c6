"""前提: whether a rule, or a part of one, applies under the readings and answers in force."""

from __future__ import annotations

from collections.abc import Mapping

from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.builder import Builder
from xiaoneng.rulebook.problems import nearest


def given_holds(builder: Builder, rule: str, given: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the readings and parameters of `given` have one of the values named; an unanswered one stops the rule."""
    for name, values in given.items():
        declared = builder.answers.declared(name)
        if declared is None:
            known = [*builder.book.readings, *builder.book.parameters]
            raise TermError(f"given 里的“{name}”既不是理解也不是参数{nearest(name, known)}")
        strange = [value for value in values if declared.one_of is not None and value not in declared.one_of]
        if strange:
            raise TermError(f"“{name}”没有“{strange[0]}”这个值{nearest(strange[0], list(declared.one_of or ()))}")
        answer = builder.answers.text(name)
        if answer is None:
            builder.stop(rule, {name})
            return False
        if answer not in values:
            return False
    return True
