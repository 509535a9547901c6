"""记录的页面: the list, one record with all that is known of it, what the viewer may do with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.clock import day_of
from xiaoneng.audit.files import attachment
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Invalid
from xiaoneng.ledger.actions_absences import set_off
from xiaoneng.ledger.actions_facts import OWN, add_evidence, clause_of, confirm_fact, withdraw_fact
from xiaoneng.ledger.beside import parts_of, words_of
from xiaoneng.ledger.evidence import Upload
from xiaoneng.ledger.forms import ReasonForm
from xiaoneng.ledger.likeness import absences_within, may_be_set_off
from xiaoneng.ledger.models import Absence, Attendance, Fact, FactState, Source
from xiaoneng.ledger.queries import absences_for, facts_for
from xiaoneng.ledger.rulebooks import InForce, source_of
from xiaoneng.org.models import Appointment, Person, Unit
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.pages.once import back, once, once_key
from xiaoneng.org.permit import Viewer

BADGES = {FactState.PENDING: "blue", FactState.CONFIRMED: "green", FactState.WITHDRAWN: "", FactState.CORRECTED: "amber"}
COLUMNS = (
    Column("day", "日期", lambda one: one.day, "day", "day"),
    Column("who", "对象", lambda one: (one.person or one.unit).name, "person__name", link=lambda one: f"/facts/{one.pk}/"),
    Column("what", "事项", lambda one: one.kind_name, "kind_name"),
    Column("quantity", "数量", lambda one: one.quantity, "quantity", "number"),
    Column("remark", "说明", lambda one: one.remark),
    Column("state", "状态", lambda one: one.get_state_display(), "state", badge=lambda one: BADGES[one.state]),
    Column("source", "来源", lambda one: one.get_source_display() + ("（补录）" if one.late_entry else ""), "source"),
    Column("by", "登记人", lambda one: one.entered_by.name, "entered_by__name"),
    Column("no", "编号", lambda one: one.no, "no"),
)
SEARCHED = ("person__name", "person__no", "person__initials", "unit__name", "kind_name", "remark", "basis", "no")
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
MOST_PEOPLE = 400
"""Above it a list of people to choose from is of no use; the search finds them."""


def month_is(value: str) -> Q:
    """`2026-07` as a condition on the day; anything else is no condition."""
    year, _, month = value.partition("-")
    if not MONTH.fullmatch(value):
        return Q()
    return Q(day__year=int(year), day__month=int(month))


def section_is(value: str) -> Q:
    """在哪个科室: about the section, or about somebody who belonged to it on the day."""
    days = (Q(since=None) | Q(since__lte=OuterRef("day"))) & (Q(until=None) | Q(until__gte=OuterRef("day")))
    return Q(unit=int(value)) | Q(Exists(Appointment.objects.filter(days, person=OuterRef("person"), unit=int(value))))


def filters_of(viewer: Viewer, rows: QuerySet[Fact]) -> list[Filter]:
    """筛选: by what there is in the rows that the viewer may see."""
    units = Unit.objects.filter(office=viewer.office).exclude(pk=viewer.office.pk)
    kinds = sorted(set(rows.order_by().values_list("kind_name", flat=True).distinct()))
    people = rows.order_by().exclude(person=None).values_list("person", "person__name").distinct()[: MOST_PEOPLE + 1]
    clerks = rows.order_by().values_list("entered_by", "entered_by__name").distinct()
    found = [
        Filter("state", "状态", FactState.choices, lambda value: Q(state=value)),
        Filter("month", "月份", (), month_is, "month"),
        Filter("section", "科室", [(str(one.pk), one.name) for one in units], section_is),
        Filter("what", "事项", [(name, name) for name in kinds], lambda value: Q(kind_name=value)),
        Filter("source", "来源", Source.choices, lambda value: Q(source=value)),
        Filter("by", "登记人", _choices(clerks), lambda value: Q(entered_by=value)),
    ]
    if len(people) <= MOST_PEOPLE:
        found.insert(2, Filter("person", "人员", _choices(people), lambda value: Q(person=value)))
    return found


def _choices(rows: QuerySet[Fact, tuple[int, str]]) -> list[tuple[str, str]]:
    return sorted(((str(pk), name) for pk, name in rows), key=lambda one: one[1])


@page("ledger.see_facts")
def facts(request: Visit) -> HttpResponse:
    """记录."""
    empty = "还没有记录。日常查到的、打卡导入的都记在这里。"
    rows = facts_for(request.viewer)
    shown = rows
    if request.GET.get("batch", "").isdecimal():
        shown = rows.filter(batch=int(request.GET["batch"]))
    found = listing(
        request, shown, COLUMNS, title="记录", search=SEARCHED, filters=filters_of(request.viewer, rows), empty=empty
    )  # fmt: skip
    return found.export() or render(request, "ledger/facts.html", {"listing": found})


@page("ledger.see_facts")
def fact(request: Visit, pk: int) -> HttpResponse:
    """一条记录: everything about it, and what this viewer may do with it."""
    return render(request, "ledger/fact.html", fact_context(request, find(facts_for(request.viewer), pk=pk)))


def fact_context(request: Visit, one: Fact, **more: object) -> dict[str, object]:
    """What the page of a record shows."""
    viewer = request.viewer
    settles = may_settle_here(viewer, one)
    open_one = one.state in (FactState.PENDING, FactState.CONFIRMED)
    slip = one.entered_by_id == viewer.pk and day_of(one.entered_at) == viewer.on and not one.batch_id
    return {
        "fact": one,
        "clause": clause_of(one),
        "open_fields": undetermined(viewer.office, [one])[one.pk],
        "steps": steps_of(one),
        "badge": BADGES[FactState(one.state)],
        "files": one.evidence.all(),
        "words": words_of(viewer, [one]).get(one.pk, []),
        "parts": parts_of(viewer, one),
        "away": set_off_by(viewer.office, [one]).get(one.pk, ()) if settles and one.state == FactState.PENDING else (),
        "may_confirm": settles and one.state == FactState.PENDING,
        "may_withdraw": settles and open_one,
        "may_correct": settles and open_one and not slip,
        "may_mend": slip and one.state == FactState.PENDING,
        "may_add": open_one and (one.entered_by_id == viewer.pk or settles) and viewer.may("ledger.add_evidence"),
        "own": OWN if one.person_id == viewer.pk and viewer.may("ledger.confirm_fact") and open_one else "",
        "reason": ReasonForm(),
        "once": once_key(),
        **more,
    }


def may_settle_here(viewer: Viewer, one: Fact) -> bool:
    """Whether the page offers to confirm, withdraw and correct: as the actions judge it."""
    if one.person_id == viewer.pk:
        return False
    if viewer.sees_whole_office("ledger.confirm_fact", one.office):
        return True
    runs = one.person is not None and Viewer(one.person, viewer.on).sees_whole_office("ledger.confirm_fact", one.office)
    return runs and viewer.sees_whole_office("ledger.settle_for_runner", one.office)


def set_off_by(office: Unit, facts: Sequence[Fact]) -> dict[int, list[Absence]]:
    """What could set records off: record → absences of its person on its day, where the office named its kind. Asked once for all."""
    days = [one.day for one in facts if one.person_id is not None]
    if not days:
        return {}
    away = absences_within(office, min(days), max(days))
    agreed = list(Attendance.objects.filter(office=office, since__lte=max(days)).order_by("-since", "-pk")) if away else []
    found = {}
    for one in facts:
        there = [absence for absence in away.get(one.person_id or 0, ()) if absence.since <= one.day <= absence.until]
        attendance = next((known for known in agreed if known.since <= one.day), None)
        if there and may_be_set_off(attendance, one.rulebook, one.kind):
            found[one.pk] = there
    return found


def undetermined(office: Unit, facts: Sequence[Fact]) -> dict[int, list[str]]:
    """待定的栏目: record → declared fields that wait for somebody's decision (screening). Asked once for all."""
    known = InForce(office, {one.rulebook for one in facts})
    found = {}
    for one in facts:
        enactment = known.on(one.rulebook, one.day)
        kind = source_of(enactment).rulebook.facts.get(one.kind) if enactment is not None else None
        fields = kind.fields if kind is not None else {}
        found[one.pk] = [field.name or key for key, field in fields.items() if field.unset == "pending" and one.fields.get(key) is None]
    return found


