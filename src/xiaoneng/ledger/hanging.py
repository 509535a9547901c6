"""挂着的记录: what the ledger tells 机构: records that wait, by who put them in or has to settle them; what the rulebooks in force say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from xiaoneng.files.wording.names import option_word
from xiaoneng.ledger.intake import roll_of
from xiaoneng.ledger.models import Batch, Enactment, EnactmentState, Fact, FactState
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.org.hanging import ASKED, BASES, DECLARED, NAMES, ON_PERSON, ON_UNIT, Asked, Declared, Hanging
from xiaoneng.org.models import Person, Tenure, Unit
from xiaoneng.org.particulars import columns_asked
from xiaoneng.org.permit import Viewer

WAITS = "待确认的记录"


def on_person(person: Person, on: date) -> Iterator[Hanging]:
    """Records that they put in and nobody has settled; where they settle for the whole office, how many wait; files not taken over."""
    rows = Fact.objects.filter(office=person.office, state=FactState.PENDING).select_related("person", "unit").order_by("day", "pk")
    mine = rows.filter(entered_by=person)
    yield from (_waiting(one) for one in mine)
    viewer = Viewer(person, on)
    if viewer.sees_whole_office("ledger.confirm_fact", viewer.office) and (others := rows.exclude(entered_by=person).count()):
        yield Hanging(WAITS, "", f"他人登记、等着认定的 {others} 条", link="/facts/confirm/")
    for batch in Batch.objects.filter(office=person.office, made_by=person, state=Batch.State.STAGED).select_related("file"):
        yield Hanging("没有导入完的表", "", batch.file.name, link=f"/facts/import/{batch.pk}/")
    for draft in Enactment.objects.filter(office=person.office, created_by=person, state=EnactmentState.DRAFT):
        yield Hanging("拟定中的制度", "", f"{draft.title} 第 {draft.number} 版", link=f"/rulebook/versions/{draft.pk}/")


def on_unit(unit: Unit, on: date) -> Iterator[Hanging]:
    """Records about the section that wait, and those that are confirmed and dated after a day that is to be its last."""
    rows = Fact.objects.filter(unit=unit).select_related("person", "unit").order_by("day", "pk")
    yield from (_waiting(one) for one in rows.filter(state=FactState.PENDING))
    for one in rows.filter(state=FactState.CONFIRMED, day__gt=on):
        yield Hanging(f"{on} 以后的记录", one.no, f"{one.day} {one.kind_name}", link=f"/facts/{one.pk}/")


def _waiting(one: Fact) -> Hanging:
    return Hanging(WAITS, one.no, f"{one.day} {one.person or one.unit} {one.kind_name}", link=f"/facts/{one.pk}/")


def bases(office: Unit, on: date) -> Iterator[str]:
    """How the rulebooks in force answer who counts: those of their readings and questions that name a way of serving."""
    for enactment in in_force(office, on):
        book = source_of(enactment).rulebook
        for name, reading in book.readings.items():
            if _counts(reading.says):
                value = enactment.answers.get(name, reading.default)
                yield _said(enactment, reading.clause, reading.says, option_word(str(value), reading.labels))
        for name, asked in book.parameters.items():
            if _counts(asked.asks):
                yield _said(enactment, asked.clause, asked.asks, _answered(enactment, name, asked.labels))


def _answered(enactment: Enactment, name: str, labels: Mapping[str, str]) -> str:
    return option_word(str(enactment.answers[name]), labels) if name in enactment.answers else "还没有答复"


def _counts(says: str) -> bool:
    return "计入" in says or any(label in says for label in Tenure.labels[1:])


def _said(enactment: Enactment, clause: str | None, says: str, value: str) -> str:
    return f"《{enactment.title}》{clause or ''} {says}：{value}"


def declared(office: Unit, on: date) -> Iterator[Declared]:
    """The groups and meetings that the rulebooks in force name."""
    for enactment in in_force(office, on):
        for one in source_of(enactment).rulebook.bodies.values():
            yield Declared(one.name, f"《{enactment.title}》{one.clause}", tuple(one.members))


def names(office: Unit, on: date) -> dict[str, str]:
    """What the rulebooks in force call the fields that they declare for sections."""
    books = [source_of(one).rulebook for one in in_force(office, on)]
    return {key: one.name or key for book in books for key, one in book.units.items()}


def asked(office: Unit, on: date) -> Iterator[Asked]:
    """The columns of people that the rulebooks in force declare."""
    for enactment in in_force(office, on):
        yield from columns_asked(source_of(enactment).rulebook, lambda: roll_of(office).directory)


ON_PERSON.append(on_person)
ON_UNIT.append(on_unit)
BASES.append(bases)
DECLARED.append(declared)
NAMES.append(names)
ASKED.append(asked)
