"""解释: every figure of one person or unit down to clause and record, in plain Chinese.

Everything said here is read from the report and its outcome; nothing is reckoned a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from xiaoneng.rulebook.engines.relations import CONFIRMED, PENDING, Fact, Work
from xiaoneng.rulebook.problems import Refused, nearest
from xiaoneng.rulebook.results import awarded, paid, passages, told_figures
from xiaoneng.rulebook.results.bases import answer_line, rests_on_answers
from xiaoneng.rulebook.results.longer import PERIODS, longer_kinds
from xiaoneng.rulebook.results.numbers import decimal
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.passages import Told
from xiaoneng.rulebook.results.records import unit_of_kind
from xiaoneng.rulebook.results.report import report
from xiaoneng.rulebook.results.sentences import measured, period_words

Json = dict[str, Any]
LEAD_WORDS = 60

PARTS: tuple[Callable[[Told], list[str]], ...] = (
    told_figures.grades,
    passages.scores,
    passages.barred,
    passages.consequences,
    passages.screening,
    awarded.awards,
    awarded.own_works,
    paid.money,
    paid.unpaid,
    passages.measures,
    told_figures.figures,
)


def explain(outcome: Outcome, subject_no: str, found: Json | None = None) -> list[str]:
    """解释一个人或一个科室: paragraphs in Chinese, continuation lines indented by two blanks.

    `subject_no` is a 工号, a 姓名 that one person bears, or a 科室. `found` is the outcome's report where it is at hand.
    Raises Refused with the nearest names where nobody is called so.
    """
    of, subject = find_subject(outcome, subject_no)
    told = Told(outcome, found if found is not None else report(outcome), of, subject)
    paragraphs = [paragraph for part in PARTS for paragraph in part(told)]
    return [_head(told), *paragraphs, *_gaps(told), *_uncounted(told), *_bases(told), *_warned(told)]


def find_subject(outcome: Outcome, word: str) -> tuple[str, int]:
    """(`person` or `unit`, position) of a 工号, a 姓名 or a 科室; Refused with the nearest where there is none."""
    wanted, office = word.strip(), outcome.office
    for number, person in enumerate(office.people):
        if person.no == wanted:
            return "person", number
    for number, unit in enumerate(office.units):
        if unit.name == wanted:
            return "unit", number
    named = [number for number, person in enumerate(office.people) if person.name == wanted]
    if len(named) == 1:
        return "person", named[0]
    if named:
        numbers = "、".join(office.people[number].no for number in named)
        raise Refused(f"叫“{wanted}”的有 {len(named)} 人，请改用工号：{numbers}")
    known = [word for person in office.people for word in (person.no, person.name)] + [unit.name for unit in office.units]
    raise Refused(f"没有工号、姓名或科室为“{wanted[:LEAD_WORDS]}”的对象{nearest(wanted, known)}")


def _head(told: Told) -> str:
    outcome, plan = told.outcome, told.outcome.plan
    document = outcome.book.document
    number = f"（{document.number}）" if document.number else ""
    lines = [f"{_who(told)}，{period_words(plan.period.label)}", f"  依据：{document.issuer}《{document.title}》{number}"]
    if plan.horizon < plan.period.last:
        lines.append(f"  只计到 {plan.horizon.isoformat()}，期间尚未结束")
    if plan.counts_from > plan.period.first.toordinal():
        lines.append(f"  自 {date.fromordinal(plan.counts_from).isoformat()} 起计分，以前的不计")
    counted = [item for item in told.records.of_subject(told.of, told.subject) if item.state == CONFIRMED]
    if not counted and not told.records.cited:
        lines.append("  没有记录：本期没有关于此对象的已确认记录")
    return "\n".join(lines)


def _who(told: Told) -> str:
    if told.of == "unit":
        return told.no
    world, horizon = told.outcome.world, told.outcome.plan.horizon.toordinal()
    unit = world.unit_on(told.subject, min(horizon, told.outcome.office.people[told.subject].left))
    section = f"，{told.outcome.office.units[unit].name}" if unit is not None else ""
    return f"{told.name}（{told.no}{section}）"


def _gaps(told: Told) -> list[str]:
    """未定: parameters whose want stops rules of the whole office, said so that nobody takes silence for nothing."""
    lines = []
    for gap in told.report["missing_parameters"]:
        blocked = "、".join(dict.fromkeys(told.rule_says(str(one)) for one in gap["blocks"]))
        who = f"，由{gap['asked_of']}答复" if gap["asked_of"] else ""
        lines.append(f"  {gap['clause']} {gap['asks']}（{gap['name']}{who}）；没有得出结果的：{blocked}")
    return ["\n".join(["尚未答复的参数，有关规则没有得出结果：", *lines])] if lines else []


def _uncounted(told: Told) -> Iterator[str]:
    """未计入: pending, withdrawn and later records, and confirmed ones without any effect."""
    horizon, start = told.outcome.world.horizon, told.outcome.plan.counts_from
    mine = told.records.of_subject(told.of, told.subject)
    pending = [row for row in told.report["provisional"] if told.mine(row)]
    if pending:
        nos = [row["fact"] for row in pending]
        yield f"待确认，没有计入以上结果：\n  {told.cite_kinds(nos)}"
    groups = {
        "已撤销，不计：": [item for item in mine if item.state not in (CONFIRMED, PENDING)],
        "早于计分起始日，没有计入：": [item for item in mine if item.state == CONFIRMED and item.day < start],
        "晚于计算截止日，没有计入：": [item for item in mine if item.state == CONFIRMED and item.day > horizon],
    }
    for says, items in groups.items():
        if items:
            yield f"{says}\n  {told.cite_kinds([item.no for item in items])}"
    rest = [item for item in mine if item.state == CONFIRMED and start <= item.day <= horizon and item.no not in told.records.cited]
    longer = longer_kinds(told.outcome)
    for per, words in PERIODS.items():
        later = [item for item in rest if longer.get(item.kind) == per]
        if later:
            yield "\n".join([f"其他已确认的记录，按{words}统计和判定，请用{words}期间计算：", *_by_kind(told, later)])
    without = [item for item in rest if item.kind not in longer]
    if without:
        yield "\n".join(["其他已确认的记录，本期没有产生分值、奖惩或后果：", *_by_kind(told, without)])


def _by_kind(told: Told, items: list[Fact | Work]) -> Iterator[str]:
    for kind in dict.fromkeys(item.kind for item in items):
        nos = [item.no for item in items if item.kind == kind]
        count = measured(decimal(told.records.quantity(nos)), unit_of_kind(told.outcome, kind))
        joined = "（同一事项已按较重的一项计，不重复）" if _joined_away(told, kind) else ""
        yield f"  {told.outcome.kind_name(kind)} {count}{joined}：{told.records.cite(nos, (told.of, told.subject))}"


def _joined_away(told: Told, kind: str) -> bool:
    """Whether facts of the kind post under a rule that is joined with another, of which the larger stands alone."""
    largest = {rule for join in told.outcome.plan.joins if join.keep != "sum" for rule in told.outcome.book.joins[int(join.id)].rules}
    return any(rule.id in largest and rule.post and kind in (rule.fact or ()) for rule in told.outcome.book.rules)


def _bases(told: Told) -> list[str]:
    """依据: the answers and readings that this subject's figures rest on."""
    outcome = told.outcome
    awards = [key for key, award in outcome.book.awards.items() if outcome.kind_of(award.of) == told.of]
    names = rests_on_answers(outcome, told.rules, [*awards, *told.names])
    missing = {gap["name"] for gap in told.report["missing_parameters"]}
    lines = [f"  {line}" for name in names if name not in missing and (line := answer_line(outcome, name, missing))]
    return ["\n".join(["以上结果所依据的答复和理解：", *lines])] if lines else []


def _warned(told: Told) -> list[str]:
    """提示: the warnings that name one of this subject's records, or the whole result."""
    mine = {item.no for item in told.records.of_subject(told.of, told.subject)}
    other = set(told.records.items) - mine
    lines = []
    for warning in told.report["warnings"]:
        named = told.numbers_in(warning)
        if named & mine or not named & other:
            lines.append(f"  {warning}")
    return ["\n".join(["提示：", *lines])] if lines else []
