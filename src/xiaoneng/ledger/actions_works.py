"""作品的动作: products with authors and adoption levels are entered, confirmed, corrected and withdrawn like facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.audit.writing import move, take_numbers
from xiaoneng.ledger.actions_facts import OWN
from xiaoneng.ledger.actions_notices import notify
from xiaoneng.ledger.evidence import Evidence, kept
from xiaoneng.ledger.intake import Roll, roll_of, take_works
from xiaoneng.ledger.models import Enactment, FactState, Source, Work
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import Person
from xiaoneng.org.permit import permit
from xiaoneng.rulebook.engines import relations

SERIES, WIDTH = "作品", 4
Row = Mapping[str, str]


@action("ledger.enter_works")
def enter_works(
    *, enactment: Enactment, rows: Sequence[Row], by: Person, at: datetime, source: str = Source.ENTRY, evidence: Evidence = ()
) -> list[Work]:  # fmt: skip
    """登记作品: one or many, awaiting confirmation. Raises Invalid with what is wrong, by row and column."""
    office = enactment.office
    permit(by, "ledger.enter_works", office, at)
    made = _write(enactment, rows, by, at, source=source)
    files = kept(evidence, office.pk, by, at)
    for work in made if files else ():
        work.evidence.set(files)
    touch(office, counts=False)
    record(("works", made[0].no), office_id=office.pk, changes={"count": len(made), "first": made[0].no, "last": made[-1].no})
    _tell(made, by, at, "已登记，待确认")
    return made


def _write(enactment: Enactment, rows: Sequence[Row], by: Person, at: datetime, **more: Any) -> list[Work]:
    roll, book, year = roll_of(enactment.office), source_of(enactment), day_of(at).year
    taken = take_works(book, roll, list(enumerate(rows, 1)), "登记单")
    if taken.problems:
        single = len(rows) == 1
        said = {one.column: f"{one.what}；{one.remedy}" if single else str(one) for one in taken.problems}
        raise Invalid("有的内容不能用，没有登记", said)
    if not taken.works:
        raise Refused("没有可登记的作品")
    if any(read.day > day_of(at).toordinal() for read in taken.works.values()):
        raise Invalid("有的内容不能用，没有登记", {"日期": f"晚于今天 {day_of(at)}；请写作品发表、报送或采用的日期"})
    first = take_numbers(enactment.office_id, SERIES, year, len(taken.works))
    own = {"office": enactment.office, "rulebook": enactment.key, "entered_by": by, "entered_at": at, **more}
    made = []
    for number, (line, read) in enumerate(taken.works.items(), first):
        name = book.rulebook.works[read.kind].name
        columns = {column: text for column, text in rows[line - 1].items() if text}
        made.append(Work(no=f"W{year}-{number:0{WIDTH}}", **_values(roll, read), kind_name=name, columns=columns, **own))
    return Work.objects.bulk_create(made)


def _values(roll: Roll, read: relations.Work) -> dict[str, Any]:
    return {
        "kind": read.kind, "title": read.title, "day": date.fromordinal(read.day), "authors": [roll.people[one] for one in read.authors],
        "levels": list(read.levels), "entered": read.entered == "是", "rated": read.rated, "fields": dict(read.fields),
    }  # fmt: skip


@action("ledger.confirm_works")
def confirm_works(*, works: Sequence[Work], by: Person, at: datetime) -> int:
    """确认作品: they count from now on; one's own are left for somebody else. Gives how many; raises Stale where somebody was first."""
    if not works:
        raise Refused("没有选中要确认的作品")
    chosen = [work for work in works if by.pk not in work.authors]
    if not chosen:
        raise Forbidden(OWN)
    for work in chosen:
        _may(work, "ledger.confirm_works", by, at)
        _settle(work, FactState.CONFIRMED, by, at, "", {FactState.PENDING})
    _tell(chosen, by, at, "已确认")
    return len(chosen)


@action("ledger.withdraw_work")
def withdraw_work(*, work: Work, reason: str, by: Person, at: datetime) -> Work:
    """撤销作品: with the reason."""
    _may(work, "ledger.withdraw_work", by, at)
    if not reason.strip():
        raise Invalid("没有写明撤销的理由", {"reason": "请写明理由"})
    _settle(work, FactState.WITHDRAWN, by, at, reason, {FactState.PENDING, FactState.CONFIRMED})
    _tell([work], by, at, "已撤销")
    return work


@action("ledger.correct_work")
def correct_work(*, work: Work, row: Row, reason: str, by: Person, at: datetime) -> Work:
    """更正作品: a new one takes its place in the same state: a later adoption level, an author left out; the old one stays, marked."""
    _may(work, "ledger.correct_work", by, at)
    if not reason.strip():
        raise Invalid("没有写明更正的理由", {"reason": "请写明理由"})
    enactment = Enactment.objects.filter(office=work.office, key=work.rulebook, state="enacted").order_by("-since", "-number").first()
    if enactment is None:
        raise Refused("这件作品所属的制度已不在用；请先登记施行新的一版")
    state = work.state
    _settle(work, FactState.CORRECTED, by, at, reason, {FactState.PENDING, FactState.CONFIRMED})
    made = _write(enactment, [row], by, at, state=state, supersedes=work, source=work.source)[0]
    if by.pk in made.authors:
        raise Forbidden(OWN)
    record(made, office_id=made.office_id, reason=reason, changes={"no": made.no, "supersedes": work.no, "title": made.title})
    _tell([made], by, at, "已更正")
    return made


def _may(work: Work, right: str, by: Person, at: datetime) -> None:
    if by.pk in work.authors:
        raise Forbidden(OWN)
    permit(by, right, work.office, at)


def _settle(work: Work, state: FactState, by: Person, at: datetime, why: str, allowed: set[FactState]) -> None:
    if work.state not in allowed:
        raise Refused(f"这件作品现在是“{FactState(work.state).label}”，不能这样办理")
    before = work.state
    move(work, guard={"state": before}, state=state, settled_by=by, settled_at=at, settled_why=why.strip()[:300])
    touch(work.office, counts=FactState.CONFIRMED in (before, state))
    record(work, office_id=work.office_id, reason=why, changes={"no": work.no, "state": [before, state]})


def _tell(works: Sequence[Work], by: Person, at: datetime, said: str) -> None:
    """Each author once, however many of theirs there are."""
    theirs: dict[int, list[Work]] = {}
    for work in works:
        for author in work.authors:
            theirs.setdefault(author, []).append(work)
    for person in Person.objects.filter(pk__in=theirs).exclude(pk=by.pk):
        mine = theirs[person.pk]
        named = f"“{(mine[0].title or mine[0].kind_name)[:60]}”" + (f"等 {len(mine)} 件" if len(mine) > 1 else "")
        link = f"/facts/works/{mine[0].pk}/" if len(mine) == 1 else "/facts/works/"
        notify(person=person, text=f"您的作品{named}{said}。", link=link, group="work", at=at)