def steps_of(one: Fact) -> list[dict[str, object]]:
    """经过: who did what with a record and when, from the audit; of an imported one its import, too."""
    mine = Q(object_type="fact", object_id=str(one.pk))
    if one.batch_id:
        mine |= Q(
            object_type="batch",
            object_id=str(one.batch_id),
            action__in=("ledger.commit_import", "ledger.confirm_batch", "ledger.undo_import"),
        )
    entries = list(Entry.objects.filter(mine).order_by("seq"))
    people = dict(Person.objects.filter(pk__in={entry.actor_id for entry in entries}).values_list("pk", "name"))
    return [
        {
            "at": entry.at,
            "who": people.get(entry.actor_id, "—"),
            "role": entry.role,
            "what": TITLES.get(entry.action, "办理"),
            "seq": entry.seq,
        }
        for entry in entries
    ]


TITLES = {
    "ledger.enter_fact": "登记", "ledger.open_with": "期初转入", "ledger.mend_slip": "改正笔误", "ledger.confirm_fact": "确认",
    "ledger.withdraw_fact": "撤销", "ledger.correct_fact": "更正", "ledger.commit_import": "导入", "ledger.confirm_batch": "整批确认",
    "ledger.undo_import": "整批撤回", "ledger.set_off": "冲销", "ledger.add_evidence": "补凭据", "ledger.settle_decided": "按决定认定",
    "ledger.record_decided": "按决定记录",
}  # fmt: skip

