"""等着办的: what waits for somebody, from all rooms, each with where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiaoneng.ledger.models import FactState
from xiaoneng.ledger.queries import enactments_for, facts_for
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.matters.queries import due_of_matter, in_hand
from xiaoneng.merit.models import Run
from xiaoneng.org.models import Account, Person
from xiaoneng.org.permit import Viewer
from xiaoneng.rulebook.calendar import containing, previous

MONTHS_BACK = 3
"""Months that are looked through for one not closed; older ones are the year's affair."""


@dataclass(frozen=True)
class Waiting:
    """一件待办: what, how long or by when, where it is done; `light` as a badge."""

    says: str
    link: str
    note: str = ""
    light: str = ""


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """等我办的: in the order in which one would do it."""
    found = [*_statements(viewer), *_matters(viewer)]
    if viewer.sees_whole_office("ledger.confirm_fact", viewer.office):
        found += [*_confirmations(viewer), *_closings(viewer), *_signatures(viewer), *_questions(viewer)]
    if viewer.may("org.make_account"):
        found += _accounts(viewer)
    return found


def _statements(viewer: Viewer) -> list[Waiting]:
    rows = facts_for(viewer).filter(person=viewer.pk, state=FactState.PENDING).order_by("day")
    return [Waiting(f"可以说明：{row.day:%m-%d} {row.kind_name}", f"/facts/{row.pk}/", "待核实", "blue") for row in rows]


def _matters(viewer: Viewer) -> list[Waiting]:
    found = []
    for one in in_hand(viewer):
        due = due_of_matter(one)
        late = due is not None and due.date < viewer.on
        note = f"{'已超期 ' if late else ''}{due.date:%m-%d} 前" if due is not None else "没有期限"
        found.append(Waiting(f"{one.no} {one.person or one.unit or ''}", f"/matters/{one.pk}/", note, "red" if late else "amber"))
    return found


def _confirmations(viewer: Viewer) -> list[Waiting]:
    count = facts_for(viewer).filter(state=FactState.PENDING).exclude(person=viewer.pk).count()
    return [Waiting("待确认的记录", "/facts/confirm/", f"{count} 条", "amber")] if count else []


def _closings(viewer: Viewer) -> list[Waiting]:
    found, period, periods = [], containing(viewer.on, "month"), []
    for _ in range(MONTHS_BACK):
        period = previous(period)
        periods.append(period)
    runs = Run.objects.filter(office=viewer.office, period__in=[one.label for one in periods])
    closed = set(runs.order_by().values_list("key", "period"))
    for enactment in in_force(viewer.office, viewer.on):
        if not any(account.period == "month" for account in source_of(enactment).rulebook.accounts.values()):
            continue
        for period in periods:
            if period.last >= (enactment.since or date.min) and (enactment.key, period.label) not in closed:
                link = f"/results/?period={period.label}&key={enactment.key}"
                found.append(Waiting(f"{period.label} 考核没有结账", link, f"{(viewer.on - period.last).days} 天", "amber"))
    return found[::-1]


def _signatures(viewer: Viewer) -> list[Waiting]:
    rows = Run.objects.filter(office=viewer.office, signed_on=None, superseded_by=None).defer("result").order_by("first_day")
    return [Waiting(f"{row.period} 考核表待签字回填", f"/results/runs/{row.pk}/", "", "blue") for row in rows]


def _questions(viewer: Viewer) -> list[Waiting]:
    found = []
    for enactment in in_force(viewer.office, viewer.on):
        open_ones = [name for name in source_of(enactment).rulebook.parameters if name not in enactment.answers]
        if open_ones:
            link = f"/rulebook/versions/{enactment.pk}/"
            found.append(Waiting(f"《{enactment.title}》有 {len(open_ones)} 项没有答复", link, "不答复不计算", "amber"))
    drafts = enactments_for(viewer).filter(state="draft")
    return found + [Waiting(f"拟定中：{row.title} 第 {row.number} 版", f"/rulebook/versions/{row.pk}/", "", "blue") for row in drafts]


def _accounts(viewer: Viewer) -> list[Waiting]:
    without = Person.objects.filter(office=viewer.office, left_on=None).exclude(pk__in=Account.objects.values("person")).count()
    return [Waiting("还没有帐号的人员", "/org/accounts/", f"{without} 人", "")] if without else []
