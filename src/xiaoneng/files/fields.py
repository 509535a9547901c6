"""字段: attributes that the rulebook declares, read from the columns it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xiaoneng.files.directory import Directory
from xiaoneng.files.folding import fold_header, fold_name
from xiaoneng.files.sheet import SHORT, Sheet, Wrong
from xiaoneng.files.tables import BadValue, Cell, Row
from xiaoneng.files.values import parse_date, parse_quantity, parse_text, split_list
from xiaoneng.rulebook.engines.relations import NONE, Value
from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.plan.attributes import BOUND
from xiaoneng.rulebook.problems import nearest

PENDING = "pending"
NOBODY: Mapping[str, tuple[int, ...]] = {}


def columns_of(key: str, declared: DataField) -> tuple[str, ...]:
    """The columns a field is read from, as headers are folded: those declared, or the one of its name or key."""
    return tuple(fold_header(column) for column in declared.from_ or (declared.name or key,))


def columns_of_all(groups: Iterable[Mapping[str, DataField]]) -> list[str]:
    """Every column that some field is read from."""
    return [column for group in groups for key, declared in group.items() for column in columns_of(key, declared)]


class FieldsRead(NamedTuple):
    """The values of a row's fields, the people they name, and the names of fields still pending (待定)."""

    values: Mapping[str, Value] = NONE
    people: Mapping[str, tuple[int, ...]] = NOBODY
    pending: tuple[str, ...] = ()


_NO_FIELDS = FieldsRead()
_NO_VALUE: tuple[Value, tuple[int, ...] | None] = (None, None)


class FieldReader:
    """取值: reads the declared fields of one kind of row from one sheet. Numbers are hundredths, days ISO text, a person the number,
    several the numbers with 、 between; wrong values are noted as problems of the sheet.
    """

    def __init__(self, sheet: Sheet, fields: Mapping[str, DataField], directory: Directory) -> None:
        self._sheet = sheet
        self._directory = directory
        self._memo: dict[tuple[str, str], tuple[Value, tuple[int, ...] | None]] = {}
        self._fields = [(key, one, tuple(filter(sheet.has, columns_of(key, one)))) for key, one in fields.items()]

    def read(self, row: Row) -> FieldsRead:
        """All fields of a row; a blank one takes what `unset` says."""
        if not self._fields:
            return _NO_FIELDS
        values: dict[str, Value] = {}
        people: dict[str, tuple[int, ...]] = {}
        pending: list[str] = []
        for key, declared, columns in self._fields:
            column = next((column for column in columns if self._sheet.text(row, column)), None)
            if column is not None:
                found = self._known(row, column, key, declared)
            elif declared.unset == PENDING:
                pending.append(declared.name or key)
                found = _NO_VALUE
            else:
                found = self._unset(row, key, declared)
            values[key] = found[0]
            if found[1] is not None:
                people[key] = found[1]
        return FieldsRead(values, people, tuple(pending))

    def _known(self, row: Row, column: str, key: str, declared: DataField) -> tuple[Value, tuple[int, ...] | None]:
        """The value of a cell and the people it names; short texts are read once each."""
        text = self._sheet.text(row, column)
        found = self._memo.get((key, text))
        if found is None:
            found = self._value(row[column], declared)
            if found is not _NO_VALUE and len(text) <= SHORT:
                self._memo[key, text] = found
        return found

    def _unset(self, row: Row, key: str, declared: DataField) -> tuple[Value, tuple[int, ...] | None]:
        """What a blank means: text as the rulebook says it, other types read as if it stood in the cell."""
        if declared.unset is None or declared.type in ("text", "choice"):
            return declared.unset, None
        return self._value(Cell(declared.unset, self._sheet.file, row.line, declared.name or key), declared)

    def _value(self, cell: Cell, declared: DataField) -> tuple[Value, tuple[int, ...] | None]:
        try:
            if declared.type not in ("person", "people"):
                return _plain(cell, declared, self._directory), None
            people = _people(cell, self._directory, several=declared.type == "people")
            return "、".join(self._directory.people[at].no for at in people), people
        except BadValue as bad:
            self._sheet.intake.log.add(bad.problem)
            return _NO_VALUE


def value_in(cell: Cell, declared: DataField, directory: Directory) -> Value:
    """一个字段的值 of a cell that is filled. Raises BadValue."""
    if declared.type in ("person", "people"):
        return "、".join(directory.people[at].no for at in _people(cell, directory, several=declared.type == "people"))
    return _plain(cell, declared, directory)


def meant_by_blank(declared: Mapping[str, DataField]) -> dict[str, Value]:
    """空格算什么: key → value of the fields of which the rulebook says what a blank means."""
    found: dict[str, Value] = {}
    for key, one in declared.items():
        if one.unset is not None and one.unset != PENDING:
            plain = one.type in ("text", "choice")
            found[key] = one.unset if plain else value_in(Cell(one.unset, "", 0, key), one, Directory())
    return found


def _plain(cell: Cell, declared: DataField, directory: Directory) -> Value:
    if declared.type == "number":
        return parse_quantity(cell, BOUND, declared.signed, declared.unit)
    if declared.type == "day":
        return parse_date(cell).toordinal()
    if declared.type == "unit":
        found = directory.unit(cell.text)
        if isinstance(found, Wrong):
            raise BadValue(cell.problem(*found))
        return None if found is None else directory.units[found].name
    return _chosen(cell, declared.one_of) if declared.one_of else parse_text(cell)


def _people(cell: Cell, directory: Directory, several: bool) -> tuple[int, ...]:
    found: list[int] = []
    for part in split_list(cell) if several else [cell.text]:
        person = directory.person(part)
        if isinstance(person, Wrong):
            raise BadValue(cell.problem(f"里的“{part}”{person.what}" if several else person.what, person.remedy))
        if person is not None and person not in found:
            found.append(person)
    return tuple(found)


def _chosen(cell: Cell, words: tuple[str, ...]) -> str:
    folded = fold_name(cell.text)
    for word in words:
        if fold_name(word) == folded:
            return word
    raise BadValue(cell.problem("不在可选范围内", f"请填写 {'、'.join(words)} 之一{nearest(cell.text, words) if len(words) > 1 else ''}"))
