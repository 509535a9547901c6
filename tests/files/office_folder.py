"""A made-up office for the tests of reading folders: one rulebook, a folder that is right, and what to change in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from xiaoneng.files.office import Loaded, read_office
from xiaoneng.files.tables import InputProblems
from xiaoneng.rulebook.language.load import Source, load_text

RULEBOOK = """\
rulebook: moon-office-test
version: "1"
document: {title: 月台办事办法, issuer: 月台办}
clauses: {一: 总则, 二: 考勤, 三: 作品, 四: 荣誉}
parameters:
  norm: {asks: 每人几篇, clause: 三, varies: [person, unit, post]}
  rounding_way: {asks: 怎样取整, clause: 四, type: choice, one_of: [up, down]}
readings:
  halves: {says: 半次怎样算, clause: 二, default: count, one_of: [count, drop]}
people:
  degree: {name: 学历, one_of: [大专, 本科, 研究生]}
  hours: {name: 学时, type: number, unset: "0"}
  mentor: {name: 导师, type: person, unset: pending}
units:
  seats: {name: 编制数, type: number, unset: "3"}
  head: {name: 负责人, type: person, unset: pending}
facts:
  late: {name: 晚到, also: [来迟]}
  absent: {name: 缺勤, unit: 天}
  praise: {name: 表扬, of: [person, unit]}
  shift: {name: 调分, signed: yes, fields: {step: {name: 幅度, type: number, signed: yes}}}
  inspection: {name: 抽查, of: unit}
  lent: {name: 外借, unit: 天, span: yes, fields: {where: {name: 去向, type: unit}}}
  notice:
    name: 通报
    of: [person, unit]
    fields:
      ruling: {from: [认定, 说明], one_of: [有责, 无责], unset: pending}
      blamed: {name: 责任人, type: people}
      task: {from: [依据, 说明]}
      score: {name: 得分, type: number}
      due: {name: 期限, type: day}
      grade: {name: 等次, one_of: [甲, 乙, 未评], unset: 未评}
      witness: {name: 见证人, type: person}
works:
  brief: {name: 简报, also: [快报], levels: {国家级: [国家采用, 部委批示], 县级: []}, fields: {topic: {name: 主题}}}
  essay: {name: 随笔, open_levels: yes, levels: {县级: []}}
  speech: {name: 讲稿}
groups:
  seniors: {of: person, where: {post: 组长}}
awards:
  best: {name: 月度之星, clause: 四}
  senior: {name: 老将奖, clause: 四, of: seniors}
  team: {name: 最佳科组, clause: 四, of: unit}
  piece: {name: 好简报, clause: 四, of: brief}
"""
BARE_RULEBOOK = """\
rulebook: bare-office-test
version: "1"
document: {title: 月台简易办法, issuer: 月台办}
clauses: {一: 总则}
"""
PEOPLE = """\
工号,姓名,性别,出生日期,科室,政治面貌,班子成员,职务,入职日期,离职日期
P1,白露,女,1980-05-04,文书组,群众,是,组长,2001-07-01,
P2,谷雨,男,1981-05-04,文书组,,,组员,2001-07-01,2031-06-30
P3,立夏,女,1982-05-04,外勤组,,否,组员,,
P4,立夏,男,1983-05-04,外勤组,,,组员,2031-03-01,
"""
UNITS = "科室,类别,上级\n文书组,中心,\n外勤组,窗口,文书组\n"
FACTS = "编号,日期,对象,事项,数量,说明,依据,状态\nF1,2031-02-03,P1,晚到,,,,\n"
WORKS = "编号,类别,标题,作者,日期,采用级别,参评,评定\nW1,简报,月色,P1,2031-04-05,,,\n"
DEGREES = "工号,姓名,科室,学历,学时,导师\n"


@cache
def office(text: str = RULEBOOK) -> Source:
    """The made-up rulebook, loaded."""
    return load_text(text)


def write(folder: Path, **tables: str | None) -> Path:
    """A folder that is right, but for the tables given; None leaves a table out. `parameters` is the YAML file."""
    right: dict[str, str | None] = {"people": PEOPLE, "units": UNITS, "facts": FACTS, "works": WORKS}
    for stem, content in (right | tables).items():
        if content is not None:
            suffix = "yaml" if stem == "parameters" else "csv"
            (folder / f"{stem}.{suffix}").write_text(content, encoding="utf-8", newline="")
    return folder


def load(folder: Path, **tables: str | None) -> Loaded:
    """The folder with these tables, read."""
    return read_office(write(folder, **tables), office())


def refusals(folder: Path, **tables: str | None) -> list[str]:
    """What is wrong with the folder, as it is said."""
    with pytest.raises(InputProblems) as caught:
        load(folder, **tables)
    return [str(problem) for problem in caught.value.problems]


def fact(row: str, more: str = "") -> str:
    """A table of facts with one row; `more` are further columns."""
    return f"编号,日期,对象,事项,数量,说明,依据,状态{more}\n{row}\n"


def work(row: str, more: str = "") -> str:
    """A table of works with one row."""
    return f"编号,类别,标题,作者,日期,采用级别,参评,评定{more}\n{row}\n"
