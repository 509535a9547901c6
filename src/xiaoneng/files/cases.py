"""用例: cases.yaml beside a rulebook, readable by a clerk: given these facts, the result must say this, because of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

from xiaoneng.files.caseexpect import differences, form_flaws
from xiaoneng.files.casegiven import read_given
from xiaoneng.files.evaluate import evaluate_loaded
from xiaoneng.files.office import read_written
from xiaoneng.files.sheet import Written
from xiaoneng.files.tables import InputProblems
from xiaoneng.rulebook.language.clauses import unknown_clause
from xiaoneng.rulebook.language.load import CASES, Source
from xiaoneng.rulebook.language.nodes import Node, Spot, read_nodes
from xiaoneng.rulebook.problems import Flaw, Refused, RulebookError, nearest
from xiaoneng.rulebook.results.explain import explain
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report

KEYS = ("name", "clause", "period", "as_of", "given", "expect", "because")
NEEDED = ("name", "clause", "period", "expect")


@dataclass(frozen=True)
class Case:
    """用例: what is given, and what is expected of the result. `expect` and `because` keep their places in the file."""

    name: str
    clause: str
    period: str
    as_of: date | None
    given: Written
    expect: Node
    because: Node | None
    spot: Spot


@dataclass(frozen=True)
class Verdict:
    """判定: a case and how its result differs from what it expects."""

    case: Case
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.differences

    def __str__(self) -> str:
        head = f"{self.case.spot.file} 第{self.case.spot.line}行 用例“{self.case.name}”（条款 {self.case.clause}）"
        return head + ("通过" if self.holds else "不通过：\n" + "\n".join(f"  {line}" for line in self.differences))


def read_cases(source: Source) -> tuple[Case, ...]:
    """读用例: the cases of a rulebook's folder, none where it has no cases.yaml. Raises RulebookError with all that is wrong."""
    text = _text(source.folder) if source.folder is not None else None
    if text is None or all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
        return ()
    root = read_nodes(text, CASES)
    if not isinstance(root.value, list):
        raise RulebookError([root.spot.flaw("用例应是列表：每个用例以“- name: …”开头")])
    flaws: list[Flaw] = []
    cases = [case for node in root.value if (case := _case(source, node, flaws)) is not None]
    names = [case.name for case in cases]
    flaws += [case.spot.flaw(f"用例“{case.name}”重名") for at, case in enumerate(cases) if case.name in names[:at]]
    if flaws:
        raise RulebookError(flaws)
    return tuple(cases)


def _text(folder: Traversable) -> str | None:
    entry = folder.joinpath(CASES)
    if not entry.is_file():
        return None
    try:
        return entry.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RulebookError([Flaw(CASES, 1, 1, "", "不是 UTF-8 文字，请用 UTF-8 编码另存")]) from None


def _case(source: Source, node: Node, flaws: list[Flaw]) -> Case | None:
    if not isinstance(node.value, dict):
        flaws.append(node.spot.flaw("用例应写成“name: …、given: …、expect: …”"))
        return None
    before = len(flaws)
    flaws += [node.keys[key].flaw(f"用例里不认识“{key}”{nearest(key, KEYS)}") for key in node.value if key not in KEYS]
    flaws += [node.spot.flaw(f"用例缺少“{key}”") for key in NEEDED if key not in node.value]
    words = {key: _word(node, key, flaws) for key in ("name", "clause", "period", "as_of")}
    clauses = source.rulebook.clauses
    if words["clause"] and words["clause"] not in clauses:
        spot = node.value["clause"].spot
        flaws.append(spot.flaw(unknown_clause(words["clause"], list(clauses))))
    if "expect" in node.value:
        flaws += form_flaws(node.value["expect"])
    because = node.value.get("because")
    if because is not None and not isinstance(because.value, dict):
        flaws.append(because.spot.flaw("because 应写成“对象: [词, 词]”"))
    given, wrong = read_given(node.value.get("given"), source.rulebook, CASES)
    flaws += wrong
    if len(flaws) > before:
        return None
    day = _day(node, words["as_of"], flaws)
    return Case(words["name"], words["clause"], words["period"], day, given, node.value["expect"], because, node.spot)


def _word(node: Node, key: str, flaws: list[Flaw]) -> str:
    part = node.value.get(key) if isinstance(node.value, dict) else None
    if part is None:
        return ""
    if not isinstance(part.value, str) or not part.value.strip():
        flaws.append(part.spot.flaw(f"“{key}”应是一段文字"))
        return ""
    return part.value.strip()


def _day(node: Node, text: str, flaws: list[Flaw]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        flaws.append(node.at(("as_of",)).spot.flaw(f"“{text}”不是日期，请写成 2007-06-30 的样子"))
        return None


def run_case(source: Source, case: Case, engine_name: str = "python") -> Verdict:
    """跑一个用例: evaluates what is given on an engine and compares. What the input or the period refuses is a difference, too."""
    try:
        loaded = read_written(case.given, source)
        outcome = evaluate_loaded(source, loaded, case.period, case.as_of, engine_name)
    except (InputProblems, Refused) as error:
        return Verdict(case, tuple(str(error).splitlines()))
    found = report(outcome)
    return Verdict(case, (*differences(case.expect, found), *_unexplained(case, outcome, found)))


def run_cases(source: Source, cases: Iterable[Case], engine_name: str = "python") -> tuple[Verdict, ...]:
    """跑用例: every case in its order."""
    return tuple(run_case(source, case, engine_name) for case in cases)


def _unexplained(case: Case, outcome: Outcome, result: dict[str, Any]) -> list[str]:
    """Words that the explanation for a subject should say and doesn't."""
    found = []
    parts = case.because.value if case.because is not None and isinstance(case.because.value, dict) else {}
    for subject, node in parts.items():
        try:
            said = "\n".join(explain(outcome, subject, result))
        except Refused as error:
            found.append(f"第{node.spot.line}行 because：{error}")
            continue
        for word in node.value if isinstance(node.value, list) else [node]:
            if str(word.value) not in said:
                found.append(f"第{word.spot.line}行 because：对 {subject} 的说明里没有“{word.value}”；说明是：{said}")
    return found
