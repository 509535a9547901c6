"""事项的动作: opened, and taken from step to step by whoever the procedure names; what an outcome does is the procedure's own word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.audit.writing import move, take_numbers
from xiaoneng.ledger.actions_notices import notify
from xiaoneng.ledger.actions_settled import record_decided, settle_decided
from xiaoneng.ledger.models import Fact, FactState
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.matters.models import Event, Field, Matter
from xiaoneng.matters.procedures import Known, due_of, next_step, step_of, words_of
from xiaoneng.org.models import Person, Role, Unit
from xiaoneng.org.permit import permit
from xiaoneng.org.resolve import Meant
from xiaoneng.rulebook.language.procedures import Procedure, Step

WIDTH = 4
EVIDENCE = 300


@action("matters.open")
def open_matter(
    *, known: Known, subject: Person | Unit | None, fields: Mapping[str, str], by: Person, at: datetime, facts: Sequence[Fact] = ()
) -> Matter:
    """提出事项: by one of those the procedure names, with its required fields filled. Raises Invalid, Forbidden."""
    office, procedure = known.enactment.office, known.procedure
    permit(by, "matters.open", by, at)
    on = day_of(at)
    if by not in _openers(known, subject, Meant(office, on)):
        raise Forbidden(f"“{procedure.name}”应由{'、'.join(procedure.who) or Role.EFFECTIVENESS.label}提出")
    _check_fields(procedure, fields)
    year = on.year
    number = take_numbers(office.pk, procedure.name, year)
    first = procedure.steps[0]
    matter = Matter.objects.create(
        office=office, enactment=known.enactment, procedure=known.key, name=procedure.name, clause=procedure.clause,
        no=f"{procedure.name}〔{year}〕{number:0{WIDTH}}", person=subject if isinstance(subject, Person) else None,
        unit=subject if isinstance(subject, Unit) else None, opened_by=by, opened_at=at, step=first.id, step_since=at,
    )  # fmt: skip
    Field.objects.bulk_create([Field(matter=matter, key=key, value=value.strip()) for key, value in fields.items() if value.strip()])
    matter.facts.set(facts)
    told = {"name": matter.name, "no": matter.no, "facts": [fact.no for fact in facts]}
    record(matter, office_id=office.pk, clause=procedure.clause, changes=told)
    _tell(matter, procedure, first, at)
    return matter


@action("matters.decide", decisive=True)
def decide(
    *, matter: Matter, step: str, outcome: str, by: Person, at: datetime, text: str = "",
    on_behalf_of: Person | None = None, evidence: str = "",
) -> Matter:  # fmt: skip
    """办理一步: by one of those whom the step names; its outcome may settle the records concerned, record a new one, and leads on.

    Whoever runs the year may enter what one of them said or signed on paper (代录), and that a term passed in silence.
    """
    permit(by, "matters.decide", by, at)
    here = _present_step(matter, step, outcome)
    _may_do(matter, here, outcome, by, on_behalf_of, evidence, day_of(at))
    late = lapsed(matter, here, day_of(at))
    made = _effects(matter, here, outcome, text, by, at)
    Event.objects.create(
        matter=matter,
        step=here.id,
        says=here.says or here.id,
        outcome=outcome,
        text=text.strip(),
        by=by,
        at=at,
        late=late,
        behalf=on_behalf_of,
        evidence=evidence.strip()[:EVIDENCE],
        opened_fact=made,
    )
    procedure = procedure_of(matter)
    then = next_step(procedure, here, outcome)
    ended = {"ended_at": at, "outcome": outcome} if then is None else {}
    move(matter, guard={"step": here.id}, step=then.id if then else "", step_since=at, **ended)
    record(
        matter,
        office_id=matter.office_id,
        clause=matter.clause,
        reason=text,
        changes={"step": here.id, "outcome": outcome, "facts": made, "late": late, "evidence": evidence.strip()[:EVIDENCE]},
    )
    _tell(matter, procedure, then, at)
    return matter


def _present_step(matter: Matter, step: str, outcome: str) -> Step:
    """The step in which a matter is, if it may end so."""
    procedure = procedure_of(matter)
    here = step_of(procedure, matter.step)
    if here is None or matter.ended_at is not None:
        raise Refused("这件事项已经办结")
    if here.id != step:
        raise Refused("这件事项已经走到别的步骤；请刷新后再看")
    if outcome not in here.may:
        raise Refused(f"这一步没有“{outcome}”；可选：{'、'.join(here.may)}")
    done = set(matter.events.values_list("step", flat=True))
    missing = [one.says or one.id for one in procedure.steps if one.id in here.needs and one.id not in done]
    if missing:
        raise Refused(f"要先办：{'、'.join(missing)}")
    return here


def _may_do(matter: Matter, step: Step, outcome: str, by: Person, behalf: Person | None, evidence: str, on: date) -> None:
    """By whom a step may be done so: its holders; for them, or after the term, whoever runs the year. Raises Forbidden, Refused."""
    people = holders(matter, on)
    if outcome == step.lapse:
        if by not in keepers(matter, on):
            raise Forbidden(f"“{outcome}”由{Role.EFFECTIVENESS.label}登记")
        if not lapsed(matter, step, on):
            raise Refused(f"期限还没有过，不能登记“{outcome}”；本人在纸上说明或签字的，可以代录")
    elif behalf is None:
        if by not in people:
            raise Forbidden(f"这一步由{'、'.join(words_of(step, matter.enactment)) or Role.EFFECTIVENESS.label}办理")
    elif by not in keepers(matter, on) or by == behalf:
        raise Forbidden(f"代录由{Role.EFFECTIVENESS.label}办理；是自己这一步的，不用代录")
    elif behalf not in people:
        raise Refused(f"这一步不由{behalf.name}办理，不能代为登记")
    elif not evidence.strip():
        raise Invalid("代录没有写明凭据", {"evidence": "请写明当面说明的时间地点、签字或批示的出处"})


def lapsed(matter: Matter, step: Step, on: date) -> bool:
    """逾期: the term of the present step is over."""
    limit = due_of(step.within, matter.enactment, matter.step_since, fields_of(matter))
    return limit is not None and on > limit.date


def outcomes_for(matter: Matter, person: Person, on: date, meant: Meant | None = None) -> list[str]:
    """可选的结果: what somebody may choose of the present step today; 代录 is asked for apart."""
    step = step_of(procedure_of(matter), matter.step)
    if step is None:
        return []
    found = [word for word in step.may if word != step.lapse] if person in holders(matter, on, meant) else []
    silent = step.lapse is not None and lapsed(matter, step, on) and person in keepers(matter, on, meant)
    return [*found, step.lapse] if silent and step.lapse is not None else found


def procedure_of(matter: Matter) -> Procedure:
    """The procedure as the enactment in force when the matter began has it."""
    return source_of(matter.enactment).rulebook.procedures[matter.procedure]


def fields_of(matter: Matter) -> dict[str, str]:
    """What is filled in, by key."""
    return {one.key: one.value for one in matter.fields.all()}


def keepers(matter: Matter, on: date, meant: Meant | None = None) -> list[Person]:
    """谁可以代录: whoever runs the year, where the matter isn't about them; else a leader whom it isn't about."""
    meant = meant or Meant(matter.office, on)
    for role in (Role.EFFECTIVENESS, Role.LEADER):
        people = [one for one in meant.by([str(role.label)], None) if one.pk != matter.person_id]
        if people:
            return people
    return []


def holders(matter: Matter, on: date, meant: Meant | None = None) -> list[Person]:
    """在谁手里: those who may do the present step; where its words name nobody, whoever runs the year.

    Nobody decides on a record about themself. `meant` knows the office's words already, where many matters are asked about.
    """
    step = step_of(procedure_of(matter), matter.step)
    if step is None:
        return []
    subject = matter.person or matter.unit
    meant = meant or Meant(matter.office, on)
    people = meant.by(words_of(step, matter.enactment), subject)
    if step.does or step.records:
        people = [one for one in people if one.pk != matter.person_id]
    return people or [one for one in meant.by([Role.EFFECTIVENESS.label], subject) if one.pk != matter.person_id]


def may_open(known: Known, subject: Person | Unit | None, person: Person, meant: Meant) -> bool:
    """Whether somebody may open a procedure about a subject."""
    return person in _openers(known, subject, meant)


def _openers(known: Known, subject: Person | Unit | None, meant: Meant) -> list[Person]:
    return meant.by(list(known.procedure.who) or [Role.EFFECTIVENESS.label], subject)


def _check_fields(procedure: Procedure, fields: Mapping[str, str]) -> None:
    wrong: dict[str, str] = {}
    for key, one in procedure.fields.items():
        value = fields.get(key, "").strip()
        if one.required and not value:
            wrong[key] = "请填写"
        elif value and one.one_of and value not in one.one_of:
            wrong[key] = f"请从{'、'.join(one.one_of)}里选"
        elif value and one.type == "day":
            try:
                date.fromisoformat(value)
            except ValueError:
                wrong[key] = "请写成 2026-07-18 的样子"
    strange = [key for key in fields if key not in procedure.fields]
    if wrong or strange:
        raise Invalid("有的栏目要改", wrong or {strange[0]: "没有这个栏目"})


def _effects(matter: Matter, step: Step, outcome: str, text: str, by: Person, at: datetime) -> list[str]:
    """What the outcome does: the records concerned are confirmed or withdrawn, a new one is made. Gives the numbers of new ones."""
    reason = f"{matter.no} {outcome}{'：' + text.strip() if text.strip() else ''}"
    does = step.does.get(outcome)
    if does is not None:
        state = FactState.CONFIRMED if does == "confirm" else FactState.WITHDRAWN
        for fact in matter.facts.all():
            if fact.state != state and fact.state in (FactState.PENDING, FactState.CONFIRMED):
                settle_decided(fact=fact, state=state, reason=reason, by=by, at=at)
    kind = step.records.get(outcome)
    if kind is None:
        return []
    subject = matter.person or matter.unit
    if subject is None:
        raise Refused("这件事项没有写明对象，不能形成记录")
    made = record_decided(enactment=matter.enactment, kind=kind, subject=subject, reason=reason, basis=matter.no, by=by, at=at)
    matter.facts.add(made)
    return [made.no]


def _tell(matter: Matter, procedure: Procedure, step: Step | None, at: datetime) -> None:
    link = f"/matters/{matter.pk}/"
    if step is None:
        for person in {matter.opened_by, matter.person} - {None}:
            if person is not None:
                notify(person=person, text=f"{matter.no} 已办结：{matter.outcome}", link=link, group="matter", at=at)
        return
    for person in holders(matter, day_of(at)):
        notify(person=person, text=f"请您办理：{matter.no} {step.says or step.id}", link=link, group="matter", at=at)
