"""任职方式与登记项: a column of a rulebook that asks for the way somebody serves is filled from it, so that nobody enters it twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from xiaoneng.files.fields import columns_of
from xiaoneng.files.folding import fold_header
from xiaoneng.rulebook.engines.relations import Value
from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.plan.attributes import TENURES

COLUMN = "任职方式"
WHETHER = ("", "是否")
"""A column that asks for one way: 驻村, 是否驻村."""
YES, NO = "是", "否"


def told_by_tenure(declared: Mapping[str, DataField], tenure: Collection[str]) -> dict[str, Value]:
    """由任职方式得知: key → value of the fields that a way of serving answers. Nothing is told where no way is known."""
    found: dict[str, Value] = {}
    for key, field in declared.items() if tenure else ():
        if field.type in ("text", "choice") and (told := _told(field, columns_of(key, field), tenure)) is not None:
            found[key] = told
    return found


def entered(declared: Mapping[str, DataField]) -> dict[str, DataField]:
    """另要填的: the fields with a column of their own; 任职方式 is the roll's."""
    return {key: field for key, field in declared.items() if fold_header(COLUMN) not in columns_of(key, field)}


def _told(field: DataField, columns: Collection[str], tenure: Collection[str]) -> str | None:
    if fold_header(COLUMN) in columns:
        words = [one for one in TENURES if one in tenure and (not field.one_of or one in field.one_of)]
        return "、".join(words[:1] if field.one_of else words)
    asked = [one for one in TENURES if {fold_header(f"{whether}{one}") for whether in WHETHER} & set(columns)]
    if not asked:
        return None
    told = YES if set(asked) & set(tenure) else NO
    return told if not field.one_of or told in field.one_of else None
