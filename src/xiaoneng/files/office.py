"""一个单位的一年: a folder of files becomes the relations that the engines read, or everything that is wrong with it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from xiaoneng.files.answers import read_answers
from xiaoneng.files.facts import read_facts
from xiaoneng.files.honours import Honour, honour_facts, read_honours
from xiaoneng.files.people import read_people
from xiaoneng.files.sheet import Intake, Numbers, Written
from xiaoneng.files.tables import DEFAULT_LIMITS, InputProblems, Limits, Problem, ProblemLog
from xiaoneng.files.works import read_works
from xiaoneng.rulebook.engines.relations import Office
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.plan.answers import Answer

__all__ = ["Honour", "Loaded", "read_office", "read_written"]


@dataclass(frozen=True)
class Loaded:
    """读入的一年: the relations, the answers, the honours already decided, and what the office should know (in Chinese)."""

    office: Office
    answers: dict[str, Answer]
    honours: tuple[Honour, ...]
    warnings: tuple[str, ...]


def read_office(folder: Path, source: Source, limits: Limits = DEFAULT_LIMITS) -> Loaded:
    """读文件夹: people, units, memberships, facts, works and honours (.csv or .xlsx) and parameters.yaml, for one rulebook.

    Raises `InputProblems` with everything wrong in all files; then nothing is loaded. Where part of the roll can't be read, whom
    the other files mean is not judged.
    """
    _check_folder(folder)
    return _read(Intake(folder, source.rulebook, limits, ProblemLog(limits.problems_kept)))


def read_written(written: Written, source: Source, limits: Limits = DEFAULT_LIMITS) -> Loaded:
    """读手写的表: as `read_office`, for tables that stand in another file (a case); unknown columns are problems."""
    return _read(Intake(Path(written.file), source.rulebook, limits, ProblemLog(limits.problems_kept), written=written))


def _read(intake: Intake) -> Loaded:
    directory, memberships = read_people(intake)
    numbers = Numbers()
    facts = read_facts(intake, directory, numbers)
    works = read_works(intake, directory, numbers)
    honours = read_honours(intake, directory, works, numbers)
    answers = read_answers(intake, directory)
    if intake.log.problems:
        raise InputProblems(list(dict.fromkeys(intake.log.problems)), intake.log.more)
    decided = honour_facts(intake.book, honours, facts)
    office = Office(tuple(directory.people), tuple(directory.units), memberships, (*facts, *decided), works)
    return Loaded(office, answers, honours, tuple(intake.warnings))


def _check_folder(folder: Path) -> None:
    """Refuse at once what is no folder, or one that can't be read."""
    what = "文件夹无法读取"
    try:
        with os.scandir(folder):
            return
    except FileNotFoundError:
        what = "文件夹不存在"
    except NotADirectoryError:
        what = "不是文件夹"
    except (OSError, ValueError):
        pass
    raise InputProblems([Problem(folder.name, 0, "", "", what, "请给出存放 people.csv 等表格的文件夹, 并检查权限")])
