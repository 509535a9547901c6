"""属性: what may be asked of a person, a unit, a fact or a work, under its English key or its Chinese column name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.terms import Col, Kind

PERSON: dict[str, Kind] = {
    "no": "text",
    "name": "text",
    "sex": "text",
    "party": "text",
    "leader": "text",
    "post": "text",
    "tenure": "text",
    "unit": "text",
    "unit.class": "text",
    "unit.parent": "text",
}
DATED = ("party", "leader", "tenure", "post")
"""What of a person stands with their membership where it changes with the day, as the declared fields do."""
PERSON_IN_PERIOD: dict[str, Kind] = {
    "age": "number",
    "years_of_service": "number",
    "months_served": "number",
    "days_served": "number",
    "working_days_served": "number",
    "on_roll": "text",
    "joined": "number",
    "left": "number",
}
UNIT: dict[str, Kind] = {"name": "text", "class": "text", "parent": "text"}
UNIT_IN_PERIOD: dict[str, Kind] = {"size": "number"}
PERIOD: dict[str, tuple[str, ...]] = {
    "month_no": ("month",),
    "quarter_no": ("month", "quarter"),
    "half_no": ("month", "quarter", "half"),
    "year_no": ("month", "quarter", "half", "year"),
    "working_days": ("month", "quarter", "half", "year", "whole"),
}
"""What may be asked of a period itself, and in which kinds of period; the last of them is the longest that has it."""
DAYS = ("first_day", "last_day")
"""The first and last day of a period of any kind, as running numbers."""
OF_CALENDAR = (*PERIOD, *DAYS, "working_days_served")
"""Names that rest on the calendar: nothing else in a rulebook may bear them."""
MOST = {"month_no": 12, "quarter_no": 4, "half_no": 2, "year_no": 9999, "working_days": 3_652_059}
FACT: dict[str, Kind] = {"kind": "text", "quantity": "number", "date": "number", "month_day": "number"}
WORK: dict[str, Kind] = {"kind": "text", "title": "text", "rated": "text", "entered": "text", "authors": "number", "author_no": "number"}
WORK |= {"date": "number", "month_day": "number"}
"""`date` is a day's running number (written 2011-10-18), `month_day` is 1018."""

PEOPLE, PLACE = "#~people", "#~place"
"""How many people a fact's effect reaches, and which of them (from 1, in the order written) the line at hand is for."""

CHINESE = {
    "工号": "no",
    "入职日期": "joined",
    "离职日期": "left",
    "姓名": "name",
    "性别": "sex",
    "政治面貌": "party",
    "班子成员": "leader",
    "职务": "post",
    "任职方式": "tenure",
    "科室": "unit",
    "类别": "class",
    "上级": "parent",
    "section": "unit",
    "section.class": "unit.class",
    "section.parent": "unit.parent",
    "科室.类别": "unit.class",
    "科室.上级": "unit.parent",
    "事项": "kind",
    "数量": "quantity",
    "评定": "rated",
    "参评": "entered",
    "标题": "title",
    "采用级别": "level",
}
ORDINARY = "任职"
TENURES = (ORDINARY, "兼任", "挂职", "驻村", "借调", "编外", "退二线", "长期请假")
"""任职方式: the ways in which somebody serves; who has none of the others serves in the ordinary one."""
TENURE, LEVEL = frozenset({"tenure", "任职方式"}), frozenset({"level", "采用级别"})
"""Names that hold several words at once: a condition on them asks whether they hold the word."""
BOUND = 10**9
WORKDAY = "~workday"
"""`#due~workday` is the 工作日序号 of the day in `#due`."""


def field_kind(field: DataField) -> Kind:
    return "number" if field.type in ("number", "day") else "text"


def english(name: str) -> str:
    """The English key of an attribute's Chinese column name; other names as they are."""
    return CHINESE.get(name, name)