Act = Callable[[Visit, Fact, str], object]


def _settling(request: Visit, pk: int, act: Act, said: str) -> HttpResponse:
    one = find(facts_for(request.viewer), pk=pk)
    reason = request.POST.get("reason", "")

    def run() -> str:
        act(request, one, reason)
        messages.success(request, said)
        return back(request, f"/facts/{pk}/")

    try:
        return once(request, run)
    except Invalid as why:
        form = ReasonForm.refused(request.POST.dict(), why)
        return render(request, "ledger/fact.html", fact_context(request, one, reason=form), status=422)


@page("ledger.see_facts", "POST")
def confirm(request: Visit, pk: int) -> HttpResponse:
    """确认一条."""

    def act(visit: Visit, one: Fact, reason: str) -> object:
        return confirm_fact(fact=one, by=visit.viewer.person, at=visit.at, why=reason)

    return _settling(request, pk, act, "已确认。")


@page("ledger.see_facts", "POST")
def withdraw(request: Visit, pk: int) -> HttpResponse:
    """撤销一条."""

    def act(visit: Visit, one: Fact, reason: str) -> object:
        return withdraw_fact(fact=one, reason=reason, by=visit.viewer.person, at=visit.at)

    return _settling(request, pk, act, "已撤销，原记录和理由都保留。")


@page("ledger.see_facts", "POST")
def offset(request: Visit, pk: int) -> HttpResponse:
    """以请假、外出冲销."""
    absence = find(absences_for(request.viewer), pk=request.POST.get("absence", "0") if request.POST.get("absence", "").isdecimal() else 0)

    def act(visit: Visit, one: Fact, reason: str) -> object:
        return set_off(fact=one, absence=absence, by=visit.viewer.person, at=visit.at)

    return _settling(request, pk, act, "已冲销，不计入。")


@page("ledger.add_evidence", "POST")
def attach(request: Visit, pk: int) -> HttpResponse:
    """补凭据."""
    file = request.FILES.get("file")

    def act(visit: Visit, one: Fact, reason: str) -> object:
        uploads = [Upload(file.name or "", file.read())] if file is not None else []
        return add_evidence(fact=one, evidence=uploads, by=visit.viewer.person, at=visit.at)

    return _settling(request, pk, act, "凭据已存入。")


@page("ledger.see_facts")
def evidence(request: Visit, pk: int, file: int) -> HttpResponse:
    """凭据: as a download, for who may see the record."""
    found = attachment(find(find(facts_for(request.viewer), pk=pk).evidence.all(), pk=file))
    return found  # type: ignore[return-value]
