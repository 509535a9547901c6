"""The shapes of values that several kinds share: expressions, conditions, numbers as text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from xiaoneng.rulebook.language.expressions import ExpressionError, parse_expression


class Shape(BaseModel):
    """A mapping of the language: unknown keys are errors, values are never guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


def _expression(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("这里应写一个数或一个表达式")
    try:
        parse_expression(value)
    except ExpressionError as error:
        raise ValueError(str(error)) from None
    return value.strip()


def _rows_or_one(value: Any) -> Any:
    if not isinstance(value, dict):
        return _expression(value)
    if not value:
        raise ValueError("对照表是空的")
    found = {}
    for key, text in value.items():
        try:
            found[key] = _expression(text)
        except ValueError as error:
            raise ValueError(f"“{key}”后面：{error}") from None
    return found


def decimal_of(text: str) -> Decimal:
    """`0.5` or `25%` as a number. Raises ValueError."""
    plain = text.strip()
    share = plain.endswith("%")
    if NUMBER.fullmatch(plain.removesuffix("%").rstrip()) is None:
        raise ValueError("这里应写一个数，如 2、0.5 或 25%")
    return Decimal(plain.removesuffix("%")) / (100 if share else 1)


def _number(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("这里应写一个数，如 2、0.5 或 25%")
    try:
        decimal_of(value)
    except ValueError as error:
        raise ValueError(f"{error}，现在是“{value}”") from None
    return value.strip()


def listed(value: Any) -> Any:
    """One word where a list of words is meant is a list of that word."""
    return [value] if isinstance(value, str) else value


def _yes_no(value: Any) -> Any:
    table = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value not in table:
        raise ValueError("这里应写 yes 或 no")
    return table[value]


NUMBER = re.compile(r"[-+]?\d{1,18}(\.\d{1,18})?")
Number = Annotated[str, BeforeValidator(_number), Field(description="一个数，如 2、0.5 或 25%")]
Expr = Annotated[str, BeforeValidator(_expression), Field(description="数或表达式，如 -0.5、15%、max(done - norm, 0)")]
Rows = Annotated[str | dict[str, str], BeforeValidator(_rows_or_one), Field(description="数，或 {<20: 1, 20-50: 2, 其余: 3} 的样子")]
Names = Annotated[tuple[str, ...], BeforeValidator(listed)]
YesNo = Annotated[bool, BeforeValidator(_yes_no), Field(json_schema_extra={"enum": ["yes", "no", True, False]})]
Name = Annotated[str, Field(min_length=1, max_length=100)]

Subject = Literal["person", "unit"]
PeriodKind = Literal["month", "quarter", "half", "year", "whole"]
Rounding = str
"""`floor`, `half_up`, `ceil`, or the name of a parameter or reading that holds one of them."""


class Test(Shape):
    """比较: the words of the text. `over` 超过 (strict), `at_least` 以上 (inclusive), `under`, `at_most`, `is`, `not`, `one_of`."""

    __test__ = False
    over: Expr | None = None
    at_least: Expr | None = None
    under: Expr | None = None
    at_most: Expr | None = None
    is_: str | None = Field(default=None, alias="is")
    not_: Names | None = Field(default=None, alias="not")
    one_of: Names | None = None
    given: Literal["yes", "no"] | None = None
    """`given: yes` 已有数据, `given: no` 无数据."""


def _test(value: Any) -> Any:
    if isinstance(value, str):
        return {"is": value}
    if isinstance(value, list):
        return {"one_of": value}
    return value


class Condition(Shape):
    """条件: names with tests (all must hold), and `any`, `all`, `not`; or one expression under `expr`."""

    any_: tuple[Condition, ...] = Field(default=(), alias="any")
    all_: tuple[Condition, ...] = Field(default=(), alias="all")
    not_: Condition | None = Field(default=None, alias="not")
    tests: dict[str, Annotated[Test, BeforeValidator(_test)]] = {}
    expr: Expr | None = None


def condition(value: Any) -> Any:
    """Normalises `{lates: {over: 10}}` and `"lates > 10"` to the fields of Condition."""
    if isinstance(value, str):
        return {"expr": value}
    if not isinstance(value, dict):
        raise ValueError("条件应写成“名称: 比较”，或一个表达式")
    if set(value) <= {"tests", "expr", "any_", "all_", "not_"}:
        return value
    found: dict[str, Any] = {"tests": {}}
    for key, part in value.items():
        if key in ("any", "all"):
            if not isinstance(part, list) or not part:
                raise ValueError(f"{key} 下面应是一个条件的列表")
            found[f"{key}_"] = [condition(one) for one in part]
        elif key == "not":
            found["not_"] = condition(part)
        else:
            found["tests"][key] = part
    return found


When = Annotated[Condition, BeforeValidator(condition)]
Given = dict[str, Names]
"""前提: readings or answered parameters and the values under which this holds."""