def names_of(groups: Iterable[Mapping[str, DataField]], prefix: str = "") -> dict[str, set[str]]:
    """中文名 of declared fields → the keys that bear it."""
    found: dict[str, set[str]] = {}
    for fields in groups:
        for key, field in fields.items():
            if field.name and field.name != key:
                found.setdefault(f"{prefix}{field.name}", set()).add(f"{prefix}{key}")
    return found


def subject_names(rulebook: Rulebook, of: str) -> dict[str, set[str]]:
    """The same of a person's (with their unit's) or a unit's own fields."""
    if of == "unit":
        return names_of([rulebook.units])
    of_unit = [names_of([rulebook.units], prefix) for prefix in ("unit.", "section.", "科室.")]
    keys = {name: {f"unit.{key.partition('.')[2]}" for key in keys} for names in of_unit for name, keys in names.items()}
    return names_of([rulebook.people]) | keys


def fact_names(rulebook: Rulebook, source: str, kinds: tuple[str, ...]) -> dict[str, set[str]]:
    """The same of some kinds' fields."""
    declared: Mapping[str, object] = rulebook.fact_kinds if source == "fact" else rulebook.works
    return names_of(getattr(declared[kind], "fields", {}) for kind in kinds)


def join_names(*several: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Several such tables as one."""
    return {name: set().union(*(names.get(name, ()) for names in several)) for names in several for name in names}


def meant(name: str, names: Mapping[str, set[str]], taken: bool) -> str | None:
    """The key that a Chinese name means, None where it is no field's. Raises TermError where it may mean something else, too."""
    keys = sorted(names.get(name, ()))
    if keys and (taken or len(keys) > 1):
        also = [*keys, *([name] if taken else [])]
        raise TermError(f"“{name}”在这里可以指 {'、'.join(also)}，分不清；请写字段的代号 {' 或 '.join(keys)}")
    return keys[0] if keys else None


def subject_columns(rulebook: Rulebook, of: str, in_period: bool) -> dict[str, Col]:
    """`name → column` of a person's or unit's attributes, inside a period or on a day."""
    if of == "person":
        kinds = PERSON | (PERSON_IN_PERIOD if in_period else {})
        own: Mapping[str, DataField] = rulebook.people
    else:
        kinds = UNIT | (UNIT_IN_PERIOD if in_period else {})
        own = rulebook.units
    found = {name: Col(f"@{name}", kind, 0, BOUND) for name, kind in kinds.items()}
    found |= {name: Col(f"@{name}", field_kind(field), 2 if field.type == "number" else 0, BOUND) for name, field in own.items()}
    if of == "person":
        for name, field in rulebook.units.items():
            found[f"unit.{name}"] = Col(f"@unit.{name}", field_kind(field), 2 if field.type == "number" else 0, BOUND)
    return found


def period_columns(per: str) -> dict[str, Col]:
    """`name → column` of what may be asked of a period of a kind."""
    found = {name: Col(f"@{name}", "number", 0, BOUND) for name in DAYS}
    return found | {name: Col(f"@{name}", "number", 0, MOST[name]) for name, kinds in PERIOD.items() if per in kinds}


def fact_columns(rulebook: Rulebook, source: str, kinds: tuple[str, ...]) -> dict[str, Col]:
    """`name → column` of a fact's or work's own fields."""
    table = FACT if source == "fact" else WORK
    found = {name: Col(f"#{name}", kind, 2 if name == "quantity" else 0, BOUND) for name, kind in table.items()}
    if source == "work":
        found["level"] = Col("#level", "text")
    declared: Mapping[str, object] = rulebook.fact_kinds if source == "fact" else rulebook.works
    for kind in kinds:
        fields: Mapping[str, DataField] = getattr(declared[kind], "fields", {})
        for name, field in fields.items():
            found[name] = Col(f"#{name}", field_kind(field), 2 if field.type == "number" else 0, BOUND)
    return found
