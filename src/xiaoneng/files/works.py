"""作品: the table works."""

from __future__ import annotations

from dataclasses import dataclass, field

from xiaoneng.files.directory import Directory
from xiaoneng.files.facts import state_of, state_words
from xiaoneng.files.fields import FieldReader, columns_of_all
from xiaoneng.files.folding import fold_name
from xiaoneng.files.sheet import Intake, Numbers, Sheet, Words, Wrong, open_sheet
from xiaoneng.files.tables import Row
from xiaoneng.files.values import split_list
from xiaoneng.rulebook.engines.relations import WITHDRAWN, Work
from xiaoneng.rulebook.language.names import WorkKind
from xiaoneng.rulebook.problems import nearest
from xiaoneng.rulebook.results.sentences import UNRULED

WORK_NEEDED = ("类别", "作者", "日期")
WORK_OTHER = ("编号", "标题", "采用级别", "参评", "评定", "状态")
RATINGS = ("优秀",)
ADOPTED = "采用"


@dataclass
class _WorkReader:
    sheet: Sheet
    directory: Directory
    numbers: Numbers
    kinds: dict[str, WorkKind]
    words: Words
    states: Words
    fields: dict[str, FieldReader]
    levels: dict[str, dict[str, str]]
    """Work kind → folded word → level."""
    strange: dict[tuple[str, str], int] = field(default_factory=dict)
    """Levels that the rulebook does not declare but allows, by kind, with how often they stand."""

    def read(self, row: Row) -> Work | None:
        """The work of a row; None where something essential is wrong (noted)."""
        sheet = self.sheet
        number = self.numbers.take(sheet, row)
        key = sheet.look(row, "类别", self.words.find)
        day = sheet.day(row, "日期", needed=True)
        authors = self._authors(row, day)
        entered, rated = sheet.yes_no(row, "参评"), self._rated(row)
        state = state_of(sheet, row, self.states)
        if key is None:
            return None
        levels = self._levels(row, key)
        fields = self.fields[key].read(row)
        if day is None:
            return None
        if state != WITHDRAWN:
            for name in fields.pending:
                sheet.intake.warnings.append(f"{sheet.file} 第{row.line}行: {number}“{self.kinds[key].name}”的“{name}”尚未认定，{UNRULED}")
        return Work(number, key, sheet.text(row, "标题"), day, authors, levels, entered, rated, state, fields.values)

    def _authors(self, row: Row, day: int | None) -> tuple[int, ...]:
        sheet, found = self.sheet, list[int]()
        if not sheet.need(row, "作者"):
            return ()
        for name in split_list(row["作者"]):
            person = self.directory.person(name)
            if isinstance(person, Wrong):
                sheet.refuse(row, "作者", f"里的“{name}”{person.what}", person.remedy)
            elif person is not None and person in found:
                sheet.refuse(row, "作者", f"里的“{name}”写了两次", "请删去一个")
            elif person is not None:
                found.append(person)
                if day is not None and not self.directory.serves(person, day):
                    what = f"作者{self.directory.people[person].name}这一天不在任职期间({self.directory.service(person)})"
                    sheet.refuse(row, "日期", what, "请核对日期、作者, 或名册里的入职、离职日期")
        return tuple(found)

    def _levels(self, row: Row, key: str) -> tuple[str, ...]:
        cell = self.sheet.cell(row, "采用级别")
        found: list[str] = []
        for word in split_list(cell) if cell is not None else ():
            folded = fold_name(word)
            level = self.levels[key].get(folded) or self.levels[key].get(folded.removesuffix(ADOPTED))
            if level is None:
                level = self._strange(row, key, word)
            if level and level not in found:
                found.append(level)
        return tuple(found)

    def _strange(self, row: Row, key: str, word: str) -> str:
        kind = self.kinds[key]
        if kind.open_levels:
            self.strange[key, word] = self.strange.get((key, word), 0) + 1
            return word
        hint = nearest(word, list(kind.levels)) if kind.levels else ", 或留空"
        self.sheet.refuse(row, "采用级别", f"里的“{word}”不是本制度为“{kind.name}”声明的采用级别", f"请核对{hint}")
        return ""

    def _rated(self, row: Row) -> str:
        rated = fold_name(self.sheet.text(row, "评定"))
        if rated and rated not in RATINGS:
            self.sheet.refuse(row, "评定", "不是认可的评定", f"请填写“{'、'.join(RATINGS)}”, 或留空")
            return ""
        return rated


def read_works(intake: Intake, directory: Directory, numbers: Numbers) -> tuple[Work, ...]:
    """读作品: every work of the folder. Where the rulebook declares no works the table may be missing and is not read."""
    kinds = intake.book.works
    columns = columns_of_all(kind.fields for kind in kinds.values())
    sheet = open_sheet(intake, "works", WORK_NEEDED if kinds else (), (*WORK_NEEDED, *WORK_OTHER, *columns), must=bool(kinds))
    if not kinds:
        if sheet.rows:
            intake.warnings.append(f"{sheet.file}: 本制度不涉及作品, 其中 {len(sheet.rows)} 行未予采用")
        return ()
    reader = _WorkReader(
        sheet,
        directory,
        numbers,
        kinds,
        Words("作品类别", [(key, (kind.name, *kind.also)) for key, kind in kinds.items()]),
        state_words(),
        {key: FieldReader(sheet, kind.fields, directory) for key, kind in kinds.items()},
        {key: _level_words(kind) for key, kind in kinds.items()},
    )
    works = tuple(work for row in sheet.rows if (work := reader.read(row)) is not None)
    for (key, word), count in reader.strange.items():
        intake.warnings.append(f"{sheet.file}: “{kinds[key].name}”的采用级别“{word}”({count} 处)本制度没有声明, 照原样保留")
    return works


def _level_words(kind: WorkKind) -> dict[str, str]:
    """Folded word → level; a level's own name goes before another's alias."""
    words = {fold_name(alias): level for level, aliases in kind.levels.items() for alias in aliases}
    return words | {fold_name(level): level for level in kind.levels}
