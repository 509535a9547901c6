"""依据的答复: the answers and readings that a set of rules rests on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from pydantic import BaseModel

from xiaoneng.rulebook.language.names import Parameter
from xiaoneng.rulebook.plan.compile import SEVERALLY
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.sentences import choice_words

_WORD = re.compile(r"[^\W\d]\w*")


def _texts(value: Any) -> Iterable[str]:
    """The texts of a part of a rulebook: values, and the keys of an author's own tables, but not the language's field names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _words(shape: BaseModel) -> set[str]:
    """The identifiers that a part of the rulebook mentions."""
    return {word for text in _texts(shape) for word in _WORD.findall(text)}


def rests_on_answers(outcome: Outcome, rules: Iterable[str], names: Iterable[str]) -> list[str]:
    """The parameters and readings behind rules (by id) and named figures, accounts or awards, in the order of the rulebook."""
    book = outcome.book
    parts: dict[str, BaseModel] = {**book.figures, **book.tables, **book.groups, **book.accounts, **book.awards}
    used = set(rules)
    waiting = set(names)
    for rule in book.rules:
        if rule.id in used:
            waiting |= _words(rule)
    for join in book.joins:
        if used & set(join.rules):
            waiting |= _words(join)
    waiting |= {text for text in (book.conventions.year_start, book.conventions.counts_from) if text}
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name in parts:
                waiting |= _words(parts[name])
    return [name for name in (*book.parameters, *book.readings) if name in seen]


def answer_words(parameter: Parameter, answer: str) -> str:
    """An answer with its unit; one that varies has none of its own."""
    unit = f" {parameter.unit}" if parameter.unit and answer != SEVERALLY else ""
    return f"{choice_words(answer, parameter.labels)}{unit}"


def answer_line(outcome: Outcome, name: str, missing: Collection[str]) -> str:
    """`推荐名额如何取整：四舍五入（half_up）（三，本单位答复）`; a reading says whether it is the default.

    `missing` are the parameters that stop rules for want of an answer; one that nothing waits for gives an empty line.
    """
    reading = outcome.book.readings.get(name)
    if reading is not None:
        value = outcome.plan.readings[name]
        origin = "默认理解" if value == reading.default else f"本单位选定，默认为{choice_words(reading.default, reading.labels)}"
        return f"{reading.says}：{choice_words(value, reading.labels)}（{reading.clause}，{origin}）"
    parameter = outcome.book.parameters[name]
    answer = outcome.plan.answers.get(name)
    if answer is not None:
        return f"{parameter.asks}：{answer_words(parameter, answer)}（{parameter.clause}，本单位答复）"
    if name in missing:
        who = f"，由{parameter.asked_of}答复" if parameter.asked_of else ""
        return f"{parameter.asks}：尚未答复（{parameter.clause}{who}），有关规则没有得出结果"
    return f"{parameter.asks}：按人员、科室或职务分别答复（{parameter.clause}）" if parameter.varies else ""


def choice_of(outcome: Outcome, word: str) -> str | None:
    """A setting's choice in words: the word itself is a choice, or it names the parameter or reading that says; None unanswered."""
    declared = outcome.book.parameters.get(word) or outcome.book.readings.get(word)
    if declared is not None:
        answer = outcome.plan.answers.get(word) or outcome.plan.readings.get(word)
        return choice_words(answer, declared.labels) if answer is not None else None
    return choice_words(word)
