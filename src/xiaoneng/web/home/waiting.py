"""等着办的: what waits for somebody, from all rooms, each with where it is done; what can be decided from a few words, decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from xiaoneng.audit.clock import day_of
from xiaoneng.ledger.models import Enactment, Fact, FactState
from xiaoneng.ledger.queries import enactments_for, facts_for
from xiaoneng.ledger.rulebooks import closes_by, in_force, source_of
from xiaoneng.matters.actions import fields_of, procedure_of
from xiaoneng.matters.models import Matter
from xiaoneng.matters.procedures import step_of
from xiaoneng.matters.queries import due_of_matter, with_outcomes
from xiaoneng.matters.views import outcomes_of
from xiaoneng.merit.models import Run
from xiaoneng.org.models import Account, Grant, Person, Role
from xiaoneng.org.permit import Viewer, during
from xiaoneng.rulebook.calendar import containing, previous

MONTHS_BACK = 3
"""Months that are looked through for one not closed; older ones are the year's affair."""
IN_PLACE = 10
"""Matters that can be decided on the desk; with more one goes through the list."""
SHOWN = 5
"""Records that can be confirmed on the desk."""


@dataclass(frozen=True)
class Decision:
    """在这里定: the step, its outcomes, and what one has to have read for it."""

    matter: int
    step: str
    outcomes: list[dict[str, str]]
    words: list[tuple[str, str]]
    facts: list[Fact]


@dataclass(frozen=True)
class Waiting:
    """一件待办: what, how long or by when, where it is done; `light` as a badge."""

    says: str
    link: str
    note: str = ""
    light: str = ""
    waited: str = ""
    decision: Decision | None = None


@dataclass(frozen=True)
class Confirming:
    """待确认的几条: those that nobody has said anything about, to be confirmed together; `one_by_one` where only a leader may."""

    facts: list[Fact] = field(default_factory=list)
    one_by_one: bool = False


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """等我办的: in the order in which one would do it."""
    found = [*_statements(viewer), *_matters(viewer)]
    if viewer.sees_whole_office("ledger.confirm_fact", viewer.office):
        force = in_force(viewer.office, viewer.on)
        found += [*_confirmations(viewer), *_closings(viewer, force), *_signatures(viewer, "考核表待签字回填"), *_questions(viewer, force)]
    elif Role.LEADER in viewer.roles and viewer.may("merit.see_runs"):
        found += _signatures(viewer, "考核表请签字")
    if viewer.may("org.make_account"):
        found += _accounts(viewer)
    return found


def confirming_for(viewer: Viewer) -> Confirming | None:
    """可以在这里确认的: the oldest records that wait, without those that a matter is under way about."""
    rows = facts_for(viewer).filter(state=FactState.PENDING).exclude(person=viewer.pk).order_by("day", "pk")
    if viewer.sees_whole_office("ledger.confirm_fact", viewer.office):
        under_way = Matter.facts.through.objects.filter(matter__ended_at=None, matter__office=viewer.office)
        rows = rows.exclude(person__in=_runners(viewer)).exclude(pk__in=under_way.values("fact"))
        return Confirming(list(rows[:SHOWN]))
    if viewer.sees_whole_office("ledger.settle_for_runner", viewer.office):
        return Confirming(list(rows.filter(person__in=_runners(viewer))[:SHOWN]), one_by_one=True)
    return None


def _runners(viewer: Viewer) -> list[int]:
    """Who runs the year: what is about them only a leader settles."""
    rows = Grant.objects.filter(during(viewer.on), role=Role.EFFECTIVENESS, unit=viewer.office)
    return list(rows.values_list("person_id", flat=True))


def _statements(viewer: Viewer) -> list[Waiting]:
    rows = facts_for(viewer).filter(person=viewer.pk, state=FactState.PENDING).order_by("day")
    return [Waiting(f"可以说明：{row.day:%m-%d} {row.kind_name}", f"/facts/{row.pk}/", "待核实", "blue") for row in rows]


def _matters(viewer: Viewer) -> list[Waiting]:
    hand = with_outcomes(viewer)
    facts = _facts_of(viewer, [one for one, _ in hand[:IN_PLACE]])
    return [_matter(viewer, one, facts.get(one.pk, []), may if at < IN_PLACE else []) for at, (one, may) in enumerate(hand)]


