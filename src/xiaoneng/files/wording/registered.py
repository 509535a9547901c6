"""登记的条款: duties, phases, filings, procedures, publications, forms and bodies, said in words; nothing runs them yet."""

from __future__ import annotations

from collections.abc import Iterator

from xiaoneng.files.wording.names import Wording
from xiaoneng.rulebook.language.procedures import Duty, Filing, Form, Phase, Procedure, Publication, Within

Sentences = Iterator[tuple[str, str]]
EVERY = {
    "day": "每日",
    "week": "每周",
    "two_weeks": "每两周",
    "month": "每月",
    "quarter": "每季度",
    "half": "每半年",
    "year": "每年",
    "once": "一次",
    "standing": "日常",
    "as_needed": "按需",
}
FORMS = {
    "form": "表",
    "register": "登记簿",
    "certificate": "证书",
    "letter": "文书",
    "notice": "公文",
    "plaque": "牌匾",
    "poster": "公示牌",
}
AMOUNTS = {"days": "日内", "working_days": "个工作日内", "months": "个月内", "hours": "小时内"}


def registered(wording: Wording) -> Sentences:
    """(clause, sentence) of everything that the rulebook declares and nothing runs yet."""
    book = wording.book
    for body in book.bodies.values():
        members = f"由{wording.who(body.members)}组成" if body.members else ""
        does = f"负责{'、'.join(body.does)}" if body.does else ""
        yield body.clause, _sentence(f"{body.name}", members, does)
    for mapping in book.mappings.values():
        least = f"每个{mapping.to}至少 {mapping.at_least} 人" if mapping.at_least else ""
        yield mapping.clause, _sentence(f"{mapping.name}", f"{mapping.from_}对应{mapping.to}", least, "由本单位填写")
    yield from ((one.clause, _duty(wording, one)) for one in book.duties.values())
    yield from ((one.clause, _phase(wording, one)) for one in book.phases.values())
    yield from ((one.clause, _filing(wording, one)) for one in book.filings.values())
    yield from ((one.clause, _procedure(wording, one)) for one in book.procedures.values())
    yield from ((one.clause, _publication(wording, one)) for one in book.publications.values())
    yield from ((one.clause, _form(one)) for one in book.forms.values())


def _sentence(head: str, *parts: str) -> str:
    said = "，".join(part for part in parts if part)
    return f"{head}：{said}。" if said else f"{head}。"


def limit(wording: Wording, within: Within | None) -> str:
    """A time limit in words; empty where there is none."""
    if within is None:
        return ""
    said = [f"{wording.expression(text)} {unit}" for key, unit in AMOUNTS.items() if (text := getattr(within, key)) is not None]
    if within.field is not None:
        said.append("按所填的日期")
    if within.by is not None:
        said.append(f"{'次年' if within.years_later == 1 else ''}{_day(within.by)}前（含当日）")
    if within.ask is not None:
        said.append(wording.setting(within.ask) or f"时限为{within.ask}")
    said += ["当日"] if within.same_day else []
    said += ["立即"] if within.at_once else []
    return ("一般" if within.soft else "") + "，".join(said)


def _day(text: str) -> str:
    """`10-15` as 10 月 15 日; other words as they are."""
    month, _, day = text.partition("-")
    return f"{int(month)} 月 {int(day)} 日" if month.isdigit() and day.isdigit() else text


def _duty(wording: Wording, duty: Duty) -> str:
    anchor = wording.setting(duty.anchor) or duty.anchor if duty.anchor else ""
    amount = f"{wording.expression(duty.quantity)} {duty.unit or '项'}" if duty.quantity is not None else ""
    return _sentence(
        duty.name,
        wording.who(duty.who),
        f"{EVERY[duty.every]}{'（一般）' if duty.soft else ''}",
        amount,
        limit(wording, duty.by),
        f"起算：{anchor}" if anchor else "",
        f"形成{'、'.join(duty.yields)}" if duty.yields else "",
        duty.note or "",
    )


def _phase(wording: Wording, phase: Phase) -> str:
    start = wording.setting(phase.from_) or phase.from_ if phase.from_ else ""
    end = wording.setting(phase.to) or phase.to if phase.to else ""
    span = f"{start}至{end}" if start and end else (f"自{start}起" if start else (f"至{end}" if end else ""))
    return _sentence(phase.name, span, f"形成{'、'.join(phase.deliverables)}" if phase.deliverables else "")


def _filing(wording: Wording, filing: Filing) -> str:
    first, _, last = (filing.covers or "").partition("..")
    return _sentence(
        filing.name,
        f"{wording.who(filing.who)}报{wording.who([filing.to])}" if filing.to else wording.who(filing.who),
        limit(wording, filing.by),
        f"涵盖 {_day(first)}{'至 ' + _day(last) if last else ''}" if filing.covers else "",
        f"附{'、'.join(filing.attachments)}" if filing.attachments else "",
        f"先经{wording.who([filing.reviewed_by])}审核" if filing.reviewed_by else "",
        f"存{filing.kept_at}" if filing.kept_at else "",
    )


def _procedure(wording: Wording, procedure: Procedure) -> str:
    steps = " → ".join((step.says or step.id) + (f"（{wording.who(step.who)}）" if step.who else "") for step in procedure.steps)
    overdue = procedure.overdue
    late = ""
    if overdue is not None:
        but = f"，{overdue.except_}除外" if overdue.except_ else ""
        late = f"{overdue.when or '逾期'}的，{overdue.becomes or '另行处理'}{but}"
    return _sentence(
        procedure.name,
        wording.who(procedure.who),
        steps,
        limit(wording, procedure.within),
        f"登记{'、'.join(field.name or key for key, field in procedure.fields.items())}" if procedure.fields else "",
        late,
        f"材料：{'、'.join(item.says for item in procedure.checklist)}" if procedure.checklist else "",
        "、".join(procedure.rules),
    )


def _publication(wording: Wording, publication: Publication) -> str:
    return _sentence(
        publication.name,
        f"{wording.who(publication.who)}向{publication.to or '社会'}公开",
        "、".join(publication.fields),
        limit(wording, publication.by),
        f"公示 {limit(wording, publication.lasts)}" if publication.lasts else "",
        f"异议 {limit(wording, publication.objections)}" if publication.objections else "",
    )


def _form(form: Form) -> str:
    copies = f"一式 {form.copies} 份" if form.copies else ""
    return _sentence(f"{FORMS[form.kind]}《{form.name}》", f"栏目有{'、'.join(form.fields)}" if form.fields else "", copies)
