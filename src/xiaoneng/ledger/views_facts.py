"""记录的页面: the list, one record down to who entered it, quick entry, confirming."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.clock import SHANGHAI, day_of
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Invalid
from xiaoneng.ledger.actions_facts import clause_of, confirm_fact, confirm_facts, correct_fact, enter_fact, mend_slip, withdraw_fact
from xiaoneng.ledger.effects import effects_of
from xiaoneng.ledger.forms import FindingForm, ReasonForm
from xiaoneng.ledger.intake import roll_of, take_facts
from xiaoneng.ledger.models import Fact, FactState, Source
from xiaoneng.ledger.queries import facts_for, kinds_on, people_matching
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.models import Person
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.pages.once import once, once_key

BADGES = {FactState.PENDING: "blue", FactState.CONFIRMED: "green", FactState.WITHDRAWN: "", FactState.CORRECTED: "amber"}
COLUMNS = (
    Column("day", "日期", lambda one: one.day, "day", "day"),
    Column("who", "对象", lambda one: (one.person or one.unit).name, link=lambda one: f"/facts/{one.pk}/"),
    Column("what", "事项", lambda one: one.kind_name, "kind_name"),
    Column("quantity", "数量", lambda one: one.quantity, "quantity", "number"),
    Column("remark", "说明", lambda one: one.remark),
    Column("state", "状态", lambda one: one.get_state_display(), "state", badge=lambda one: BADGES[one.state]),
    Column("source", "来源", lambda one: one.get_source_display() + ("（补录）" if one.late_entry else "")),
    Column("by", "登记人", lambda one: one.entered_by.name),
    Column("no", "编号", lambda one: one.no, "no"),
)
SEARCHED = ("person__name", "person__no", "unit__name", "kind_name", "remark", "basis", "no")


def month_is(value: str) -> Q:
    """`2026-07` as a condition on the day; anything else is no condition."""
    year, _, month = value.partition("-")
    if not (year.isdigit() and month.isdigit()):
        return Q()
    return Q(day__year=int(year), day__month=int(month))


FILTERS = (
    Filter("state", "状态", FactState.choices, lambda value: Q(state=value)),
    Filter("month", "月份", (), month_is, "month"),
    Filter("source", "来源", Source.choices, lambda value: Q(source=value)),
)


@page("ledger.see_facts")
def facts(request: Visit) -> HttpResponse:
    """记录."""
    empty = "还没有记录。日常查到的、打卡导入的都记在这里。"
    found = listing(request, facts_for(request.viewer), COLUMNS, title="记录", search=SEARCHED, filters=FILTERS, empty=empty)
    return found.export() or render(request, "ledger/facts.html", {"listing": found})


@page("ledger.see_facts")
def fact(request: Visit, pk: int) -> HttpResponse:
    """一条记录: everything about it, and what this viewer may do with it."""
    return render(request, "ledger/fact.html", fact_context(request, find(facts_for(request.viewer), pk=pk)))


def fact_context(request: Visit, one: Fact, **more: object) -> dict[str, object]:
    """What the page of a record shows."""
    viewer = request.viewer
    whole = viewer.sees_whole_office("ledger.confirm_fact", one.office)
    settles = whole and one.person_id != viewer.pk
    slip = one.entered_by_id == viewer.pk and day_of(one.entered_at) == viewer.on and not one.batch_id
    return {
        "fact": one,
        "clause": clause_of(one),
        "steps": steps_of(one),
        "badge": BADGES[FactState(one.state)],
        "may_confirm": settles and one.state == FactState.PENDING,
        "may_withdraw": settles and one.state in (FactState.PENDING, FactState.CONFIRMED),
        "may_correct": settles and one.state == FactState.CONFIRMED,
        "may_mend": slip and one.state == FactState.PENDING,
        "reason": ReasonForm(),
        "once": once_key(),
        **more,
    }


def steps_of(one: Fact) -> list[dict[str, object]]:
    """经过: who did what with a record and when, from the audit."""
    entries = list(Entry.objects.filter(object_type="fact", object_id=str(one.pk)).order_by("seq"))
    people = dict(Person.objects.filter(pk__in={entry.actor_id for entry in entries}).values_list("pk", "name"))
    return [
        {"at": entry.at, "who": people.get(entry.actor_id, "—"), "role": entry.role, "what": TITLES.get(entry.action, "办理")}
        for entry in entries
    ]


TITLES = {
    "ledger.enter_fact": "登记", "ledger.open_with": "期初转入", "ledger.mend_slip": "改正笔误", "ledger.confirm_fact": "确认",
    "ledger.withdraw_fact": "撤销", "ledger.correct_fact": "更正", "ledger.commit_import": "导入",
}  # fmt: skip


@page("ledger.enter_fact", "GET", "POST")
def new(request: Visit) -> HttpResponse:
    """记一条: ready for the next after each."""
    viewer = request.viewer
    kinds = kinds_on(viewer.office, viewer.on)
    initial = {"day": viewer.on, "what": request.GET.get("what", ""), "who": request.GET.get("who", "")}
    form = FindingForm(request.POST or None, initial=initial, viewer=viewer, kinds=kinds)
    if request.method == "POST" and form.is_valid() and form.chosen is not None:
        chosen, row = form.chosen, form.row()

        def act() -> str:
            made = enter_fact(enactment=chosen.enactment, row=row, by=viewer.person, at=request.at)
            messages.success(request, f"已登记 {made.no}：{(made.person or made.unit)} {made.kind_name}，等待核实；核实前不计入。")
            return "/facts/new/"

        try:
            return once(request, act)
        except Invalid as why:
            form.blame(why.fields)
    start = request.at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Fact.objects.filter(entered_by=viewer.pk, entered_at__gte=start).count()
    context = {
        "form": form,
        "kinds": kinds,
        "people": people_matching(viewer, ""),
        "today": today,
        "once": request.POST.get("once") or once_key(),
    }
    return render(request, "ledger/new.html", context)


@page("ledger.enter_fact")
def preview(request: Visit) -> HttpResponse:
    """扣几分: clause and change of a finding being entered, as the engine reckons it; a part of the entry page."""
    viewer = request.viewer
    form = FindingForm(request.GET, viewer=viewer, kinds=kinds_on(viewer.office, viewer.on))
    chosen, changes = None, []
    if form.is_valid() and form.chosen is not None:
        chosen = form.chosen
        taken = take_facts(source_of(chosen.enactment), roll_of(viewer.office), [(1, form.row())], "")
        changes = [one for read in taken.facts.values() for one in effects_of(chosen.enactment, read)]
    elif "what" not in form.errors:
        chosen = form.chosen
    return render(request, "ledger/preview.html", {"chosen": chosen, "changes": changes, "typed": request.GET.get("what", "")})


@page("ledger.confirm_fact", "GET", "POST")
def confirming(request: Visit) -> HttpResponse:
    """待确认: several at once; each can be opened and refused with a reason."""
    rows = facts_for(request.viewer).filter(state=FactState.PENDING).exclude(person=request.viewer.pk)
    if request.method == "POST":
        chosen = list(rows.filter(pk__in=[one for one in request.POST.getlist("fact") if one.isdigit()]))

        def act() -> str:
            done = confirm_facts(facts=chosen, by=request.viewer.person, at=request.at)
            messages.success(request, f"已确认 {done} 条，计入各自的月份。")
            return "/facts/confirm/"

        return once(request, act)
    empty = "没有待确认的记录。"
    found = listing(request, rows, COLUMNS, title="待确认的记录", search=SEARCHED, filters=FILTERS[1:], empty=empty)
    return found.export() or render(request, "ledger/confirm.html", {"listing": found, "once": once_key()})


Act = Callable[[Visit, Fact, str], object]


def _settling(request: Visit, pk: int, act: Act, said: str) -> HttpResponse:
    one = find(facts_for(request.viewer), pk=pk)
    reason = request.POST.get("reason", "")

    def run() -> str:
        act(request, one, reason)
        messages.success(request, said)
        return f"/facts/{pk}/"

    try:
        return once(request, run)
    except Invalid as why:
        form = ReasonForm(request.POST)
        form.add_error("reason", "；".join(why.fields.values()) or str(why))
        return render(request, "ledger/fact.html", fact_context(request, one, reason=form), status=422)


@page("ledger.confirm_fact", "POST")
def confirm(request: Visit, pk: int) -> HttpResponse:
    """确认一条."""

    def act(visit: Visit, one: Fact, reason: str) -> object:
        return confirm_fact(fact=one, by=visit.viewer.person, at=visit.at, why=reason)

    return _settling(request, pk, act, "已确认。")


@page("ledger.withdraw_fact", "POST")
def withdraw(request: Visit, pk: int) -> HttpResponse:
    """撤销一条."""

    def act(visit: Visit, one: Fact, reason: str) -> object:
        return withdraw_fact(fact=one, reason=reason, by=visit.viewer.person, at=visit.at)

    return _settling(request, pk, act, "已撤销，原记录和理由都保留。")


@page("ledger.enter_fact", "GET", "POST")
def mend(request: Visit, pk: int) -> HttpResponse:
    """改正笔误."""
    return _rewrite(request, find(facts_for(request.viewer), pk=pk), correction=False)


@page("ledger.correct_fact", "GET", "POST")
def correct(request: Visit, pk: int) -> HttpResponse:
    """更正."""
    return _rewrite(request, find(facts_for(request.viewer), pk=pk), correction=True)


def _rewrite(request: Visit, one: Fact, *, correction: bool) -> HttpResponse:
    viewer = request.viewer
    kinds = [kind for kind in kinds_on(viewer.office, viewer.on) if kind.enactment.key == one.rulebook]
    initial = {
        "who": one.person.no if one.person else str(one.unit), "what": one.kind_name, "day": one.day,
        "quantity": one.columns.get("数量", ""), "remark": one.remark, "basis": one.basis,
        **{f"col:{name}": text for name, text in one.columns.items()},
    }  # fmt: skip
    form = FindingForm(request.POST or None, initial=initial, viewer=viewer, kinds=kinds)
    reason = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (not correction or reason.is_valid()):
        row = form.row()

        def act() -> str:
            if correction:
                made = correct_fact(fact=one, row=row, reason=reason.cleaned_data["reason"], by=viewer.person, at=request.at)
                return f"/facts/{made.pk}/"
            mend_slip(fact=one, row=row, by=viewer.person, at=request.at)
            return f"/facts/{one.pk}/"

        try:
            return once(request, act)
        except Invalid as why:
            form.blame(why.fields)
    context: dict[str, object] = {"form": form, "reason": reason if correction else None, "fact": one, "kinds": kinds}
    context |= {"people": people_matching(viewer, ""), "once": once_key()}
    return render(request, "ledger/rewrite.html", context)
