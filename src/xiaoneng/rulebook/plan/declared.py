"""先声明后使用: names, choices and limits that no expression reads and that a misspelling would silently put out of force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.plan.algebra import ROUNDINGS
from xiaoneng.rulebook.plan.attributes import OF_CALENDAR, PERSON, UNIT
from xiaoneng.rulebook.plan.builder import Builder, Path
from xiaoneng.rulebook.plan.scope import NONE
from xiaoneng.rulebook.plan.wordings import word_flaws
from xiaoneng.rulebook.problems import nearest

PLACES = ("inside", "outside")
SERVICE = {"joined": "入职日期", "left": "离职日期", "tenure": "任职方式"}
RESERVED = re.compile(r"[@#~.:\x00-\x20]")
"""Signs that the compiler's own columns bear."""


def check_declared(builder: Builder) -> None:
    """Adds a flaw for every name that is used but declared nowhere, and for choices that contradict themselves."""
    for path, words, known, what in _uses(builder):
        for word in words:
            if word not in known:
                _flaw(builder, path, f"没有名为“{word}”的{what}{nearest(word, list(known))}", word)
    _groups(builder)
    _procedures(builder)
    _choices(builder)
    _figure_names(builder)
    _service(builder)
    builder.flaws.extend(word_flaws(builder.source))


def _flaw(builder: Builder, path: Path, message: str, word: str = "") -> None:
    entry = getattr(builder.book, str(path[0]))[path[1]]
    builder.flaws.append(builder.source.flaw(path, message, getattr(entry, "clause", None) or "", word))


def _uses(builder: Builder) -> Iterator[tuple[Path, Iterable[str], Sequence[str], str]]:
    """(where, the words used, what is known, what they should be)."""
    book = builder.book
    awards = [*book.awards, *(award.name for award in book.awards.values())]
    for key, account in book.accounts.items():
        yield ("accounts", key, "part_of"), [account.part_of] if account.part_of else [], list(book.accounts), "账户"
    for key, group in book.groups.items():
        yield ("groups", key, "of"), [group.of], ["person", "unit", *book.groups, *book.works], "范围"
    for number, conflict in enumerate(book.conflicts):
        yield ("conflicts", number, "awards"), conflict.awards, awards, "荣誉"
    for number, overlap in enumerate(book.overlaps):
        yield ("overlaps", number, "facts"), overlap.facts, list(book.facts), "事项"
    for key, sheet in book.sheets.items():
        for number, line in enumerate(sheet.lines):
            yield ("sheets", key, "lines", number, "facts"), line.facts, [*book.facts, *book.works], "事项或作品"
            yield ("sheets", key, "lines", number, "accounts"), line.accounts, list(book.accounts), "账户"
    yield from _settings(builder)


def _settings(builder: Builder) -> Iterator[tuple[Path, Iterable[str], Sequence[str], str]]:
    """Words that are one of a few, or the name of a parameter or reading that holds one of them."""
    book = builder.book
    asked = [*book.parameters, *book.readings]
    for key, award in book.awards.items():
        yield ("awards", key, "pays"), award.pays, list(book.accounts), "账户"
        yield ("awards", key, "reward"), [award.reward] if award.reward else [], asked, "参数"
        yield ("awards", key, "reference"), award.reference, [*book.facts, *book.works], "事项或作品"
        yield ("awards", key, "standards"), [award.standards] if award.standards else [], list(book.lists), "清单"
        if award.rounding is not None:
            yield ("awards", key, "rounding"), [award.rounding], [*ROUNDINGS, *asked], "取整方式"
        if award.automatic is not None:
            yield ("awards", key, "automatic", "places"), [award.automatic.places], [*PLACES, *asked], "名额算法"
        if award.barred_in_base is not None:
            yield ("awards", key, "barred_in_base"), [award.barred_in_base], ["yes", "no", *asked], "基数算法"


def _procedures(builder: Builder) -> None:
    """Outcomes record kinds of fact that are declared, and steps wait for fields that are there."""
    for key, procedure in builder.book.procedures.items():
        for number, step in enumerate(procedure.steps):
            path = ("procedures", key, "steps", number)
            for kind in step.records.values():
                if kind not in builder.book.facts:
                    _flaw(builder, path, f"没有事项“{kind}”{nearest(kind, list(builder.book.facts))}")
            wanted = [step.within.field] if step.within is not None and step.within.field else []
            for name in wanted:
                if name not in procedure.fields:
                    _flaw(builder, path, f"程序里没有栏目“{name}”{nearest(name, list(procedure.fields))}")


def _groups(builder: Builder) -> None:
    """No group stands under itself."""
    groups = builder.book.groups
    for key in groups:
        chain = [key]
        while (above := groups[chain[-1]].of) in groups and above not in chain:
            chain.append(above)
        if above == key:
            _flaw(builder, ("groups", key, "of"), f"范围互相依赖，成了一个圈：{' → '.join([*chain, key])}")


def _choices(builder: Builder) -> None:
    book = builder.book
    for table in ("parameters", "readings"):
        for key, asked in getattr(book, table).items():
            if asked.type == "choice" and table == "parameters" and not asked.one_of:
                _flaw(builder, (table, key), f"“{key}”是选择，应在 one_of 里写出可选的值")
            strange = [word for word in asked.labels if asked.one_of is not None and word not in asked.one_of]
            if strange:
                _flaw(builder, (table, key, "labels"), f"labels 里的“{strange[0]}”不在 one_of 里{nearest(strange[0], asked.one_of)}")
    for key, reading in book.readings.items():
        if reading.one_of is not None and reading.default not in reading.one_of:
            _flaw(
                builder, ("readings", key, "default"), f"默认值“{reading.default}”不在 one_of 里{nearest(reading.default, reading.one_of)}"
            )
    for table in ("facts", "works"):
        for key, kind in getattr(book, table).items():
            for name, field in kind.fields.items():
                _field(builder, (table, key, "fields", name), name, field)


def _field(builder: Builder, path: Path, name: str, field: DataField) -> None:
    if field.type == "choice" and not field.one_of:
        _flaw(builder, path, f"字段“{name}”是选择，应在 one_of 里写出可选的值")


def _figure_names(builder: Builder) -> None:
    """A figure or account can't bear the compiler's signs, nor the name of an attribute, which would hide it."""
    book = builder.book
    taken = {*PERSON, *UNIT, *SERVICE, *book.people, *book.units}
    for table in ("figures", "accounts"):
        for key in getattr(book, table):
            sign = RESERVED.search(key)
            if sign is not None:
                _flaw(builder, (table, key), f"名称“{key}”里不能有空格和 @ # ~ . : 这些符号")
            elif key in taken:
                _flaw(builder, (table, key), f"“{key}”是人员或单位的属性，指标和账户不能用同一个名称")
    for table in ("figures", "accounts", "parameters", "readings", "people", "units"):
        for key in getattr(book, table):
            if key == NONE:
                _flaw(builder, (table, key), f"“{NONE}”在算式里表示没有值，不能另作名称；请换一个代号")
            if key in OF_CALENDAR:
                _flaw(builder, (table, key), f"“{key}”是期间本来就有的，不能另作名称；请换一个代号")


def _service(builder: Builder) -> None:
    """The days of service are the roll's own columns."""
    for key in builder.book.people.keys() & set(SERVICE):
        _flaw(builder, ("people", key), f"“{key}”是人员表本来就有的（{SERVICE[key]}），不用再声明；请删去，或换一个代号")
