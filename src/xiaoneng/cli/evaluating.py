"""计算的命令: evaluate, explain, book, sql."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from xiaoneng.cli.arguments import Namespace, WrongUsage
from xiaoneng.files.evaluate import evaluate_folder, sample_year, unfinished
from xiaoneng.rulebook.language.load import Source, load_rulebook
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import Refused
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import as_json, report

CHINA = timezone(timedelta(hours=8))


def evaluate(arguments: Namespace) -> int:
    """计算: prints the result, or writes it to a file."""
    if arguments.format == "xlsx" and arguments.out is None:
        raise WrongUsage("--format xlsx 要用 --out 写明存到哪个文件")
    outcome = _outcome(load_rulebook(arguments.rulebook), arguments)
    if arguments.format == "xlsx":
        from xiaoneng.files.workbook import write_workbook  # noqa: PLC0415 the spreadsheet library takes longer to load than an evaluation

        write_workbook(outcome, Path(arguments.out))
        return _written(arguments.out)
    found = report(outcome)
    if arguments.format == "json":
        return _put(as_json(found), arguments.out)
    from xiaoneng.files.screen import screen  # noqa: PLC0415 only for people who read on a terminal

    return _put(screen(found), arguments.out)


def explain(arguments: Namespace) -> int:
    """解释: every figure of one subject."""
    from xiaoneng.rulebook.results.explain import explain as explained  # noqa: PLC0415 not needed to evaluate

    outcome = _outcome(load_rulebook(arguments.rulebook), arguments)
    print("\n\n".join(explained(outcome, arguments.subject)))
    return 0


def book(arguments: Namespace) -> int:
    """制度网页: the document, with the year's standing where a folder is given."""
    from xiaoneng.files.book import write_book  # noqa: PLC0415 not needed to evaluate

    source = load_rulebook(arguments.rulebook)
    outcome = _outcome(source, arguments) if arguments.folder is not None else None
    write_book(source, outcome, Path(arguments.out))
    return _written(arguments.out)


def sql(arguments: Namespace) -> int:
    """SQL 语句: what an engine would run for one period, with no answers given."""
    from xiaoneng.rulebook.engines.sqlprogram import program  # noqa: PLC0415 the python engine needs no SQL

    source = load_rulebook(arguments.rulebook)
    period = arguments.period or str(sample_year(source))
    made = program(compile_plan(source, Request(period)), arguments.dialect)
    for statement in (*made.create, *made.statements):
        print(f"{statement};")
    for name, query in made.queries.items():
        print(f"\n-- {name}\n{query};")
    return 0


def _outcome(source: Source, arguments: Namespace) -> Outcome:
    if arguments.known_on is not None:
        reason = "文件夹里的表没有记载每条事实是哪一天登记的，不能用 --known-on；它只适用于记录登记时间的台账"
        raise Refused(f"{reason}。要只计到某一天的事实，请用 --as-of")
    outcome = evaluate_folder(source, Path(arguments.folder), arguments.period, arguments.as_of, arguments.engine)
    if arguments.as_of is not None:
        return outcome
    today = datetime.now(CHINA).date()  # noqa: TID251 a command is where the clock is read
    return replace(outcome, warnings=(*outcome.warnings, *unfinished(outcome, today)))


def _put(text: str, out: str | None) -> int:
    if out is None:
        print(text)
        return 0
    from xiaoneng.files.writing import write_text  # noqa: PLC0415 only where a file is asked for

    write_text(Path(out), text.removesuffix("\n") + "\n")
    return _written(out)


def _written(out: Any) -> int:
    print(f"已写入 {out}", file=sys.stderr)
    return 0
