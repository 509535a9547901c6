"""事项、作品和已定荣誉: which of them a figure or rule reads."""

from __future__ import annotations

from xiaoneng.rulebook.language.rulebook import honour_kind
from xiaoneng.rulebook.plan import algebra
from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.builder import Builder
from xiaoneng.rulebook.plan.steps import Source
from xiaoneng.rulebook.problems import called


def source_of(builder: Builder, kinds: tuple[str, ...]) -> Source:
    """Whether kinds are facts or works; both at once are refused."""
    facts, works = builder.book.fact_kinds, builder.book.works
    honours = {honour_kind(key): award.name for key, award in builder.book.awards.items()}
    for kind in kinds:
        if kind in honours and kind not in facts:
            raise TermError(f"“{honours[kind]}”是作品的荣誉，不能这样计数；请看作品的“评定”一列")
        if kind not in facts and kind not in works:
            with algebra.at_words(kind):
                known = {key: one.name for key, one in facts.items()} | {key: one.name for key, one in works.items()} | honours
                raise TermError(f"没有名为“{kind}”的事项或作品{called(kind, known)}")
    if any(kind in facts for kind in kinds) and any(kind in works for kind in kinds):
        raise TermError("一处不能同时写事项和作品，请分成两个指标或规则")
    return "work" if any(kind in works for kind in kinds) else "fact"
