"""事实: the table facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xiaoneng.files.directory import Directory
from xiaoneng.files.fields import FieldReader, columns_of_all
from xiaoneng.files.sheet import Intake, Numbers, Sheet, Words, day_text, open_sheet
from xiaoneng.files.tables import Row
from xiaoneng.rulebook.engines.relations import CONFIRMED, PENDING, WITHDRAWN, Fact, Value
from xiaoneng.rulebook.language.names import FactKind

NEEDED = ("日期", "对象", "事项")
OTHER = ("编号", "数量", "说明", "依据", "状态", "截止日期")
BY_KIND = ("数量", "状态", "截止日期")
"""Columns that are read as the kind of a row says."""
COUNTED = frozenset({"次", "篇", "条", "人"})
"""Units of which there are no halves."""
ONE = 100
TWICE_SHOWN = 5
MOST_SEEN = 50_000
"""Kept ways to fill the cells beside day, subject and kind; a table in which every row differs gains nothing by more."""
STATES = (CONFIRMED, PENDING, WITHDRAWN)
LIKE = {
    **dict.fromkeys(("确认", "已核实", "核实", "属实", "有效", "已认定", "已确定", "确定"), CONFIRMED),
    **dict.fromkeys(("未确认", "待核实", "未核实", "待定", "待认定", "待核查"), PENDING),
    **dict.fromkeys(("撤销", "撤消", "已撤消", "作废", "已作废", "取消", "已取消", "无效"), WITHDRAWN),
}
"""Other words for the states; that two words look alike says nothing here, as 确认 and 待确认 show."""


def state_of(sheet: Sheet, row: Row, words: Words) -> str:
    """状态 of a row; a blank is 已确认."""
    return sheet.look(row, "状态", words.find) or CONFIRMED if sheet.text(row, "状态") else CONFIRMED


def state_words() -> Words:
    """The states as words to look up."""
    return Words("状态", [(state, (state,)) for state in STATES], LIKE)


Told = tuple[str, int, int | None, int | None, int, int | None, str, Mapping[str, Value], Mapping[str, tuple[int, ...]]]
"""What a row says beside its number, in the order of a fact."""


class _Seen:
    """读过的: cells of good rows. A row all of whose cells stood in good rows, in the parts that depend on each other, says nothing that
    has to be looked up or checked again; whatever is new is read by the reader itself, which is the only one that finds faults.
    """

    def __init__(self, sheet: Sheet, directory: Directory, kinds: Mapping[str, FactKind]) -> None:
        at = {name: number for number, name in enumerate(sheet.columns)}
        self._there = all(name in at for name in NEEDED)
        self._day, self._who, self._what = (at.get(name, 0) for name in NEEDED)
        self._directory = directory
        read = {key: dict.fromkeys([*BY_KIND, *columns_of_all([kind.fields])]) for key, kind in kinds.items()}
        self._read = {key: tuple(at[name] for name in names if name in at) for key, names in read.items()}
        self._days: dict[object, int] = {}
        self._kinds: dict[object, tuple[str, tuple[int, ...]]] = {}
        """The kind that a text means, and where the cells stand that are read as it says."""
        self._whom: dict[object, tuple[int | None, int | None]] = {}
        self._others: dict[object, tuple[int, str, Mapping[str, Value], Mapping[str, tuple[int, ...]]]] = {}

    def again(self, row: Row) -> Told | None:
        """What a row says where nothing in it is new."""
        values = row.values
        what = self._kinds.get(values[self._what]) if self._there else None
        if what is None:
            return None
        key, read = what
        whom, day = self._whom.get((key, values[self._who])), self._days.get(values[self._day])
        other = self._others.get((key, *[values[at] for at in read]))
        if whom is None or day is None or other is None or not self._there_on(whom, day):
            return None
        return key, day, *whom, other[0], None, *other[1:]

    def _there_on(self, whom: tuple[int | None, int | None], day: int) -> bool:
        person, unit = whom
        if person is not None:
            return self._directory.serves(person, day)
        return unit is None or (self._directory.lasts(unit, day) and self._directory.unit_on(unit, day) == unit)

    def note(self, row: Row, fact: Fact) -> None:
        """Keeps what a good row said. A span is checked against its day, so rows that have one are read anew each time."""
        if not self._there or fact.until is not None or len(self._others) >= MOST_SEEN:
            return
        values, read = row.values, self._read[fact.kind]
        self._days[values[self._day]] = fact.day
        self._kinds[values[self._what]] = fact.kind, read
        self._whom[fact.kind, values[self._who]] = fact.person, fact.unit
        self._others[(fact.kind, *[values[at] for at in read])] = fact.quantity, fact.state, fact.fields, fact.people


@dataclass
class _Reader:
    sheet: Sheet
    directory: Directory
    numbers: Numbers
    kinds: dict[str, FactKind]
    words: Words
    states: Words
    fields: dict[str, FieldReader]
    seen: _Seen = field(init=False)

    def __post_init__(self) -> None:
        self.seen = _Seen(self.sheet, self.directory, self.kinds)

    def read(self, row: Row) -> Fact | None:
        """The fact of a row; None where something essential is wrong (noted)."""
        again = self.seen.again(row)
        if again is not None:
            return Fact(self.numbers.take(self.sheet, row), *again)
        before = self.sheet.intake.found
        fact = self._anew(row)
        if fact is not None and self.sheet.intake.found == before:
            self.seen.note(row, fact)
        return fact

    def _anew(self, row: Row) -> Fact | None:
        sheet = self.sheet
        number = self.numbers.take(sheet, row)
        day = sheet.day(row, "日期", needed=True)
        key = sheet.look(row, "事项", self.words.find)
        state = state_of(sheet, row, self.states)
        if key is None:
            sheet.need(row, "对象")
            return None
        kind = self.kinds[key]
        subject = sheet.look(row, "对象", lambda text: self.directory.subject(text, kind.of))
        quantity = self._quantity(row, kind)
        until = self._until(row, kind, key, day)
        fields = self.fields[key].read(row)
        if day is None or subject is None:
            return None
        person, unit = (subject[1], None) if subject[0] == "person" else (None, self.directory.unit_on(subject[1], day))
        self._check_there(row, person, unit, day)
        return Fact(number, key, day, person, unit, quantity, until, state, fields.values, fields.people)

    def _quantity(self, row: Row, kind: FactKind) -> int:
        quantity = self.sheet.quantity(row, "数量", kind.signed, kind.unit) if self.sheet.text(row, "数量") else ONE
        if quantity == 0 and not kind.signed:
            self.sheet.refuse(row, "数量", "数量应大于零", "没有发生的不必登记; 要撤销请把状态改为“已撤销”")
        elif quantity is not None and quantity % ONE and kind.unit in COUNTED:
            self.sheet.refuse(row, "数量", f"“{kind.name}”按{kind.unit}计数, 应是整数", "请填写如 1 的整数")
        return ONE if quantity is None else quantity

    def _until(self, row: Row, kind: FactKind, key: str, day: int | None) -> int | None:
        if kind.span:
            until = self.sheet.day(row, "截止日期")
            if until is not None and day is not None and until < day:
                self.sheet.refuse(row, "截止日期", f"早于日期 {day_text(day)}", "请核对两个日期")
            return until
        if self.sheet.text(row, "截止日期") and "截止日期" not in columns_of_all([kind.fields]):
            self.sheet.refuse(row, "截止日期", f"“{kind.name}”是某一天的事, 没有截止日期", "请删去截止日期, 或核对事项")
        return None

    def _check_there(self, row: Row, person: int | None, unit: int | None, day: int) -> None:
        """Whoever left, and a unit that was closed, did nothing afterwards."""
        if person is not None and not self.directory.serves(person, day):
            what = f"{self.directory.people[person].name}这一天不在任职期间({self.directory.service(person)})"
            self.sheet.refuse(row, "日期", what, "请核对日期、对象, 或名册里的入职、离职日期")
        if unit is not None and not self.directory.lasts(unit, day):
            last = day_text(self.directory.ended[unit])
            what = f"{self.directory.units[unit].name}已经撤销, 最后一天是 {last}, 早于这一天"
            self.sheet.refuse(row, "日期", what, "以后的事请登记到接手的科室; 日期写错的, 请改日期")


def read_facts(intake: Intake, directory: Directory, numbers: Numbers) -> tuple[Fact, ...]:
    """读事实: every fact of the folder. The table may be missing where the rulebook declares no facts."""
    return tuple(fact for _, fact in read_rows(intake, directory, numbers))


def read_rows(intake: Intake, directory: Directory, numbers: Numbers) -> list[tuple[Row, Fact]]:
    """逐行读事实: as `read_facts`, each with the row that says it."""
    kinds = intake.book.facts
    columns = columns_of_all(kind.fields for kind in kinds.values())
    sheet = open_sheet(intake, "facts", NEEDED, (*OTHER, *columns), must=bool(kinds))
    words = Words("事项", [(key, (kind.name, *kind.also)) for key, kind in kinds.items()])
    fields = {key: FieldReader(sheet, kind.fields, directory) for key, kind in kinds.items()}
    reader = _Reader(sheet, directory, numbers, kinds, words, state_words(), fields)
    read = [(row, fact) for row in sheet.rows if (fact := reader.read(row)) is not None]
    if intake.written is None:
        intake.warnings += _twice(sheet, read)
    return read


def _twice(sheet: Sheet, read: list[tuple[Row, Fact]]) -> list[str]:
    """提示: rows without a number that say the same of the same day."""
    first: dict[object, int] = {}
    found: list[tuple[int, int]] = []
    for row, fact in read:
        if sheet.text(row, "编号") or fact.state == WITHDRAWN:
            continue
        own = (
            fact.day,
            fact.until,
            fact.person,
            fact.unit,
            fact.kind,
            fact.quantity,
            fact.state,
            sheet.text(row, "说明"),
            sheet.text(row, "依据"),
        )
        same = (*own, tuple(fact.fields.items()), tuple(fact.people.items()))
        earlier = first.setdefault(same, row.line)
        if earlier != row.line:
            found.append((earlier, row.line))
    told = [
        f"{sheet.file}: 第{one}行和第{other}行各栏都相同, 又没有编号, 两行都计入了; 是同一件事请删去一行, 是两件事请填编号"
        for one, other in found[:TWICE_SHOWN]
    ]
    return [*told, f"{sheet.file}: 这样相同的另有 {len(found) - TWICE_SHOWN} 行"] if len(found) > TWICE_SHOWN else told
