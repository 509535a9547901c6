"""答复: an office's answers to parameters and readings, checked against their declarations and typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from xiaoneng.rulebook.language.names import Parameter, Reading
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.shapes import decimal_of
from xiaoneng.rulebook.plan.algebra import TermError, choose, compare, number
from xiaoneng.rulebook.plan.terms import Col, Const, Term, Unknown
from xiaoneng.rulebook.problems import nearest

Answer = str | Mapping[str, Mapping[str, str] | str]
"""A text, or `{默认: 2, 工号: {…}, 科室: {…}, 职务: {…}}` where the parameter may vary."""

DEFAULT_KEYS = ("默认", "default")
VARY_KEYS = {"工号": "person", "person": "person", "科室": "unit", "unit": "unit", "职务": "post", "post": "post"}
VARY_COLUMNS = {"person": "@no", "unit": "@unit", "post": "@post"}


class AnswerError(ValueError):
    """An answer that its declaration does not allow, in Chinese."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(message)


@dataclass(frozen=True)
class Answers:
    """All readings with their value in force, and the parameters that were answered."""

    rulebook: Rulebook
    given: Mapping[str, Answer] = field(default_factory=dict)

    def check(self) -> list[AnswerError]:
        """Everything wrong with the answers given."""
        flaws = []
        known = [*self.rulebook.parameters, *self.rulebook.readings]
        for name, answer in self.given.items():
            if name not in known:
                flaws.append(AnswerError(name, f"本制度没有名为“{name}”的参数或理解{nearest(name, known)}"))
                continue
            try:
                self.term(name)
            except (AnswerError, TermError) as error:
                flaws.append(AnswerError(name, str(error)))
            _ = answer
        return flaws

    def declared(self, name: str) -> Parameter | Reading | None:
        return self.rulebook.parameters.get(name) or self.rulebook.readings.get(name)

    def wrong_default(self, name: str) -> str:
        """What is wrong with a reading's default; empty where nothing is. A flaw of the rulebook, told there and only once."""
        reading = self.rulebook.readings[name]
        try:
            _typed(name, reading, reading.default)
        except AnswerError as error:
            return str(error).replace("的答复", "的默认值", 1)
        return ""

    def text(self, name: str) -> str | None:
        """The plain text of an answer or reading; None where a parameter is unanswered or varies."""
        answer = self.given.get(name)
        reading = self.rulebook.readings.get(name)
        if answer is None and reading is not None:
            return reading.default
        return answer if isinstance(answer, str) else None

    def term(self, name: str) -> Term:
        """The answer as a constant, as a choice by person, unit or post, or Unknown."""
        declared = self.declared(name)
        if declared is None:
            raise AnswerError(name, f"没有名为“{name}”的参数或理解")
        answer = self.given.get(name)
        if answer is None:
            if isinstance(declared, Reading) and not self.wrong_default(name):
                return _typed(name, declared, declared.default)
            return Unknown(name, "number" if declared.type == "number" else "text")
        if isinstance(answer, str):
            return _typed(name, declared, answer)
        return _varying(name, declared, answer)


def _varying(name: str, declared: Parameter | Reading, answer: Mapping[str, Mapping[str, str] | str]) -> Term:
    allowed = declared.varies if isinstance(declared, Parameter) else ()
    if not allowed:
        raise AnswerError(name, f"“{name}”只能答一个值")
    fallback = next((answer[key] for key in DEFAULT_KEYS if key in answer), None)
    term: Term = _typed(name, declared, fallback) if isinstance(fallback, str) else Unknown(name)
    for key in ("职务", "post", "科室", "unit", "工号", "person"):
        part = answer.get(key)
        if part is None:
            continue
        if VARY_KEYS[key] not in allowed or not isinstance(part, Mapping):
            raise AnswerError(name, f"“{name}”不能按“{key}”分别设定")
        for who, value in part.items():
            term = choose(compare("=", Col(VARY_COLUMNS[VARY_KEYS[key]], "text"), Const(who, "text")), _typed(name, declared, value), term)
    unknown = [key for key in answer if key not in VARY_KEYS and key not in DEFAULT_KEYS]
    if unknown:
        raise AnswerError(name, f"“{name}”下面不认识“{unknown[0]}”；可写 默认、工号、科室、职务")
    return term


def _typed(name: str, declared: Parameter | Reading, text: str) -> Const:
    value = text.strip()
    if declared.one_of is not None:
        if value not in declared.one_of:
            allowed = "、".join(declared.one_of)
            raise AnswerError(name, f"“{name}”的答复“{value}”不在可选范围内；可选：{allowed}")
        return _number(name, declared, value) if declared.type == "number" and _all_numbers(declared.one_of) else Const(value, "text")
    if declared.type == "number":
        return _number(name, declared, value)
    if declared.type == "month_day":
        _month_day(name, value)
    if declared.type == "day":
        try:
            date.fromisoformat(value)
        except ValueError:
            raise AnswerError(name, f"“{name}”的答复“{value}”不是日期；请写成 2012-07-01 的样子") from None
    return Const(value, "text")


def _number(name: str, declared: Parameter | Reading, value: str) -> Const:
    try:
        found = decimal_of(value)
        constant = number(found)
    except (ValueError, TermError):
        raise AnswerError(name, f"“{name}”的答复“{value}”不是数；请填写如 2、0.5 或 25% 的数字") from None
    if isinstance(declared, Parameter):
        low, high = declared.at_least or "0", declared.at_most
        if found < decimal_of(low) or (high is not None and found > decimal_of(high)):
            raise AnswerError(name, f"“{name}”的答复“{value}”应不小于 {low}" + (f"、不大于 {high}" if high else ""))
    return constant


def _all_numbers(words: Iterable[str]) -> bool:
    try:
        return all(decimal_of(word) is not None for word in words)
    except ValueError:
        return False


def _month_day(name: str, value: str) -> tuple[int, int]:
    try:
        month, day = (int(part) for part in value.split("-"))
        date(2000, month, day)
    except ValueError:
        raise AnswerError(name, f"“{name}”的答复“{value}”不是月日；请写成 01-01 的样子") from None
    return month, day


def month_day(text: str) -> tuple[int, int]:
    """`12-16` → (12, 16)."""
    return _month_day("year_start", text)
