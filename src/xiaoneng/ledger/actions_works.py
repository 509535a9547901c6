"""作品的动作: products with authors and adoption levels are entered and confirmed like facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import F

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move, take_numbers
from xiaoneng.ledger.intake import roll_of, take_works
from xiaoneng.ledger.models import Enactment, FactState, Source, Work
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import Person
from xiaoneng.org.permit import permit
from xiaoneng.rulebook.engines import relations

SERIES, WIDTH = "作品", 4


@action("ledger.enter_works")
def enter_works(
    *, enactment: Enactment, rows: Sequence[Mapping[str, str]], by: Person, at: datetime, source: str = Source.ENTRY
) -> list[Work]:
    """登记作品: one or many, awaiting confirmation. Raises Invalid with what is wrong, by row and column."""
    office = enactment.office
    permit(by, "ledger.enter_works", office, at)
    roll = roll_of(office)
    book = source_of(enactment)
    taken = take_works(book, roll, list(enumerate(rows, 1)), "登记单")
    if taken.problems:
        raise Invalid("有的内容不能用，没有登记", {problem.column: str(problem) for problem in taken.problems})
    if not taken.works:
        raise Refused("没有可登记的作品")
    year = day_of(at).year
    first = take_numbers(office.pk, SERIES, year, len(taken.works))
    own = {"office": office, "rulebook": enactment.key, "source": source, "entered_by": by, "entered_at": at}
    made = []
    for number, (line, read) in enumerate(taken.works.items(), first):
        name = book.rulebook.works[read.kind].name
        values = _values(roll.people, read) | {"kind_name": name, "columns": dict(rows[line - 1])}
        made.append(Work(no=f"W{year}-{number:0{WIDTH}}", **values, **own))
    made = Work.objects.bulk_create(made)
    touch(office)
    record(("works", made[0].no), office_id=office.pk, changes={"count": len(made), "first": made[0].no, "last": made[-1].no})
    return made


def _values(people: Sequence[int], read: relations.Work) -> dict[str, object]:
    return {
        "kind": read.kind, "title": read.title, "day": date.fromordinal(read.day), "authors": [people[one] for one in read.authors],
        "levels": list(read.levels), "entered": read.entered == "是", "rated": read.rated, "fields": dict(read.fields),
    }  # fmt: skip


@action("ledger.confirm_works")
def confirm_works(*, works: Sequence[Work], by: Person, at: datetime) -> int:
    """确认作品: one's own are confirmed by somebody else. Gives how many."""
    if not works:
        raise Refused("没有选中要确认的作品")
    permit(by, "ledger.confirm_works", works[0].office, at)
    chosen = [work.pk for work in works if by.pk not in work.authors]
    office = works[0].office
    rows = Work.objects.filter(pk__in=chosen, office=office, state=FactState.PENDING)
    count = rows.update(state=FactState.CONFIRMED, version=F("version") + 1)
    touch(office)
    record(("works", works[0].no), office_id=office.pk, changes={"confirmed": count})
    return count


@action("ledger.withdraw_work")
def withdraw_work(*, work: Work, reason: str, by: Person, at: datetime) -> Work:
    """撤销作品: with the reason."""
    permit(by, "ledger.withdraw_work", work.office, at)
    if not reason.strip():
        raise Invalid("没有写明撤销的理由", {"reason": "请写明理由"})
    move(work, state=FactState.WITHDRAWN)
    touch(work.office)
    record(work, office_id=work.office_id, reason=reason, changes={"no": work.no})
    return work
