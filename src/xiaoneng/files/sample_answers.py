"""示范答复: an answer to every parameter, and the file that says so."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from xiaoneng.files.sample_words import sample_words
from xiaoneng.rulebook.language.names import Parameter
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.shapes import decimal_of
from xiaoneng.rulebook.plan.answers import DEFAULT_KEYS, Answer

OTHER_UNITS = "其余"


def answers_for(book: Rulebook, year: int) -> dict[str, str]:
    """A plausible answer to every parameter: the first choice, a number by its unit and bounds, a day of the year."""
    return {name: _answer(parameter, year) for name, parameter in book.parameters.items()}


def _answer(parameter: Parameter, year: int) -> str:
    if parameter.one_of:
        return parameter.one_of[0]
    match parameter.type:
        case "number":
            return _number(parameter)
        case "day":
            return _first_friday(year).isoformat()
        case "month_day":
            return f"{date(year, 1, 1):%m-%d}"
        case _:
            return sample_words().texts[0]


def _first_friday(year: int) -> date:
    friday = 4
    first = date(year, 1, 1)
    return first.replace(day=1 + (friday - first.weekday()) % 7)


def _number(parameter: Parameter) -> str:
    numbers = sample_words().numbers
    found = Decimal(numbers.get(parameter.unit or "", numbers[OTHER_UNITS]))
    if parameter.at_least is not None:
        found = max(found, decimal_of(parameter.at_least))
    if parameter.at_most is not None:
        found = min(found, decimal_of(parameter.at_most))
    return format(found.normalize(), "f")


def varied(book: Rulebook, answers: Mapping[str, str], number: str) -> dict[str, Answer]:
    """The answers, one person's own beside the general one where a parameter may vary by person."""
    found: dict[str, Answer] = dict(answers)
    for name, parameter in book.parameters.items():
        if "person" in parameter.varies:
            found[name] = {DEFAULT_KEYS[0]: answers[name], "工号": {number: answers[name]}}
    return found


def answer_lines(book: Rulebook, answers: Mapping[str, Answer]) -> Iterator[str]:
    """`parameters.yaml`: each answer under what was asked, then the readings in force as remarks."""
    yield "# 示范单位的答复，全是编造的；请按本单位的决定改写"
    for name, answer in answers.items():
        parameter = book.parameters[name]
        asked = f"，由{parameter.asked_of}答复" if parameter.asked_of else ""
        yield f"# {_one_line(parameter.asks)}（条款 {parameter.clause}{asked}）"
        yield from _written(name, answer)
    if book.readings:
        yield "# 以下理解按默认执行；要改的，去掉行首的 # 并改成另一个值"
    for name, reading in book.readings.items():
        choices = f"；可选 {'、'.join(reading.one_of)}" if reading.one_of else ""
        yield f"# {name}: {json.dumps(reading.default, ensure_ascii=False)}  （{_one_line(reading.says)}{choices}）"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _written(name: str, answer: Answer) -> Iterator[str]:
    if isinstance(answer, str):
        yield f"{name}: {json.dumps(answer, ensure_ascii=False)}"
        return
    yield f"{name}:"
    for key, part in answer.items():
        yield f"  {key}: {json.dumps(part, ensure_ascii=False)}"
