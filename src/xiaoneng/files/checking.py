"""检查制度: clauses, forms, rules under every reading, cases, a sample year, and the lint: everything that is wrong, at once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from xiaoneng.files.cases import Verdict, read_cases, run_case
from xiaoneng.files.evaluate import evaluate_folder, sample_year
from xiaoneng.files.sample import write_sample
from xiaoneng.files.tables import InputProblems
from xiaoneng.rulebook.language.carriage import clause_flaws
from xiaoneng.rulebook.language.form_words import form_flaws
from xiaoneng.rulebook.language.load import Source, load_rulebook
from xiaoneng.rulebook.language.names import Parameter
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.lint import Finding, lint
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import Flaw, Refused, RulebookError
from xiaoneng.rulebook.results.report import report

YIELDS = ("quotas", "barred", "scores", "money", "consequences", "awards", "measures", "sheets", "lists")
"""Sections in which a rulebook's sample year must leave a row somewhere."""
SOME_DAY = "01-01"


@dataclass
class Checked:
    """检查结果. `flaws` stand in the rulebook or its cases, `failures` concern the sample year, `rows` counts what it yields."""

    source: Source | None = None
    flaws: list[Flaw] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    period: str = ""
    rows: int = 0

    @property
    def passed(self) -> bool:
        return not self.flaws and not self.failures and all(verdict.holds for verdict in self.verdicts)


def check_rulebook(key_or_path: str, step: Callable[[], object] | None = None) -> Checked:
    """检查: what is wrong with a rulebook; raises Refused where there is none of that name. `step` is called after each case."""
    checked = Checked()
    try:
        source = checked.source = load_rulebook(key_or_path)
    except RulebookError as error:
        checked.flaws += error.flaws
        return checked
    checked.flaws += sorted({*compile_flaws(source), *clause_flaws(source), *form_flaws(source)})
    if checked.flaws:
        return checked
    _run_cases(source, checked, step)
    _run_sample(source, checked)
    checked.findings += lint(source)
    return checked


def compile_flaws(source: Source) -> set[Flaw]:
    """编译之误: flaws of the rules with nothing answered, with everything answered, and under each choice of each question."""
    found: set[Flaw] = set()
    for answers in settings(source.rulebook, sample_year(source)):
        try:
            compile_plan(source, Request(str(sample_year(source)), answers=answers))
        except RulebookError as error:
            found |= set(error.flaws)
        except Refused:
            # A parameter without which no period can be cut; the compilation with all answers judges the rest.
            continue
    return found


def settings(book: Rulebook, year: int) -> Iterator[dict[str, str]]:
    """各种答复: sets of answers under which every gated rule is in force at least once."""
    yield {}
    yield {name: _some_answer(parameter, year) for name, parameter in book.parameters.items() if parameter.type != "table"}
    for questions in (book.parameters, book.readings):
        for name, question in questions.items():
            yield from ({name: choice} for choice in question.one_of or ())
    for rule in book.rules:
        gates = {**rule.given, **(rule.once.given if rule.once is not None else {})}
        if len(gates) > 1:
            yield {name: choices[0] for name, choices in gates.items()}


def _some_answer(parameter: Parameter, year: int) -> str:
    if parameter.one_of:
        return parameter.one_of[0]
    answers = {"number": parameter.at_least or "1", "month_day": SOME_DAY, "day": f"{year}-01-01"}
    return answers.get(parameter.type, parameter.asks)


def _run_cases(source: Source, checked: Checked, step: Callable[[], object] | None) -> None:
    try:
        cases = read_cases(source)
    except RulebookError as error:
        checked.flaws += error.flaws
        return
    for case in cases:
        checked.verdicts.append(run_case(source, case))
        if step is not None:
            step()


def _run_sample(source: Source, checked: Checked) -> None:
    """Make up a year and evaluate it: a rulebook of which nothing follows has been written wrongly."""
    with tempfile.TemporaryDirectory(prefix="xiaoneng-") as folder:
        try:
            checked.period = write_sample(source, Path(folder)).period
            found = report(evaluate_folder(source, Path(folder), checked.period))
        except (InputProblems, Refused, RulebookError) as error:
            checked.failures.append(f"编造的一年算不出结果：{error}")
            return
    checked.rows = sum(len(found[section]) for section in YIELDS)
    if not checked.rows:
        lacks = "没有名额、得分、后果、衡量，也没有表和清单"
        checked.failures.append(f"编造的 {checked.period} 年没有得出任何结果：{lacks}；请补上规则，或至少声明一张表、一份清单")
