"""名称: the document, its clauses, and everything that is declared before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from xiaoneng.rulebook.language.shapes import Expr, Name, Names, Number, PeriodKind, Shape, Subject, When, YesNo, listed


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"“{value}”不是日期，请写成 2007-03-09 的样子") from None
    return value


Day = Annotated[date, BeforeValidator(_day)]


class Span(Shape):
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class Document(Shape):
    """公文要素: what the document is; fields that the copy lacks stay out."""

    title: Name
    issuer: Name
    number: str | None = None
    issued: Day | None = None
    in_force: Span = Span()
    status: str | None = None
    decided_by: str | None = None
    sent_to: str | None = None
    copied_to: Names = ()
    copies: int | None = None
    subject_words: Names = ()
    disclosure: dict[str, str] = {}
    note: str | None = None


def _clause(value: Any) -> Any:
    return {"says": value} if isinstance(value, str) else value


class Clause(Shape):
    """条款: a heading in the author's own words; `plain` says why nothing here carries it."""

    says: Name
    plain: str | None = None
    under: str | None = None


Clauses = dict[str, Annotated[Clause, BeforeValidator(_clause)]]
ValueType = Literal["number", "choice", "text", "month_day", "day", "table"]


class Parameter(Shape):
    """参数: what the text leaves empty; it is asked and has no default."""

    asks: Name
    clause: Name
    type: ValueType = "number"
    one_of: Names | None = None
    labels: dict[str, str] = {}
    """What the choices are called in Chinese."""
    unit: str | None = None
    asked_of: str | None = None
    varies: Annotated[tuple[Literal["person", "unit", "post"], ...], BeforeValidator(listed)] = ()
    at_least: Number | None = None
    at_most: Number | None = None


class Reading(Shape):
    """理解: a switchable interpretation with its default, listed in every result."""

    says: Name
    clause: Name
    default: str
    one_of: Names | None = None
    labels: dict[str, str] = {}
    type: ValueType = "choice"
    unit: str | None = None


class DataField(Shape):
    """字段: an attribute read from a column; `unset` is what a blank means (`pending` 待定, or a value)."""

    name: str | None = None
    from_: Names = Field(default=(), alias="from")
    type: Literal["text", "number", "choice", "day", "person", "people", "unit"] = "text"
    one_of: Names | None = None
    unset: str | None = None
    unit: str | None = None
    signed: YesNo = False
    """A number that may be below zero."""

    @model_validator(mode="after")
    def _signed_numbers(self) -> DataField:
        if self.signed and self.type != "number":
            raise ValueError("signed 说的是数可以为负，要和 type: number 一起写")
        return self


def field_named(fields: Mapping[str, DataField], name: str) -> DataField | None:
    """The field under a key, else the one that bears the Chinese name."""
    return fields.get(name) or next((field for field in fields.values() if field.name == name), None)


class FactKind(Shape):
    """事项: a kind of fact; `of` is whom it is about."""

    name: Name
    of: Names = ("person",)
    unit: str = "次"
    clause: str | None = None
    also: Names = ()
    fields: dict[str, DataField] = {}
    span: YesNo = False
    signed: YesNo = False
    """Its quantity may be zero or below."""

    @model_validator(mode="after")
    def _subjects(self) -> FactKind:
        if not self.of or not set(self.of) <= {"person", "unit"}:
            raise ValueError("of 应是 person、unit 或两者")
        return self


class WorkKind(Shape):
    """作品: a kind of product with authors; `levels` are adoption levels with the other words offices use for them."""

    name: Name
    unit: str = "篇"
    clause: str | None = None
    also: Names = ()
    levels: dict[str, Names] = {}
    open_levels: YesNo = False
    fields: dict[str, DataField] = {}


class Group(Shape):
    """范围: people, units or works that share a condition."""

    of: str = "person"
    name: str | None = None
    clause: str | None = None
    where: When | None = None
    unless: When | None = None


class Row(Shape):
    """One row of a table: a value, and a condition on the work or fact under which the row applies."""

    value: Expr
    where: When | None = None


def _row(value: Any) -> Any:
    return {"value": value} if isinstance(value, str) else value


class Table(Shape):
    """对照表: keys (texts, `5`, `2-3`, `90+`, `<60`) to values; `by: level` prices adoption levels."""

    name: str | None = None
    clause: str | None = None
    by: str | None = None
    rows: dict[str, Annotated[Row, BeforeValidator(_row)]] = Field(min_length=1)
    several: str | None = None
    """For `by: level`: `highest` or `sum` where a work has several, or the reading that says which."""
    texts: YesNo = False


class Account(Shape):
    """账户: what rules post to. `opens_at` 基础分, `floor`/`cap` bounds, `part_of` makes it a part of another's total."""

    name: Name
    of: Subject = "person"
    unit: str = "分"
    period: PeriodKind
    clause: str | None = None
    opens_at: Expr = "0"
    floor: Expr | None = None
    cap: Expr | None = None
    part_of: str | None = None
    money: YesNo = False
    basis: str | None = None
    """依据文号: the document of a higher body that allows this money or effect."""
    where: When | None = None
    """Who has this account; everybody in service where it stands out."""


class NamedList(Shape):
    """清单: a list that the text names or contains."""

    name: Name
    clause: Name
    expected: int | None = None
    items: Names = ()


class SheetLine(Shape):
    """A line of a sheet: a heading and the figures or facts that stand beside it as evidence."""

    says: Name
    figures: Names = ()
    facts: Names = ()
    accounts: Names = ()
    holds: When | None = None
    """For lines that can be checked: shown 符合 / 不符合, never excluding anybody."""
    by: Literal["own", "office"] | None = None
    """Who writes on it: whom the sheet is about, or whoever runs the year, who notes what others said; either where nothing stands."""


class Sheet(Shape):
    """表: one page a subject and period, lines with evidence."""

    name: Name
    clause: Name
    of: str = "person"
    in_: PeriodKind = Field(default="year", alias="in")
    where: When | None = None
    """In which periods, and for whom of `of`, the sheet is made; always where it stands out."""
    lines: tuple[Annotated[SheetLine, BeforeValidator(lambda v: {"says": v} if isinstance(v, str) else v)], ...]
    columns: Names = ()
    signed_by: Names = ()


class Overlap(Shape):
    """一事一项: kinds that one occurrence easily fits twice; pointed out, never dropped."""

    facts: Names
    clause: str | None = None


class Conventions(Shape):
    """词语约定: year, chiefs, and other words the whole rulebook uses."""

    year_start: str | None = None
    base_date: str | None = None
    counts_from: str | None = None
    """计分起始日: a day, `in_force` for the day on which the document enters into force, or the parameter that says it."""
    chief: When | None = None