def _matter(viewer: Viewer, one: Matter, facts: list[Fact], may: Sequence[str]) -> Waiting:
    due, procedure = due_of_matter(one), procedure_of(one)
    step = step_of(procedure, one.step)
    late = due is not None and due.date < viewer.on
    note = f"{'已超期 ' if late else ''}{due.date:%m-%d} 前" if due is not None else "没有期限"
    filled = fields_of(one)
    decision = None
    if step is not None and may:
        words = [(row.name or key, filled[key]) for key, row in procedure.fields.items() if key in filled]
        decision = Decision(one.pk, step.id, outcomes_of(step, may), words, facts)
    says = f"{one.no} {one.person or one.unit or ''}：{(step.says or step.id) if step else ''}"
    days = (viewer.on - day_of(one.step_since)).days
    return Waiting(says, f"/matters/{one.pk}/", note, "red" if late else "amber", f"等了 {days} 天" if days else "今天到", decision)


def _facts_of(viewer: Viewer, hand: Sequence[Matter]) -> dict[int, list[Fact]]:
    """The records that matters are about, as far as the viewer may see them."""
    found: dict[int, list[Fact]] = {}
    pairs = list(Matter.facts.through.objects.filter(matter__in=[one.pk for one in hand]).values_list("matter_id", "fact_id"))
    seen = {one.pk: one for one in facts_for(viewer).filter(pk__in=[fact for _, fact in pairs])} if pairs else {}
    for matter, fact in pairs:
        if fact in seen:
            found.setdefault(matter, []).append(seen[fact])
    return found


def _confirmations(viewer: Viewer) -> list[Waiting]:
    count = facts_for(viewer).filter(state=FactState.PENDING).exclude(person=viewer.pk).count()
    return [Waiting("待确认的记录", "/facts/confirm/", f"{count} 条", "amber")] if count else []


def _closings(viewer: Viewer, force: Sequence[Enactment]) -> list[Waiting]:
    found, period, periods = [], containing(viewer.on, "month"), []
    for _ in range(MONTHS_BACK):
        period = previous(period)
        periods.append(period)
    runs = Run.objects.filter(office=viewer.office, period__in=[one.label for one in periods])
    closed = set(runs.order_by().values_list("key", "period"))
    for enactment in force:
        if not closes_by(enactment, "month"):
            continue
        for period in periods:
            if period.last >= (enactment.since or date.min) and (enactment.key, period.label) not in closed:
                link = f"/results/?period={period.label}&key={enactment.key}"
                found.append(Waiting(f"{period.label} 考核没有结账", link, f"{(viewer.on - period.last).days} 天", "amber"))
    return found[::-1]


def _signatures(viewer: Viewer, says: str) -> list[Waiting]:
    rows = Run.objects.filter(office=viewer.office, signed_on=None, superseded_by=None).defer("result", "pages").order_by("first_day")
    return [Waiting(f"{row.period} {says}", f"/results/runs/{row.pk}/", "看表", "blue") for row in rows]


def _questions(viewer: Viewer, force: Sequence[Enactment]) -> list[Waiting]:
    found = []
    for enactment in force:
        open_ones = [name for name in source_of(enactment).rulebook.parameters if name not in enactment.answers]
        if open_ones:
            link = f"/rulebook/versions/{enactment.pk}/"
            found.append(Waiting(f"《{enactment.title}》有 {len(open_ones)} 项没有答复", link, "不答复不计算", "amber"))
    drafts = enactments_for(viewer).filter(state="draft")
    return found + [Waiting(f"拟定中：{row.title} 第 {row.number} 版", f"/rulebook/versions/{row.pk}/", "", "blue") for row in drafts]


def _accounts(viewer: Viewer) -> list[Waiting]:
    there = Q(pk__in=Account.objects.values("person"))
    without = Person.objects.filter(office=viewer.office, left_on=None).exclude(there).count()
    return [Waiting("还没有帐号的人员", "/org/accounts/", f"{without} 人", "")] if without else []
